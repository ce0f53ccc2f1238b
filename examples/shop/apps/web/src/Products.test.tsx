import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Products } from "./Products";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("products are shown with their price, and whether there are any left", async () => {
  const asked = vi.fn(async (_: string) =>
    Response.json([
      { id: 1, name: "Chair", cents: 8900, stock: 2 },
      { id: 2, name: "Table", cents: 24950, stock: 0 },
    ]),
  );
  vi.stubGlobal("fetch", asked);
  render(<Products api="https://api.shop.acme.app" />);
  const items = await screen.findAllByRole("listitem");
  expect(items.map((item) => item.textContent)).toEqual(["Chair, 89.00 EUR", "Table, 249.50 EUR (sold out)"]);
  expect(asked.mock.calls[0][0]).toBe("https://api.shop.acme.app/products");
});

test("an API that is away is said", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 503 }));
  render(<Products api="https://api.shop.acme.app" />);
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be shown");
});
