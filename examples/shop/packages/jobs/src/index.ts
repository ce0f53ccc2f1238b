// What the API asks of the worker: the one queue between them, and what may stand in it.

import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { log } from "./log.ts";

export { log } from "./log.ts";

export const MAILS = "mails";

/** A mail that is ready to be sent: the worker needs nothing but this. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

const RECONNECT_MS = 1000;

/** Where the queue is kept. A worker waits for it as long as it takes (`patient`); a request does not. */
export function connect(url: string, patient = false): Redis {
  const waiting = patient ? { maxRetriesPerRequest: null } : { commandTimeout: 1000, maxRetriesPerRequest: 0 };
  const connection = new Redis(url, { ...waiting, retryStrategy: () => RECONNECT_MS });
  connection.on("error", (error: Error) => log("error", "Redis is away", { error: error.message }));
  return connection;
}

/** Mails that fail are tried again for about an hour; what was sent is forgotten after a day. */
export function mailQueue(connection: Redis): Queue<Mail> {
  return new Queue<Mail>(MAILS, {
    connection,
    defaultJobOptions: {
      attempts: 8,
      backoff: { type: "exponential", delay: 30_000 },
      removeOnComplete: { age: 24 * 3600 },
    },
  });
}
