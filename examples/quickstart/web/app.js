// The HTTP interface: POST /links makes a short link, GET /CODE follows it, GET /links/CODE says how often it was
// followed, GET /health says whether the service can do its work.

import { createServer } from "node:http";
import { health } from "./health.js";
import { log } from "./log.js";

const LARGEST_BODY = 4096;

export function createApp(links, checks) {
  return createServer(async (request, response) => {
    try {
      await answer(links, checks, request, response);
    } catch (error) {
      log("error", "a request failed", { method: request.method, path: request.url, error: error.message });
      if (!response.headersSent) reply(response, 500, { error: "something went wrong" });
      else response.destroy();
    }
  });
}

async function answer(links, checks, request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "POST" && pathname === "/links") return create(links, request, response);
  if (request.method !== "GET") return reply(response, 405, { error: "this is not done here" });
  if (pathname === "/health") {
    const { healthy, body } = await health(checks);
    return reply(response, healthy ? 200 : 503, body);
  }
  const asked = /^\/(links\/)?([\w-]+)$/.exec(pathname);
  if (!asked) return reply(response, 404, { error: "there is nothing here" });
  const [, aboutIt, code] = asked;
  return aboutIt ? describe(links, code, response) : follow(links, code, response);
}

async function create(links, request, response) {
  const url = await readUrl(request);
  if (!url) return reply(response, 400, { error: 'send {"url": "https://…"}' });
  return reply(response, 201, { code: await links.create(url) });
}

async function follow(links, code, response) {
  const found = await links.find(code);
  if (!found) return reply(response, 404, { error: "there is no such link" });
  await links.visited(code);
  response.writeHead(302, { location: found.url, "cache-control": "no-store", "x-found-in": found.from });
  response.end();
}

async function describe(links, code, response) {
  const visits = await links.visits(code);
  if (visits === undefined) return reply(response, 404, { error: "there is no such link" });
  return reply(response, 200, { code, visits });
}

/** The URL that a body asks for, in its normal form; nothing when it is not one that a browser should be sent to. */
async function readUrl(request) {
  let body = "";
  for await (const part of request.setEncoding("utf8")) {
    body += part;
    if (body.length > LARGEST_BODY) return undefined;
  }
  try {
    const url = new URL(JSON.parse(body).url);
    return ["http:", "https:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function reply(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(body)}\n`);
}
