// Brings the database up to date, or with `--to 0001_tasks` back to that migration (`--to nothing`: before the first).
// Each migration is two files, NAME.up.sql and NAME.down.sql, and runs in a transaction of its own. Two runs at once wait
// for one another.

import { readdir, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { log } from "./log.js";
import { steps } from "./steps.js";

const FOLDER = new URL("../migrations/", import.meta.url);
// Any number will do, as long as nothing else locks it.
const LOCK = 20250615;

const { values } = parseArgs({ options: { to: { type: "string" } } });
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
  await client.query(
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  const { rows } = await client.query("SELECT name FROM migrations ORDER BY name");
  const applied = rows.map((row) => row.name);
  for (const { name, direction } of steps(await readdir(FOLDER), applied, values.to)) {
    await take(name, direction, await readFile(new URL(`${name}.${direction}.sql`, FOLDER), "utf8"));
    log("info", "migrated", { name, direction });
  }
  log("info", "the database is where it should be");
} finally {
  await client.end();
}

async function take(name, direction, sql) {
  const note =
    direction === "up"
      ? "INSERT INTO migrations (name) VALUES ($1)"
      : "DELETE FROM migrations WHERE name = $1";
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(note, [name]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`${name}.${direction}.sql: ${error.message}`, { cause: error });
  }
}
