-- Takes people out of a copy of the production data: ids become numbers that nobody has, titles lose their words.
BEGIN;
ALTER TABLE tasks DROP CONSTRAINT tasks_user_id_fkey;
CREATE TEMPORARY TABLE stand_ins ON COMMIT DROP AS
    SELECT id, 'user-' || row_number() OVER (ORDER BY random()) AS stand_in FROM users;
UPDATE tasks SET user_id = stand_in, title = 'Task ' || number FROM stand_ins WHERE user_id = stand_ins.id;
UPDATE users SET id = stand_in FROM stand_ins WHERE users.id = stand_ins.id;
ALTER TABLE tasks ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
COMMIT;
