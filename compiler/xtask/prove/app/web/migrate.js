// Brings the database to the schema of this release, again and again without harm. A release with that flaw fails.

import pg from "pg";
import { flaw, release } from "./release.js";

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  await client.query("BEGIN");
  await client.query(
    "CREATE TABLE IF NOT EXISTS notes (id bigserial PRIMARY KEY, release text NOT NULL, at timestamptz NOT NULL DEFAULT now())",
  );
  await client.query("CREATE TABLE IF NOT EXISTS migrations (release text PRIMARY KEY)");
  await client.query("INSERT INTO migrations (release) VALUES ($1) ON CONFLICT DO NOTHING", [release]);
  if (flaw === "migration") await client.query("ALTER TABLE nowhere ADD COLUMN nothing int");
  await client.query("COMMIT");
} finally {
  await client.end();
}
