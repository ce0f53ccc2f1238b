// Takes mails from the queue and sends them, until it is told to stop: then it finishes those that it has begun.

import { connect, log, type Mail, MAILS } from "@shop/jobs";
import { Worker } from "bullmq";
import { createTransport } from "nodemailer";
import { send } from "./send.ts";

const AT_ONCE = 5;

const missing = ["QUEUE_URL", "MAIL_URL", "MAIL_FROM"].filter((name) => !process.env[name]?.trim());
if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
const { QUEUE_URL = "", MAIL_URL = "", MAIL_FROM = "", MAIL_USER, MAIL_PASSWORD } = process.env;

const server = new URL(MAIL_URL);
const transport = createTransport({
  host: server.hostname,
  port: Number(server.port),
  secure: server.protocol === "smtps:",
  auth: MAIL_USER ? { user: MAIL_USER, pass: MAIL_PASSWORD } : undefined,
});
const connection = connect(QUEUE_URL, true);
const worker = new Worker<Mail>(MAILS, (job) => send(transport, MAIL_FROM, job.data), {
  connection,
  concurrency: AT_ONCE,
});
worker.on("completed", (job) => log("info", "sent", { job: job.id }));
worker.on("failed", (job, error) => log("error", "not sent", { job: job?.id, error: error.message }));
worker.on("error", (error) => log("error", "the queue is away", { error: error.message }));
await worker.waitUntilReady();
log("info", "working");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    log("info", "stopping", { signal });
    await worker.close();
    connection.disconnect();
    transport.close();
    log("info", "stopped");
  });
}
