// What Mermaid's own parser says about the diagrams in Markdown files.
import { JSDOM } from "jsdom";
import { answer, paths, read } from "./input.mjs";

// Mermaid looks for a browser when it is loaded.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

function* diagrams(text) {
  let open = null;
  for (const [index, line] of text.split("\n").entries()) {
    if (open === null) {
      if (/^\s*```mermaid\s*$/.test(line)) open = { line: index + 1, lines: [] };
    } else if (/^\s*```\s*$/.test(line)) {
      yield { ...open, closed: true };
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  if (open !== null) yield { ...open, closed: false };
}

const findings = [];
for (const file of paths) {
  for (const { line, lines, closed } of diagrams(read(file))) {
    if (!closed) findings.push({ file, line, rule: "unclosed", message: "the diagram's fence is never closed" });
    try {
      await mermaid.parse(lines.join("\n"));
    } catch (error) {
      findings.push({ file, line, rule: "parse", message: error.message });
    }
  }
}
answer(findings);
