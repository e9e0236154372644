"use strict"

// What is decided goes to `post`, which server.js or offline.js gives.
const rows = [...document.querySelectorAll("section.row")]
const alertBox = document.querySelector(".alert")

function warn(text) {
  alertBox.textContent = text
  alertBox.hidden = !text
}

function show({ rows: states, left, counts }) {
  document.querySelector(".left").textContent = left
  for (const [path, count] of Object.entries(counts)) {
    document.querySelector(`nav a[href="${path}"] span`).textContent = count
  }
  const asked = Object.keys(states).filter((id) => "state" in states[id])
  const shown = rows.filter((row) => !row.matches(".answer, .piece"))
  if (shown.length && asked.length !== shown.length) {
    location.reload()
    return
  }
  for (const row of rows) {
    const state = states[row.id]
    if (!state) continue
    if (row.classList.contains("piece")) {
      press(row, state.marked)
      continue
    }
    row.dataset.open = state.open
    if (row.classList.contains("answer")) fill(row, state)
    else tell(row, state)
  }
}

// Boxes that somebody is choosing in a row stay as they are, until what counts there changes: by a decision, or because one was taken back.
function tell(row, { state, marked }) {
  row.querySelector(".state").textContent = state
  const counts = marked.join(" ")
  if (counts === row.dataset.marked) return
  row.dataset.marked = counts
  restore(row)
}

function restore(row) {
  if (row.matches(".boxes[data-marked]")) press(row, row.dataset.marked.split(" ").filter(Boolean))
}

// What somebody is just writing stays.
function fill(row, { points, comment, lines }) {
  if (row.querySelector("input:focus")) return
  row.querySelector(".points").value = points
  row.querySelector(".comment").value = comment
  for (const line of row.querySelectorAll("[data-line]")) {
    line.setAttribute("aria-pressed", String(lines.includes(Number(line.dataset.line))))
  }
}

function focus(row) {
  if (!row) return
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
}

// From anywhere in a long list, the other pages are one key away.
function leave() {
  document.querySelector("nav a[aria-current], header button").focus()
}

// To the next page of several, or to the one before, by the key that stands on its link.
function turn(key) {
  const link = [...document.querySelectorAll("a[aria-keyshortcuts]")].find((one) => one.getAttribute("aria-keyshortcuts") === key)
  link?.click()
  return Boolean(link)
}

function current() {
  const at = document.activeElement?.closest?.("section.row")
  return at ?? null
}

function step(row, by) {
  const place = row ? rows.indexOf(row) + by : 0
  focus(rows[Math.max(0, Math.min(rows.length - 1, place))])
}

// After a decision the next row that nobody has decided, else the next one.
function advance(row) {
  const after = rows.slice(rows.indexOf(row) + 1)
  focus(after.find((one) => one.dataset.open === "true") ?? after[0] ?? row)
}

function decide(row, decision) {
  row.dataset.open = "false"
  advance(row)
  return post("/decide", { row: row.id, ...decision })
}

function pressed(row) {
  return [...row.querySelectorAll("button[data-value]")]
    .filter((button) => button.dataset.value && button.getAttribute("aria-pressed") === "true")
    .map((button) => button.dataset.value)
}

function press(row, values) {
  for (const button of row.querySelectorAll("button[data-value]")) {
    const value = button.dataset.value
    button.setAttribute("aria-pressed", String(value ? values.includes(value) : !values.length))
  }
}

function choose(row, value) {
  if (row.classList.contains("student")) return decide(row, { student: value })
  if (row.classList.contains("page")) {
    const scans = row.querySelectorAll("img").length
    const ignore = [...Array(scans).keys()].filter((place) => scans === 1 || place !== Number(value) - 1)
    return decide(row, { ignore })
  }
  if (row.dataset.several === "true" && value) {
    const before = pressed(row)
    const now = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
    press(row, now)
    return row.classList.contains("piece") ? post("/decide", { row: row.id, marked: now }) : null
  }
  press(row, value ? [value] : [])
  return decide(row, { marked: value ? [value] : [] })
}

// Where nothing was read that could be accepted, it stays open, and the next one is looked at.
function accept(row) {
  if (!row.matches(".boxes:not(.piece)")) {
    advance(row)
    return
  }
  const values = row.dataset.several === "true" ? pressed(row) : JSON.parse(row.dataset.accepted)
  press(row, values)
  decide(row, { marked: values })
}

function met(row) {
  return [...row.querySelectorAll('[data-line][aria-pressed="true"]')]
}

// The points follow the lines that are met; whoever knows better writes another number.
function toggle(row, line) {
  line.setAttribute("aria-pressed", String(line.getAttribute("aria-pressed") !== "true"))
  row.querySelector(".points").value = String(summed(row, met(row).map((one) => Number(one.dataset.line))))
}

function summed(row, lines) {
  const points = lines.map((line) => number(row.querySelector(`[data-line="${line}"]`).dataset.points))
  const sum = points.reduce((whole, one) => whole + one, 0)
  return Number(Math.max(0, Math.min(number(row.dataset.most), sum)).toFixed(6))
}

// As a person writes it: 2.5, 2,5 or 5/2.
function number(text) {
  const [whole, parts = "1"] = text.normalize("NFKC").replace(",", ".").split("/")
  return Number(whole) / Number(parts)
}

function rate(row) {
  row.dataset.open = "false"
  advance(row)
  return post("/rate", {
    row: row.id,
    points: row.querySelector(".points").value.trim(),
    comment: row.querySelector(".comment").value.trim(),
    lines: met(row).map((line) => Number(line.dataset.line)),
  })
}

// The rubric stands beside each answer, so all of them are shown anew.
function revise(form) {
  const [points, text] = [".points", ".text"].map((field) => form.querySelector(field).value.trim())
  const { pile, line } = form.dataset
  return post("/revise", { pile, line: Number(line), points, text }, () => location.reload())
}

async function undo() {
  const before = Object.fromEntries(rows.map((row) => [row.id, row.dataset.open]))
  await post("/undo", {})
  focus(rows.find((row) => row.dataset.open === "true" && before[row.id] === "false"))
}

function finished(text) {
  const page = new DOMParser().parseFromString(text, "text/html")
  document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes)
  document.querySelector("header").remove()
  rows.length = 0
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button")
  if (!button) return
  const row = button.closest("section.row")
  if (button.classList.contains("undo")) undo()
  else if (button.classList.contains("finish")) post("/finish", {}, finished)
  else if (button.classList.contains("accept")) accept(row)
  else if (button.classList.contains("full")) row.querySelector(".points").value = row.dataset.most
  else if ("line" in button.dataset) toggle(row, button)
  else if (button.classList.contains("ignore")) decide(row, { ignore: [0] })
  else if (row && "value" in button.dataset) choose(row, button.dataset.value)
})

document.addEventListener("submit", (event) => {
  event.preventDefault()
  if (event.target.closest("details.revise")) {
    revise(event.target)
    return
  }
  const answer = event.target.closest("section.answer")
  if (answer) {
    rate(answer)
    return
  }
  const student = event.target.querySelector("input").value.trim()
  if (student) decide(event.target.closest("section.row"), { student })
})

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return
  const row = current()
  const key = event.key.toLowerCase()
  const field = event.target.closest("input")
  const handled = row?.classList.contains("answer")
    ? marked(row, key, field)
    : !field && keyed(row, key, event.target)
  if (handled) event.preventDefault()
})

// In the field of points, letters are lines of the rubric; in that of the comment they are letters.
function marked(row, key, field) {
  const points = row.querySelector(".points")
  if (key === "arrowdown") step(row, 1)
  else if (key === "arrowup") step(row, -1)
  else if (key === "escape") document.activeElement === row ? leave() : focus(row)
  else if (field?.classList.contains("comment")) return false
  else if (row.querySelector(`[data-line][data-key="${CSS.escape(key)}"]`)) toggle(row, row.querySelector(`[data-line][data-key="${CSS.escape(key)}"]`))
  else if (key === "=") points.value = row.dataset.most
  else if (key === "/") row.querySelector(".comment").focus()
  else if (key === "enter" && !field && document.activeElement === row) rate(row)
  else if (!field && /^[0-9.]$/.test(key)) {
    points.value = key
    points.focus()
  } else if (!field && key === "u") undo()
  else if (!field && key === " " && document.activeElement === row) step(row, 1)
  else return false
  return true
}

function keyed(row, key, target) {
  const choice = row && [...row.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key)
  if (choice) choose(row, choice.dataset.value)
  else if (key === "x" && row?.querySelector(".ignore")) decide(row, { ignore: [0] })
  else if (key === "u") undo()
  else if (["arrowdown", "arrowright"].includes(key) || (key === " " && target === row)) step(row, 1)
  else if (["arrowup", "arrowleft"].includes(key)) step(row, -1)
  else if (key === "escape") leave()
  else if (row && (key === "backspace" || key === "delete") && row.classList.contains("boxes")) choose(row, "")
  else if (row && key === "enter" && target === row) accept(row)
  else if (!turn(key)) return false
  return true
}

for (const button of document.querySelectorAll("[data-place]")) {
  const [left, top, width, height] = button.dataset.place.split(" ").map((part) => `${part}%`)
  Object.assign(button.style, { left, top, width, height })
}

focus(rows.find((row) => row.dataset.open === "true") ?? rows[0])
