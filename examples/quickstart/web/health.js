// Whether the service can do its work: everything it uses answers. The caller learns only which is down; the reason goes
// to the log, because the endpoint is public.

import { log } from "./log.js";

const CHECK_TIMEOUT_MS = 2000;

export async function health(checks, timeout = CHECK_TIMEOUT_MS) {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await inTime(check(), timeout);
        return [name, "ok"];
      } catch (error) {
        log("warning", "health: down", { name, error: error.message });
        return [name, "down"];
      }
    }),
  );
  const healthy = outcomes.every(([, outcome]) => outcome === "ok");
  return { healthy, body: { status: healthy ? "ok" : "degraded", checks: Object.fromEntries(outcomes) } };
}

function inTime(answer, timeout) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeout} ms`)), timeout);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
