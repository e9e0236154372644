"""Rules on the fields of a cloze question."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.lms.finding import Finding
from hwgen.lms.moodle import cloze, reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import NEAR, hidden
from hwgen.lms.moodle.rules.texts import TAG

BRACE = "write &#125; for a brace inside a field"


def cloze_question(question: Node) -> Iterator[Finding]:
    node = question.first("questiontext", "text")
    if node is None:
        yield Finding("cloze-fields", "error", "the question has no field", question.line)
        return
    text = node.text

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    found = cloze.fields(text)
    if not found:
        yield Finding("cloze-fields", "error", "the question has no field that Moodle can read", node.line)
    for place, name in cloze.unread(text):
        message = f"Moodle does not read this field of type `{name}` and shows it as it stands"
        yield Finding("cloze-unread", "damage", message, at(place), "types are written in capital letters")
    for field in found:
        yield from _cloze_field(field, at(field.start))


def _cloze_field(field: cloze.Field, line: int) -> Iterator[Finding]:
    full = max((a.fraction for a in field.alternatives), default=0.0)
    if field.kind == "multichoice" and len(field.alternatives) < 2:
        yield Finding("options", "error", "a field to choose from needs two options", line, BRACE)
    if full <= 0 or (field.kind != "multiresponse" and full < 1 - NEAR):
        yield Finding("no-full-mark", "error", "no answer of the field gives full marks", line)
    if field.weight == 0:
        yield Finding("cloze-weight", "damage", "the field has no weight: it counts nothing", line)
    for a in field.alternatives:
        if field.kind == "numerical" and not a.tolerance and a.answer.strip() != "*":
            yield Finding("number", "error", f"`{a.answer}` is no number that Moodle can read in a field", line)
        if a.answer.count("{") != a.answer.count("}") or a.answer.count(r"\(") != a.answer.count(r"\)"):
            yield Finding(
                "cloze-cut", "damage", "a brace inside the field ends it: the rest stands in the text", line, BRACE
            )
        if r"\~" in a.raw:
            yield Finding("cloze-tilde", "damage", r"Moodle keeps the backslash of `\~`", line, "write &#126;")
        if field.name in cloze.DROP_DOWNS and (TAG.search(a.answer) or r"\(" in a.answer):
            message = "a drop-down shows plain text: tags and formulas stand there as they are written"
            yield Finding("answer-plain", "damage", message, line, f"write {field.name.rstrip('_S')}_V")
    if field.kind == "multiresponse" and not field.stated:
        message = "Moodle gives wrong options negative shares of its own"
        yield Finding("cloze-shares", "warning", message, line, "state a %fraction% for each option")
    if field.kind == "numerical":
        yield from hidden([line] * len(field.alternatives), reading.field_numbers(field))
