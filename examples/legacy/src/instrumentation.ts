// Next.js calls this once, before the first request: a missing variable is named at the start, and nothing is served.

import { captureRequestError } from "@sentry/nextjs";
import { readSettings } from "./server/settings";

export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  await import("./sentry.server.config");
  readSettings(process.env);
}

export const onRequestError = captureRequestError;
