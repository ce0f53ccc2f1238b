// Short links: kept in the database, found through the cache, visits counted by the worker.

import { randomBytes } from "node:crypto";
import { log } from "./log.js";

const CACHED_FOR_SECONDS = 3600;

// The worker reads this list.
export const VISITS = "visits";

export class Links {
  constructor(database, cache, queue) {
    this.database = database;
    this.cache = cache;
    this.queue = queue;
  }

  async create(url) {
    const code = randomBytes(6).toString("base64url");
    await this.database.query("INSERT INTO links (code, url) VALUES ($1, $2)", [code, url]);
    return code;
  }

  /** Where a short link leads, and which of the two knew it; nothing when there is no such link. */
  async find(code) {
    const cached = await this.#orNothing(() => this.cache.get(`link:${code}`));
    if (cached) return { url: cached, from: "cache" };
    const { rows } = await this.database.query("SELECT url FROM links WHERE code = $1", [code]);
    if (rows.length === 0) return undefined;
    await this.#orNothing(() => this.cache.set(`link:${code}`, rows[0].url, "EX", CACHED_FOR_SECONDS));
    return { url: rows[0].url, from: "database" };
  }

  /** A visit that cannot be counted is logged: the visitor is sent on all the same. */
  async visited(code) {
    try {
      await this.queue.lpush(VISITS, code);
    } catch (error) {
      log("error", "a visit is lost", { code, error: error.message });
    }
  }

  async visits(code) {
    const { rows } = await this.database.query("SELECT visits FROM links WHERE code = $1", [code]);
    return rows.length === 0 ? undefined : Number(rows[0].visits);
  }

  /** Without the cache the database answers: slower, but right. */
  async #orNothing(ask) {
    try {
      return await ask();
    } catch (error) {
      log("warning", "the cache does not answer", { error: error.message });
      return undefined;
    }
  }
}
