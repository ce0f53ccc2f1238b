// Moves the data of the old SQLite file into PostgreSQL: `node scripts/move-from-sqlite.js prisma/production.db`.
//
// The tables have to be there (`npm run migrate`) and empty. It is one transaction: everything arrives, and is counted,
// or nothing has changed. The file is only read. Stop the application first: what it writes after this is not moved.

import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import pg from "pg";

/** Parents before children. SQLite has no type for a time: Prisma kept milliseconds, or text. */
const TABLES = [
  { name: "Ticket", columns: ["id", "subject", "openedAt", "closedAt"], times: ["openedAt", "closedAt"] },
  { name: "Comment", columns: ["id", "ticketId", "text", "saidAt"], times: ["saidAt"] },
];

/** What was moved, by table. `target` has `query(text, values)`, as a client of `pg` does. */
export async function move(file, target) {
  const source = new DatabaseSync(file, { readOnly: true });
  const moved = {};
  try {
    const [{ integrity_check: state }] = source.prepare("PRAGMA integrity_check").all();
    if (state !== "ok") throw new Error(`${file} is damaged: ${state}`);
    await target.query("BEGIN");
    for (const table of TABLES) moved[table.name] = await moveTable(table, source, target);
    await target.query("COMMIT");
  } catch (error) {
    await target.query("ROLLBACK");
    throw error;
  } finally {
    source.close();
  }
  return moved;
}

async function moveTable({ name, columns, times }, source, target) {
  if ((await count(name, target)) > 0) throw new Error(`${name} is not empty: this would mix two sets of data`);
  const listed = columns.map((column) => `"${column}"`).join(", ");
  const places = columns.map((_, at) => `$${at + 1}`).join(", ");
  let sent = 0;
  for (const row of source.prepare(`SELECT ${listed} FROM "${name}"`).iterate()) {
    const values = columns.map((column) => (times.includes(column) ? time(row[column]) : row[column]));
    await target.query(`INSERT INTO "${name}" (${listed}) VALUES (${places})`, values);
    sent += 1;
  }
  const arrived = await count(name, target);
  if (arrived !== sent) throw new Error(`${name}: ${sent} rows were sent and ${arrived} arrived`);
  // The next row that the application makes comes after those that were moved.
  await target.query(
    `SELECT setval(pg_get_serial_sequence('"${name}"', 'id'), coalesce(max(id), 0) + 1, false) FROM "${name}"`,
  );
  return sent;
}

async function count(name, target) {
  const { rows } = await target.query(`SELECT count(*)::int AS rows FROM "${name}"`);
  return rows[0].rows;
}

function time(value) {
  if (value === null) return null;
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) throw new Error(`${value} is no time`);
  // The columns have no time zone and hold UTC, as Prisma writes them.
  return moment.toISOString().replace("Z", "");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    console.log(JSON.stringify({ level: "info", message: "moved", ...(await move(process.argv[2], client)) }));
  } finally {
    await client.end();
  }
}
