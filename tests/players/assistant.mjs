// An assistant writes an item of each kind by its form and a computed question, with a slip in each, and never leaves the pages: node assistant.mjs ADDRESS COURSE RESULT.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const [address, , result] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ locale: "en", viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(120_000);
const done = { written: [], led: [] };
const status = text => page.getByRole("status").filter({ hasText: text }).first().waitFor();
const begin = async kind => {
  await page.goto(new URL("/files", address).href);
  await page.getByRole("textbox", { name: "Name" }).fill(`written-${kind}`);
  await page.getByRole("combobox", { name: "Kind" }).selectOption(kind);
  await page.getByRole("combobox", { name: "Topic" }).or(page.getByRole("textbox", { name: "Topic" })).fill("basics");
  await page.getByRole("button", { name: "Start from an example" }).click();
  await page.waitForURL(/\/(form|edit)/);
};

await page.goto(address);
await page.goto(new URL("/files", address).href);
const kinds = await page.getByRole("combobox", { name: "Kind" }).locator("option").evaluateAll(all => all.map(one => one.value));
done.kinds = kinds;
for (const kind of kinds.filter(kind => kind !== "generator")) {
  await begin(kind);
  const text = page.getByRole("main").getByRole("textbox", { name: /English$/ }).first();
  const before = await text.inputValue();
  await text.fill(`${before} $x`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByRole("button").first().click();
  done.led.push(await text.evaluate(one => one === document.activeElement));
  await text.fill(`${before} `);
  if (kind === "linked") {
    // One more part, of another kind than the others; what is typed first is its id.
    await page.getByRole("combobox", { name: "Parts Kind" }).selectOption("short-answer");
    await page.getByRole("button", { name: "Add: Part", exact: true }).click();
    await page.keyboard.type("third");
    const part = name => page.getByRole("textbox", { name: `Part 3 ${name}`, exact: true });
    for (const language of ["中文", "English"]) {
      await part(`Stem ${language}`).fill("$U/I=$ ?");
      await part(`Explanation ${language}`).fill("$U/I=R$");
    }
    await part("Accepted answers").fill("R");
  }
  await page.getByRole("button", { name: "Save" }).click();
  await status(/^saved$/);
  done.written.push(kind);
}
// A computed question: proven, broken and mended.
await begin("generator");
const preview = page.getByRole("region", { name: "Preview" });
const prove = preview.getByRole("button", { name: "Prove it now" });
const variants = preview.getByText(/1 to 10 of/).first();
// A cache that is kept from one run to the next has its proof already.
await prove.or(variants).waitFor();
if (await prove.count()) await prove.click();
await variants.waitFor();
await page.locator(".cm-line").filter({ hasText: "draw.pick" }).first().click();
await page.keyboard.press("End");
await page.keyboard.type(" +");
await preview.getByRole("listitem").filter({ hasText: "error:" }).first().waitFor();
await page.keyboard.press("Control+s");
await status(/^saved$/);
await page.getByText("Done.", { exact: true }).first().waitFor({ state: "detached" });
await page.keyboard.press("Backspace");
await page.keyboard.press("Backspace");
await page.keyboard.press("Control+s");
await page.locator("#job").getByText("Done.").waitFor();
await preview.getByRole("listitem").filter({ hasText: "error:" }).first().waitFor({ state: "detached" });
done.mended = true;
await browser.close();
writeFileSync(result, JSON.stringify(done));
