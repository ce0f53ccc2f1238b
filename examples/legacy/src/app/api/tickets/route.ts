import { connections } from "../../../server/connections";
import { openTicket, openTickets } from "../../../server/tickets";

export const dynamic = "force-dynamic";

const LONGEST_SUBJECT = 200;

export async function GET() {
  const { tickets, from } = await openTickets(connections());
  return Response.json(tickets, { headers: { "x-found-in": from } });
}

export async function POST(request: Request) {
  const body: unknown = await request.json().catch(() => undefined);
  const subject = typeof body === "object" && body !== null && "subject" in body ? body.subject : undefined;
  if (typeof subject !== "string" || subject.trim() === "" || subject.length > LONGEST_SUBJECT) {
    return Response.json({ error: "a ticket has a subject" }, { status: 400 });
  }
  return Response.json(await openTicket(connections(), subject.trim()), { status: 201 });
}
