"""Rules on elements that Moodle stores as they stand: whole numbers, numbers and short texts, where its database stops at others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwgen.errors import Diagnostic, counted
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import plain_number
from hwgen.lms.places import on_line

SMALL, LARGE = 2**15 - 1, 2**63 - 1
WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)
# The largest whole number that the column of an element holds, by type of question.
WHOLE: Mapping[str, Mapping[str, int]] = {
    "shortanswer": {"usecase": SMALL},
    "numerical": {"unitgradingtype": SMALL, "showunits": SMALL},
    "essay": {
        **dict.fromkeys(("responserequired", "responsefieldlines", "attachments", "attachmentsrequired"), SMALL),
        **dict.fromkeys(("minwordlimit", "maxwordlimit", "maxbytes"), LARGE),
    },
}
ANSWER_LENGTH, UNIT_LENGTH = 255, 50
MOST_PENALTY = 100_000
MOST_MULTIPLIER = 10**19


def value_findings(question: Node, kind: str) -> Iterator[Diagnostic]:
    for name, largest in WHOLE.get(kind, {}).items():
        node = question.first(name)
        if node is not None and not _is_whole(node.text.strip(), largest):
            message = f"<{name}> is `{_short(node)}`, not a whole number that Moodle can store: it stops here"
            yield Diagnostic("moodle-value", message, on_line(node.line))
    if kind == "numerical":
        yield from _units(question)
    count = question.first("selectcount")
    if kind == "ordering" and count is not None and (plain_number(count.text) or 0) > SMALL:
        message = f"<selectcount> is `{_short(count)}`, more than Moodle can store: it stops here"
        yield Diagnostic("moodle-value", message, on_line(count.line))
    for pair in question.every("subquestion"):
        node = pair.first("answer", "text")
        if node is not None and len(node.text.strip()) > ANSWER_LENGTH:
            message = f"the answer has {counted(len(node.text.strip()), 'character')}, Moodle stores {ANSWER_LENGTH}: it stops here"
            yield Diagnostic("moodle-value-long", message, on_line(node.line))


def _is_whole(text: str, largest: int) -> bool:
    return not text or (bool(WHOLE_NUMBER.fullmatch(text)) and abs(int(text)) <= largest)


def _units(question: Node) -> Iterator[Diagnostic]:
    penalty = question.first("unitpenalty")
    if penalty is not None and penalty.text.strip():
        value = plain_number(penalty.text)
        if value is None or abs(value) >= MOST_PENALTY:
            message = f"the penalty for a wrong unit is `{_short(penalty)}`, not a number: Moodle stops here"
            yield Diagnostic("moodle-value", message, on_line(penalty.line))
    for unit in (unit for units in question.every("units") for unit in units.every("unit")):
        multiplier, name = unit.first("multiplier"), unit.first("unit_name")
        text = multiplier.text.strip() if multiplier else "1"
        value = plain_number(text)
        if text not in ("", "0") and (value is None or abs(value) >= MOST_MULTIPLIER):
            message = f"the multiplier `{text[:20]}` of a unit is not a number: Moodle stops here"
            yield Diagnostic("moodle-value", message, on_line(unit.line))
        if name is not None and len(name.text.strip()) > UNIT_LENGTH:
            message = (
                f"a unit has {counted(len(name.text.strip()), 'character')}, Moodle stores {UNIT_LENGTH}: it stops here"
            )
            yield Diagnostic("moodle-value-long", message, on_line(name.line))


def _short(node: Node) -> str:
    text = node.text.strip()
    return text if len(text) <= 20 else f"{text[:20]}…"
