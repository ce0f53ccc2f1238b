// A scheduled job: tells the owner of the shop what was sold in the last day.

import { log } from "@shop/jobs";
import { money } from "./app.ts";
import { open } from "./connections.ts";
import { readSettings } from "./settings.ts";
import { PrismaStore } from "./store.ts";

const HOURS = 24;

const owner = process.env.DIGEST_TO?.trim();
if (!owner) throw new Error("missing environment variables: DIGEST_TO");
const connections = open(readSettings(process.env));
try {
  const { orders, cents } = await new PrismaStore(connections.database).sold(HOURS);
  await connections.mails.add("digest", {
    to: owner,
    subject: `Orders since yesterday: ${orders}`,
    text: `${money(cents)} in all`,
  });
  log("info", "digest queued", { orders });
} finally {
  await connections.close();
}
