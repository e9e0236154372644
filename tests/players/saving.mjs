// What is typed while the workbench answers is never lost: node saving.mjs ADDRESS COURSE RESULT. Each answer waits for what is typed, not for a time.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [address, course, result] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ locale: "en", viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(60_000);
page.on("dialog", dialog => { done.asked += 1; dialog.accept(); });
const file = join(course, "bank", "items", "basics.yaml");
const done = { asked: 0 };
const last = () => page.locator(".cm-line").last().innerText();
const status = text => page.getByRole("status").filter({ hasText: text }).waitFor();
const others = line => writeFileSync(file, `${readFileSync(file, "utf-8")}${line}\n`);
// What happens between the server's answer to a request, the first that `holds` some words, and its arrival; the promise is kept when it has arrived.
async function meanwhile(path, work, holds = "") {
  let arrived, waits = true;
  const end = new Promise(resolve => { arrived = resolve; });
  await page.route(path, async route => {
    const answer = await route.fetch();
    const held = waits && (await answer.text()).includes(holds);
    if (held) { waits = false; await work(); }
    await route.fulfill({ response: answer });
    if (held) arrived();
  });
  return { end };
}
const open = async () => {
  await page.goto(new URL("/edit?file=bank/items/basics.yaml", address).href);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
};

await page.goto(address);
// Of a text that nobody has touched, nothing is said, neither when it is opened nor when it is read again.
await open();
done.untouched = [await page.locator("#status").innerText()];
// While a text is saved, a key is typed: it is not saved yet, and is not replaced by what somebody else writes.
await page.keyboard.type("# Mine");
const saving = await meanwhile("**/save", () => page.keyboard.type("K"));
await page.keyboard.press("Control+s");
await saving.end;
await status(/^not saved yet$/);
done.saved = readFileSync(file, "utf-8");
others("# Somebody else.");
await page.getByRole("button", { name: "Save" }).click();
await page.getByText("has changed on disk in the meantime").waitFor();
done.kept = await last();

// While what somebody else wrote is read again, a key is typed, and then saved: it stays, and is a conflict.
await open();
const reading = await meanwhile("**/text?*", async () => {
  await page.keyboard.type("# Too");
  await page.keyboard.press("Control+s");
}, "# Again.");
others("# Again.");
await reading.end;
await page.getByText("has changed on disk in the meantime").waitFor();
done.typed = await last();
done.disk = readFileSync(file, "utf-8");

// What nobody has touched is read again, and saved over what it was read from.
await open();
others("# Once more.");
await page.locator(".cm-line").filter({ hasText: "# Once more." }).waitFor();
done.untouched.push(await page.locator("#status").innerText());
await page.keyboard.press("Control+End");
await page.keyboard.type("# Both");
await page.keyboard.press("Control+s");
await status(/^saved$/);
done.both = readFileSync(file, "utf-8");

// A conflict shows what differs, and each way out of it is a button: on with it, mine over theirs, or theirs, which can be undone.
const press = name => page.getByRole("alert").getByRole("button", { name }).click();
const conflict = async (here, there) => {
  await open();
  await page.keyboard.type(here);
  others(there);
  await page.keyboard.press("Control+s");
  await page.getByRole("alert").getByText(`+${here}`).waitFor();
};
await conflict("# On.", "# There, first.");
await press("Keep editing");
done.on = [await page.getByRole("alert").innerText(), await page.evaluate(() => document.activeElement.className.includes("cm-content")), await last()];
await page.keyboard.press("Control+s");
await press("Save mine over it");
await status(/^saved$/);
done.over = readFileSync(file, "utf-8").split("\n").slice(-2);
await conflict("# Given up.", "# There, second.");
await press("Take what is on disk");
await status(/^saved$/);
done.theirs = [readFileSync(file, "utf-8").endsWith("# There, second.\n"), await page.locator(".cm-content").innerText().then(text => text.includes("# Given up."))];
await page.keyboard.press("Control+z");
await page.locator(".cm-line").filter({ hasText: "# Given up." }).waitFor();
await page.keyboard.press("Control+y");
// A form has them, too: what differs is read first.
const sourced = async text => {
  await page.goto(new URL("/form/kept-units", address).href);
  done.begins ??= await page.evaluate(() => document.activeElement.ariaLabel);
  await page.getByRole("textbox", { name: "Source" }).fill(text);
  others("# There, third.");
  await page.keyboard.press("Control+s");
  await page.waitForFunction(() => document.activeElement.matches(".difference"));
};
await sourced("Over theirs");
await page.keyboard.press("Tab");
await page.keyboard.press("Enter");
await status(/^saved$/);
await sourced("Given up");
await page.keyboard.press("Escape");
done.goesOn = await page.evaluate(() => document.activeElement.name);
done.closed = await page.getByRole("alert").innerText();
await page.keyboard.press("Control+s");
const before = done.asked;
await Promise.all([page.waitForNavigation(), press("Take what is on disk")]);
done.theirsKept = await page.getByRole("textbox", { name: "Source" }).inputValue();
done.leaving = done.asked - before;

// The button that takes it back is asked for once for a change, though its page and the news of its file both tell of it, and never for a preview.
let asked = 0;
page.on("request", request => { if (/\/history$/.test(request.url())) asked += 1; });
const undo = () => page.getByRole("button", { name: "Undo" }).getAttribute("value");
const asks = async (path, fill) => {
  await page.goto(new URL(path, address).href);
  const before = [await undo(), asked];
  const answered = page.waitForResponse(answer => answer.request().method() === "POST");
  await fill();
  await (await answered).finished();
  await page.waitForTimeout(800);
  return [asked - before[1], (await undo()) === before[0]];
};
done.renewed = [
  await asks("/paper/mine?seed=7", () => page.getByRole("button", { name: "Move down 1" }).click()),
  await asks("/form/kept-units", () => page.getByRole("textbox", { name: "Source" }).fill("By us")),
];

// A form takes nothing in between its sending and the page that follows.
await page.goto(new URL("/form/kept-units", address).href);
const source = page.getByRole("textbox", { name: "Source" });
await source.fill("Made by us");
const sending = await meanwhile("**/form/kept-units", async () => {
  await page.keyboard.type("X");
  done.field = await page.locator("[name=source]").inputValue();
});
await source.press("Enter");
await sending.end;
await status(/^saved$/);
done.source = await source.inputValue();
// Whoever saved by the keyboard goes on where they were.
await page.waitForFunction(() => document.activeElement !== document.body);
done.saving = await page.evaluate(() => document.activeElement.name);
// So does whoever saves by the keys of the editor within a text, where they were writing, and in a part that comes folded.
await page.getByText("More about the item").click();
await page.getByRole("textbox", { name: "Tags" }).press("Control+Home");
await page.keyboard.type("kept-");
await page.keyboard.press("Control+s");
await page.waitForFunction(() => document.querySelector("[name=tags]").defaultValue.startsWith("kept-"));
await page.waitForFunction(() => document.activeElement !== document.body);
done.caret = await page.evaluate(() => `${document.activeElement.name} ${document.activeElement.selectionStart}`);
// Where nothing was written, it goes on where somebody was.
const mistake = page.getByRole("alert").getByRole("button", { name: "Difficulty, 1 to 5" });
const previewing = await meanwhile("**/preview", () => mistake.waitFor());
await source.fill("Made by others");
await page.getByRole("textbox", { name: "Difficulty, 1 to 5" }).fill("９");
await page.keyboard.press("Enter");
await mistake.waitFor();
done.focus = await page.evaluate(() => document.activeElement.ariaLabel);
// What is wrong with it stays in view when its preview comes later.
await previewing.end;
await page.waitForTimeout(300);
done.mistakes = await mistake.count();

// Offers that were asked for come, though the outline in which they stand is read again meanwhile; closed, they stay closed.
await page.goto(new URL("/paper/picked?seed=7", address).href);
const offers = page.locator(".offer button code");
const again = () => page.waitForResponse(answer => /\/paper\/picked\?/.test(answer.url()));
const offering = await meanwhile("**/offers/3*", async () => {
  const read = again();
  others("# While offers come.");
  await (await read).finished();
  await page.waitForTimeout(100);
});
await page.getByRole("button", { name: "Swap 3" }).click();
await offering.end;
await offers.first().waitFor();
await page.keyboard.press("Escape");
const read = again();
others("# Later.");
await (await read).finished();
await page.waitForTimeout(500);
done.offers = await offers.count();
await browser.close();
writeFileSync(result, JSON.stringify(done));
