#!/usr/bin/env node
// Prisma's schema engine as its command line calls it: JSON-RPC, a line a message, over stdin and stdout. Prisma's own is
// a program that is downloaded when it is first used; this one is the WebAssembly build of the same sources, from the
// npm registry, for machines that cannot reach the other host. PRISMA_SCHEMA_ENGINE_BINARY names this file.
// It knows PostgreSQL alone, wants it to be there whatever is asked, and makes no database.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engines from "@prisma/schema-engine-wasm/schema_engine_bg";
import { parseIntoClientConfig } from "pg-connection-string";

// What Prisma's engine says of any error that is none of its own making.
const SERVER_ERROR = 4466;

const { values, positionals } = parseArgs({
  options: {
    datasource: { type: "string" },
    datamodels: { type: "string", multiple: true },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
  },
  allowPositionals: true,
});
// In parts, so that the adapter can connect to a shadow database beside it.
const connection = parseIntoClientConfig(JSON.parse(values.datasource ?? "{}").url ?? "");

if (positionals[0] === "cli") await command(positionals[1]);
else await serve();

/** What the command line asks before it starts to talk: the answer is the exit code, and a line of JSON on stderr. */
async function command(name) {
  if (name !== "can-connect-to-database") throw new Error(`this stand-in cannot ${name}`);
  try {
    const adapter = await new PrismaPg(connection).connect();
    await adapter.executeScript("SELECT 1");
    await adapter.dispose();
  } catch (error) {
    const fields = { message: `Can't reach database server: ${error.message}`, error_code: "P1001" };
    // The first line of stderr is for people.
    console.error(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`);
    process.exit(1);
  }
}

async function serve() {
  const engine = await start();
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    // What is no request is the answer to a `print`.
    if (method === undefined) continue;
    const outcome = await ask(engine, method === "getDatabaseVersion" ? "version" : method, params);
    if (method === "diff" && outcome.result?.stdout) {
      say({ id: `print-${id}`, method: "print", params: { content: outcome.result.stdout } });
    }
    say({ id, ...outcome });
  }
  process.exit(0);
}

async function start() {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const module = new WebAssembly.Module(readFileSync(join(folder, "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": engines });
  engines.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = values.datamodels?.map((path) => [path, readFileSync(path, "utf8")]);
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(connection));
  return engines.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

async function ask(engine, method, params) {
  try {
    return { result: (await engine[method](params)) ?? null };
  } catch (error) {
    const data = { is_panic: false, message: error.message, error_code: error.code };
    return { error: { code: SERVER_ERROR, message: "An error happened. Check the data field for details.", data } };
  }
}

function say(message) {
  console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
}
