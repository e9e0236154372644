"use strict"

// There is no hwgen here: this browser keeps what is given, until it is saved as a file.
const page = JSON.parse(document.getElementById("page").textContent)
const marker = document.querySelector("input.marker")
const before = []
let given = {}
let saved = true

function post(path, data, done = show) {
  if (path === "/finish") return Promise.resolve(save())
  if (path === "/rate") rated(data)
  else undone()
  return Promise.resolve(done(state()))
}

function rated({ row, points, lines, comment }) {
  const section = document.getElementById(row)
  const worth = number(points)
  if (points && !(worth >= 0 && worth <= number(section.dataset.most))) {
    warn(alertBox.dataset.refused)
    return
  }
  warn("")
  before.push([row, given[row]])
  // Where the points are those of the lines, hwgen adds them up, so that a changed rubric counts.
  const sum = summed(section, lines)
  given[row] = { points: lines.length && worth === sum ? "" : points, lines, comment, at: new Date().toISOString(), shown: points }
  keep()
}

function undone() {
  const [row, old] = before.pop() ?? []
  if (!row) return
  if (old) given[row] = old
  else delete given[row]
  keep()
}

// A row as it was printed, or as it is since.
function state() {
  const rows = Object.fromEntries(Object.entries(page.rows).map(([row, first]) => [row, given[row] ? since(given[row]) : first]))
  const count = Object.keys(rows).length
  const done = Object.values(rows).filter((row) => !row.open).length
  return { rows, left: `${done} / ${count}`, counts: {} }
}

function since({ shown, lines, comment }) {
  return { points: shown, lines, comment, open: !shown }
}

// Browsers may keep nothing for a page from a file; then the file that is saved is all there is.
function keep() {
  saved = false
  try {
    localStorage.setItem(page.id, JSON.stringify({ marker: marker.value, given }))
  } catch {}
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(page.id))
    if (!kept) return
    given = kept.given
    marker.value = kept.marker
    saved = !Object.keys(given).length
  } catch {}
}

function save() {
  if (marker.required && !marker.value.trim()) {
    warn(alertBox.dataset.unnamed)
    marker.focus()
    return
  }
  const answers = Object.entries(given).map(([row, { points, lines, comment, at }]) => ({ row, points, lines, comment, at }))
  const data = { format: page.format, page: page.id, marker: marker.value.trim(), answers }
  const name = [page.name, data.marker.replace(/[^\p{L}\p{N}]+/gu, "-")].filter(Boolean).join("-")
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1)], { type: "application/json" }))
  link.download = `${name}.json`
  link.click()
  saved = true
  warn("")
}

marker.addEventListener("change", keep)
addEventListener("beforeunload", (event) => {
  if (!saved) event.preventDefault()
})
recall()
show(state())
focus(rows.find((row) => row.dataset.open === "true") ?? rows[0])
