// Drives a review in Chromium by the keyboard alone: node review.mjs URL RESULT. The result has what the page showed, what went wrong in it,
// which addresses it asked for, and what axe-core finds.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const [url, result] = process.argv.slice(2);
const require = createRequire(process.env.PLAYERS + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const errors = [], requests = [], violations = [];
const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, bypassCSP: false });
const page = await context.newPage();
page.on("pageerror", error => errors.push(String(error)));
page.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
page.on("request", request => requests.push(request.url()));

const left = () => page.locator(".left").textContent();
const settled = () => page.evaluate(() => queue.then(() => undefined));
const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); await settled(); };

async function look() {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const broken = await page.evaluate(async () => {
    const images = [...document.images];
    for (const image of images) image.loading = "eager";
    await Promise.all(images.map(image => image.decode().catch(() => undefined)));
    return images.filter(image => !image.naturalWidth).length;
  });
  return { wide, broken };
}

// The policy of the page forbids the checker, which is no part of it: it looks at a copy without the policy.
async function check(path) {
  for (const colorScheme of ["light", "dark"]) for (const width of [400, 1000]) {
    const other = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true, storageState: await context.storageState() });
    const copy = await other.newPage();
    await copy.goto(new URL(path, url).href);
    await copy.evaluate(axe);
    const found = await copy.evaluate(() => axe.run());
    for (const one of found.violations) violations.push({ path, colorScheme, width, id: one.id, impact: one.impact, nodes: one.nodes.map(node => node.html).slice(0, 3) });
    const wide = await copy.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) violations.push({ path, colorScheme, width, id: "wide", impact: "serious", nodes: [wide] });
    // Frames are placed in parts of the picture that they lie on.
    const off = await copy.evaluate(() => [...document.querySelectorAll(".over")].filter(over => over.offsetWidth > over.querySelector("img").offsetWidth + 1).length);
    if (off > 0) violations.push({ path, colorScheme, width, id: "frames", impact: "serious", nodes: [off] });
    await other.close();
  }
}

await page.goto(url);
const shown = { doubts: await look(), address: page.url(), first: await left() };
await check("/");
// A page that cannot be read: Enter goes on and decides nothing; it is left, looked at again and set aside.
const row = () => page.evaluate(() => document.activeElement.className);
const passed = [await row()];
for (const key of ["Enter", "ArrowUp", "1"]) {
  await press(key);
  passed.push(await row(), parseInt(await left()));
}
// So it does where it is not clear whose a sheet is. Whose sheets: the first one offered, the second one, set aside; then boxes: by a letter, as read, blank, taken back, blank again, by a letter. The third row shows what counts there.
const steps = [], third = [];
for (const key of ["Enter", "ArrowUp", "1", "2", "x", "c", "Enter", "0", "u", "Backspace", "d"]) {
  await press(key);
  steps.push(parseInt(await left()));
  third.push(await page.locator("section.boxes").nth(2).locator('[aria-pressed="true"]').evaluateAll(all => all.map(one => one.dataset.value).join("")));
}
const pile = await page.locator("nav a").nth(1).getAttribute("href");
await check(pile);
for (const key of ["Escape", "Tab", "Enter"]) await page.keyboard.press(key);
await page.waitForURL(/written/);
shown.written = await look();
const answers = [];
for (const keys of [["a", "c", "/", "o", "k", "Enter"], ["=", "Enter"], ["u"], ["2", ".", "5", "Enter"]]) {
  await press(...keys);
  answers.push(await left());
}
// All marks of a question: another letter for the first piece, taken back, and a third one.
for (const key of ["Escape", "Tab", "Enter"]) await page.keyboard.press(key);
await page.waitForURL(/marks/);
// To the next tab and back, by the keys that stand on them.
const turned = [];
for (const key of ["n", "n", "p"]) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  turned.push(new URL(page.url()).pathname);
}
await page.goto(new URL("/marks/12", url).href);
shown.marks = await look();
await check("/marks/0");
await check("/marks/12");
const marks = [];
for (const key of ["c", "u", "b"]) {
  await page.locator("section.piece").first().focus();
  await press(key);
  marks.push(await page.locator('section.piece').first().locator('[aria-pressed="true"]').getAttribute("data-value"));
}
// Whoever decides faster than hwgen answers, and goes to another page at once, loses nothing.
await page.route("**/decide", async route => {
  await new Promise(resolve => setTimeout(resolve, 200));
  await route.continue();
});
await page.locator("section.piece").first().focus();
for (const key of ["c", "a", "b", "Escape", "Shift+Tab", "Enter"]) await page.keyboard.press(key);
await page.waitForURL(/written/);
await page.goto(new URL("/marks/12", url).href);
marks.push(await page.locator('section.piece [aria-pressed="true"]').evaluateAll(all => all.map(one => one.dataset.value).sort().join("")));
await page.locator("button.finish").focus();
await page.keyboard.press("Enter");
await page.locator("header").waitFor({ state: "detached" });
shown.finished = await page.locator("main").textContent();
await browser.close();
writeFileSync(result, JSON.stringify({ shown, passed, steps, third, answers, marks, turned, errors, requests, violations }));
