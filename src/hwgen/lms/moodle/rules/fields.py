"""Rules on the fields of a cloze question."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.errors import Diagnostic
from hwgen.lms.moodle import cloze, reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.answers import hidden_patterns
from hwgen.lms.moodle.rules.numbers import MOST_POINTS, NEAR, PLAIN_NUMBER, hidden, size_findings
from hwgen.lms.moodle.rules.texts import TAG
from hwgen.lms.places import on_line

BRACE = "write &#125; for a brace inside a field"


def cloze_question(question: Node) -> Iterator[Diagnostic]:
    node = question.first("questiontext", "text")
    if node is None:
        yield Diagnostic("moodle-cloze-fields", "the question has no field", on_line(question.line))
        return
    text = node.text

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    fields = cloze.fields(text)
    if not fields:
        yield Diagnostic("moodle-cloze-fields", "the question has no field that Moodle can read", on_line(node.line))
    for place, name in cloze.unread(text):
        message = f"Moodle does not recognise this field of type `{name}` and shows its source text"
        hint = "write it as {1:SHORTANSWER:=right}: a whole weight, capital letters, plain colons, no spaces"
        yield Diagnostic("moodle-cloze-unread", message, on_line(at(place)), hint)
    for field in fields:
        yield from _cloze_field(field, at(field.start))


def _cloze_field(field: cloze.Field, line: int) -> Iterator[Diagnostic]:
    full = max((a.fraction for a in field.alternatives), default=0.0)
    if field.kind == "multichoice" and len(field.alternatives) < 2:
        yield Diagnostic("moodle-options", "a field to choose from needs two options", on_line(line), BRACE)
    if full <= 0 or (field.kind != "multiresponse" and full < 1 - NEAR):
        yield Diagnostic("moodle-no-full-mark", "no answer of the field gives full marks", on_line(line))
    if field.weight >= MOST_POINTS:
        message = f"a weight of {field.weight:g} stops Moodle with an error page"
        yield Diagnostic("moodle-cloze-weight", message, on_line(line))
    if field.weight == 0:
        yield Diagnostic("moodle-cloze-weight", "the field has no weight: it does not count", on_line(line))
    for a in field.alternatives:
        if field.kind == "numerical" and not a.tolerance and a.answer.strip() != "*":
            yield Diagnostic(
                "moodle-number", f"`{a.answer}` is not a number that Moodle can read in a field", on_line(line)
            )
        elif field.kind == "numerical" and PLAIN_NUMBER.fullmatch(a.answer.strip()):
            yield from size_findings(a.answer, a.tolerance, line)
        if a.answer.count("{") != a.answer.count("}") or a.answer.count(r"\(") != a.answer.count(r"\)"):
            yield Diagnostic(
                "moodle-cloze-cut",
                "a brace inside the field ends it: the rest stands in the text",
                on_line(line),
                BRACE,
            )
        if r"\~" in a.raw:
            yield Diagnostic("moodle-cloze-tilde", r"Moodle keeps the backslash of `\~`", on_line(line), "write &#126;")
        if field.name in cloze.DROP_DOWNS and (TAG.search(a.answer) or r"\(" in a.answer):
            message = "a drop-down shows plain text: tags and formulas are shown as source text"
            yield Diagnostic("moodle-answer-plain", message, on_line(line), f"write {field.name.rstrip('_S')}_V")
    if field.kind == "multiresponse" and not field.stated:
        message = "Moodle gives wrong options negative shares of its own"
        yield Diagnostic("moodle-cloze-shares", message, on_line(line), "state a %fraction% for each option")
    if field.kind == "shortanswer":
        accepted = [(a.answer, a.fraction) for a in field.alternatives]
        yield from hidden_patterns([line] * len(accepted), accepted, case=field.name in cloze.CASES)
    if field.kind == "numerical":
        yield from hidden([line] * len(field.alternatives), reading.field_numbers(field))
