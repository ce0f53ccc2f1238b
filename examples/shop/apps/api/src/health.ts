// Whether the API can do its work: everything it uses answers. The caller learns only which is down; the reason goes to
// the log, because the endpoint is public.

import { log } from "@shop/jobs";

const CHECK_TIMEOUT_MS = 2000;

export type Checks = Record<string, () => Promise<unknown>>;

export async function health(checks: Checks, timeout = CHECK_TIMEOUT_MS) {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(name, check, timeout)] as const),
  );
  const healthy = outcomes.every(([, outcome]) => outcome === "ok");
  return { healthy, body: { status: healthy ? "ok" : "degraded", checks: Object.fromEntries(outcomes) } };
}

async function outcome(name: string, check: () => Promise<unknown>, timeout: number): Promise<"ok" | "down"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeout} ms`)), timeout);
  });
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    log("warning", "health: down", { name, error: String(error) });
    return "down";
  } finally {
    clearTimeout(timer);
  }
}
