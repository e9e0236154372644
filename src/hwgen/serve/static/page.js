// What pages need beside htmx: news of the server, and keys.
document.addEventListener("htmx:beforeRequest", event => {
  // A refresh by itself leaves a message where it is.
  if (event.detail.requestConfig.triggeringEvent?.type !== "course") document.getElementById("message").textContent = "";
});
const news = new EventSource("/events");
for (const name of ["course", "job"]) news.addEventListener(name, () => htmx.trigger(document.body, name));
addEventListener("pagehide", () => news.close());
// Alt and an arrow move the question that has the focus.
document.addEventListener("keydown", event => {
  const by = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const button = by && event.target.closest(".line")?.querySelector(`[data-by="${by}"]`);
  if (button) { event.preventDefault(); button.focus(); button.click(); }
});
// What is scrolled sideways can be reached without a mouse.
function reach() {
  for (const one of document.querySelectorAll("pre, .side, .cm-scroller")) if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) one.tabIndex = 0;
}
document.addEventListener("htmx:afterSettle", reach);
addEventListener("load", reach);
// A form's lists: an entry is added from the list's template, under a number of its own, or taken away.
document.addEventListener("click", event => {
  const button = event.target.closest(".add, .remove");
  if (!button) return;
  if (button.matches(".remove")) { button.closest(".entry").remove(); return; }
  const template = button.previousElementSibling;
  const { list, count } = template.dataset;
  const entry = template.content.cloneNode(true);
  const holders = [entry, ...[...entry.querySelectorAll("template")].map(inner => inner.content)];
  for (const one of holders.flatMap(holder => [...holder.querySelectorAll("*")]))
    for (const name of ["name", "aria-label", "data-list"]) if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(`${list}.NEW`, `${list}.${count}`));
  template.dataset.count = Number(count) + 1;
  template.before(entry);
  template.previousElementSibling?.querySelector("input, textarea, select")?.focus();
});
