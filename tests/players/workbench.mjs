// Uses the workbench as a person does: node workbench.mjs ADDRESS COURSE RESULT.
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [address, course, result] = process.argv.slice(2);
const require = createRequire(process.env.PLAYERS + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const done = { errors: [], elsewhere: [], wide: [], axe: [], unreached: [], asked: 0 };

async function open(options) {
  const context = await browser.newContext({ locale: "en", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", error => done.errors.push(String(error)));
  // Whoever leaves something unsaved is asked.
  page.on("dialog", dialog => { done.asked += 1; dialog.accept(); });
  page.on("console", message => { if (message.type() === "error" && !/409|htmx:(afterRequest|sendError|sendAbort)|ERR_INTERNET_DISCONNECTED/.test(message.text())) done.errors.push(message.text()); });
  page.on("request", request => { if (!request.url().startsWith(new URL(address).origin) && !request.url().startsWith("data:")) done.elsewhere.push(request.url()); });
  await page.goto(address);
  return page;
}

const page = await open({ viewport: { width: 1280, height: 900 } });
const at = path => page.goto(new URL(path, address).href);
const items = () => page.locator("li.line a code").allTextContents();
// What htmx has asked for has come and stands in the page.
const settled = async act => { const answer = page.waitForResponse(answer => answer.request().method() === "POST"); await act(); await (await answer).finished(); await page.waitForTimeout(100); };

// Find an item.
await page.getByRole("searchbox", { name: "Search" }).fill("丢弃 保留");
await page.getByRole("status").filter({ hasText: /^1 item$/ }).waitFor();
done.found = await page.getByRole("article").evaluateAll(cards => cards.map(card => card.getAttribute("aria-label")));

// Whoever leaves the search for a card does not search again, which would take the card away from under the mouse.
await at("/bank?for=mine");
const searches = [], before = await page.evaluate(() => history.length);
page.on("request", request => { if (/\/bank\?/.test(request.url())) searches.push(request.url()); });
await page.getByRole("searchbox", { name: "Search" }).fill("max-pool");
await page.getByRole("status").filter({ hasText: /^1 item$/ }).waitFor();
await page.getByRole("button", { name: "Add to mine max-pool" }).click();
await page.getByRole("article", { name: "max-pool" }).getByText("✓").waitFor();
await page.waitForTimeout(500);
done.address = Object.fromEntries([...new URL(page.url()).searchParams].filter(([name, value]) => value));
// Letters of a search are no pages to go back to.
done.pagesOfSearch = await page.evaluate(() => history.length) - before;
done.searches = searches.length;
done.collected = await page.getByRole("article", { name: "max-pool" }).getByText("✓").innerText();
await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Undo", exact: true }).click()]);

// Compose: move by the keyboard, give points, take back.
await at("/paper/mine?seed=7");
// As an extension may, a picture of the page leaves an empty style at each field; none of it comes into what replaces them.
await page.screenshot();
await page.getByRole("button", { name: "Move up 2" }).focus();
await settled(() => page.keyboard.press("Alt+ArrowUp"));
done.moved = await items();
done.focus = await page.evaluate(() => document.activeElement.closest(".line")?.dataset.item);
done.seen = await page.evaluate(() => document.activeElement.getBoundingClientRect().bottom <= innerHeight);
await settled(async () => { await page.getByRole("spinbutton", { name: "Points of question 1" }).fill("9"); await page.keyboard.press("Enter"); });
done.points = (await page.locator(".totals strong").textContent()).trim();
done.typed = await page.evaluate(() => document.activeElement.ariaLabel);
// The question under the mouse is marked on its page.
await page.locator("li.line").nth(1).hover();
await page.locator(".sheet .marked").waitFor();
done.marked = await page.locator(".sheet .marked").evaluate(one => one.getBoundingClientRect().height > 10 && one.dataset.item);
// The mouse moves questions as the keys do.
await settled(() => page.locator("li.line").nth(2).dragTo(page.locator("li.line").nth(0)));
done.dragged = await items();
// What is undone by the keyboard leaves the focus at the button, or at what has come in its place, and is said.
const again = async name => {
  await page.getByRole("button", { name, exact: true }).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.waitForFunction(() => document.activeElement !== document.body);
  done.history.push(await page.evaluate(() => document.activeElement.innerText), await page.getByRole("status").filter({ hasText: "bank/exams/mine.yaml" }).innerText());
};
done.history = [];
await again("Undo");
await again("Undo");
done.undone = await items();
await again("Undo");
await again("Redo");
await again("Undo");

// Swap what the plan allows, and lock it; another window sees it at once.
await at("/paper/picked?seed=7");
const other = await open({ viewport: { width: 1280, height: 900 } });
await other.goto(new URL("/paper/picked?seed=7", address).href);
// The keys go to what is offered, back with Escape, and stay at the question that was swapped; what was done stays to be read.
await page.getByRole("button", { name: "Swap 3" }).press("Enter");
await page.waitForFunction(() => document.activeElement.closest(".offer"));
await page.keyboard.press("Escape");
done.back = await page.evaluate(() => document.activeElement.ariaLabel + document.querySelectorAll(".offer").length);
await page.getByRole("button", { name: "Swap 3" }).press("Enter");
await settled(() => page.locator(".offer").getByRole("button", { name: "squared-error" }).press("Enter"));
await page.waitForTimeout(500);
done.stays = await page.evaluate(() => document.activeElement.ariaLabel);
done.said = await page.getByRole("status").filter({ hasText: "hwgen swap" }).innerText();
done.swapped = (await items())[2];
await other.locator("li.line").filter({ hasText: "squared-error" }).waitFor();
done.elsewhereShown = true;
await settled(() => page.getByRole("button", { name: "Lock 3" }).click());
done.locked = await page.getByRole("button", { name: "Unlock 3" }).evaluateAll(buttons => buttons.map(button => button.getAttribute("aria-label")));
await page.getByRole("textbox", { name: "Name of a new blueprint" }).fill("kept-1");
await page.getByRole("button", { name: "Save this paper as a blueprint" }).click();
await page.waitForURL(/kept-1/);
await page.getByRole("navigation", { name: "Pages", exact: true }).waitFor();

// What cannot be done is said, whatever was pressed.
await at("/papers");
await page.getByRole("textbox", { name: "Name of a new exam" }).fill("mine");
await page.getByRole("button", { name: "Create it" }).click();
await page.getByRole("alert").getByText("already exists").waitFor();

// What is said stays at the top of the window, and covers nothing that has the focus.
await at("/paper/mine?seed=7");
await page.getByRole("textbox", { name: "An item of the bank" }).or(page.getByRole("combobox", { name: "An item of the bank" })).fill("no-such-item");
await page.keyboard.press("Enter");
await page.getByRole("alert").getByText("no-such-item").first().waitFor();
done.covered = [];
for (let i = 0; i < 20; i++) {
  await page.keyboard.press("Shift+Tab");
  const covered = await page.evaluate(() => {
    const one = document.activeElement, { left, top, width, height } = one.getBoundingClientRect();
    return one.closest("main") && !one.contains(document.elementFromPoint(left + width / 2, top + height / 2)) ? one.outerHTML.slice(0, 100) : "";
  });
  if (covered) done.covered.push(covered);
}

// Write: break an item, mend it, save, and meet somebody else's change.
await at("/edit?file=bank/items/basics.yaml&line=30");
await page.getByRole("region", { name: "Preview" }).getByText("150 units").first().waitFor();
await page.locator(".cm-line").filter({ hasText: "kind: choice" }).first().click();
await page.keyboard.press("End");
await page.keyboard.type("x");
await page.locator(".cm-lintRange-error").first().waitFor();
done.mistakes = await page.locator(".cm-lintRange-error").count();
await page.keyboard.press("Backspace");
await page.locator(".cm-line").filter({ hasText: "en: 150 units" }).click();
await page.keyboard.press("End");
await page.keyboard.press("ArrowLeft");
for (const _ of "units") await page.keyboard.press("Backspace");
await page.keyboard.type("neurons");
await settled(() => page.keyboard.press("Control+s"));
await page.getByRole("status").filter({ hasText: /^saved$/ }).waitFor();
await page.keyboard.type(" ");
const file = join(course, "bank", "items", "basics.yaml");
writeFileSync(file, readFileSync(file, "utf-8") + "# Somebody else.\n");
await page.getByRole("button", { name: "Save" }).click();
await page.getByText("has changed on disk in the meantime").waitFor();
done.conflict = readFileSync(file, "utf-8").endsWith("# Somebody else.\n");
await page.keyboard.press("Backspace");

// A form shows what is being written, and does not save what is wrong.
await at("/form/kept-units");
await page.getByRole("textbox", { name: "Stem English" }).fill("Of 300 units, which stay with rate $0.25$?");
await page.getByRole("region", { name: "Preview" }).getByText("Of 300 units").last().waitFor();
await page.getByRole("button", { name: "Save" }).click();
await page.getByRole("alert").getByText("make both texts say the same").first().waitFor();
// The preview that stays beside a long form is not behind the message.
done.behind = await page.evaluate(() => {
  scrollTo(0, document.body.scrollHeight);
  return document.getElementById("message").getBoundingClientRect().bottom - document.querySelector(".preview").getBoundingClientRect().top;
});
await page.getByRole("status").filter({ hasText: /^not saved yet$/ }).waitFor();
await page.getByRole("alert").getByRole("button", { name: /^Stem/ }).first().click();
done.field = await page.evaluate(() => document.activeElement.ariaLabel);
// Without a server, that is said, and nothing is lost; pressed twice, a button sends once.
await page.context().setOffline(true);
await page.getByRole("button", { name: "Save" }).click();
await page.getByRole("alert").getByText("does not answer").waitFor();
await page.context().setOffline(false);
await page.getByRole("textbox", { name: "Difficulty, 1 to 5" }).fill("９");
await page.getByRole("button", { name: "Save" }).click();
await page.getByRole("alert").getByRole("button", { name: "Difficulty, 1 to 5" }).waitFor();
await at("/form/kept-units");
await page.getByRole("textbox", { name: "Source" }).fill("Made by us");
let sent = 0;
page.on("request", request => { if (request.method() === "POST" && /\/form\/kept-units$/.test(request.url())) sent += 1; });
await page.getByRole("button", { name: "Save" }).dblclick();
await page.getByRole("status").filter({ hasText: /^saved$/ }).waitFor();
done.sent = sent;
await at("/edit?file=bank/items/basics.yaml&line=30");
await page.getByRole("region", { name: "Preview" }).getByText("150 neurons").first().waitFor();

// A picture that is pasted or dropped comes into the bank, and its markup stands where somebody writes.
const bring = (where, kind, held) => where.evaluate((element, [kind, held]) => {
  const files = new DataTransfer();
  files.items.add(new File(['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'], "image.svg", { type: "image/svg+xml" }));
  const event = new (kind === "paste" ? ClipboardEvent : DragEvent)(kind, { [held]: files, bubbles: true, cancelable: true });
  element.dispatchEvent(event);
}, [kind, held]);
// What it shows is asked for first: nothing comes into the bank that nobody has described.
const describe = async alt => {
  const dialog = page.getByRole("dialog", { name: "Insert a picture" });
  for (const field of await dialog.getByRole("textbox", { name: "Alternative text" }).all()) await field.fill(alt);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
};
await bring(page.locator(".cm-content"), "drop", "dataTransfer");
await page.getByRole("button", { name: "Leave it out" }).click();
done.undescribed = readdirSync(join(course, "bank")).includes("files") && readdirSync(join(course, "bank", "files")).includes("image.svg");
await bring(page.locator(".cm-content"), "drop", "dataTransfer");
await describe("A square");
await page.locator(".cm-line").filter({ hasText: "![A square](files/image.svg)" }).waitFor();
await page.keyboard.press("Control+z");
// At the end of a text of one line, it is a paragraph of its own, with which nothing is wrong.
await page.locator(".cm-line").filter({ hasText: "How many are kept on average?" }).click();
await page.keyboard.press("End");
await bring(page.locator(".cm-content"), "drop", "dataTransfer");
await describe("A square");
await page.getByRole("region", { name: "Preview" }).locator("img").first().waitFor();
done.dropped = (await page.locator(".cm-line").allTextContents()).filter((line, i, all) => all.slice(Math.max(0, i - 3), i + 4).some(one => one.includes("![A square]("))).map(line => line.trimEnd());
await page.keyboard.press("Control+z");
await at("/form/kept-units");
const stem = page.getByRole("textbox", { name: "Stem English" });
await stem.press("Control+End");
await bring(stem, "paste", "clipboardData");
await describe("A square");
await page.waitForFunction(() => document.querySelector("textarea[name='stem.en']").value.includes("![A square](files/image.svg)"));
done.pasted = (await stem.inputValue()).split("\n");
done.pastedToo = (await page.getByRole("textbox", { name: "Stem 中文" }).inputValue()).split("\n");
done.pictures = readdirSync(join(course, "bank", "files")).filter(name => name.startsWith("image"));

// Entries of a list change places by the keyboard or by a button; what is filled in moves, and the focus goes with it.
await at("/form/kept-units");
const wrong = () => page.locator("input[name^='wrong.'][name$='.id']").evaluateAll(all => all.map(one => one.value));
done.entries = [await wrong()];
await page.getByRole("textbox", { name: "Wrong option 1 Text English" }).press("Alt+ArrowDown");
done.entries.push(await wrong());
done.entry = await page.evaluate(() => [document.activeElement.ariaLabel, document.activeElement.value]);
await page.getByRole("button", { name: "Move down Wrong option 2" }).press("Enter");
done.entries.push(await wrong());

// Write without YAML: another wrong option, by the form.
await at("/form/kept-units");
await page.getByRole("button", { name: "Add: Wrong option", exact: true }).click();
await page.getByRole("textbox", { name: "Wrong option 5 Id" }).fill("added-by-form");
for (const language of ["中文", "English"]) {
  await page.getByRole("textbox", { name: `Wrong option 5 Text ${language}` }).fill("120");
  await page.getByRole("textbox", { name: `Wrong option 5 Why ${language}` }).fill("0.6");
}
await settled(() => page.getByRole("button", { name: "Save" }).click());

// A misconception that the course does not have is written down from beside the option that names it, by the keyboard.
await at("/form/kept-units");
await page.getByRole("combobox", { name: "Wrong option 5 Misconception" }).fill("rate-kept");
await page.getByRole("button", { name: "New misconception Wrong option 5" }).press("Enter");
const dialog = page.getByRole("dialog", { name: "New misconception" });
const answers = { "Why it is wrong 中文": "这是保留率 $p", "Why it is wrong English": "This is the rate of those kept.", "Name 中文": "当作保留率", "Name English": "Taken as the rate kept" };
for (const [name, text] of Object.entries(answers)) await dialog.getByRole("textbox", { name }).fill(text);
await dialog.getByRole("textbox", { name: "Name English" }).press("Tab");
await dialog.getByRole("button", { name: "Add it" }).click();
// What is wrong leads to its field.
await dialog.getByRole("alert").getByRole("button", { name: "Why it is wrong 中文" }).press("Enter");
await page.keyboard.press("End");
await page.keyboard.type("$。");
await dialog.getByRole("button", { name: "Add it" }).press("Enter");
await dialog.waitFor({ state: "hidden" });
done.named = await page.evaluate(() => `${document.activeElement.ariaLabel}: ${document.activeElement.value}`);
await settled(() => page.getByRole("button", { name: "Save" }).click());

// A class: a list in GBK is dropped, understood, dealt two forms, and printed.
await at("/class/mine/7");
const list = "学号,姓名,座位号,手机\n2026001,李明,1-1,139\n2026002,王芳,1-2,138\n";
const gbk = execFileSync("iconv", ["-f", "utf-8", "-t", "gbk"], { input: list });
await page.getByLabel("Drop a class list here").setInputFiles({ name: "名单.csv", mimeType: "text/csv", buffer: gbk });
await page.getByRole("status").filter({ hasText: "2 students" }).waitFor();
done.columns = await page.locator("#roster dl").innerText();
// Each choice is answered, not the first alone.
const papers = page.getByRole("combobox", { name: /^Papers/ });
await papers.selectOption("3");
await page.getByRole("cell", { name: "C", exact: true }).waitFor();
await papers.selectOption("2");
await page.getByRole("cell", { name: "C", exact: true }).waitFor({ state: "detached" });
done.forms = await page.locator("#roster tbody tr").evaluateAll(rows => rows.map(row => row.lastElementChild.textContent));
await page.getByRole("checkbox", { name: "answer sheets" }).check();
await page.getByRole("button", { name: "Build the papers" }).click();
await page.getByRole("link", { name: "print.pdf" }).waitFor({ timeout: 300_000 });
done.command = await page.locator("#job code").first().textContent();

// An export says what is lost, question by question.
await at("/export/mine/7");
await page.getByLabel("GIFT").check();
await page.getByRole("button", { name: "Write the file" }).click();
await page.getByRole("link", { name: /gift-7-.*\.txt/ }).waitFor();

// A generator: ten variants at once; its program is broken and mended, and the proof says which numbers fail.
await at("/item/max-pool");
await page.getByText("1 to 8 of 8").waitFor();
await at("/edit?file=generators/max_pool.py&line=51");
await page.getByRole("region", { name: "Preview" }).getByText("1 to 8 of 8").waitFor();
await page.locator(".cm-line").filter({ hasText: "n - k + 1, 2" }).click();
await page.keyboard.press("End");
for (const _ of "1, 2))") await page.keyboard.press("ArrowLeft");
await page.keyboard.press("Delete");
await page.keyboard.type("2");
await settled(() => page.keyboard.press("Control+s"));
await page.locator("#job .faults").waitFor();
done.disproof = await page.locator("#job .faults").innerText();
await page.locator(".cm-lintRange-error").first().waitFor();
await page.keyboard.press("Backspace");
await page.keyboard.type("1");
await settled(() => page.keyboard.press("Control+s"));
await page.locator("#job").getByText("Done.").waitFor();

// Every page: nothing wider than the window, nothing serious by axe, and all of it in reach of the keyboard; 640 pixels are 1280 at 200 %.
await at("/papers");
const marks = await page.getByRole("link", { name: /class|forms/ }).first().getAttribute("href");
const paths = ["/bank", "/bank?for=mine", "/papers", "/paper/mine?seed=7", "/paper/picked?seed=7", "/files", "/edit?file=bank/items/basics.yaml", "/form/kept-units", "/blueprint/mine", "/blueprint/picked", "/faults", "/item/max-pool", "/item/kept-units", "/item/no-such-item", "/class/mine/7?list=output/rosters/名单.csv&forms=2", "/export/mine/7", marks, "/edit?file=generators/max_pool.py"];
async function unreached(page) {
  const count = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
    const open = all.filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !(one.type === "radio" && !one.checked));
    open.forEach((one, i) => { one.dataset.reach = i; });
    return open.length;
  });
  const reached = new Set();
  for (let i = 0; i < count + 40 && reached.size < count; i++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement.dataset.reach));
    reached.delete(undefined);
  }
  return page.evaluate(reached => [...document.querySelectorAll("[data-reach]")].filter(one => !reached.includes(one.dataset.reach)).map(one => one.outerHTML.slice(0, 100)), [...reached]);
}
const looks = [["light", 1280, "en"], ["dark", 1280, "en"], ["dark", 640, "zh"], ["light", 400, "zh"]];
for (const [colorScheme, width, language] of looks) {
  const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  await page.goto(new URL(`/language/${language}`, address).href);
  for (const path of paths) {
    await page.goto(new URL(path, address).href);
    await page.evaluate(() => document.querySelectorAll("details").forEach(one => { one.open = true; }));
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
    done.axe.push(...violations.filter(v => ["serious", "critical"].includes(v.impact)).map(v => `${path} ${width} ${colorScheme}: ${v.id} ${v.nodes[0].html.slice(0, 100)}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) done.wide.push(`${path} ${width}: ${wide}`);
    if (width === 1280 && colorScheme === "light") done.unreached.push(...(await unreached(page)).map(one => `${path}: ${one}`));
  }
}
// What is wrong with a course is looked at in the same ways.
const broken = { "bank/items/colon.yaml": "topic：x\n", "bank/items/key.yaml": "topic: y\nitmes: []\n", "bank/exams/long.yaml": "title: {zh: 一, en: One}\nminutes: 1,5\nsections: []\n", "generators/broken.py": "def broken(:\n" };
for (const [name, text] of Object.entries(broken)) writeFileSync(join(course, name), text);
done.faults = [];
for (const [colorScheme, width, language] of looks) {
  const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  await page.goto(new URL(`/language/${language}?back=/faults`, address).href);
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  done.axe.push(...violations.map(v => `/faults ${width} ${colorScheme}: ${v.id} ${v.nodes[0].html.slice(0, 100)}`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) done.wide.push(`/faults ${width}: ${wide}`);
  done.faults.push(await page.getByRole("main").getByRole("link").count());
}
await browser.close();
writeFileSync(result, JSON.stringify(done));
