// The routes, over PostgreSQL in this process, as the migrations make it: what they accept, refuse, keep and answer.

import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { GET as getHealth } from "../app/api/health/route";
import { GET as getMessages, POST as postMessage } from "../app/api/sessions/[id]/messages/route";
import { GET as getSessions, POST as postSession } from "../app/api/sessions/route";
import type { Session } from "./schema";

const UNKNOWN = "11111111-1111-4111-8111-111111111111";
const server = new PGlite();
const inProcess = drizzle({ client: server });
const { state } = vi.hoisted(() => ({ state: { database: undefined as unknown } }));
vi.mock("./database", () => ({ database: () => state.database }));

beforeAll(() => migrate(inProcess, { migrationsFolder: "drizzle" }));
afterAll(() => server.close());
beforeEach(async () => {
  state.database = inProcess;
  await inProcess.execute(sql`TRUNCATE sessions CASCADE`);
});

const post = (body: string) => new Request("http://localhost/", { method: "POST", body });
const get = () => new Request("http://localhost/");
const to = (id: string) => ({ params: Promise.resolve({ id }) });
const listed = async (): Promise<Session[]> => (await getSessions()).json();

async function start(title: string): Promise<Session> {
  const answer = await postSession(post(JSON.stringify({ title })));
  expect(answer.status).toBe(201);
  return answer.json();
}

test("health is 503 while the database is away", async () => {
  expect((await getHealth()).status).toBe(200);
  state.database = { execute: () => Promise.reject(new Error("away")) };
  const answer = await getHealth();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ status: "degraded", checks: { main: "down" } });
});

test("sessions are listed, the newest first", async () => {
  await start("First");
  await start(" Second ");
  expect((await listed()).map(({ title }) => title)).toEqual(["Second", "First"]);
});

test.each(["", "null", "{}", '{"title": 1}', '{"title": "  "}', JSON.stringify({ title: "x".repeat(201) })])(
  "no session is started by %s",
  async (body) => {
    expect((await postSession(post(body))).status).toBe(400);
    expect(await listed()).toEqual([]);
  },
);

test("messages are read in the order they were sent, in their session alone", async () => {
  const [one, other] = [await start("One"), await start("Other")];
  for (const text of ["Hello", "Anybody?"]) {
    const answer = await postMessage(post(JSON.stringify({ author: "Ada", text })), to(one.id));
    expect(answer.status).toBe(201);
  }
  const read: unknown = await (await getMessages(get(), to(one.id))).json();
  expect(read).toMatchObject([
    { author: "Ada", text: "Hello" },
    { author: "Ada", text: "Anybody?" },
  ]);
  expect(await (await getMessages(get(), to(other.id))).json()).toEqual([]);
});

test.each([UNKNOWN, "1 OR 1=1"])("there is no session %s", async (id) => {
  expect((await getMessages(get(), to(id))).status).toBe(404);
  expect((await postMessage(post('{"author": "Ada", "text": "Hello"}'), to(id))).status).toBe(404);
});

test("a message has an author and a text", async () => {
  const { id } = await start("One");
  expect((await postMessage(post('{"author": "Ada"}'), to(id))).status).toBe(400);
});
