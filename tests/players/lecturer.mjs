// A lecturer composes, changes and prints a midterm of their own, on Chinese pages and with the mouse; only titles are typed: node lecturer.mjs ADDRESS COURSE RESULT.
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const [address, , result] = process.argv.slice(2);
const { chromium } = createRequire(process.env.PLAYERS + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage({ locale: "zh", viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(120_000);
const done = { english: [] };
const press = (name, within = page) => within.getByRole("button", { name, exact: true }).first().click();
const follow = (name, within = page) => within.getByRole("link", { name, exact: true }).first().click();
const items = () => page.locator("li.line a code").allTextContents();
const settled = async act => { const answer = page.waitForResponse(answer => answer.request().method() === "POST"); await act(); await (await answer).finished(); await page.waitForTimeout(100); };
// What pages say in English to somebody who reads Chinese, beside ids, commands and what the course itself has in English.
async function read(where) {
  const lines = await page.evaluate(() => {
    const shown = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement.checkVisibility() && !node.parentElement.closest("code, pre, math, option, [lang=en], .opening, .sheets, textarea")) shown.push(node.textContent.trim());
    }
    return shown;
  });
  done.english.push(...lines.filter(line => /[A-Za-z]{3,} [A-Za-z]{2,}/.test(line) && !/[一-龥]/.test(line)).map(line => `${where}: ${line}`));
}

await page.goto(address);
await read("bank");
await follow("试卷");
await read("papers");
await press("新建");
await page.waitForURL(/\/paper\//);
await read("paper");
await follow("修改名称、时间和各部分");
await page.getByRole("textbox", { name: "标题 中文", exact: true }).fill("期中考试（甲）");
await page.getByRole("textbox", { name: "标题 English", exact: true }).fill("Midterm A");
await page.getByRole("textbox", { name: "考试时长（分钟）", exact: true }).fill("45");
// Five parts are enough, and the first has two questions of any kind.
const parts = page.locator("form.plan > fieldset.records > .entry");
while (await parts.count() > 5) await parts.last().locator(":scope > .remove").click();
await page.getByRole("textbox", { name: "部分 1 题目 1 或从题库抽题的个数", exact: true }).fill("2");
await page.getByRole("combobox", { name: "部分 1 题目 1 题型", exact: true }).selectOption({ label: "不限" });
// Two demands on the whole paper, one of them for a topic.
await page.getByText("对整卷的要求", { exact: true }).first().click();
await page.getByRole("textbox", { name: "对整卷的要求 平均难度 至少", exact: true }).fill("1");
await press("添加 对整卷的要求 主题");
const demand = page.getByRole("combobox", { name: "对整卷的要求 主题 1 主题", exact: true });
await demand.selectOption({ label: "其他各项合计" });
await page.getByRole("textbox", { name: "对整卷的要求 主题 1 至少", exact: true }).fill("50");
await page.getByRole("combobox", { name: "对整卷的要求 主题 1 单位", exact: true }).selectOption({ label: "% 的分值" });
await read("blueprint");
await press("保存");
await page.waitForURL(/\/paper\//);
await page.getByRole("heading", { name: "期中考试（甲）" }).waitFor();
done.limit = await page.locator(".totals").textContent();
done.demands = await page.locator(".demands").textContent();
const before = await items();
await press("换题 1");
await page.locator(".offer button code").first().waitFor();
await read("offers");
await settled(() => page.locator(".offer button").first().click());
done.swapped = (await items())[0] !== before[0];
await settled(() => press("锁定 1"));
await press("把本卷存为组卷方案");
await page.waitForURL(/-2\?|-3\?/);
await page.getByRole("button", { name: "上移 2", exact: true }).waitFor();
const first = await items();
await settled(() => press("上移 2"));
done.moved = (await items())[0] === first[1];
await settled(() => press("删去 1"));
done.removed = (await items()).length === first.length - 1;
await follow("到题库中挑选");
await page.getByRole("button", { name: /^加入/ }).first().waitFor();
await read("collecting");
const add = page.getByRole("button", { name: /^加入/ }).first();
const card = page.getByRole("article", { name: await add.evaluate(one => one.closest("article").ariaLabel), exact: true });
await settled(() => add.click());
await card.getByText("✓").getByRole("link").click();
await page.waitForURL(/\/paper\//);
done.added = (await items()).length === first.length;
await press("生成 PDF");
await page.getByRole("link", { name: "exam.pdf" }).waitFor({ timeout: 300_000 });
await read("built");
done.files = await page.locator("#job li a").allTextContents();
const pdf = await page.context().request.get(new URL("/result/exam.pdf", address).href);
done.pdf = (await pdf.body()).subarray(0, 5).toString();
await browser.close();
writeFileSync(result, JSON.stringify(done));
