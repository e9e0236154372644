// Drives a practice page in Chromium: node practice.mjs PAGE CASES RESULT. Each case is a response to one question; the result has what
// the page gave for it, what went wrong in the page, and what axe-core finds.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [file, cases, result] = process.argv.slice(2);
const require = createRequire(process.env.PLAYERS + "/");
const { chromium } = require("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
const errors = [], requests = [];
page.on("pageerror", error => errors.push(String(error)));
page.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
page.on("request", request => { if (!/^(file|data|blob):/.test(request.url())) requests.push(request.url()); });
await page.goto(pathToFileURL(file).href);

const given = await page.evaluate(list => list.map(({ id, part, fields }) => {
  const article = [...document.querySelectorAll("article")].find(one => one.dataset.id === id);
  const section = article.closest("section");
  for (let i = 0; article.hidden && i < 100; i++) section.querySelector(".another").click();
  const question = article.querySelectorAll(".part")[part];
  const inputs = [...question.querySelectorAll("input:not(.earned), select, textarea")];
  inputs.forEach((input, i) => {
    if (input.type === "radio" || input.type === "checkbox") { if (fields[i] !== input.checked) input.checked = fields[i]; }
    else input.value = fields[i];
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  question.querySelector(".check").click();
  const shown = [...question.querySelectorAll("[data-why]")].filter(why => !why.hidden).map(why => why.dataset.why);
  return { share: Number(question.dataset.share), state: question.dataset.state, why: shown, solution: !question.querySelector(".solution").hidden };
}), JSON.parse(readFileSync(cases, "utf-8")));

// A fresh page for what does not depend on answers: what stands out of the window, formulas, pictures, the keyboard, print.
await page.reload();
const seen = await page.evaluate(() => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  formulas: [...document.querySelectorAll("math")].filter(math => math.namespaceURI !== "http://www.w3.org/1998/Math/MathML").length,
  broken: [...document.images].filter(image => image.complete && !image.naturalWidth).length,
  languages: [...document.querySelectorAll(".language")].map(button => {
    button.click();
    return [...document.querySelectorAll("main [lang]")].filter(e => e.lang !== button.lang && e.offsetParent).length;
  }),
}));
const keyboard = { focused: 0 };
await page.evaluate(() => document.activeElement.blur());
const radio = await page.$("article:not([hidden]) input[type=radio]");
if (radio) {
  await radio.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  keyboard.state = await radio.evaluate(one => one.closest(".part").dataset.state ?? "none");
}
await page.emulateMedia({ media: "print" });
const printed = await page.evaluate(() => [...document.querySelectorAll(".status, .solution, .why, .check, header .bar, .another")].filter(one => one.offsetParent).length);
await page.emulateMedia({ media: "screen" });
await page.evaluate(() => document.querySelectorAll(".check").forEach(button => button.click()));
const axe = {};
for (const scheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme: scheme });
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8"));
  axe[scheme] = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }).then(done => done.violations.map(v => ({ id: v.id, impact: v.impact, count: v.nodes.length, first: v.nodes[0].html.slice(0, 200) }))));
}
await browser.close();
writeFileSync(result, JSON.stringify({ given, errors, requests, seen, keyboard, printed, axe }));
