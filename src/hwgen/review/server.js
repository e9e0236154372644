"use strict"

// Decisions go to hwgen one after the other, in the order in which they were made.
const token = document.querySelector('meta[name="token"]').content
let queue = Promise.resolve()
let waiting = 0

function post(path, data, done = show) {
  waiting += 1
  queue = queue
    .then(() => send(path, data))
    .then((answer) => {
      waiting -= 1
      // As long as more is to be sent, the last answer is the one to show: it may bring the page anew.
      if (answer === null) reopen(data.row)
      else if (!waiting || done !== show) done(answer)
    })
  return queue
}

function reopen(row) {
  const refused = row && document.getElementById(row)
  if (!refused) return
  refused.dataset.open = "true"
  restore(refused)
}

// What is still to be sent would go with the page: a link waits for it, and leads nowhere where it was refused.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]")
  if (!link || !waiting || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  queue.then(() => {
    if (!waiting && alertBox.hidden) location.assign(link.href)
  })
})
addEventListener("beforeunload", (event) => {
  if (waiting) event.preventDefault()
})

async function send(path, data) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Token": token },
      body: JSON.stringify(data),
    })
    warn(answer.ok ? "" : alertBox.dataset.refused)
    if (!answer.ok) return null
    return answer.headers.get("Content-Type").startsWith("application/json") ? await answer.json() : await answer.text()
  } catch {
    warn(alertBox.dataset.lost)
    return null
  }
}
