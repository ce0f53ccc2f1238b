// Sends one mail through the server that MAIL_URL names.

import type { Mail } from "@shop/jobs";

/** As much of a mail transport as is needed here: tests bring their own. */
export interface Transport {
  sendMail(mail: Mail & { from: string }): Promise<{ rejected?: unknown[] }>;
}

export async function send(transport: Transport, from: string, mail: Mail): Promise<void> {
  const { rejected = [] } = await transport.sendMail({ from, ...mail });
  if (rejected.length > 0) throw new Error(`the mail server refused ${rejected.length} address(es)`);
}
