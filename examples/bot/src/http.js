// What machines ask the bot: GET /health, and GET /metrics in the text format of Prometheus.

import { createServer } from "node:http";
import { health } from "./health.js";

export function createApp(checks, rateLimited) {
  return createServer(async (request, response) => {
    if (request.method === "GET" && request.url === "/health") {
      const { healthy, body } = await health(checks);
      return reply(response, healthy ? 200 : 503, "application/json", `${JSON.stringify(body)}\n`);
    }
    if (request.method === "GET" && request.url === "/metrics") {
      return reply(response, 200, "text/plain; version=0.0.4", metrics(rateLimited()));
    }
    return reply(response, 404, "text/plain", "there is nothing here\n");
  });
}

function metrics(rateLimited) {
  return `# HELP discord_rate_limited_total How often Discord made the bot wait.
# TYPE discord_rate_limited_total counter
discord_rate_limited_total ${rateLimited}
# HELP process_resident_memory_bytes The memory that the bot occupies.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes ${process.memoryUsage.rss()}
`;
}

function reply(response, status, type, body) {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body);
}
