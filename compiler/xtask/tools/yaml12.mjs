// What a YAML 1.2 reader makes of files: for each path its documents, or why it reads none.
import { parseAllDocuments } from "yaml";
import { answer, paths, read } from "./input.mjs";

function documents(text) {
  const found = parseAllDocuments(text, { version: "1.2", merge: true, uniqueKeys: true });
  const problem = found.flatMap((document) => [...document.errors, ...document.warnings])[0];
  return problem ? { error: problem.message } : { documents: found.map((document) => document.toJS()) };
}

answer(Object.fromEntries(paths.map((path) => [path, documents(read(path))])));
