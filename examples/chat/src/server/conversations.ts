// Sessions and their messages, as the database keeps them.

import { asc, desc, eq } from "drizzle-orm";
import type { Database } from "./database";
import { type Message, messages, type Session, sessions } from "./schema";

const NEWEST = 50;

export async function listSessions(database: Database): Promise<Session[]> {
  return database.select().from(sessions).orderBy(desc(sessions.createdAt)).limit(NEWEST);
}

export async function startSession(database: Database, title: string): Promise<Session> {
  const [session] = await database.insert(sessions).values({ title }).returning();
  return session;
}

/** The messages of a session, oldest first; nothing when there is no such session. */
export async function readMessages(database: Database, id: string): Promise<Message[] | undefined> {
  const [session] = await database.select().from(sessions).where(eq(sessions.id, id));
  if (!session) return undefined;
  return database.select().from(messages).where(eq(messages.sessionId, id)).orderBy(asc(messages.id));
}

/** The message as it was kept; nothing when there is no such session. */
export async function send(
  database: Database,
  id: string,
  message: { author: string; text: string },
): Promise<Message | undefined> {
  const [session] = await database.select().from(sessions).where(eq(sessions.id, id));
  if (!session) return undefined;
  const [sent] = await database.insert(messages).values({ ...message, sessionId: id }).returning();
  return sent;
}
