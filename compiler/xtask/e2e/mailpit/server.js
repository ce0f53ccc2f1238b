// Takes every mail on port 1025 and answers on port 8025 whether it is ready, and how many it took and from whom.

import { createServer } from "node:http";
import { SMTPServer } from "smtp-server";

const taken = [];

const mail = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, session, done) {
    stream.resume();
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      taken.push({ From: { Address: mailFrom.address }, To: rcptTo.map(({ address }) => ({ Address: address })) });
      done();
    });
  },
});
mail.listen(1025);

const page = createServer((request, response) => {
  const known = { "/readyz": "ok", "/api/v1/messages": JSON.stringify({ total: taken.length, messages: taken }) };
  const body = known[request.url];
  response.writeHead(body ? 200 : 404).end(body);
});
page.listen(8025);

process.once("SIGTERM", () => {
  mail.close();
  page.close();
});
