import { readSettings } from "../src/settings.js";

test("without a token it is offline where that is allowed, and refused elsewhere", () => {
  const settings = readSettings({ DATABASE_URL: "postgresql://db", ALLOW_OFFLINE: "yes" });
  expect(settings.discord).toBeUndefined();
  expect(() => readSettings({ DATABASE_URL: "postgresql://db" })).toThrow(/: DISCORD_TOKEN, GUILD_ID$/);
});

test("with a token it is online, wherever it runs", () => {
  const environment = {
    DATABASE_URL: "postgresql://db",
    DISCORD_TOKEN: "t",
    GUILD_ID: "1",
    ALLOW_OFFLINE: "yes",
  };
  expect(readSettings(environment).discord).toEqual({ token: "t", guild: "1" });
});
