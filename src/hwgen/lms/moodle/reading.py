"""How Moodle reads the answers of a question: numbers, fractions, options, pairs and accepted intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.parsing import Node

EPSILON = 1e-14
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.ASCII)
EXPONENT = re.compile(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)", re.ASCII)


def read_number(text: str) -> tuple[float, str] | None:
    """The number that Moodle takes a text for, in a file or typed, and what it leaves of it; None where it finds none.

    Spaces and commas part thousands and go.
    """
    text = EXPONENT.sub(r"e\1", text.replace(" ", "").replace(",", ""))
    match = NUMBER.match(text)
    return (float(match[0]), text[match.end() :]) if match else None


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
        number = read_number(text)
        tolerance = read_number(answer.content("tolerance"))
        if text == "*":
            accepted.append(Accepted(None, 0.0, fraction_of(answer)))
        elif number:
            accepted.append(Accepted(number[0], abs(tolerance[0]) if tolerance else 0.0, fraction_of(answer)))
    return accepted


def field_numbers(field: cloze.Field) -> list[Accepted]:
    accepted = []
    for a in field.alternatives:
        number, tolerance = read_number(a.answer), read_number(a.tolerance)
        value = None if a.answer.strip() == "*" else number[0] if number else float("nan")
        accepted.append(Accepted(value, abs(tolerance[0]) if tolerance else 0.0, a.fraction))
    return accepted


def truth(question: Node) -> bool | None:
    """The last answer decides. None without an answer."""
    right = None
    for i, answer in enumerate(question.every("answer")):
        content = answer.content("text")
        if content not in ("true", "false"):
            content = "true" if i == 0 else "false"
        full = answer.attributes.get("fraction", "").strip() in ("100", "100.0", "100.00", "100.00000")
        right = full if content == "true" else not full
    return right


def fraction_of(answer: Node) -> float:
    match = re.match(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", answer.attributes.get("fraction", "0"))
    return float(match[0]) / 100 if match else 0.0


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
