// What the Vercel CLI itself says about vercel.json before it deploys. Its validator stands beside this file, taken out
// of the pinned package: the whole of it brings hundreds of others along.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { answer, paths, read } from "./input.mjs";

const chunks = join(dirname(fileURLToPath(import.meta.url)), "vercel/package/dist/chunks");
const name = readdirSync(chunks).find((name) => name.startsWith("config-validator"));
const { getConfigValidator } = await import(pathToFileURL(join(chunks, name)));
const validate = getConfigValidator();

function* judge(file) {
  let config;
  try {
    config = JSON.parse(read(file));
  } catch (error) {
    yield { line: 0, rule: "parse", message: String(error) };
    return;
  }
  if (validate(config)) return;
  for (const { dataPath, message, params } of validate.errors) {
    yield { line: 0, rule: "vercel", message: `${dataPath} ${message} ${JSON.stringify(params)}` };
  }
}

answer(paths.flatMap((file) => [...judge(file)].map((finding) => ({ file, ...finding }))));
