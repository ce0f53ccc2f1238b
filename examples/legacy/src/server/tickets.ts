// Tickets: kept in the database; the list of open ones, which everybody looks at, is remembered in the cache.

import { log } from "./log";

const REMEMBERED = "tickets:open";
const REMEMBERED_FOR_SECONDS = 60;
const NEWEST = 50;

export interface Ticket {
  id: number;
  subject: string;
}

/** As much of the database and the cache as tickets need: tests bring their own. */
export interface Stores {
  database: {
    ticket: {
      findMany(query: object): Promise<Ticket[]>;
      create(query: { data: { subject: string } }): Promise<Ticket>;
    };
  };
  cache: {
    get(key: string): Promise<string | null>;
    set(key: string, value: string, unit: "EX", seconds: number): Promise<unknown>;
    del(key: string): Promise<unknown>;
  };
}

export async function openTickets(stores: Stores): Promise<{ tickets: Ticket[]; from: "cache" | "database" }> {
  const remembered = await orNothing(() => stores.cache.get(REMEMBERED));
  if (remembered) return { tickets: JSON.parse(remembered), from: "cache" };
  const tickets = await stores.database.ticket.findMany({
    where: { closedAt: null },
    orderBy: { id: "desc" },
    take: NEWEST,
    select: { id: true, subject: true },
  });
  await orNothing(() => stores.cache.set(REMEMBERED, JSON.stringify(tickets), "EX", REMEMBERED_FOR_SECONDS));
  return { tickets, from: "database" };
}

export async function openTicket(stores: Stores, subject: string): Promise<Ticket> {
  const { id } = await stores.database.ticket.create({ data: { subject } });
  await orNothing(() => stores.cache.del(REMEMBERED));
  return { id, subject };
}

/** Without the cache the database answers: slower, but right. */
async function orNothing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    log("warning", "the cache does not answer", { error: String(error) });
    return undefined;
  }
}
