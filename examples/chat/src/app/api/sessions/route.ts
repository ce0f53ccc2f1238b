import { readTitle } from "../../../chat/input";
import { listSessions, startSession } from "../../../server/conversations";
import { database } from "../../../server/database";

export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json(await listSessions(database()));
}

export async function POST(request: Request) {
  const title = readTitle(await request.json().catch(() => undefined));
  if (title === undefined) return Response.json({ error: "a session has a title" }, { status: 400 });
  return Response.json(await startSession(database(), title), { status: 201 });
}
