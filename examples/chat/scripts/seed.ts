// Something to look at on a developer's machine and in staging. Run twice it changes nothing.

import { drizzle } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { messages, sessions } from "../src/server/schema.ts";

const ID = "00000000-0000-4000-8000-000000000001";

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
try {
  await drizzle({ client: pool }).transaction(async (transaction) => {
    const made = await transaction.insert(sessions).values({ id: ID, title: "Welcome" }).onConflictDoNothing().returning();
    if (made.length === 0) return;
    await transaction.insert(messages).values([
      { sessionId: ID, author: "Ada", text: "Is anybody here?" },
      { sessionId: ID, author: "Grace", text: "Now there are two." },
    ]);
  });
} finally {
  await pool.end();
}
