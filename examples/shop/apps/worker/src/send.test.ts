import { expect, test } from "vitest";
import { send } from "./send.ts";

const MAIL = { to: "ada@acme.app", subject: "Your order", text: "1 x Chair" };

test("a mail is sent from the shop", async () => {
  const sent: object[] = [];
  const accepting = {
    async sendMail(mail: object) {
      sent.push(mail);
      return {};
    },
  };
  await send(accepting, "shop@acme.app", MAIL);
  expect(sent).toEqual([{ from: "shop@acme.app", ...MAIL }]);
});

test("one that was refused fails, so that it is tried again", async () => {
  const refusing = { sendMail: async () => ({ rejected: ["ada@acme.app"] }) };
  await expect(send(refusing, "shop@acme.app", MAIL)).rejects.toThrow("refused 1");
});
