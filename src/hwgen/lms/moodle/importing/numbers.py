"""Numbers of a file, exactly, as their author meant them."""

from __future__ import annotations

import re
from fractions import Fraction

from hwgen.lms.moodle import reading
from hwgen.lms.moodle.importing.formulas import Doubt
from hwgen.numerals import machine

# A comma that parts no thousands: 0,5 and 12,75, but not 1,000.
DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+,(?!\d{3}$)\d+|0,\d+|\d{4,},\d+|,\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Numbers below are nothing to anyone, and to work out an exponent of many digits would take all memory.
LEAST = 1e-300


def exact(text: str) -> Fraction | None:
    """The number that a text is; None where it is none, or more than one."""
    text = text.replace(" ", "").replace("\xa0", "").replace("−", "-").replace("，", ",")
    if DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    number = reading.read_number(text)
    if number is None or number[1] or not abs(number[0]) < float("inf"):
        return None
    if abs(number[0]) < LEAST:
        return Fraction(0)
    try:
        plain = Fraction(text.replace(",", ""))
    except ValueError:
        plain = Fraction(repr(number[0]))
    return plain


def meant(text: str, doubt: Doubt) -> Fraction | None:
    """The number that a text is; a comma in it is reported, since Moodle leaves commas out."""
    number = exact(text)
    if number is not None and ("," in text or "，" in text):
        doubt("import-number-comma", f"`{text[:40]}` was read as {machine(number)}")
    return number


def tolerance(text: str, number: Fraction, doubt: Doubt) -> Fraction:
    """The absolute tolerance that a text is; a percentage is one of the number."""
    if not text.strip():
        return Fraction(0)
    percent = text.strip().removesuffix("%")
    value = meant(percent, doubt)
    if value is None:
        doubt("import-tolerance-lost", f"the tolerance `{text[:40]}` is not a number and became 0")
        return Fraction(0)
    if percent != text.strip():
        doubt("import-tolerance-percent", f"the tolerance `{text[:40]}` was read as a part of the answer")
        value = number * value / 100
    return abs(value)
