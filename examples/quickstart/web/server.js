// Starts the service, and on SIGTERM finishes the open requests before it lets go of what it uses.

import { Redis } from "ioredis";
import pg from "pg";
import { createApp } from "./app.js";
import { Links } from "./links.js";
import { log } from "./log.js";
import { readSettings } from "./settings.js";

const RECONNECT_MS = 1000;

const settings = readSettings(process.env);
const database = new pg.Pool({
  connectionString: settings.databaseUrl,
  max: settings.pool,
  connectionTimeoutMillis: 2000,
});
database.on("error", (error) => log("error", "an idle connection broke", { error: error.message }));
const cache = connect("cache", settings.cacheUrl);
const queue = connect("queue", settings.queueUrl);

const app = createApp(new Links(database, cache, queue), {
  main: () => database.query("SELECT 1"),
  hot: () => cache.ping(),
  visits: () => queue.ping(),
});
app.listen(settings.port, "0.0.0.0", () => log("info", "listening", { port: settings.port }));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    log("info", "stopping", { signal });
    app.close(async () => {
      cache.disconnect();
      queue.disconnect();
      await database.end();
      log("info", "stopped");
    });
  });
}

/** Fails at once while there is no connection, instead of keeping requests waiting for one. */
function connect(name, url) {
  const client = new Redis(url, {
    commandTimeout: 1000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  client.on("error", (error) => log("error", `the ${name} is away`, { error: error.message }));
  return client;
}
