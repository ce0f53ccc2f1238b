// What the environment tells the bot. A missing variable stops the start, and all missing ones are named at once.

export function readSettings(environment) {
  const given = (name) => environment[name]?.trim() || undefined;
  // Without a token the bot answers for its health and does nothing else: enough to work on it without Discord.
  const offline = !given("DISCORD_TOKEN") && given("ALLOW_OFFLINE") === "yes";
  const required = offline ? ["DATABASE_URL"] : ["DATABASE_URL", "DISCORD_TOKEN", "GUILD_ID"];
  const missing = required.filter((name) => !given(name));
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return {
    databaseUrl: given("DATABASE_URL"),
    // The most connections that the bot opens to the database.
    pool: Number(given("DATABASE_POOL") ?? 5),
    discord: offline ? undefined : { token: given("DISCORD_TOKEN"), guild: given("GUILD_ID") },
    port: Number(given("PORT") ?? 3000),
  };
}
