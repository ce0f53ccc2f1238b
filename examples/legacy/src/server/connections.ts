// The connections of this process, opened with the first request that needs them.

import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { Redis } from "ioredis";
import { log } from "./log";
import { readSettings } from "./settings";

const RECONNECT_MS = 1000;

interface Connections {
  database: PrismaClient;
  cache: Redis;
}

// Next.js loads this module again with each change while it is developed: the connections outlive that.
const kept = globalThis as { connections?: Connections };

export function connections(): Connections {
  kept.connections ??= open();
  return kept.connections;
}

function open(): Connections {
  const { databaseUrl, pool, cacheUrl } = readSettings(process.env);
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    max: pool,
    connectionTimeoutMillis: 2000,
  });
  // While there is no connection a request waits for it, but not longer than this.
  const cache = new Redis(cacheUrl, {
    commandTimeout: 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  cache.on("error", (error) => log("error", "the cache is away", { error: error.message }));
  return { database: new PrismaClient({ adapter }), cache };
}
