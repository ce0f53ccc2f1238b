import { createServer } from "node:http";

const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ path: request.url, greeting: process.env.GREETING }));
});
process.on("SIGTERM", () => server.close());
server.listen(Number(process.env.PORT));
