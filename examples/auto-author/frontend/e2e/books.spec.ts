import { expect, test } from "@playwright/test";

test("the page shows what the API answers", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Books" })).toBeVisible();

  // Either books or their absence: both need the API to answer across origins.
  const answered = page.getByRole("list", { name: "Books" }).or(page.getByText("No books yet."));
  await expect(answered).toBeVisible();
});
