// Shows drawings in Chromium: node pictures.mjs FOLDER RESULT. The result names those of its SVG files that look different where nothing is cut
// off at their edges: only their letters are drawn, as a line may lie on the edge.
import { createRequire } from "node:module";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, result] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
await page.setContent(`<style>body { margin: 0 } #frame { display: inline-block; padding: 60px } svg { display: block }
  svg > :not(text) { display: none }</style><div id="frame"></div>`);
const frame = page.locator("#frame");
const cut = [];
let letters = 0;
for (const name of readdirSync(folder).filter(name => name.endsWith(".svg"))) {
  const seen = [];
  for (const overflow of ["visible", "hidden"]) {
    letters += await frame.evaluate((element, [drawing, overflow]) => {
      element.innerHTML = drawing;
      element.firstElementChild.style.overflow = overflow;
      return element.querySelectorAll("text").length;
    }, [readFileSync(join(folder, name), "utf-8"), overflow]);
    seen.push(await frame.screenshot());
  }
  if (!seen[0].equals(seen[1])) cut.push(name);
}
await browser.close();
writeFileSync(result, JSON.stringify({ cut, letters }));
