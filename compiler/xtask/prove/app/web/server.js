// Answers what a load client asks: GET / at once, GET /slow after two seconds, POST /notes with a row in the database, and
// a web socket at /ws that says everything back. release.js says which release it is, and what is wrong with it.
//
// On SIGTERM it takes no new connection, finishes what it has begun, and asks web sockets to come again (1001).

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { flaw, release } from "./release.js";

const SLOW_MS = 2000;
const DIES_AFTER_MS = 4500;
const STARTS_AFTER_MS = 3000;

const database = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL ?? 8),
  connectionTimeoutMillis: 2000,
  query_timeout: 3000,
});
database.on("error", (error) => console.error(`an idle connection broke: ${error.message}`));

const server = createServer(async (request, response) => {
  try {
    await answer(request, response);
  } catch (error) {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    if (!response.headersSent) reply(response, 500, "failed");
  }
});

async function answer(request, response) {
  if (request.url === "/health") return reply(response, (await isWell()) ? 200 : 503, "health");
  if (flaw === "errors" && process.uptime() * 1000 > DIES_AFTER_MS) return reply(response, 500, "a flaw");
  if (request.method === "POST") {
    for await (const part of request) void part;
    await database.query("INSERT INTO notes (release) VALUES ($1)", [release]);
    return reply(response, 201, "noted");
  }
  if (request.url === "/slow") await new Promise((done) => setTimeout(done, SLOW_MS));
  return reply(response, 200, "hello");
}

function reply(response, status, text) {
  response.writeHead(status, { "content-type": "text/plain", "x-release": release });
  response.end(`${text} from ${release}\n`);
}

async function isWell() {
  if (flaw === "never-healthy") return false;
  try {
    await database.query("SELECT 1 FROM notes LIMIT 1");
    return true;
  } catch (error) {
    console.error(`health: ${error.message}`);
    return false;
  }
}

// Web sockets: small text frames of clients, said back; RFC 6455 has the layout.
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const sockets = new Set();

server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => socket.destroy());
  let waiting = Buffer.alloc(0);
  socket.on("data", (data) => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= 6) {
      const length = waiting[1] & 127;
      if (waiting.length < 6 + length) return;
      const mask = waiting.subarray(2, 6);
      const text = waiting.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]);
      const opcode = waiting[0] & 15;
      waiting = waiting.subarray(6 + length);
      socket.write(frame(opcode, text));
      if (opcode === 8) socket.end();
    }
  });
});

function frame(opcode, payload) {
  return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
}

process.once("SIGTERM", () => {
  for (const socket of sockets) socket.end(frame(8, Buffer.from([1001 >> 8, 1001 & 255])));
  server.close(() => database.end());
});

if (flaw === "slow-start") await new Promise((done) => setTimeout(done, STARTS_AFTER_MS));
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? "0.0.0.0", () => {
  console.log(`${release} listens`);
  if (flaw === "dies") setTimeout(() => process.exit(1), DIES_AFTER_MS);
});
