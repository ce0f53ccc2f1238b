// The move, from a file as the old application left it to the tables that the migrations make.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { move } from "./move-from-sqlite.js";

// As Prisma made it when the provider was "sqlite".
const OLD_SCHEMA = `
  CREATE TABLE "Ticket" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "subject" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "closedAt" DATETIME);
  CREATE TABLE "Comment" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "ticketId" INTEGER NOT NULL,
    "text" TEXT NOT NULL, "saidAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP);`;

let folder: string;
let file: string;
let old: DatabaseSync;
let target: PGlite;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "move-"));
  file = join(folder, "production.db");
  old = new DatabaseSync(file);
  old.exec(OLD_SCHEMA);
  target = new PGlite();
  for (const migration of readdirSync("prisma/migrations", { withFileTypes: true })) {
    if (!migration.isDirectory()) continue;
    await target.exec(readFileSync(join("prisma/migrations", migration.name, "migration.sql"), "utf8"));
  }
});
afterEach(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

test("every row arrives as it was, and the next one comes after them", async () => {
  old.exec(`INSERT INTO "Ticket" VALUES (3, 'No heating', 1748768400000, NULL),
                                        (7, 'Ünïcode, "quotes"', 1748768400000, '2025-06-02T10:00:00.500+00:00')`);
  old.exec(`INSERT INTO "Comment" VALUES (1, 3, 'Since Monday', 1748854800000)`);
  old.close();
  expect(await move(file, target)).toEqual({ Ticket: 2, Comment: 1 });

  const { rows } = await target.query(
    `SELECT id, subject, "openedAt"::text AS opened, "closedAt"::text AS closed FROM "Ticket" ORDER BY id`,
  );
  expect(rows).toEqual([
    { id: 3, subject: "No heating", opened: "2025-06-01 09:00:00", closed: null },
    { id: 7, subject: 'Ünïcode, "quotes"', opened: "2025-06-01 09:00:00", closed: "2025-06-02 10:00:00.5" },
  ]);
  const made = await target.query(`INSERT INTO "Ticket" (subject) VALUES ('New') RETURNING id`);
  expect(made.rows).toEqual([{ id: 8 }]);
});

test("it does not mix two sets of data", async () => {
  old.close();
  await target.exec(`INSERT INTO "Ticket" (subject) VALUES ('Already here')`);
  await expect(move(file, target)).rejects.toThrow("Ticket is not empty");
});

test("half a move is none", async () => {
  old.exec(`INSERT INTO "Ticket" VALUES (1, 'No heating', 1748768400000, NULL)`);
  old.exec(`INSERT INTO "Comment" VALUES (1, 99, 'To a ticket that is gone', 1748854800000)`);
  old.close();
  await expect(move(file, target)).rejects.toThrow("foreign key");
  const { rows } = await target.query(`SELECT count(*)::int AS tickets FROM "Ticket"`);
  expect(rows).toEqual([{ tickets: 0 }]);
});
