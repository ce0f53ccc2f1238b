// The service without its database and cache: fakes that do what those do, or fail as those fail.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { createApp } from "./app.js";
import { health } from "./health.js";
import { Links, VISITS } from "./links.js";
import { readSettings } from "./settings.js";

const table = new Map();
const cached = new Map();
const queued = [];
let cacheFails = false;

const database = {
  async query(text, [code, url]) {
    if (text.startsWith("INSERT")) return table.set(code, { url, visits: "0" });
    return { rows: table.has(code) ? [table.get(code)] : [] };
  },
};
const cache = {
  async get(key) {
    if (cacheFails) throw new Error("Connection is closed.");
    return cached.get(key) ?? null;
  },
  async set(key, value) {
    if (cacheFails) throw new Error("Connection is closed.");
    cached.set(key, value);
  },
};
const queue = { lpush: async (list, code) => queued.push([list, code]) };

let origin;
const app = createApp(new Links(database, cache, queue), { main: async () => {} });

before(async () => {
  await new Promise((listening) => app.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${app.address().port}`;
});
after(() => app.close());
beforeEach(() => {
  cacheFails = false;
  for (const store of [table, cached]) store.clear();
  queued.length = 0;
});

const post = (body) => fetch(`${origin}/links`, { method: "POST", body });
const follow = (code) => fetch(`${origin}/${code}`, { redirect: "manual" });

test("a link is found in the database first, then in the cache", async () => {
  const made = await post('{"url": "https://nodejs.org"}');
  assert.equal(made.status, 201);
  const { code } = await made.json();

  const first = await follow(code);
  assert.equal(first.status, 302);
  assert.equal(first.headers.get("location"), "https://nodejs.org/");
  assert.equal(first.headers.get("x-found-in"), "database");
  assert.equal((await follow(code)).headers.get("x-found-in"), "cache");
  assert.deepEqual(queued, [
    [VISITS, code],
    [VISITS, code],
  ]);
});

test("without the cache the database answers", async () => {
  const { code } = await (await post('{"url": "https://nodejs.org"}')).json();
  cacheFails = true;
  const answer = await follow(code);
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get("x-found-in"), "database");
});

test("what is no link is refused", async () => {
  for (const body of ["", "{}", "null", '{"url": "javascript:alert(1)"}', `{"url": "https://a.b/${"c".repeat(5000)}"}`]) {
    assert.equal((await post(body)).status, 400, body.slice(0, 40));
  }
  assert.equal(table.size, 0);
});

test("an unknown link is not found", async () => {
  assert.equal((await follow("nobody")).status, 404);
  assert.equal((await fetch(`${origin}/links/nobody`)).status, 404);
});

test("health is as bad as the worst of what it covers", async () => {
  const fails = async () => {
    throw new Error("away");
  };
  const hangs = () => new Promise(() => {});
  assert.equal((await health({ main: async () => {}, hot: async () => {} })).healthy, true);
  assert.deepEqual(await health({ main: async () => {}, hot: fails, visits: hangs }, 20), {
    healthy: false,
    body: { status: "degraded", checks: { main: "ok", hot: "down", visits: "down" } },
  });
});

test("all missing variables are named at once", () => {
  assert.throws(() => readSettings({ CACHE_URL: "redis://hot", QUEUE_URL: " " }), /: DATABASE_URL, QUEUE_URL$/);
});
