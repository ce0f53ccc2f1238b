// What a browser makes of pages: opened at three widths, light and dark, walked by keyboard, judged by axe-core.
//
//   node page.mjs CHROMIUM LIBRARIES FONTS      the program, the folders of its libraries, the folder of its fonts
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { answer, paths } from "./input.mjs";

const [executablePath, libraries, fonts] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const views = [
  { width: 360, colorScheme: "light" },
  { width: 800, colorScheme: "dark" },
  { width: 1400, colorScheme: "light" },
];
/** More stops than this are not walked. */
const MOST_STOPS = 40;

// Its own fonts: widths are the same on every machine.
const scratch = mkdtempSync(join(tmpdir(), "formwork-page-"));
const fontconfig = join(scratch, "fonts.conf");
writeFileSync(fontconfig, `<fontconfig><dir>${fonts}</dir><cachedir>${scratch}</cachedir></fontconfig>`);

const findings = [];
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox"],
  env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fontconfig },
});
for (const file of paths) {
  for (const { width, colorScheme } of views) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const find = (rule, message) => findings.push({ file, rule, message: `${width} px, ${colorScheme}: ${message}` });
    const url = pathToFileURL(file).href;
    page.on("console", (message) => find("console", message.text()));
    page.on("pageerror", (error) => find("error", error.message));
    page.on("request", (request) => request.url() === url || find("network", request.url()));
    page.on("dialog", (dialog) => find("dialog", dialog.message()) && dialog.dismiss());
    await page.goto(url);
    if (width === 360) await walk(page, find);
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) find("scroll", `${over} px do not fit`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, help, nodes } of violations) find(`axe ${id}`, `${help}: ${nodes[0].html.slice(0, 200)}`);
    await page.close();
  }
}
await browser.close();
rmSync(scratch, { recursive: true });
answer(findings);

/** By Tab alone: the skip link first, then every summary in its order, each opened by Enter, each seen to have the focus. */
async function walk(page, find) {
  const stop = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      return { tag: at.tagName, class: at.className, outline: style.outlineStyle, open: at.parentElement?.open, text: at.textContent.slice(0, 60) };
    });
  const summaries = await page.locator("summary:visible").count();
  let [seen, first] = [0, true];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const at = await stop();
    if (at.tag === "BODY") break;
    if (first && at.class !== "skip") find("keyboard", `the first stop is not the skip link: ${at.tag}`);
    first = false;
    if (at.outline === "none") find("keyboard", `the focus cannot be seen on ${at.tag} ${at.text}`);
    if (at.tag !== "SUMMARY") continue;
    seen += 1;
    await page.keyboard.press("Enter");
    if ((await stop()).open === at.open) find("keyboard", `Enter does nothing on ${at.text}`);
    await page.keyboard.press("Enter");
  }
  if (seen < Math.min(summaries, 1)) find("keyboard", "no summary can be reached");
}
