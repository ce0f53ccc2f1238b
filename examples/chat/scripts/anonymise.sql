-- Takes people out of a copy of the production data: neither who said something stays, nor what.
BEGIN;
UPDATE messages SET author = 'Somebody', text = repeat('x', length(text));
UPDATE sessions SET title = 'Session ' || left(id::text, 8);
COMMIT;
