// Next.js calls this once, before the first request: a missing variable is named at the start, and nothing is served.

import { readSettings } from "./server/settings";

export function register() {
  readSettings(process.env);
}
