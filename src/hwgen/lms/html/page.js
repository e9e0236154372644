"use strict";
// Marks responses by the data that stand beside each question; all texts are in the page already.
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const show = (element, shown) => { element.hidden = !shown; };
const fields = part => all("input:not(.earned), select, textarea", part);

function number(text) {
  let typed = text.normalize("NFKC").replace(/[\u2212\u2013]/g, "-").replace(/\s/g, "").replace(/[×x*]10\^?/i, "e");
  if (root.dataset.decimal === ",") typed = typed.replace(/\.(?=\d{3}(?!\d))/g, "").replace(",", ".");
  else if (/^[-+]?\d{1,3}(,\d{3})+(\.|e|$)/i.test(typed)) typed = typed.replace(/,/g, "");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(typed) ? Number(typed) : NaN;
}

const plain = (text, exact) => {
  const one = text.normalize("NFC").trim().replace(/\s+/g, " ");
  return exact ? one : one.toLowerCase();
};

// For each kind: the part of the points from 0 to 1 (negative where a wrong option takes off), the fields that are right, and
// the reasons to show. `null` where nothing was answered, NaN where it cannot be read.
const KINDS = {
  choice(marking, part) {
    const chosen = fields(part).findIndex(field => field.checked);
    if (chosen < 0) return null;
    return { share: marking.shares[chosen], good: fields(part).map((f, i) => f.checked || marking.shares[i] === 1 ? marking.shares[i] === 1 : null), why: [String(chosen)] };
  },
  several(marking, part) {
    const ticked = fields(part).map(field => field.checked);
    if (!ticked.some(Boolean)) return null;
    const sum = marking.shares.reduce((total, share, i) => total + (ticked[i] ? share : 0), 0);
    return { share: Math.max(0, sum), good: ticked.map((tick, i) => tick || marking.shares[i] > 0 ? marking.shares[i] > 0 : null), why: ticked.flatMap((tick, i) => tick ? [String(i)] : []) };
  },
  number(marking, part) {
    const typed = fields(part).map(field => field.value.trim());
    if (!typed.some(Boolean)) return null;
    let share = 0;
    const why = [], good = [];
    marking.cells.forEach((cell, i) => {
      const value = number(typed[i]);
      if (typed[i] && Number.isNaN(value)) share = NaN;
      const met = cell.intervals.findIndex(([low, high]) => low <= value && value <= high);
      if (met >= 0) share += cell.part * cell.intervals[met][2];
      if (met > 0) why.push(`${i}-${met - 1}`);
      good.push(met === 0);
    });
    return { share, good, why };
  },
  text(marking, part) {
    const typed = fields(part)[0].value;
    if (!typed.trim()) return null;
    const right = marking.accepted.some(one => plain(one, marking.case) === plain(typed, marking.case));
    return { share: right ? 1 : 0, good: [right], why: [] };
  },
  match(marking, part) {
    const chosen = fields(part).map(field => field.value);
    if (!chosen.some(Boolean)) return null;
    const good = chosen.map((value, i) => value === String(marking.key[i]));
    return { share: good.filter(Boolean).length / good.length, good, why: [] };
  },
  essay(marking, part) {
    const earned = all(".earned", part).reduce((total, tick, i) => total + (tick.checked ? marking.lines[i] : 0), 0);
    const whole = marking.lines.reduce((total, line) => total + line, 0);
    return { share: whole ? earned / whole : 0, good: [], why: [], open: true };
  },
};

const markingOf = part => JSON.parse(part.querySelector(".marking").textContent);

function state(result) {
  if (result === null) return "unanswered";
  if (Number.isNaN(result.share)) return "unreadable";
  if (result.open) return "";
  return result.share > 0.999 ? "right" : result.share > 0.0001 ? "partly" : "wrong";
}

function check(part) {
  const marking = markingOf(part);
  const result = KINDS[marking.kind](marking, part);
  const verdict = state(result), marked = verdict !== "unanswered" && verdict !== "unreadable";
  part.dataset.state = verdict;
  for (const element of all("[data-verdict]", part)) show(element, element.dataset.verdict === verdict);
  for (const element of all("[data-why]", part)) show(element, marked && result.why.includes(element.dataset.why));
  fields(part).forEach((field, i) => {
    const row = field.closest(".option, .pair") || field;
    for (const one of new Set([row, field])) {
      one.classList.toggle("good", marked && result.good[i] === true);
      one.classList.toggle("bad", marked && result.good[i] === false);
    }
  });
  if (marked) {
    part.dataset.share = result.share;
    part.querySelector(".score").textContent = `${rounded(result.share * marking.points)} / ${marking.points}`;
    show(part.querySelector(".solution"), true);
    if (result.open) part.querySelector(".solution").open = true;
  }
  total();
}

const rounded = points => String(Math.round(points * 100) / 100).replace(".", root.dataset.decimal);

function total() {
  const output = document.querySelector(".total");
  if (!output) return;
  const shown = all("article:not([hidden]) .part").filter(part => part.querySelector(".marking"));
  const got = shown.reduce((sum, part) => sum + Number(part.dataset.share || 0) * markingOf(part).points, 0);
  output.textContent = `${rounded(got)} / ${shown.reduce((sum, part) => sum + markingOf(part).points, 0)}`;
}

function clear(part) {
  for (const field of all("input, select, textarea", part)) {
    field.checked = field.defaultChecked;
    if (field.type !== "radio" && field.type !== "checkbox") field.value = field.defaultValue || "";
    (field.closest(".option, .pair") || field).classList.remove("good", "bad");
    field.classList.remove("good", "bad");
  }
  for (const element of all("[data-verdict], [data-why], .solution", part)) show(element, false);
  for (const element of all(".score", part)) element.textContent = "";
  delete part.dataset.state;
  delete part.dataset.share;
}

function another(section) {
  const variants = all("article", section), now = variants.findIndex(article => !article.hidden);
  all(".part", variants[now]).forEach(clear);
  variants.forEach((article, i) => show(article, i === (now + 1) % variants.length));
  total();
}

// A formula in a line that is wider than the line gets a line of its own, which scrolls.
function fitFormulas() {
  const formulas = all("math:not([display=block])");
  for (const formula of formulas) formula.classList.remove("wide");
  const most = root.clientWidth / 2;
  const long = formulas.filter(formula => formula.getBoundingClientRect().width > most);
  const room = formula => {
    let around = formula.parentElement;
    while (getComputedStyle(around).display === "inline") around = around.parentElement;
    return around.clientWidth;
  };
  const wide = long.filter(formula => formula.getBoundingClientRect().width > room(formula));
  for (const formula of wide) formula.classList.add("wide");
}

// What is wider than the window can be scrolled by keyboard, too.
function reachable() {
  fitFormulas();
  for (const wide of all("pre, table, .body, math[display=block], math.wide")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
}

function speak(button) {
  root.lang = button.lang;
  root.dataset.decimal = button.dataset.decimal;
  for (const other of all(".language")) other.setAttribute("aria-pressed", String(other === button));
  total();
}

function answers() {
  const quoted = text => `"${String(text).replace(/"/g, '""')}"`;
  const rows = all("article:not([hidden])").flatMap(article => all(".part", article).flatMap((part, p) => fields(part).flatMap((field, i) => {
    const choice = field.type === "radio" || field.type === "checkbox";
    if (choice && !field.checked) return [];
    return [[article.dataset.id, p + 1, choice ? "" : i + 1, choice ? String.fromCharCode(65 + i) : field.tagName === "SELECT" && field.value ? field.selectedOptions[0].textContent : field.value]];
  })));
  return [["question", "part", "field", "answer"], ...rows].map(row => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", answers()], { type: "text/csv" }));
  link.download = "answers.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

document.addEventListener("click", event => {
  const button = event.target.closest("button"), option = event.target.closest(".option");
  if (button) {
    if (button.matches(".check")) check(button.closest(".part"));
    if (button.matches(".another")) another(button.closest("section"));
    if (button.matches(".language")) speak(button);
    if (button.matches(".save")) save();
    if (button.matches(".restart")) { all(".part").forEach(clear); total(); }
    reachable();
  } else if (option && event.target.closest(".body")) option.querySelector("input").click();
});
window.addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
document.addEventListener("change", event => { if (event.target.matches(".earned")) check(event.target.closest(".part")); });
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !event.target.matches('input[type="text"], input[type="radio"], input[type="checkbox"]:not(.earned)')) return;
  const part = event.target.closest(".part");
  if (part.querySelector(".marking")) check(part);
});
total();
reachable();
