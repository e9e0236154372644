"use strict"

// Decisions go to hwgen one after the other, in the order in which they were made.
const token = document.querySelector('meta[name="token"]').content
let queue = Promise.resolve()

function post(path, data, done = show) {
  queue = queue.then(() => send(path, data)).then((answer) => answer !== null && done(answer))
  return queue
}

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
