// The editor of the workbench: CodeMirror over the text field of the page, with the checker, the completion and the preview of the server.
import { autocompletion } from "@codemirror/autocomplete";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter } from "@codemirror/lint";
import { EditorState, StateEffect } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { basicSetup } from "codemirror";

const field = document.getElementById("text");
const words = field.dataset;
const status = document.getElementById("status");
const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
const shownAs = document.getElementById("view");
let previewed;

// Has the file checked again though nothing was typed.
const again = StateEffect.define();

async function ask(path, more = {}) {
  const body = JSON.stringify({ file: words.file, text: view.state.doc.toString(), ...place(view.state), ...more });
  const answer = await fetch(path, { method: "POST", headers, body });
  return { status: answer.status, ...(await answer.json()) };
}

function place(state, at = state.selection.main.head) {
  const line = state.doc.lineAt(at);
  return { line: line.number, column: at - line.from + 1 };
}

// As the pages show it: what stands between backticks is code.
function worded(text) {
  const whole = document.createElement("span");
  for (const [at, part] of text.split(/`([^`]*)`/).entries()) {
    whole.append(at % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part);
  }
  return whole;
}

async function check() {
  const { faults, preview } = await ask("/check", { view: shownAs?.value });
  const shown = document.getElementById("preview");
  if (preview !== previewed) { previewed = shown.innerHTML = preview; htmx.process(shown); }
  const doc = view.state.doc;
  return (faults ?? []).map(fault => {
    const line = doc.line(Math.min(Math.max(fault.line, 1), doc.lines));
    const from = Math.min(line.from + Math.max(fault.column - 1, 0), line.to);
    const message = [fault.title, fault.message, fault.remedy].filter(Boolean).join("\n");
    return { from, to: line.to, severity: { note: "info" }[fault.severity] ?? fault.severity, message, renderMessage: () => worded(message), source: fault.rule };
  });
}

async function complete(context) {
  const word = context.matchBefore(/[\w.-]*/);
  if (!context.explicit && !word.text) return null;
  const { options } = await ask("/complete", place(context.state, word.from));
  const explained = options?.map(option => ({ ...option, info: option.info && (() => worded(option.info)) }));
  return explained?.length ? { from: word.from, options: explained, validFor: /^[\w.-]*$/ } : null;
}

// The text that was read or written last, and the digest of its file: what was typed since then belongs to neither.
let known = { text: "", digest: words.digest };
const unchanged = () => view.state.doc.toString() === known.text;
function state() { status.textContent = unchanged() ? words.saved : words.changed; }

// Saving and reading again wait for each other: what one of them knows of the file, the other would make untrue.
let turn = Promise.resolve();
const inTurn = work => () => { turn = turn.then(work).catch(() => {}); };

const save = inTurn(async () => {
  if (words.readonly) return;
  const message = document.getElementById("message");
  const text = view.state.doc.toString();
  try {
    const answer = await ask("/save", { text, digest: known.digest });
    message.innerHTML = answer.message ?? "";
    if (answer.digest) known = { text, digest: answer.digest };
  } catch { message.textContent = message.dataset.unreachable; }
  state();
});

const take = ({ text, digest }) => {
  const now = view.state.toText(text);
  known = { text: now.toString(), digest };
  // It is undone by itself, not with what was typed just before.
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: now }, userEvent: "reread" });
};
const read = () => fetch(`/text?file=${encodeURIComponent(words.file)}`).then(answer => answer.json());

// The file was changed elsewhere: what nobody has touched here is read again.
const reread = inTurn(async () => {
  if (!unchanged()) return;
  const answer = await read();
  // Somebody may have typed meanwhile.
  if (answer.digest && answer.digest !== known.digest && unchanged()) take(answer);
});
// Whoever has seen the difference may decide for either text; the other one can be had back by undoing.
document.addEventListener("over", ({ detail }) => { known = { ...known, digest: detail }; save(); });
document.addEventListener("theirs", inTurn(async () => take(await read())));

const view = new EditorView({
  parent: document.getElementById("editor"),
  state: EditorState.create({
    // Not what a browser has kept of an earlier page.
    doc: field.defaultValue,
    extensions: [
      keymap.of([{ key: "Mod-s", run: () => { save(); return true; } }]),
      basicSetup, words.program ? python() : yaml(), syntaxHighlighting(classHighlighter), EditorView.lineWrapping, EditorView.cspNonce.of(words.nonce), EditorState.readOnly.of(Boolean(words.readonly)),
      EditorState.phrases.of(JSON.parse(words.phrases)),
      EditorView.contentAttributes.of({ "aria-label": words.label }),
      lintGutter(), linter(check, { delay: 250, needsRefresh: update => update.selectionSet || update.transactions.some(one => one.effects.some(effect => effect.is(again))) }),
      autocompletion({ override: [complete] }),
      // Of a text that nobody has touched here, nothing is to be said.
      EditorView.updateListener.of(update => { if (update.docChanged && (status.textContent || !unchanged())) state(); }),
    ],
  }),
});
known.text = view.state.doc.toString();
field.hidden = true;
const line = view.state.doc.line(Math.min(Math.max(Number(words.line) || 1, 1), view.state.doc.lines));
view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 40 }) });
document.getElementById("save")?.addEventListener("click", save);
// A picture that was taken in leaves its markup below the line with the cursor, as a paragraph of its own; a text of one line becomes one of several.
const PLAIN = /^((?:\s|- )*)([\w-]+):[ ]+([^\s|>{["'&*!#%@`](?:(?! #).)*?)\s*$/;
function shown(state, markup) {
  const line = state.doc.lineAt(state.selection.main.head), next = line.number < state.doc.lines ? state.doc.line(line.number + 1).text : "";
  const depth = text => text.search(/\S|$/);
  const plain = PLAIN.exec(line.text);
  if (plain && state.selection.main.head > line.from + plain[1].length + plain[2].length && !(next.trim() && depth(next) > plain[1].length)) {
    const inner = " ".repeat(plain[1].length + 2), head = line.text.slice(0, plain[1].length);
    return { from: line.from, to: line.to, insert: `${head}${plain[2]}: |\n${inner}${plain[3]}\n\n${inner}${markup}` };
  }
  // Where the line is empty, or no text that goes on, the markup stands at the cursor.
  if (!line.text.trim() || /^\s*(?:- )*[\w-]+:/.test(line.text) || /^\s*- /.test(line.text)) return { ...state.selection.main, insert: markup };
  const inner = line.text.slice(0, depth(line.text)), goesOn = next.trim() && depth(next) >= inner.length;
  return { from: line.to, insert: `\n\n${inner}${markup}${goesOn ? "\n" : ""}` };
}
view.dom.addEventListener("picture", event => {
  const { from, to, insert } = shown(view.state, event.detail);
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
  view.focus();
});
shownAs?.addEventListener("change", () => view.dispatch({ effects: again.of(null) }));
// A proof that has ended says what it found, and there are variants to be shown.
document.body.addEventListener("finished", () => view.dispatch({ effects: again.of(null) }));
addEventListener("beforeunload", event => { if (!unchanged()) event.preventDefault(); });
document.body.addEventListener("course", reread);
