// The one connection pool of this process, opened with the first query.

import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { log } from "./log";
import { readSettings } from "./settings";

export type Database = NodePgDatabase;

let opened: Database | undefined;

export function database(): Database {
  if (opened === undefined) {
    const settings = readSettings(process.env);
    const pool = new Pool({
      connectionString: settings.databaseUrl,
      max: settings.pool,
      connectionTimeoutMillis: 2000,
      idleTimeoutMillis: 5000,
    });
    pool.on("error", (error) => log("error", "an idle connection broke", { error: error.message }));
    opened = drizzle({ client: pool });
  }
  return opened;
}
