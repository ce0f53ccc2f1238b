import { createApp } from "../src/http.js";

async function ask(checks, path = "/health", rateLimited = 0) {
  const app = createApp(checks, () => rateLimited);
  await new Promise((listening) => app.listen(0, "127.0.0.1", listening));
  const answer = await fetch(`http://127.0.0.1:${app.address().port}${path}`);
  const text = await answer.text();
  app.close();
  return { status: answer.status, text };
}
const works = async () => {};
const fails = async () => {
  throw new Error("away");
};

test("healthy while everything answers", async () => {
  const { status, text } = await ask({ main: works, discord: works });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ status: "ok", checks: { main: "ok", discord: "ok" } });
});

test.each(["main", "discord"])("not while %s is down", async (down) => {
  const { status, text } = await ask({ main: works, discord: works, [down]: fails });
  expect(status).toBe(503);
  expect(JSON.parse(text).checks[down]).toBe("down");
});

test("healthy offline, and says so; the database is needed all the same", async () => {
  const offline = await ask({ main: works, discord: undefined });
  expect(offline.status).toBe(200);
  expect(JSON.parse(offline.text).checks.discord).toBe("offline");
  expect((await ask({ main: fails, discord: undefined })).status).toBe(503);
});

test("metrics tell how often Discord made the bot wait", async () => {
  expect((await ask({}, "/metrics", 3)).text).toMatch(/^discord_rate_limited_total 3$/m);
});
