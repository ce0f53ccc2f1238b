CREATE TABLE users (
    -- What Discord calls a user, a snowflake: larger than a number of JavaScript.
    id text PRIMARY KEY,
    points integer NOT NULL DEFAULT 0 CHECK (points >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tasks (
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    number integer NOT NULL,
    title text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    PRIMARY KEY (user_id, number)
);
