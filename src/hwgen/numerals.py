"""How numbers are written: by people with decimals or powers of ten, by machines with the digits that they keep."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor
from typing import Literal

# How an author wrote a number: 0.0000123, or 1.23e-5.
Notation = Literal["decimal", "scientific"]

# What PHP keeps of a number, and Moodle with it.
DIGITS = 14
# Powers of ten of the first digit between which no exponent is needed: for machines, and for people.
_PLAIN = range(-10, 15)
_READABLE = range(-4, 15)
# A number with more digits than these is a decimal rather than a fraction, or no power of ten.
_SHORT_FRACTION = 10**7
_SHORT_MANTISSA = 10

# Numbers with a comma: before decimals, between thousands, or between thousands before decimals.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[,，]\d{3})+(?![\d,，])")
_POINTS_AND_COMMA = re.compile(r"(\d{1,3}(?:\.\d{3})+)[,，](\d+)(?![\d,，])")
_COMMA = re.compile(r"(?<![\d,，])(\d+)[,，](\d+)(?![\d,，])")


def pointed(text: str) -> str:
    """The text with its numbers as hwgen reads them: `1,5` is 1.5, `3,000` is 3000 and `1.234,5` is 1234.5."""
    text = _THOUSANDS.sub(lambda number: re.sub("[,，]", "", number[0]), text)
    text = _POINTS_AND_COMMA.sub(lambda number: f"{number[1].replace('.', '')}.{number[2]}", text)
    return _COMMA.sub(r"\1.\2", text)


_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")
_OTHER_BASE = re.compile(r"0[xX][0-9a-fA-F]{1,12}|0[oO][0-7]{1,15}|0[bB][01]{1,40}")
_QUOTIENT = re.compile(r"(\d{1,6}) ?[/÷] ?(0*[1-9]\d{0,5})(?![\d./])")
# What Chinese keyboards write in numbers; a comma and a percent sign are read as they are.
HALF_WIDTH = {ord(sign) + 0xFEE0: sign for sign in "0123456789+-./$"}


def number_hint(text: str, *, whole: bool = False, fits: Callable[[float], bool] = lambda number: True) -> str:
    """The number to write where `text` is a quotient, begins with a number that cannot be read, or has a comma; "" where it does not.

    Of the `whole` numbers around it those that `fits`.
    """
    read = pointed(text.strip().strip("“”‘’").translate(HALF_WIDTH))
    if _OTHER_BASE.fullmatch(read):
        return f"write `{int(read, 0)}`"
    quotient, begun = _QUOTIENT.match(read), _NUMBER.match(read)
    if begun is None:
        return ""
    number = machine(rounded(Fraction(int(quotient[1]), int(quotient[2])), 2)) if quotient else begun[0]
    if whole and (below := floor(Fraction(number))) != Fraction(number):
        return f"write {' or '.join(f'`{near}`' for near in (below, below + 1) if fits(near))}"
    return f"write `{number}`" if quotient else f"write `{number}` alone"


def points_hint(text: str, *, whole: bool = False, fits: Callable[[float], bool] = lambda number: True) -> str:
    """As `number_hint`; for a part of a point where points are `whole`, also how to keep it."""
    hint = number_hint(text, whole=whole, fits=fits)
    try:
        factor = Fraction(pointed(text.strip())).denominator
    except (ValueError, ZeroDivisionError):
        return hint
    if not whole or factor == 1:
        return hint
    return f"{hint}; points are whole numbers: to keep parts of a point, multiply all points by {factor}"


def decimals(number: Fraction) -> int | None:
    """How many decimals a number has; None where they do not end."""
    rest, places = number.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    return places if rest == 1 else None


def significant(number: int | Fraction) -> tuple[str, int] | None:
    """The digits of a number without zeros around them, and the power of ten of the first; None where they do not end."""
    places = decimals(Fraction(number))
    if places is None:
        return None
    digits = str(abs(int(number * 10**places)))
    return digits.rstrip("0") or "0", len(digits) - 1 - places


def rounded(number: int | Fraction, digits: int = DIGITS, *, up: bool = False) -> Fraction:
    """The nearest number with so many significant digits, or the next that is not smaller."""
    number = Fraction(number)
    context = Context(prec=digits, rounding=ROUND_CEILING if up else ROUND_HALF_EVEN)
    return Fraction(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


def machine(number: int | Fraction) -> str:
    """A number that ends as a machine reads it: a point before the decimals, an exponent where there would be many zeros.

    Any other number is rounded as Moodle would.
    """
    digits, power = significant(number) or significant(rounded(number)) or ("0", 0)
    sign = "-" if number < 0 else ""
    if power not in _PLAIN:
        return f"{sign}{_mantissa(digits)}E{power}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    whole, rest = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return f"{sign}{whole}.{rest}" if rest else sign + whole


def power_of_ten(number: int | Fraction, notation: Notation | None = None) -> str | None:
    """`6.62607015 \\times 10^{-34}` where people write a number so; None where they do not.

    In doubt that is a number with few digits and many zeros.
    """
    parts = significant(number)
    if parts is None or notation == "decimal":
        return None
    digits, power = parts
    many_zeros = power not in _READABLE and len(digits) <= _SHORT_MANTISSA and not is_short_fraction(number)
    if not many_zeros and notation is None:
        return None
    return rf"{'-' if number < 0 else ''}{_mantissa(digits)} \times 10^{{{power}}}"


def is_short_fraction(number: int | Fraction) -> bool:
    """Whether a fraction is easily read as one."""
    return number.denominator != 1 and max(abs(number.numerator), number.denominator) < _SHORT_FRACTION


def _mantissa(digits: str) -> str:
    return f"{digits[0]}.{digits[1:]}" if digits[1:] else digits
