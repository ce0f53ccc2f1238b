import { expect, test, vi } from "vitest";
import { health } from "./health";
import { readSettings } from "./settings";
import { openTicket, openTickets, type Stores, type Ticket } from "./tickets";

vi.spyOn(process.stdout, "write").mockReturnValue(true);

/** A table and a cache in memory; the cache can be away. */
function memory(cacheIsAway = false): Stores {
  const table: Ticket[] = [];
  const remembered = new Map<string, string>();
  const reach = async <Answer>(answer: Answer) => {
    if (cacheIsAway) throw new Error("Connection is closed.");
    return answer;
  };
  return {
    database: {
      ticket: {
        findMany: async () => [...table].reverse(),
        create: async ({ data }) => {
          const ticket = { id: table.length + 1, ...data };
          table.push(ticket);
          return ticket;
        },
      },
    },
    cache: {
      get: (key) => reach(remembered.get(key) ?? null),
      set: (key, value) => reach(remembered.set(key, value)),
      del: (key) => reach(remembered.delete(key)),
    },
  };
}

test("the list comes from the database first, then from the cache, and a new ticket is on it at once", async () => {
  const stores = memory();
  expect(await openTickets(stores)).toEqual({ tickets: [], from: "database" });
  expect((await openTickets(stores)).from).toBe("cache");
  expect(await openTicket(stores, "No heating")).toEqual({ id: 1, subject: "No heating" });
  expect(await openTickets(stores)).toEqual({ tickets: [{ id: 1, subject: "No heating" }], from: "database" });
});

test("without the cache the database answers", async () => {
  const stores = memory(true);
  await openTicket(stores, "No heating");
  expect(await openTickets(stores)).toEqual({ tickets: [{ id: 1, subject: "No heating" }], from: "database" });
});

test("health is as bad as the worst of what it covers", async () => {
  const works = async () => undefined;
  expect((await health({ main: works, hot: works })).healthy).toBe(true);
  expect(await health({ main: works, hot: () => Promise.reject(new Error("away")) })).toEqual({
    healthy: false,
    body: { status: "degraded", checks: { main: "ok", hot: "down" } },
  });
});

test("all missing variables are named at once", () => {
  expect(() => readSettings({})).toThrow("DATABASE_URL, CACHE_URL");
});
