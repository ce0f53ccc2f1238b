import { expect, test, vi } from "vitest";
import { health } from "./health";
import { readSettings } from "./settings";

test("one that hangs counts as down, and the log says which", async () => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const answer = await health({ main: async () => undefined, slow: () => new Promise(() => undefined) }, 10);
  expect(answer).toEqual({ healthy: false, body: { status: "degraded", checks: { main: "ok", slow: "down" } } });
  expect(JSON.parse(String(written.mock.calls[0][0]))).toMatchObject({ level: "warning", name: "slow" });
  written.mockRestore();
});

test("a missing variable is named", () => {
  expect(() => readSettings({ DATABASE_URL: " " })).toThrow("DATABASE_URL");
  expect(readSettings({ DATABASE_URL: "postgresql://db" })).toEqual({ databaseUrl: "postgresql://db", pool: 5 });
});
