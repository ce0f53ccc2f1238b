// Every string that a reader of a file finds in it: keys and values of YAML and TOML, what PM2 is given, and what comes
// of Railway's program for each of its environments.
import fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRailwayContext } from "railway/iac";
import { parse as toml } from "smol-toml";
import ts from "typescript";
import { parse as yaml } from "yaml";
import { answer, paths, read } from "./input.mjs";

const require = createRequire(import.meta.url);
const kit = dirname(fileURLToPath(import.meta.url));

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

// What stands in a Map or an object, however deep; nothing twice.
function strings(value, found = [], seen = new Set()) {
  if (typeof value === "string") found.push(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return found;
  seen.add(value);
  for (const [key, inner] of value instanceof Map ? value : Object.entries(value)) {
    found.push(String(key));
    strings(inner, found, seen);
  }
  return found;
}

async function program(file) {
  const folder = fs.mkdtempSync(join(kit, ".read-back-"));
  try {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const module = join(folder, "railway.mjs");
    fs.writeFileSync(module, ts.transpileModule(`${read(file)}\nexport { environments };\n`, { compilerOptions: options }).outputText);
    const { default: define, environments } = await import(pathToFileURL(module));
    const names = Object.keys(environments);
    return await Promise.all(names.map((environment) => define(createRailwayContext({ environment, environmentName: environment }))));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const readers = { cjs: require, toml: (file) => toml(read(file)), ts: program, yaml: (file) => yaml(read(file)), yml: (file) => yaml(read(file)) };

const all = {};
for (const file of paths) {
  try {
    all[file] = { strings: strings(await readers[file.split(".").pop()](file)) };
  } catch (error) {
    all[file] = { error: String(error) };
  }
}
answer(all);
