// The paths a script is given, as a JSON list on standard input.
import { readFileSync } from "node:fs";

export const paths = JSON.parse(readFileSync(0, "utf8"));
export const read = (path) => readFileSync(path, "utf8");
export const answer = (value) => process.stdout.write(JSON.stringify(value));
