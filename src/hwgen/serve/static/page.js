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
