// The HTTP interface of the shop. Knows nothing of what stands behind the store, the cache and the queue.

import { randomUUID } from "node:crypto";
import { log, type Mail } from "@shop/jobs";
import cors from "cors";
import express, { type NextFunction, type Request, type Response } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { Files } from "./files.ts";
import { type Checks, health } from "./health.ts";
import { readOrder } from "./input.ts";
import type { Placed, Store } from "./store.ts";

export interface Parts {
  store: Store;
  cache: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string, unit: "EX", seconds: number): Promise<unknown>;
    del(key: string): Promise<unknown>;
  };
  mails: { add(name: string, mail: Mail): Promise<unknown> };
  files?: Files;
  checks: Checks;
  origins: string[];
}

const PRODUCTS = "products";
const REMEMBERED_FOR_SECONDS = 60;
const WINDOW_MS = 15 * 60 * 1000;
const REQUESTS_PER_WINDOW = 100;

export function createApp({ store, cache, mails, files, checks, origins }: Parts) {
  const app = express();
  // The platform's edge is the one proxy in front.
  app.set("trust proxy", 1);
  app.disable("x-powered-by");

  app.get("/health", async (_, response) => {
    const { healthy, body } = await health(checks);
    response.status(healthy ? 200 : 503).set("cache-control", "no-store").json(body);
  });

  app.use(helmet());
  app.use(cors({ origin: origins }));
  app.use(rateLimit({ windowMs: WINDOW_MS, limit: REQUESTS_PER_WINDOW, standardHeaders: "draft-8", legacyHeaders: false }));
  app.use(express.json({ limit: "16kb" }));

  app.get("/products", async (_, response) => {
    const remembered = await orNothing(() => cache.get(PRODUCTS));
    const products = remembered ?? JSON.stringify(await store.products());
    if (!remembered) await orNothing(() => cache.set(PRODUCTS, products, "EX", REMEMBERED_FOR_SECONDS));
    response.set("x-found-in", remembered ? "cache" : "database").type("json").send(products);
  });

  app.post("/orders", async (request, response) => {
    const order = readOrder(request.body);
    if (!order) return void response.status(400).json({ error: "an order has an address and products" });
    const placed = await store.place(order.email, order.lines);
    if (!placed) return void response.status(409).json({ error: "there is too little of something" });
    await orNothing(() => cache.del(PRODUCTS));
    try {
      await mails.add("receipt", receipt(order.email, placed));
    } catch (error) {
      log("error", "a receipt is lost", { order: placed.id, error: String(error) });
    }
    response.status(201).json({ id: placed.id });
  });

  app.post("/products/:id/picture", async (request, response) => {
    if (!files) return void response.status(503).json({ error: "there is no place for pictures here" });
    const picture = randomUUID();
    const isThere = await store.setPicture(Number(request.params.id) || 0, picture);
    if (!isThere) return void response.status(404).json({ error: "there is no such product" });
    await orNothing(() => cache.del(PRODUCTS));
    response.status(201).json({ picture, upload: await files.uploadUrl(picture) });
  });

  // Express tells an error handler by its four parameters.
  app.use((error: Error & { status?: number }, request: Request, response: Response, _: NextFunction) => {
    const status = error.status !== undefined && error.status < 500 ? error.status : 500;
    if (status === 500) log("error", "a request failed", { path: request.path, error: error.message });
    response.status(status).json({ error: status === 500 ? "something went wrong" : error.message });
  });
  return app;
}

function receipt(to: string, { id, lines }: Placed): Mail {
  const bought = lines.map(({ name, quantity, cents }) => `${quantity} x ${name}  ${money(quantity * cents)}`);
  const total = lines.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0);
  return { to, subject: `Your order ${id}`, text: [...bought, `Total  ${money(total)}`].join("\n") };
}

export function money(cents: number): string {
  return `${(cents / 100).toFixed(2)} EUR`;
}

/** Without the cache the database answers: slower, but right. */
async function orNothing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    log("warning", "the cache does not answer", { error: String(error) });
    return undefined;
  }
}
