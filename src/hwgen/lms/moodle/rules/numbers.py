"""Rules on numbers: decimals, the fractions of answers, and intervals that meet."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from hwgen.errors import Diagnostic
from hwgen.lms.moodle import reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import on_line
from hwgen.numerals import DIGITS

FRACTIONS = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30),
    *(25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0),
)
NEAR = 1e-3
MOST_POINTS = 100_000
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def plain_number(text: str) -> float | None:
    text = text.strip()
    return float(text) if PLAIN_NUMBER.fullmatch(text) else None


def fraction_findings(answers: Sequence[Node]) -> Iterator[Diagnostic]:
    for answer in answers:
        fraction = answer.attributes.get("fraction")
        if fraction is None:
            yield Diagnostic(
                "moodle-fraction-missing", "an answer without a fraction counts as 0", on_line(answer.line)
            )
            continue
        value = plain_number(fraction.strip().removesuffix("%"))
        if value is None:
            yield Diagnostic(
                "moodle-fraction", f"the fraction `{fraction}` stops Moodle with an error page", on_line(answer.line)
            )
        elif not any(abs(abs(value) - known) < NEAR for known in FRACTIONS):
            near = min(FRACTIONS, key=lambda known: abs(abs(value) - known))
            message = f"Moodle refuses the fraction {fraction}"
            yield Diagnostic("moodle-fraction", message, on_line(answer.line), f"the nearest that it knows is {near:g}")


def numerical(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    yield from fraction_findings(answers)
    for answer in answers:
        yield from _numerical_answer(answer)
    if not any(reading.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Diagnostic("moodle-no-full-mark", "no answer gives full marks", on_line(question.line))
    units = reading.units_of(question)
    if units.penalty and not units.multipliers:
        message = "points are taken off for a missing unit, and the question has no units: nobody gets full marks"
        yield Diagnostic("moodle-no-full-mark", message, on_line(question.line))
    accepted = reading.accepted_numbers(question)
    if len(accepted) == len(answers):
        yield from hidden([answer.line for answer in answers], accepted)


def _numerical_answer(answer: Node) -> Iterator[Diagnostic]:
    text = answer.content("text")
    if text != "*":
        number = reading.read_number(text)
        if number is None:
            message = f"Moodle stops at the answer `{text}`, which is not a number"
            yield Diagnostic("moodle-number", message, on_line(answer.line))
        elif not PLAIN_NUMBER.fullmatch(text):
            yield Diagnostic("moodle-number-read", f"Moodle reads `{text}` as {number[0]:.15g}", on_line(answer.line))
        else:
            yield from size_findings(text, answer.content("tolerance"), answer.line)
    node = answer.first("tolerance")
    if node is None or not node.text.strip():
        if text != "*" and "." in text:
            yield Diagnostic(
                "moodle-tolerance-missing", "without a tolerance the number must be met exactly", on_line(answer.line)
            )
        return
    tolerance = node.text.strip()
    if not PLAIN_NUMBER.fullmatch(tolerance):
        number_read = reading.read_number(tolerance)
        message = f"Moodle reads the tolerance `{tolerance}` as {number_read[0] if number_read else 0:g}"
        yield Diagnostic("moodle-tolerance", message, on_line(node.line), "it is an absolute number")
    elif tolerance.startswith("-"):
        yield Diagnostic("moodle-tolerance", "Moodle drops the sign of the tolerance", on_line(node.line))


def size_findings(text: str, tolerance: str, line: int) -> Iterator[Diagnostic]:
    """A number that is too large, too small or too long for Moodle: it is never met as it is written."""
    value, kept = float(text), reading.stored(text)
    if math.isinf(value):
        message = f"`{text}` is too large for a number: the question’s page is an error page"
        yield Diagnostic("moodle-number", message, on_line(line))
    elif value == 0 and re.search(r"[1-9]", re.split("[eE]", text)[0]):
        yield Diagnostic("moodle-number-read", f"`{text}` is too small for a number: Moodle reads 0", on_line(line))
    elif not reading.Accepted(kept, abs(reading.stored(tolerance) or 0.0), 1.0).takes(value):
        message = f"Moodle keeps {DIGITS} digits of `{text}`: the number as it is written gets no marks"
        yield Diagnostic("moodle-number-digits", message, on_line(line), "round it, or state a tolerance")


def hidden(lines: Sequence[int], accepted: Sequence[reading.Accepted]) -> Iterator[Diagnostic]:
    """Answers that an earlier one with other points takes away, wholly or in part."""
    for i, later in enumerate(accepted):
        for earlier in accepted[:i]:
            if abs(earlier.fraction - later.fraction) < NEAR:
                continue
            if later.value is None or earlier.value is None:
                covers, meets = earlier.value is None, earlier.value is None
            else:
                reach = abs(later.value - earlier.value)
                covers = reach + later.tolerance <= earlier.tolerance
                meets = reach < earlier.tolerance + later.tolerance
            better = later.fraction > earlier.fraction
            if covers or (better and later.value is not None and earlier.takes(later.value)):
                message = (
                    f"an earlier answer {_named(earlier)} already matches {_named(later)}: the first match decides"
                )
                yield Diagnostic(
                    "moodle-hidden-answer", message, on_line(lines[i]), "put narrow intervals before wide ones"
                )
                break
            if meets and better:
                message = f"the intervals of {_named(earlier)} and {_named(later)} meet: the first decides"
                yield Diagnostic("moodle-intervals-meet", message, on_line(lines[i]))
                break


def _named(answer: reading.Accepted) -> str:
    return "`*`" if answer.value is None else f"`{answer.value:.15g}`"
