import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Page from "../app/page";

const saltRoads = { id: "1", title: "Salt Roads", author: "Mara Lind", created_at: "2025-01-01T00:00:00Z" };

function apiAnswers(body: unknown, status = 200) {
  const fetch = vi.fn(async () => Response.json(body, { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

beforeEach(() => vi.stubEnv("NEXT_PUBLIC_API_URL", "http://localhost:8000"));

afterEach(() => {
  cleanup();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test("lists the books of the API", async () => {
  const fetch = apiAnswers([saltRoads]);
  render(<Page />);
  expect(screen.getByRole("status").textContent).toBe("Loading…");
  expect((await screen.findByRole("listitem")).textContent).toBe("Salt Roads by Mara Lind");
  expect(String(fetch.mock.calls.at(0)?.at(0))).toBe("http://localhost:8000/api/v1/books");
});

test("says that there are none", async () => {
  apiAnswers([]);
  render(<Page />);
  await screen.findByText("No books yet.");
});

test("says that the API failed", async () => {
  apiAnswers({}, 503);
  render(<Page />);
  expect((await screen.findByRole("alert")).textContent).toBe("The books cannot be shown: the API answered 503.");
});

test("says that it was built without the address of the API", async () => {
  vi.stubEnv("NEXT_PUBLIC_API_URL", "");
  render(<Page />);
  expect((await screen.findByRole("alert")).textContent).toContain("NEXT_PUBLIC_API_URL was not set");
});
