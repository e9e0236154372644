// What pages need beside htmx: news of the server, and keys.
// A message stays at the top of the window: what has the focus, and what gets it, is seen below it.
let message;
const sizes = new ResizeObserver(() => {
  const { offsetHeight } = message.parentElement;
  document.documentElement.style.setProperty("--message", `${offsetHeight}px`);
  if (offsetHeight && document.activeElement.closest("main")) document.activeElement.scrollIntoView({ block: "nearest" });
});
// A form that was saved comes again with all of its page.
function know() {
  const now = document.getElementById("message");
  if (now === message) return;
  message = now;
  sizes.disconnect();
  sizes.observe(message.parentElement);
}
know();
document.addEventListener("htmx:afterSettle", know);
document.addEventListener("htmx:beforeRequest", event => {
  // What nobody pressed leaves a message where it is; a question that is dropped comes without an event.
  if (["click", "submit", "change", undefined].includes(event.detail.requestConfig.triggeringEvent?.type)) message.textContent = "";
});
// A message that was read is closed; then one goes on where one was.
let place;
document.addEventListener("focusin", ({ target }) => { if (target.closest?.("main")) place = target; });
function dismiss() {
  message.textContent = "";
  if (place?.isConnected) place.focus();
}
document.addEventListener("keydown", event => { if (event.key === "Escape" && event.target.closest?.(".message")) dismiss(); });
// Of a file that was changed elsewhere, what is here is saved over what was shown of it, or given up for it. The editor does both itself.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".message .dismiss, .message .over, .message .theirs");
  if (!button) return;
  const form = document.querySelector("form.item:has([data-changed])");
  if (button.matches(".dismiss")) dismiss();
  else if (!form) {
    dismiss();
    document.dispatchEvent(new CustomEvent(button.className, { detail: button.value }));
  } else if (button.matches(".over")) {
    form.elements.digest.value = button.value;
    form.requestSubmit();
  } else {
    delete form.dataset.changed;
    location.assign(location.pathname + location.search);
  }
});
// htmx takes leave of each element of what it replaces, and of cards there are many; nothing outside listens to them.
document.addEventListener("htmx:beforeSwap", event => {
  if (event.detail.target.id === "cards" && event.detail.shouldSwap) event.detail.target.replaceChildren();
});
// The address says what is looked for, to whoever goes back to it or reads the other language. Browsers take long to change it: the cards come before.
document.addEventListener("htmx:afterSettle", ({ detail: { elt, pathInfo } }) => {
  if (elt.id === "cards") setTimeout(() => history.replaceState(history.state, "", pathInfo.finalRequestPath));
});
// What replaces the control that has the focus takes the focus over: the control of the same name, else one of the same question, else the first.
const named = one => one.ariaLabel || (one.labels?.[0] ?? one).textContent.trim();
let held, left;
const inView = one => { const { top, bottom } = one.getBoundingClientRect(); return bottom > message.parentElement.offsetHeight && top < innerHeight; };
document.addEventListener("htmx:beforeSwap", event => {
  const one = left ?? document.activeElement;
  held = one !== document.body && event.detail.target.contains(one) ? { tag: one.tagName, name: named(one), number: one.closest(".line")?.dataset.number, seen: inView(one), caret: [one.selectionStart, one.selectionEnd] } : undefined;
});
document.addEventListener("htmx:afterSettle", event => {
  const { target } = event.detail;
  // Offers are what somebody asked for, and stand behind other buttons.
  if (target.matches(".offers")) target.querySelector("button")?.focus();
  // What has to be decided is read first: nobody writes anything while a form is sent.
  if (target === message) message.querySelector(".difference")?.focus();
  if (!held) return;
  left = undefined;
  if (document.activeElement === document.body) focusNear(target.isConnected ? target : event.target);
  // What is said of a change pushes what it stands before down.
  if (held.seen && !inView(document.activeElement)) document.activeElement.scrollIntoView({ block: "center" });
});
// What stands in a part that is folded is not seen, and takes no focus; a summary is itself in sight.
function unfold(one) {
  const within = one.matches("summary") ? one.parentElement.parentElement : one;
  for (let around = within.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
}
function focusNear(target) {
  const all = [...target.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")];
  const near = all.filter(one => Number(one.closest(".line")?.dataset.number) <= held.number && one.matches("button")).at(-1)?.closest(".line").querySelector("button");
  const same = all.find(one => held.name && one.tagName === held.tag && named(one) === held.name);
  const next = same ?? near ?? all.find(one => one.closest("main")) ?? all[0];
  if (!next) return;
  unfold(next);
  next.focus();
  // Only a field in which somebody writes has a place where they were.
  if (same && Number.isInteger(held.caret[0])) same.setSelectionRange(...held.caret);
}
// A part that is replaced is new to a screen reader, which reads changes of what it knows: what the part has to say is said where it stays.
function say(part) {
  const said = document.getElementById("said");
  const words = [part, ...part.querySelectorAll("*")].filter(one => one.matches("[data-say]")).map(one => one.innerText.replace(/\s+/g, " ").trim()).join(" ");
  if (words && words !== said.textContent) said.textContent = words;
}
// Nor is what a page says that has just come.
document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  const status = target === document.body && target.querySelector("form.item [role=status]");
  if (!status) return;
  const { textContent } = status;
  status.textContent = "";
  setTimeout(() => { status.textContent = textContent; }, 100);
});
document.addEventListener("htmx:afterSettle", event => say(event.detail.target.isConnected ? event.detail.target : event.target));
const preview = document.getElementById("preview");
if (preview) new MutationObserver(() => say(preview)).observe(preview, { childList: true });
// What was changed, here or in another window, is what the buttons take back or do again next; they are asked for only where they stand for something else.
let newest;
function renew(change) {
  const shown = ["undo", "redo"].map(id => document.getElementById(id)?.value ?? 0).join("-");
  if (!document.getElementById("history") || !change || change === shown || change === newest) return;
  newest = change;
  htmx.trigger("#history", "changed");
}
document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
  // Whatever was undone has the whole page come anew.
  if (!elt.closest("#history")) renew(xhr.getResponseHeader("X-Hwgen-Newest"));
});

// What is undone or done again has the page read anew: the focus stays at the button, or goes to the one that has come in its place, and what was done is said.
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (elt.closest("#history") && xhr.status === 204) sessionStorage.setItem("history", JSON.stringify({ name: elt.id, step: elt.title }));
});
function tell() {
  const { name, step } = JSON.parse(sessionStorage.getItem("history") ?? "{}");
  if (!name) return;
  sessionStorage.removeItem("history");
  (document.getElementById(name) ?? document.querySelector("#history button"))?.focus({ preventScroll: true });
  const said = document.getElementById("changed-back");
  said.append(said.dataset[name], Object.assign(document.createElement("code"), { textContent: step }));
}
addEventListener("load", tell);
// Whoever opens a form begins to write at its first text.
addEventListener("load", () => {
  if (document.activeElement === document.body) document.querySelector("form.item:has([data-changed]) fieldset.text textarea:enabled")?.focus({ preventScroll: true });
});
// Offers stand in the outline, which is read again when a file changes: they are asked for again then, also those that were on their way.
let asked;
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, target, requestConfig } }) => {
  if (target.matches(".offers")) asked = elt.id;
  else if (requestConfig.verb !== "get") asked = undefined;
});
document.addEventListener("htmx:afterSettle", event => {
  if (event.detail.target.id === "paper" && asked) document.getElementById(asked)?.click();
});
// What can be saved is saved by the keys that save in the editor.
document.addEventListener("keydown", event => {
  const form = event.target.closest?.("form.item:has([data-changed])");
  if (!form || event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});
// Escape closes the offers.
document.addEventListener("keydown", event => {
  const offers = event.key === "Escape" && event.target.closest(".offers");
  if (!offers) return;
  offers.closest(".line").querySelector("button").focus();
  offers.replaceChildren();
  asked = undefined;
});
// The other language shows the same: what is searched for has changed the address since the page came.
document.addEventListener("click", event => {
  const link = event.target.closest("a[hreflang]");
  if (link) link.href = `/language/${link.hreflang}?back=${encodeURIComponent(location.pathname + location.search)}`;
});
// A window that nobody sees does not listen: browsers have few connections to a server. What it missed is counted, and comes when it is seen again.
let news, since = document.body.dataset.since;
function listen() {
  if (document.hidden) { news?.close(); news = undefined; return; }
  if (news) return;
  news = new EventSource(`/events?since=${since}`);
  for (const name of ["course", "job", "remarks"]) news.addEventListener(name, event => { since = event.lastEventId; renew(event.data); htmx.trigger(document.body, name); });
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => news?.close());
listen();
// Alt and an arrow move the question that has the focus.
document.addEventListener("keydown", event => {
  const by = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const button = by && event.target.closest(".line")?.querySelector(`[data-by="${by}"]`);
  if (button) { event.preventDefault(); button.focus(); button.click(); }
});
// The question under the mouse, or with the focus in it, is marked on its page, which comes into view.
function mark(event) {
  const line = event.target.closest?.("[data-page]");
  const sheets = document.querySelector(".sheets");
  if (!line || !sheets) return;
  const sheet = sheets.querySelectorAll(".sheet")[line.dataset.page - 1];
  const known = sheets.querySelector(".marked");
  const shown = known ?? Object.assign(document.createElement("div"), { className: "marked" });
  shown.style.top = `${line.dataset.top * 100}%`;
  shown.style.height = `${(line.dataset.end - line.dataset.top) * 100}%`;
  if (shown.parentElement === sheet && shown.dataset.item === line.dataset.item) return;
  shown.dataset.item = line.dataset.item;
  sheet.append(shown);
  // Beside the outline, the pages have a scroll bar of their own; below it, the page would jump away.
  if (sheets.scrollHeight > sheets.clientHeight + 1) sheets.scrollTop = sheet.offsetTop + shown.offsetTop - sheets.clientHeight / 3;
}
for (const name of ["mouseover", "focusin"]) document.addEventListener(name, mark);
// A question that is dragged goes where it is dropped; Alt and an arrow do the same step by step.
let dragged;
document.addEventListener("dragstart", event => {
  dragged = event.target.closest?.(".line[draggable]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", event => { if (dragged && event.target.closest?.(".line[draggable]")) event.preventDefault(); });
document.addEventListener("drop", event => {
  const onto = event.target.closest?.(".line[draggable]");
  if (!dragged || !onto || onto === dragged) return;
  event.preventDefault();
  const button = dragged.querySelector("[data-by]");
  const values = { number: dragged.dataset.number, "number-seen": dragged.dataset.item, onto: onto.dataset.number, "onto-seen": onto.dataset.item };
  htmx.ajax("POST", button.getAttribute("hx-post"), { source: button, target: "#paper", values });
});
document.addEventListener("dragend", () => { dragged = undefined; });
// What is scrolled sideways can be reached without a mouse.
function reach() {
  for (const one of document.querySelectorAll("#message, pre, .side, .cm-scroller, .sheets, .preview, math[display='block']")) if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) one.tabIndex = 0;
}
// It has to measure everything, for which what was asked for need not wait.
document.addEventListener("htmx:afterSettle", () => setTimeout(reach, 50));
addEventListener("load", reach);
// A form's lists: an entry is added from the list's template, under a number of its own, or taken away.
document.addEventListener("click", event => {
  const button = event.target.closest(".add, .remove");
  if (!button) return;
  if (button.matches(".remove")) {
    const { form } = button, entry = button.closest(".entry");
    // The button of the next entry, of the last one, or the one that adds an entry: nobody starts at the top of the page again.
    const near = [entry.nextElementSibling, entry.previousElementSibling].find(one => one?.matches(".entry"))?.querySelector(":scope > .remove") ?? entry.parentElement.querySelector(":scope > .add");
    entry.remove();
    near.focus();
    htmx.trigger(form, "filled");
    return;
  }
  const templates = [...button.parentElement.querySelectorAll(":scope > template")];
  const kind = button.parentElement.querySelector(":scope > label > .kind")?.value ?? "";
  const template = templates.find(one => one.dataset.kind === kind);
  const { list, count } = template.dataset;
  const entry = template.content.cloneNode(true);
  const holders = [entry, ...[...entry.querySelectorAll("template")].map(inner => inner.content)];
  const number = Number(count) + 1;
  for (const one of holders.flatMap(holder => [...holder.querySelectorAll("*")])) {
    for (const name of ["name", "data-list", "data-entry"]) if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(`${list}.NEW`, `${list}.${count}`));
    if (one.ariaLabel) one.ariaLabel = one.ariaLabel.replace("NEW", number);
    if (one.matches("p.meta") && one.parentElement.matches(".entry")) one.textContent = one.textContent.replace("NEW", number);
    // Within an entry that is added, its own lists keep theirs.
    if (one.matches("button")) for (const span of [...one.children].filter(span => span.textContent.includes("NEW")).slice(0, 1)) span.textContent = span.textContent.replace("NEW", number);
  }
  for (const one of templates) one.dataset.count = number;
  templates[0].before(entry);
  templates[0].previousElementSibling?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});
// An entry of a form's list changes places with the one above or below it: what is filled in moves, names and numbers stay.
const filledIn = entry => new Map([...entry.querySelectorAll("[name]")].map(one => [one.name.slice(entry.dataset.entry.length), one]));
function move(entry, way, focused) {
  const other = entry[way === "up" ? "previousElementSibling" : "nextElementSibling"];
  if (!other?.matches(".entry")) return;
  const mine = filledIn(entry), theirs = filledIn(other), kind = ".kind";
  if (mine.size !== theirs.size || [...mine.keys()].some(name => !theirs.has(name)) || mine.get(kind)?.value !== theirs.get(kind)?.value) {
    document.getElementById("said").textContent = message.textContent = message.dataset.unlike;
    return;
  }
  for (const [name, one] of mine) for (const what of ["value", "checked"]) if (what in one) [one[what], theirs.get(name)[what]] = [theirs.get(name)[what], one[what]];
  (theirs.get(focused?.name?.slice(entry.dataset.entry.length)) ?? other.querySelector(`:scope > .moves > [data-way="${way}"]`))?.focus();
  document.getElementById("said").textContent = other.ariaLabel;
  htmx.trigger(entry.closest("form"), "filled");
}
document.addEventListener("click", ({ target }) => { if (target.matches("[data-way]")) move(target.closest(".entry"), target.dataset.way); });
document.addEventListener("keydown", event => {
  const way = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key], entry = way && event.target.closest("[data-entry]");
  if (!entry) return;
  event.preventDefault();
  move(entry, way, event.target);
});
// A misconception that the course does not have is written down in a dialog; the field from beside which it was opened then names it.
let naming;
const open = () => document.querySelector("dialog[open]");
document.addEventListener("click", event => {
  if (event.target.matches("dialog .close")) open().close();
  const button = event.target.closest(".name-new");
  if (!button) return;
  naming = button.previousElementSibling.control;
  const dialog = document.getElementById("misconception");
  const typed = naming.value.trim().split("\n").at(-1);
  const known = [...document.getElementById("known-misconception").options].map(one => one.value);
  if (typed && !known.includes(typed)) dialog.querySelector("[name=misconception]").value = typed;
  dialog.showModal();
});
document.addEventListener("misconception", ({ detail: { value } }) => {
  for (const list of document.querySelectorAll("#known-misconception, #known-misconceptions")) list.append(new Option("", value));
  const lines = naming.matches("textarea") ? naming.value.split("\n").map(line => line.trim()).filter(line => line && line !== value) : [];
  naming.value = [...lines, value].join("\n");
  open().querySelector("form").reset();
  open().querySelector("[role=alert]").replaceChildren();
  open().close();
  naming.focus();
  htmx.trigger(naming.form, "filled");
});
// What is behind a dialog is not read: what is wrong is said in it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (open() && detail.target === message) detail.target = open().querySelector("[role=alert]");
});
// What is missing in a part that is folded has to be seen.
document.addEventListener("invalid", event => {
  unfold(event.target);
}, true);
// What is filled in is not saved until the server says so; whoever leaves the page before is asked.
function changed(event) {
  const form = event.target.closest?.("form.item");
  if (!form) return;
  form.dataset.changed = "";
  const status = form.querySelector("[role=status]");
  if (status) status.textContent = status.dataset.changed;
}
for (const name of ["input", "filled"]) document.addEventListener(name, changed);
addEventListener("beforeunload", event => { if (document.querySelector("form[data-changed]")) event.preventDefault(); });
// A form is sent once, however often its button is pressed before the answer, or the page to which it leads, has come.
document.addEventListener("submit", event => {
  if (!event.target.matches(".htmx-request, [data-sent]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
// What is filled in after it was sent would go with its page: nobody fills in anything before the answer, nor after one that leads to another page.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (!elt.matches("form.item")) return;
  left = document.activeElement;
  elt.inert = true;
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
  if (!elt.matches("form.item:not([data-sent])")) return;
  elt.inert = false;
  if (document.activeElement === document.body && elt.contains(left)) left.focus();
  left = undefined;
});
document.addEventListener("htmx:beforeOnLoad", event => {
  const { elt, xhr } = event.detail;
  if (!elt.matches("form") || !["HX-Location", "HX-Redirect"].some(name => xhr.getResponseHeader(name))) return;
  elt.dataset.sent = "";
  delete elt.dataset.changed;
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach(form => { delete form.dataset.sent; form.inert = false; }));
document.addEventListener("htmx:sendError", () => { (document.querySelector("dialog[open] [role=alert]") ?? message).textContent = message.dataset.unreachable; });
// A mistake leads to the field that it is in, or to the nearest that the form has.
function fieldOf(path) {
  for (let keys = path.split("."); keys.length; keys.pop()) {
    const name = CSS.escape(keys.join("."));
    // A list without entries has the button that adds one.
    const field = document.querySelector(`${open() ? "dialog" : "form.item"} :is([name="${name}"], [name^="${name}."], :has(> [data-list="${name}"]) > .add)`);
    if (field) return field;
  }
}
document.addEventListener("htmx:afterSwap", () => {
  for (const fault of document.querySelectorAll("[data-field]:not(:has(.to-field))")) {
    const field = fieldOf(fault.dataset.field);
    if (!field) continue;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "to-field", textContent: field.ariaLabel ?? field.textContent });
    button.addEventListener("click", () => {
      unfold(field);
      field.focus();
    });
    fault.prepend(button, " ");
  }
});
// A picture comes into the bank when it is chosen, pasted or dropped, and somebody has said what it shows; its markup then stands where they write.
const texts = "#editor .cm-editor, form.item fieldset.text textarea";
let written, brought;
document.addEventListener("focusin", event => { written = event.target.closest?.(texts) ?? written; });
// A text shows the same pictures in each of its languages.
function ask(picture, where) {
  const places = where.matches("textarea") ? [...where.closest("fieldset").querySelectorAll("textarea")] : [where];
  // Where somebody writes, else behind what is written. Browsers forget it when a dialog closes.
  const carets = places.map(place => place === where && place === written ? [place.selectionStart, place.selectionEnd] : [place.value?.trimEnd().length, place.value?.length]);
  brought = { picture, where, places, carets };
  const dialog = document.getElementById("described"), form = dialog.querySelector("form");
  form.reset();
  form.querySelector(".meta").textContent = picture.name;
  form.querySelector("[role=alert]").replaceChildren();
  form.querySelectorAll("label + label").forEach(label => label.remove());
  const label = form.querySelector("label");
  label.after(...places.slice(1).map(() => label.cloneNode(true)));
  form.querySelectorAll("label").forEach((label, i) => {
    const language = places.length > 1 ? ` ${places[i].labels[0].firstElementChild.textContent}` : "";
    label.querySelector("span").textContent = `${form.dataset.alt}${language} *`;
    label.querySelector("input").lang = places[i].lang;
  });
  dialog.showModal();
  form.querySelectorAll("input")[places.indexOf(where)].focus();
}
document.addEventListener("submit", event => {
  if (!event.target.closest("#described")) return;
  event.preventDefault();
  takeIn(event.target, brought);
});
async function takeIn(form, { picture, where, places, carets }) {
  const problem = form.querySelector("[role=alert]"), fields = form.querySelectorAll("input"), markups = [];
  form.inert = true;
  try {
    for (const { value } of fields) {
      const data = new FormData();
      data.append("alt", value);
      data.append("picture", picture);
      const answer = await fetch("/picture", { method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")), body: data });
      // What is too much is refused before anybody looks at it, as a text.
      const { message: refused, markup } = answer.headers.get("content-type").includes("json") ? await answer.json() : { message: await answer.text() };
      problem.innerHTML = refused ?? "";
      if (!markup) break;
      markups.push(markup);
    }
  } catch {
    problem.textContent = message.dataset.unreachable;
  }
  form.inert = false;
  if (markups.length < places.length) return fields[markups.length].focus();
  open().close();
  places.forEach((place, i) => insert(markups[i], place, carets[i]));
  where.focus();
}
function insert(markup, place, [start, end]) {
  if (!place.matches("textarea")) return place.dispatchEvent(new CustomEvent("picture", { detail: markup }));
  // A picture is a paragraph of its own.
  const before = place.value.slice(0, start), after = place.value.slice(end);
  const apart = (rest, at) => !rest.trim() || /^\n\s*\n/.test(at(rest)) ? "" : /^\n/.test(at(rest)) ? "\n" : "\n\n";
  const reversed = text => [...text].reverse().join("");
  place.setRangeText(apart(before, reversed) + markup + apart(after, text => text), start, end, "end");
  htmx.trigger(place.form, "filled");
}
document.addEventListener("change", event => {
  if (event.target.id !== "picture" || !event.target.files.length) return;
  ask(event.target.files[0], written?.isConnected ? written : document.querySelector(texts));
  event.target.value = "";
});
for (const [name, held] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) document.addEventListener(name, event => {
  const where = event.target.closest?.(texts);
  const picture = [...event[held]?.files ?? []].find(file => file.type.startsWith("image/"));
  if (!where || !picture || !document.getElementById("picture")) return;
  event.preventDefault();
  event.stopPropagation();
  ask(picture, where);
}, true);
