"""Decimals of a file, exactly."""

from __future__ import annotations

from fractions import Fraction

from hwgen.lms.moodle import reading


def exact(text: str) -> Fraction | None:
    number = reading.read_number(text)
    if number is None or number[1]:
        return None
    try:
        return Fraction(text.replace(" ", "").replace(",", ""))
    except ValueError:
        return Fraction(repr(number[0]))


def decimal(number: Fraction) -> str:
    """A decimal that says the number exactly."""
    return str(int(number)) if number.denominator == 1 else f"{float(number):.15g}"
