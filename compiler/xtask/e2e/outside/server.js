// Answers in the place of services on the internet, whatever host is asked for: with 200 and an empty object, and as
// Discord's API and gateway as far as a bot needs them to become ready (docs.discord.com/developers/events/gateway).

import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { WebSocketServer } from "ws";

const GATEWAY = "wss://gateway.discord.gg";
const OPCODE = { dispatch: 0, heartbeat: 1, identify: 2, hello: 10, acknowledged: 11 };
const FOLDER = "/run/outside";

const bot = {
  url: GATEWAY,
  shards: 1,
  session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
};

const server = createServer(
  { cert: readFileSync(`${FOLDER}/fullchain.pem`), key: readFileSync(`${FOLDER}/privkey.pem`) },
  (request, response) => {
    const { pathname } = new URL(request.url, "https://outside");
    const body = pathname.endsWith("/gateway/bot") ? bot : pathname.endsWith("/commands") ? [] : {};
    request.resume();
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  },
);

const ready = {
  v: 10,
  user: { id: "1", username: "stand-in", discriminator: "0", avatar: null, bot: true },
  guilds: [],
  session_id: "stand-in",
  resume_gateway_url: GATEWAY,
  application: { id: "1", flags: 0 },
};

new WebSocketServer({ server }).on("connection", (socket) => {
  const send = (op, d, more) => socket.send(JSON.stringify({ op, d, ...more }));
  send(OPCODE.hello, { heartbeat_interval: 41250 });
  socket.on("message", (text) => {
    const { op } = JSON.parse(text);
    if (op === OPCODE.heartbeat) send(OPCODE.acknowledged);
    if (op === OPCODE.identify) send(OPCODE.dispatch, ready, { t: "READY", s: 1 });
  });
});

server.listen(443);
process.once("SIGTERM", () => process.exit(0));
