import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Sessions } from "./Sessions";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function startOne(title: string) {
  render(<Sessions first={[{ id: "1", title: "Before" }]} />);
  fireEvent.change(screen.getByLabelText("Title"), { target: { value: title } });
  fireEvent.submit(screen.getByRole("button"));
}

test("a new session stands above those before", async () => {
  const answer = vi.fn(async () => Response.json({ id: "2", title: "After" }, { status: 201 }));
  vi.stubGlobal("fetch", answer);
  startOne("After");
  await screen.findByText("After");
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["After", "Before"]);
  expect(answer).toHaveBeenCalledWith("/api/sessions", { method: "POST", body: '{"title":"After"}' });
});

test("what was refused is said", async () => {
  vi.stubGlobal("fetch", async () => Response.json({}, { status: 503 }));
  startOne("After");
  expect((await screen.findByRole("alert")).textContent).toContain("could not be started");
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
});
