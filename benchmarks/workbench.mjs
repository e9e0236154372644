// Times what somebody at the workbench waits for: node workbench.mjs ADDRESS COURSE EXAM RUNS NAME... Prints seconds by name as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [address, course, exam, runs, ...names] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await (await browser.newContext({ locale: "en", viewport: { width: 1280, height: 900 } })).newPage();
page.setDefaultTimeout(300_000);
const at = path => page.goto(new URL(path, address).href);
await page.goto(address);

const times = Object.fromEntries(names.map(name => [name, []]));
// From here to the moment at which `shown` holds in the page, which is asked in every frame.
async function until(name, act, shown, value) {
  const start = performance.now();
  const seen = page.waitForFunction(shown, value, { polling: "raf" });
  await act();
  await seen;
  times[name].push((performance.now() - start) / 1000);
}

const file = join(course, "bank", "items", "mlp.yaml");
const text = readFileSync(file, "utf-8");
const [before, id] = /- id: (\S+)\n {4}kind: true-false[\s\S]*?\n {4}tags: \[/.exec(text);
const blueprint = join(course, "bank", "exams", `${exam}.yaml`);
const plan = readFileSync(blueprint, "utf-8");
const watched = {
  async search() {
    await at("/bank");
    const search = page.getByRole("searchbox");
    await search.fill("");
    // More cards are asked for meanwhile; those are no search.
    await page.evaluate(() => {
      globalThis.answered = 0;
      document.body.addEventListener("htmx:beforeRequest", event => { if (event.detail.elt.id === "filters") globalThis.began = performance.now(); });
      document.body.addEventListener("htmx:afterSettle", () => { if (globalThis.began) globalThis.answered ||= performance.now() - globalThis.began; });
    });
    await search.fill("dropout 正则");
    await page.waitForFunction(() => globalThis.answered);
    times.search.push((await page.evaluate(() => globalThis.answered)) / 1000);
  },
  async item(run) {
    const word = `neurons-${run}-${Date.now()}`;
    await at(`/item/${id}`);
    await until("item", () => writeFileSync(file, text.replace(before, `${before}${word}, `)), word => document.querySelector("main").innerText.includes(word), word);
    writeFileSync(file, text);
  },
  async sheet(run) {
    await at(`/paper/${exam}?seed=7`);
    await page.waitForFunction(() => [...document.querySelectorAll(".sheet img")][0]?.complete);
    await page.evaluate(() => { globalThis.first = document.querySelector(".sheet img").src; });
    await until("sheet", () => writeFileSync(blueprint, plan.replace(/minutes: (\d+)/, (_, minutes) => `minutes: ${Number(minutes) + 1 + run}`)), () => { const image = document.querySelector(".sheet img"); return image.src !== globalThis.first && image.complete; });
    writeFileSync(blueprint, plan);
  },
};
for (let run = 0; run < runs; run++) for (const name of names) await watched[name](run);
await browser.close();
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, all]) => [name, Math.min(...all)]))));
