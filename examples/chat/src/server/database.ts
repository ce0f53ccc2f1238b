// The one connection pool of this process, opened with the first query.

import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { log } from "./log";
import { readSettings } from "./settings";

// A function serves a few requests at once; many functions share the database.
const CONNECTIONS = 5;

export type Database = NodePgDatabase;

let opened: Database | undefined;

export function database(): Database {
  if (opened === undefined) {
    const pool = new Pool({
      connectionString: readSettings(process.env).databaseUrl,
      max: CONNECTIONS,
      connectionTimeoutMillis: 2000,
      idleTimeoutMillis: 5000,
    });
    pool.on("error", (error) => log("error", "an idle connection broke", { error: error.message }));
    opened = drizzle({ client: pool });
  }
  return opened;
}
