// What the API and its jobs connect to, and how they let go of it.

import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { connect, mailQueue } from "@shop/jobs";
import type { Settings } from "./settings.ts";

export function openDatabase(settings: Settings) {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: settings.databaseUrl,
      max: settings.pool,
      connectionTimeoutMillis: 2000,
    }),
  });
}

export function open(settings: Settings) {
  const database = openDatabase(settings);
  const cache = connect(settings.cacheUrl);
  const queueConnection = connect(settings.queueUrl);
  const mails = mailQueue(queueConnection);
  return {
    database,
    cache,
    queueConnection,
    mails,
    async close() {
      await mails.close();
      queueConnection.disconnect();
      cache.disconnect();
      await database.$disconnect();
    },
  };
}
