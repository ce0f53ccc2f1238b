// The API over a store, a cache and a queue in memory.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Mail } from "@shop/jobs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApp } from "./app.ts";
import { bucketFiles } from "./files.ts";
import { readSettings } from "./settings.ts";
import type { Line, Product, Store } from "./store.ts";

vi.spyOn(process.stdout, "write").mockReturnValue(true);

class Shelf implements Store {
  stock: Product[] = [{ id: 1, name: "Chair", cents: 8900, stock: 2, picture: null }];
  orders = 0;
  async products() {
    return this.stock;
  }
  async place(_: string, lines: Line[]) {
    const placed = [];
    for (const { productId, quantity } of lines) {
      const product = this.stock.find(({ id }) => id === productId);
      if (!product || product.stock < quantity) return undefined;
      product.stock -= quantity;
      placed.push({ name: product.name, quantity, cents: product.cents });
    }
    this.orders += 1;
    return { id: this.orders, lines: placed };
  }
  async setPicture(id: number, picture: string) {
    const product = this.stock.find((known) => known.id === id);
    if (product) product.picture = picture;
    return product !== undefined;
  }
  async sold() {
    return { orders: this.orders, cents: 0 };
  }
}

let server: Server;
let origin: string;
let mails: Mail[];
let cacheIsAway: boolean;

beforeEach(async () => {
  const remembered = new Map<string, string>();
  const reach = async <Answer>(answer: () => Answer) => {
    if (cacheIsAway) throw new Error("Connection is closed.");
    return answer();
  };
  mails = [];
  cacheIsAway = false;
  const app = createApp({
    store: new Shelf(),
    cache: {
      get: (key) => reach(() => remembered.get(key) ?? null),
      set: (key, value) => reach(() => remembered.set(key, value)),
      del: (key) => reach(() => remembered.delete(key)),
    },
    mails: { add: async (_, mail) => mails.push(mail) },
    files: bucketFiles({ url: "https://s3.eu-central-1.amazonaws.com/shop-files", keyId: "id", key: "key" }),
    checks: { main: async () => undefined, hot: () => reach(() => undefined) },
    origins: ["https://shop.acme.app"],
  });
  server = await new Promise<Server>((listening) => {
    const started = app.listen(0, "127.0.0.1", () => listening(started));
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
});

const post = (path: string, body: string) =>
  fetch(origin + path, { method: "POST", body, headers: { "content-type": "application/json" } });
const order = (quantity: number) =>
  post("/orders", JSON.stringify({ email: "ada@acme.app", lines: [{ productId: 1, quantity }] }));

test("products come from the database first, then from the cache, and an order is seen at once", async () => {
  const found = async () => (await fetch(`${origin}/products`)).headers.get("x-found-in");
  expect([await found(), await found()]).toEqual(["database", "cache"]);
  expect((await order(1)).status).toBe(201);
  expect(await found()).toBe("database");
  cacheIsAway = true;
  expect(await found()).toBe("database");
});

test("an order is answered with a receipt, and nothing is sold twice", async () => {
  expect(await (await order(2)).json()).toEqual({ id: 1 });
  expect(mails).toEqual([
    { to: "ada@acme.app", subject: "Your order 1", text: "2 x Chair  178.00 EUR\nTotal  178.00 EUR" },
  ]);
  expect((await order(1)).status).toBe(409);
  expect(mails).toHaveLength(1);
});

test.each([
  "{",
  "null",
  "{}",
  '{"email": "nobody", "lines": [{"productId": 1, "quantity": 1}]}',
  '{"email": "ada@acme.app", "lines": []}',
  '{"email": "ada@acme.app", "lines": [{"productId": 1, "quantity": 0}]}',
  '{"email": "ada@acme.app", "lines": [{"productId": 1, "quantity": 1}, {"productId": 1, "quantity": 1}]}',
])("%s is no order", async (body) => {
  expect((await post("/orders", body)).status).toBe(400);
  expect(mails).toEqual([]);
});

test("a picture is uploaded to the bucket, by a URL that is good for a while", async () => {
  const answer = await (await post("/products/1/picture", "{}")).json();
  const { upload, picture } = answer as { upload: string; picture: string };
  const url = new URL(upload);
  expect(url.origin + url.pathname).toBe(`https://s3.eu-central-1.amazonaws.com/shop-files/${picture}`);
  expect(url.searchParams.get("X-Amz-Expires")).toBe("300");
  expect(url.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
  expect((await post("/products/9/picture", "{}")).status).toBe(404);
});

test("health is 503 while something it covers is away, and is not limited", async () => {
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  cacheIsAway = true;
  const answer = await fetch(`${origin}/health`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: "degraded", checks: { main: "ok", hot: "down" } });
});

test("only the shop's own pages may call it from a browser, and answers carry security headers", async () => {
  const from = (page: string) => fetch(`${origin}/products`, { headers: { origin: page } });
  expect((await from("https://shop.acme.app")).headers.get("access-control-allow-origin")).toBe("https://shop.acme.app");
  const other = await from("https://evil.acme.app");
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  expect(other.headers.get("x-content-type-options")).toBe("nosniff");
});

test("one client may not ask without end", async () => {
  const asked = Array.from({ length: 101 }, () => fetch(`${origin}/products`));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

test("missing variables are named, and the bucket's come together", () => {
  const all = { DATABASE_URL: "a", CACHE_URL: "b", QUEUE_URL: "c", CORS_ORIGINS: "d,e" };
  expect(() => readSettings({ ...all, CACHE_URL: "" })).toThrow("CACHE_URL");
  expect(() => readSettings({ ...all, FILES_KEY: "f" })).toThrow("FILES_KEY_ID, FILES_URL");
  expect(readSettings({ ...all, FILES_URL: "f" }).files).toBeUndefined();
  expect(readSettings(all)).toMatchObject({ origins: ["d", "e"], pool: 10, files: undefined });
});
