// Drives a page for markers in Chromium, from a file and by the keyboard alone: node markers.mjs PAGE FOLDER RESULT. The file of points is saved into FOLDER.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [file, folder, result] = process.argv.slice(2);
const require = createRequire(process.env.PLAYERS + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const errors = [], requests = [], violations = [], left = [];
const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, acceptDownloads: true });
const url = pathToFileURL(file).href;

async function opened() {
  const page = await context.newPage();
  page.on("pageerror", error => errors.push(String(error)));
  page.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
  page.on("request", request => { if (!request.url().startsWith("data:")) requests.push(request.url()); });
  await page.goto(url);
  return page;
}

for (const colorScheme of ["light", "dark"]) for (const width of [400, 1000]) {
  const other = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
  const copy = await other.newPage();
  await copy.goto(url);
  await copy.evaluate(axe);
  const found = await copy.evaluate(() => axe.run());
  for (const one of found.violations) violations.push({ colorScheme, width, id: one.id, nodes: one.nodes.map(node => node.html).slice(0, 3) });
  const wide = await copy.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) violations.push({ colorScheme, width, id: "wide", nodes: [wide] });
  await other.close();
}

let page = await opened();
const broken = await page.evaluate(async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode().catch(() => undefined)));
  return [...document.images].filter(image => !image.naturalWidth).length;
});
// Two lines of the rubric and a comment; full points, taken back; too many points, which are refused; half a point.
for (const keys of [["a", "c", "/", "o", "k", "Enter"], ["=", "Enter"], ["u"], ["9", "Enter"], ["ArrowUp", "0", ".", "5", "Enter"]]) {
  for (const key of keys) await page.keyboard.press(key);
  left.push([await page.locator(".left").textContent(), await page.locator(".alert").isVisible()]);
}
// The browser keeps the points: they are there when the page is opened again.
await page.close();
page = await opened();
const again = await page.locator(".left").textContent();
await page.keyboard.press("Escape");
const save = async () => { await page.locator("button.finish").focus(); await page.keyboard.press("Enter"); };
await save();
const unnamed = await page.evaluate(() => document.activeElement.className);
await page.keyboard.type("Li");
const [download] = await Promise.all([page.waitForEvent("download"), save()]);
const name = download.suggestedFilename();
await download.saveAs(join(folder, name));
await browser.close();
writeFileSync(result, JSON.stringify({ broken, left, again, unnamed, name, errors, requests, violations, url }));
