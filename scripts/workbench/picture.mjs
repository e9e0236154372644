// Takes pictures of pages of the workbench: node picture.mjs ADDRESS FOLDER NAME=LANGUAGE:PATH...
import { createRequire } from "node:module";
import { join } from "node:path";

const [address, folder, ...wanted] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 760 }, colorScheme: "light" });
page.setDefaultTimeout(120_000);
await page.goto(address);
for (const one of wanted) {
  const [, name, language, path] = /^([^=]+)=([^:]+):(.+)$/.exec(one);
  await page.goto(new URL(`/language/${language}`, address).href);
  await page.goto(new URL(path, address).href);
  await page.waitForFunction(() => [...document.images].slice(0, 1).every(image => image.complete));
  if (path.startsWith("/edit")) await page.getByRole("region").getByRole("article").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
