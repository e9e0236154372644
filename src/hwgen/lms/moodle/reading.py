"""How Moodle reads the answers of a question: numbers, fractions, options, pairs and accepted intervals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.parsing import Node

EPSILON = 1e-14
TRUTHS = ("true", "false")
LARGEST_INTEGER = 2**63 - 1
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.ASCII)
EXPONENT = re.compile(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)", re.ASCII)


def read_number(text: str) -> tuple[float, str] | None:
    """The number that Moodle takes a text for, in a file or typed, and what it leaves of it; None where it finds none.

    Spaces and commas part thousands and go.
    """
    text = EXPONENT.sub(r"e\1", text.replace(" ", "").replace(",", ""))
    match = NUMBER.match(text)
    return (float(match[0]), text[match.end() :]) if match else None


def stored(text: str) -> float | None:
    """The number that Moodle keeps of a text: a whole one as it stands, any other with 14 digits. None where it finds none."""
    read = read_number(text)
    if read is None:
        return None
    whole = re.fullmatch(r"[+-]?\d+", text.strip(), re.ASCII)
    return read[0] if whole and abs(read[0]) <= LARGEST_INTEGER else float(f"{read[0]:.14g}")


@dataclass(frozen=True)
class Accepted:
    """An answer of a numerical question or field: None stands for any number."""

    value: float | None
    tolerance: float
    fraction: float

    def takes(self, value: float) -> bool:
        if self.value is None:
            return True
        slack = self.tolerance + EPSILON * max(self.tolerance, abs(self.value), EPSILON)
        return self.value - slack <= value <= self.value + slack


def accepted_numbers(question: Node) -> list[Accepted]:
    accepted = []
    for answer in question.every("answer"):
        text = answer.content("text")
        number = stored(text)
        tolerance = stored(answer.content("tolerance")) or 0.0
        if text == "*":
            accepted.append(Accepted(None, 0.0, fraction_of(answer)))
        elif number is not None:
            accepted.append(Accepted(number, abs(tolerance), fraction_of(answer)))
    return accepted


@dataclass(frozen=True)
class Units:
    """The units of a numerical question with their multipliers. `penalty` is taken off where the unit is wrong or missing:
    of the marks of the answer or, with `of_all`, of those of the question. With `chosen`, students choose it apart.
    """

    multipliers: Mapping[str, float]
    penalty: float
    of_all: bool
    chosen: bool


def units_of(question: Node) -> Units:
    multipliers: dict[str, float] = {}
    for unit in (unit for units in question.every("units") for unit in units.every("unit")):
        number = read_number(unit.content("multiplier", default="1"))
        if number and number[0] and unit.content("unit_name"):
            multipliers.setdefault(unit.content("unit_name"), number[0])
    grading = question.content("unitgradingtype")
    penalty = read_number(question.content("unitpenalty", default="0.1"))
    return Units(
        multipliers,
        penalty[0] if penalty and grading in ("1", "2") else 0.0,
        grading == "2",
        bool(multipliers) and question.content("showunits") in ("1", "2"),
    )


def field_numbers(field: cloze.Field) -> list[Accepted]:
    accepted = []
    for a in field.alternatives:
        number, tolerance = stored(a.answer), stored(a.tolerance) or 0.0
        value = None if a.answer.strip() == "*" else float("nan") if number is None else number
        accepted.append(Accepted(value, abs(tolerance), a.fraction))
    return accepted


def truth(question: Node) -> bool | None:
    """The last answer decides. None without an answer."""
    right = None
    for answer, value in truths(question):
        full = answer.attributes.get("fraction", "").strip() in ("100", "100.0", "100.00", "100.00000")
        right = full if value else not full
    return right


def truths(question: Node) -> list[tuple[Node, bool]]:
    """The answers of a true/false question and what Moodle takes each for: where it knows none, the first is true."""
    contents = [(answer, answer.content("text")) for answer in question.every("answer")]
    return [(answer, text == "true" if text in TRUTHS else i == 0) for i, (answer, text) in enumerate(contents)]


def fraction_of(answer: Node) -> float:
    match = re.match(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", answer.attributes.get("fraction", "0"))
    return float(match[0]) / 100 if match else 0.0


def is_case(question: Node) -> bool:
    return question.content("usecase") not in ("", "0")


def fits(pattern: str, text: str, *, case: bool) -> bool:
    """Whether a short answer is taken: a star fits anything unless a backslash stands before it."""
    pieces = re.split(r"(?<!\\)\*+", normalize("NFC", pattern.strip()))
    expression = ".*".join(re.escape(piece.replace(r"\*", "*")) for piece in pieces)
    flags = re.DOTALL | (re.NOFLAG if case else re.IGNORECASE)
    return bool(re.fullmatch(expression, normalize("NFC", text.strip()), flags))


def entries_shown(question: Node) -> int:
    """How many entries of an ordering a student sees. Old files call the settings `logical` and `studentsee`."""
    names = ("selecttype", "selectcount") if question.first("selecttype") else ("logical", "studentsee")
    how, count = question.content(names[0], default="RANDOM"), question.content(names[1], default="6")
    every = len(options(question))
    if how.upper() in ("ALL", "EXACT"):
        return every
    number = read_number(count)
    return min(every, max(2, int(number[0]) if number and not number[1] else 2))


def options(question: Node) -> list[Node]:
    """The options that Moodle keeps: an empty one is dropped."""
    return [answer for answer in question.every("answer") if answer.content("text")]


def is_single(question: Node) -> bool:
    single = question.content("single", default="true")
    return not (single == "false" or single in ("", "0"))


def pairs(question: Node) -> tuple[list[tuple[str, str]], list[str]]:
    """The pairs of a matching question, and every answer that its drop-downs offer."""
    matched, offered = [], []
    for node in question.every("subquestion"):
        left, right = node.content("text"), node.content("answer", "text")
        if right and right not in offered:
            offered.append(right)
        if left:
            matched.append((left, right))
    return matched, offered
