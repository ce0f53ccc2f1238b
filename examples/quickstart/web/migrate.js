// Brings the database up to date: applies each file of migrations/ that it has not seen, in the order of their names,
// and each in a transaction of its own. Two that run at once wait for one another.

import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { log } from "./log.js";

const FOLDER = new URL("./migrations/", import.meta.url);
// Any number will do, as long as nothing else locks it.
const LOCK = 20261120;

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
  await client.query(
    "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  const { rows } = await client.query("SELECT name FROM migrations");
  const applied = new Set(rows.map((row) => row.name));
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
  for (const name of files.filter((name) => !applied.has(name))) {
    await apply(name, await readFile(new URL(name, FOLDER), "utf8"));
    log("info", "migrated", { name });
  }
  log("info", "the database is up to date", { migrations: files.length });
} finally {
  await client.end();
}

async function apply(name, sql) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
}
