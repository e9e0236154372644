// What pages need beside htmx: a message goes when something else is done.
document.addEventListener("htmx:beforeRequest", () => { document.getElementById("message").textContent = ""; });
