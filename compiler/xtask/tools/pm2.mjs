// What PM2's own validation says about ecosystem files, and the keys it would silently drop.
import fs from "node:fs";
import { createRequire } from "node:module";
import { answer, paths } from "./input.mjs";

const require = createRequire(import.meta.url);

// The host's secrets lie under /etc and are not here: a file that is absent there reads as an empty one.
const { readFileSync } = fs;
fs.readFileSync = (path, ...rest) => {
  try {
    return readFileSync(path, ...rest);
  } catch (error) {
    if (error.code === "ENOENT" && String(path).startsWith("/etc/")) return "";
    throw error;
  }
};

const Config = require("pm2/lib/tools/Config.js");
const known = new Set(Object.entries(Config.schema).flatMap(([key, { alias }]) => [key, ...(alias ?? [])]));

function* judge(file) {
  let config;
  try {
    config = require(file);
  } catch (error) {
    yield { rule: "load", message: String(error) };
    return;
  }
  if (!Array.isArray(config.apps) || config.apps.length === 0) {
    yield { rule: "apps", message: "no list of apps" };
    return;
  }
  for (const app of config.apps) {
    for (const message of Config.validateJSON(app).errors) yield { rule: "validate", message: `${app.name}: ${message}` };
    for (const key of Object.keys(app)) {
      if (!known.has(key) && !key.startsWith("env_")) {
        yield { rule: "unknown-key", message: `${app.name}: PM2 knows no "${key}"` };
      }
    }
  }
}

answer(paths.flatMap((file) => [...judge(file)].map((finding) => ({ file, ...finding }))));
