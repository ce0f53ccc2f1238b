-- What a database of an application may hold: an extension, a role with rights, a view, a function, a trigger, bytes.
CREATE EXTENSION pg_trgm;
CREATE ROLE "reports of Ada's" NOLOGIN;
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL, placed timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE lines (order_id bigint NOT NULL REFERENCES orders, n integer, article text, price numeric(12, 2), PRIMARY KEY (order_id, n));
CREATE TABLE papers (id integer PRIMARY KEY, name text, content bytea);
CREATE INDEX papers_name ON papers USING gin (name gin_trgm_ops);
INSERT INTO papers SELECT n, 'Straße ' || n || E'\n''"\\', sha512(n::text::bytea) || sha512((n + 1)::text::bytea) FROM generate_series(1, 60000) AS n;
CREATE TABLE "Odd ""name"" of a table" (id integer PRIMARY KEY, seen integer NOT NULL DEFAULT 0);
INSERT INTO "Odd ""name"" of a table" VALUES (1, 0);
CREATE VIEW latest AS SELECT max(id) AS id FROM orders;
CREATE FUNCTION count_paper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE "Odd ""name"" of a table" SET seen = seen + 1; RETURN NEW; END $$;
CREATE TRIGGER counted AFTER INSERT ON papers FOR EACH ROW EXECUTE FUNCTION count_paper();
GRANT SELECT ON orders TO "reports of Ada's";
