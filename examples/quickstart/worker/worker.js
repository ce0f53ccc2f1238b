// Takes visits from the queue, one at a time, until it is told to stop.

import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";
import { log } from "./log.js";
import { Visits } from "./visits.js";

const WAIT_SECONDS = 2;
const PAUSE_AFTER_FAILURE_MS = 2000;
const RECONNECT_MS = 1000;

const missing = ["DATABASE_URL", "QUEUE_URL"].filter((name) => !process.env[name]?.trim());
if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);

const database = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL ?? 2),
  connectionTimeoutMillis: 2000,
});
database.on("error", (error) => log("error", "an idle connection broke", { error: error.message }));
const queue = new Redis(process.env.QUEUE_URL, { maxRetriesPerRequest: null, retryStrategy: () => RECONNECT_MS });
queue.on("error", (error) => log("error", "the queue is away", { error: error.message }));
const visits = new Visits(database, queue);

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    log("info", "stopping", { signal });
    stopping = true;
    // A queue that does not answer would hold the last wait for ever.
    setTimeout(() => queue.disconnect(), (WAIT_SECONDS + 1) * 1000).unref();
  });
}

let counted = 0;
while (!stopping) {
  try {
    log("info", "working", { recovered: await visits.recover() });
    while (!stopping) counted += await visits.countOne(WAIT_SECONDS);
  } catch (error) {
    if (stopping) break;
    log("error", "a visit could not be counted yet", { error: error.message });
    await sleep(PAUSE_AFTER_FAILURE_MS);
  }
}
queue.disconnect();
await database.end();
log("info", "stopped", { counted });
