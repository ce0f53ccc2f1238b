// Starts the API, and on SIGTERM finishes the open requests before it lets go of what it uses.

import { log } from "@shop/jobs";
import { createApp } from "./app.ts";
import { open } from "./connections.ts";
import { bucketFiles } from "./files.ts";
import { readSettings } from "./settings.ts";
import { PrismaStore } from "./store.ts";

const settings = readSettings(process.env);
const connections = open(settings);
const { database, cache, queueConnection, mails } = connections;

const app = createApp({
  store: new PrismaStore(database),
  cache,
  mails,
  files: settings.files && bucketFiles(settings.files),
  checks: {
    main: () => database.$queryRaw`SELECT 1`,
    hot: () => cache.ping(),
    jobs: () => queueConnection.ping(),
  },
  origins: settings.origins,
});
const server = app.listen(settings.port, "0.0.0.0", () => log("info", "listening", { port: settings.port }));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    log("info", "stopping", { signal });
    server.close(async () => {
      await connections.close();
      log("info", "stopped");
    });
  });
}
