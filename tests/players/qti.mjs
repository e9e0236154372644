// Drives items of QTI 3.0 in a player: node qti.mjs PLAYER FOLDER CASES RESULT. FOLDER has the files of a package; each case is an item with
// responses, and the result has what the player gave for each, what it showed of the item, and what went wrong in the page.
import { createRequire } from "node:module";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [player, folder, cases, result] = process.argv.slice(2);
const require = createRequire(process.env.PLAYERS + "/");
const { chromium } = require("playwright-core");
const modules = join(process.env.PLAYERS, "node_modules");
const HOST = "http://player.invalid";
const PAGES = {
  "amp-up": `<link rel="stylesheet" href="/modules/qti3-item-player/dist/qti3Player.css"><div id="app"></div>
    <script src="/modules/vue/dist/vue.js"></script><script src="/modules/qti3-item-player/dist/qti3Player.umd.min.js"></script>
    <script>
      Vue.config.productionTip = false; Vue.config.devtools = false;
      let loaded, scored;
      new Vue({ el: "#app", components: { player: qti3Player },
        template: '<div id="app"><player suppress-alert-messages suppress-invalid-response-messages @notifyQti3PlayerReady="ready" @notifyQti3ItemReady="loaded" @notifyQti3ScoreAttemptCompleted="scored"/></div>',
        methods: { ready(one) { window.one = one }, loaded() { loaded() }, scored(data) { scored(data.state) } } });
      const blank = { contextVariables: [], outcomeVariables: [], templateVariables: [], validationMessages: [] };
      let count = 0;
      window.show = async (id, xml, declared, given) => {
        const done = new Promise(resolve => { loaded = resolve });
        const responseVariables = Object.entries(given ?? {}).map(([identifier, value]) => ({ identifier, cardinality: declared[identifier], value, state: null }));
        const guid = String(++count);
        // The same text again would not be loaded anew.
        window.one.loadItemFromXml(xml + " ".repeat(count), { guid, status: "interacting", sessionControl: { max_attempts: 0, show_feedback: true, validate_responses: false },
          ...(given ? { state: { identifier: id, guid, ...blank, responseVariables } } : {}) });
        await done;
      };
      window.score = async (id, xml, declared, given) => {
        await window.show(id, xml, declared, given);
        const done = new Promise(resolve => { scored = resolve });
        window.one.scoreAttempt("x");
        return (await done).outcomeVariables.find(one => one.identifier === "SCORE").value;
      };
    </script>`,
  citolab: `<div id="app"></div><script type="module">
      import "/modules/@citolab/qti-components/cdn/index.js";
      let item, shown;
      window.show = async (id, xml) => {
        if (shown === id) return;
        const app = document.getElementById("app");
        app.replaceChildren();
        const whole = document.createElement("qti-item"), holder = document.createElement("item-container");
        const connected = new Promise(resolve => whole.addEventListener("qti-assessment-item-connected", event => resolve(event.detail ?? event.target), { once: true }));
        holder.itemXML = xml;
        whole.append(holder); app.append(whole);
        item = await connected;
        await new Promise(resolve => setTimeout(resolve, 20));
        shown = id;
      };
      window.score = async (id, xml, declared, given) => {
        await window.show(id, xml);
        for (const name of Object.keys(declared)) item.updateResponseVariable(name, null);
        for (const [name, value] of Object.entries(given)) item.updateResponseVariable(name, value);
        item.processResponse();
        return Number(item.getOutcome("SCORE").value ?? 0);
      };
      window.begun = true;
    </script>`,
};
const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", png: "image/png", jpg: "image/jpeg", html: "text/html; charset=utf-8" };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
const errors = [], missing = [];
page.on("pageerror", error => errors.push(String(error)));
page.on("console", message => { if (message.type() === "error") errors.push(message.text()); });
await page.route("**/*", route => {
  const path = new URL(route.request().url()).pathname;
  const file = path.startsWith("/modules/") ? join(modules, path.slice(9)) : join(folder, "items", path);
  if (path === "/") return route.fulfill({ body: `<!doctype html><html><meta charset="utf-8"><body>${PAGES[player]}</body></html>`, contentType: types.html });
  if (!existsSync(file)) { missing.push(path); return route.fulfill({ status: 404, body: "" }); }
  return route.fulfill({ body: readFileSync(file), contentType: types[path.split(".").pop()] ?? "text/plain" });
});
await page.goto(HOST + "/");
await page.waitForFunction(() => window.one || window.begun);
const given = [];
for (const { id, declared, responses } of JSON.parse(readFileSync(cases, "utf-8"))) {
  const xml = readFileSync(join(folder, "items", `${id}.xml`), "utf-8");
  given.push(await page.evaluate(async ([id, xml, declared, responses]) => {
    await window.show(id, xml, declared);
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
    const seen = {
      formulas: document.getElementsByTagNameNS("http://www.w3.org/1998/Math/MathML", "math").length,
      pictures: document.images.length, broken: [...document.images].filter(image => !image.naturalWidth).length,
      text: document.getElementById("app")?.innerText ?? document.body.innerText,
    };
    const scores = [];
    for (const response of responses) scores.push(await window.score(id, xml, declared, response));
    return { id, seen, scores };
  }, [id, xml, declared, responses]));
}
if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT, fullPage: true });
await browser.close();
writeFileSync(result, JSON.stringify({ given, errors, missing }));
