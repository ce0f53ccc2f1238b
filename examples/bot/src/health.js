// Whether the bot can do its work: everything it needs answers. The caller learns only which is down; the reason goes to
// the log, because the endpoint is public.

import { log } from "./log.js";

const CHECK_TIMEOUT_MS = 2000;

/** A check that is not there stands for something that the bot does without: it is "offline", and no fault. */
export async function health(checks, timeout = CHECK_TIMEOUT_MS) {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(name, check, timeout)]),
  );
  const healthy = outcomes.every(([, outcome]) => outcome !== "down");
  return { healthy, body: { status: healthy ? "ok" : "degraded", checks: Object.fromEntries(outcomes) } };
}

async function outcome(name, check, timeout) {
  if (check === undefined) return "offline";
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    log("warning", "health: down", { name, error: error.message });
    return "down";
  } finally {
    clearTimeout(timer);
  }
}
