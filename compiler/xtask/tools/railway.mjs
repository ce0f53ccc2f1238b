// What TypeScript says about .railway/railway.ts with the types of the package railway, and what comes of it when it is
// evaluated for each of its environments.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { createRailwayContext, validateGraph } from "railway/iac";
import { answer, paths, read } from "./input.mjs";

// Imports are looked for from here: beside node_modules.
const kit = dirname(fileURLToPath(import.meta.url));
const options = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noEmit: true,
  noUnusedLocals: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  types: [],
};

function* types(copy) {
  for (const fault of ts.getPreEmitDiagnostics(ts.createProgram([copy], options))) {
    const line = fault.file ? fault.file.getLineAndCharacterOfPosition(fault.start).line + 1 : 0;
    yield { line, rule: `TS${fault.code}`, message: ts.flattenDiagnosticMessageText(fault.messageText, "\n") };
  }
}

// The Railway CLI gives one environment; the file lists those that it knows.
async function* evaluate(file, folder) {
  const text = `${read(file)}\nexport { environments };\n`;
  const module = join(folder, "railway.mjs");
  writeFileSync(module, ts.transpileModule(text, { compilerOptions: options }).outputText);
  let program;
  try {
    program = await import(pathToFileURL(module));
  } catch (error) {
    yield { line: 0, rule: "load", message: String(error) };
    return;
  }
  const names = Object.keys(program.environments);
  if (names.length === 0) yield { line: 0, rule: "environments", message: "it has none" };
  for (const environment of names) {
    try {
      const project = await program.default(createRailwayContext({ environment, environmentName: environment }));
      for (const message of faults(project, environment)) yield { line: 0, rule: "graph", message: `${environment}: ${message}` };
    } catch (error) {
      yield { line: 0, rule: "evaluate", message: `${environment}: ${error}` };
    }
  }
  try {
    await program.default(createRailwayContext({ environment: "no such environment" }));
    yield { line: 0, rule: "environments", message: "an environment that it does not know is an empty project" };
  } catch {
    // As it should be: applying it would delete everything.
  }
}

function* faults(project, environment) {
  const resources = (project.resources ?? []).flat();
  const addresses = new Set(resources.map((resource) => resource.address));
  if (resources.length === 0) yield "nothing is in it";
  const edges = resources.flatMap((resource) =>
    Object.entries(resource.variables ?? {}).flatMap(([key, value]) =>
      value.type === "reference" ? [{ from: resource.address, to: value.resource, type: "variable", key }] : [],
    ),
  );
  yield* validateGraph({ version: 1, project: { name: project.name }, environments: [{ name: environment }], resources, edges });
  const names = resources.map((resource) => resource.name);
  for (const name of names.filter((name, index) => names.indexOf(name) !== index)) yield `two resources are called ${name}`;
  for (const { address, variables } of resources) {
    for (const [key, value] of Object.entries(variables ?? {})) {
      if (value.type === "reference" && !addresses.has(value.resource)) yield `${address}: ${key} leads nowhere`;
    }
  }
}

const found = [];
for (const file of paths) {
  const folder = mkdtempSync(join(kit, ".railway-"));
  try {
    const copy = join(folder, "railway.ts");
    writeFileSync(copy, read(file));
    const faulty = [...types(copy)];
    found.push(...faulty.map((finding) => ({ file, ...finding })));
    if (faulty.length === 0) for await (const finding of evaluate(file, folder)) found.push({ file, ...finding });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
answer(found);
