// Starts the bot, and on SIGTERM lets go of everything in turn.

import pg from "pg";
import { Discord } from "./discord.js";
import { createApp } from "./http.js";
import { log } from "./log.js";
import { readSettings } from "./settings.js";
import { Tasks } from "./tasks.js";

const settings = readSettings(process.env);
const database = new pg.Pool({
  connectionString: settings.databaseUrl,
  max: settings.pool,
  connectionTimeoutMillis: 2000,
});
database.on("error", (error) => log("error", "an idle connection broke", { error: error.message }));
const discord = settings.discord && new Discord(settings.discord.guild, new Tasks(database));

const app = createApp(
  { main: () => database.query("SELECT 1"), discord: discord && (() => discord.check()) },
  () => discord?.rateLimited ?? 0,
);
app.listen(settings.port, "0.0.0.0", () => log("info", "listening", { port: settings.port }));

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, async () => {
    log("info", "stopping", { signal });
    await discord?.close();
    app.close(async () => {
      await database.end();
      log("info", "stopped");
    });
  });
}

if (discord) await discord.connect(settings.discord.token);
else log("warning", "no DISCORD_TOKEN: running offline, without Discord");
