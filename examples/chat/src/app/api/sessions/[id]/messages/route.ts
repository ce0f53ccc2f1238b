import { isId, readMessage } from "../../../../../chat/input";
import { readMessages, send } from "../../../../../server/conversations";
import { database } from "../../../../../server/database";

interface Context {
  params: Promise<{ id: string }>;
}

const NO_SUCH_SESSION = { error: "there is no such session" };

export async function GET(_: Request, { params }: Context) {
  const { id } = await params;
  const messages = isId(id) ? await readMessages(database(), id) : undefined;
  return messages ? Response.json(messages) : Response.json(NO_SUCH_SESSION, { status: 404 });
}

export async function POST(request: Request, { params }: Context) {
  const { id } = await params;
  const message = readMessage(await request.json().catch(() => undefined));
  if (!message) return Response.json({ error: "a message has an author and a text" }, { status: 400 });
  const sent = isId(id) ? await send(database(), id, message) : undefined;
  return sent ? Response.json(sent, { status: 201 }) : Response.json(NO_SUCH_SESSION, { status: 404 });
}
