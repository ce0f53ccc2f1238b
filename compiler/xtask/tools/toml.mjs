// Whether a TOML file parses, and, for a Nixpacks plan, whether it says what Nixpacks reads.
import { parse } from "smol-toml";
import { answer, paths, read } from "./input.mjs";

const phase = { cmds: "list", nixPkgs: "list", nixLibs: "list", aptPkgs: "list", dependsOn: "list", paths: "list", cacheDirectories: "list", onlyIncludeFiles: "list", nixpkgsArchive: "text" };
const start = { cmd: "text", runImage: "text", onlyIncludeFiles: "list" };
const top = ["providers", "buildImage", "variables", "staticAssets", "phases", "start"];

function* fits(value, known, place) {
  for (const [key, setting] of Object.entries(value)) {
    if (!(key in known)) yield `${place} has no ${key}`;
    else if ((known[key] === "list") !== Array.isArray(setting)) yield `${place}.${key} is no ${known[key]}`;
  }
}

function* judge(file) {
  let plan;
  try {
    plan = parse(read(file));
  } catch (error) {
    yield { line: error.line ?? 0, rule: "parse", message: String(error) };
    return;
  }
  if (!file.endsWith("nixpacks.toml")) return;
  for (const key of Object.keys(plan)) if (!top.includes(key)) yield { line: 0, rule: "nixpacks", message: `there is no ${key}` };
  for (const [name, value] of Object.entries(plan.phases ?? {})) {
    for (const message of fits(value, phase, `phases.${name}`)) yield { line: 0, rule: "nixpacks", message };
  }
  for (const message of fits(plan.start ?? {}, start, "start")) yield { line: 0, rule: "nixpacks", message };
  if (!plan.start?.cmd) yield { line: 0, rule: "nixpacks", message: "nothing starts" };
}

answer(paths.flatMap((file) => [...judge(file)].map((finding) => ({ file, ...finding }))));
