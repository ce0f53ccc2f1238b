// Something to look at on a developer's machine. Run twice it changes nothing.

import pg from "pg";
import { log } from "./log.js";

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  await client.query(`
    INSERT INTO users (id, points, time_zone) VALUES
      ('100000000000000001', 30, 'Europe/Berlin'),
      ('100000000000000002', 0, 'America/New_York')
    ON CONFLICT DO NOTHING`);
  await client.query(`
    INSERT INTO tasks (user_id, number, title) VALUES
      ('100000000000000001', 1, 'Water the plants'),
      ('100000000000000002', 1, 'Read a chapter')
    ON CONFLICT DO NOTHING`);
  log("info", "seeded");
} finally {
  await client.end();
}
