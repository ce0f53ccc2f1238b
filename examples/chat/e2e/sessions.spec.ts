import { expect, test } from "@playwright/test";

test("a session that is started is still there after a reload", async ({ page }) => {
  const title = `e2e ${Date.now()}`;
  await page.goto("/");
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Start a session" }).click();
  await expect(page.getByText(title)).toBeVisible();
  await page.reload();
  await expect(page.getByText(title)).toBeVisible();
});

test("the application says that it is healthy", async ({ request }) => {
  const answer = await request.get("/api/health");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toEqual({ status: "ok", checks: { main: "ok" } });
});
