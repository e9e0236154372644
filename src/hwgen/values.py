"""Values that an answer can have, how they are compared and how they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import floor, prod
from typing import Any, Literal, assert_never

from hwgen.errors import counted
from hwgen.numerals import Notation, decimals, is_short_fraction, machine, power_of_ten, rounded

Raw = Any
# An exact fraction, as formulas call it: generators write `R(1, 3)`, too.
R = Fraction
"""An integer, a fraction, a float, a string, or a tuple of these, one inside another for a matrix."""

Form = Literal["number", "fraction", "shape", "product", "tuple", "matrix", "set"]


COMMA = r",\ "
ROW = r" \\ "
# The least whole number whose digits are grouped.
_PLAIN = 10_000
# Before the power of ten in a number that is typed.
TIMES = " × 10^"


class NotShowable(ValueError):
    """A value whose rounding is in doubt, or that has no decimals to be shown with."""


@dataclass(frozen=True)
class Value:
    """A value and how it is shown.

    A `number` is an integer, a decimal where it has few digits, else a fraction, or as its `notation` says; with `places`,
    it is rounded to that many decimals. A `shape` (32×62×62) and a `product` (32×3×3×3) are tuples of integers, a `tuple` is written
    (a, b), a `matrix` is a tuple of rows, a `set` a tuple of labels. `unit` follows a number.
    """

    raw: Raw
    form: Form = "number"
    places: int | None = None
    unit: str = ""
    notation: Notation | None = None

    @property
    def amount(self) -> object:
        """What the reader sees, comparable: two values with the same amount cannot stand side by side."""
        return displayed(self.number, self.places)

    @property
    def number(self) -> Raw:
        """The value as a single number: a product is multiplied out."""
        return prod(self.raw) if self.form == "product" else self.raw

    @property
    def shown(self) -> Any:
        """The single number that is shown, exactly."""
        return displayed(self.number, self.places)

    @property
    def plain(self) -> Any:
        """The value as JSON data: shapes as lists, products as numbers, decimals as shown."""
        return _plain(self.amount)

    @property
    def exact(self) -> Any:
        """The value before any rounding as JSON data: numbers that are not whole as strings."""
        return _exact(self.number)

    @property
    def rounded(self) -> bool:
        """Whether showing the value loses something."""
        return self.places is not None and not ends(self.raw, self.places)

    @property
    def digits(self) -> int:
        """The decimals that are needed to show it: fewer than `places` where the value ends before."""
        return 0 if self.places is None else _digits(self.raw, self.places)

    def shown_with(self, digits: int) -> Value:
        return self if self.places is None else replace(self, places=digits)

    @property
    def alone(self) -> Value:
        """As it is shown without others beside it: with no more decimals than it needs, and each of its numbers if none is rounded."""
        listed = self.form in ("tuple", "matrix") and not self.rounded
        return replace(self, places=None) if listed else self.shown_with(self.digits)

    def bare(self) -> Value:
        return replace(self, unit="")

    def tex(self) -> str:
        unit = rf"\ \mathrm{{{self.unit}}}" if self.unit else ""
        if self.unit == "%":
            unit = r"\%"
        match self.form:
            case "shape" | "product":
                return r" \times ".join(str(n) for n in self.raw)
            case "tuple":
                return f"({COMMA.join(self._one(item) for item in self.raw)})"
            case "matrix":
                rows = (" & ".join(self._one(item) for item in row) for row in self.raw)
                return rf"\begin{{pmatrix}} {ROW.join(rows)} \end{{pmatrix}}"
            case "set":
                return COMMA.join(rf"\mathrm{{{item}}}" for item in self.raw)
            case "fraction":
                return fraction(self.raw) + unit
            case "number":
                return self._one(self.raw) + unit
            case _:
                assert_never(self.form)

    def _one(self, number: Raw) -> str:
        return fixed(number, self.places) if self.places is not None else number_tex(number, notation=self.notation)

    def typed(self) -> tuple[str, ...]:
        """How a student may type it."""
        match self.form:
            case "product":
                return (str(self.number), *(sign.join(map(str, self.raw)) for sign in ("×", "x", "*")))
            case "shape":
                joined = (sign.join(map(str, self.raw)) for sign in ("×", "x", "*", ","))
                return (*joined, f"({', '.join(map(str, self.raw))})")
            case "set":
                return tuple(sign.join(map(str, self.raw)) for sign in (", ", ",", " ", ""))
            case "tuple":
                inner = ", ".join(self._typed_one(item) for item in self.raw)
                return (f"({inner})", inner, inner.replace(" ", ""))
            case "matrix":
                inner = ", ".join(f"[{', '.join(self._typed_one(item) for item in row)}]" for row in self.raw)
                return (f"[{inner}]", f"[{inner}]".replace(" ", ""))
            case "number" | "fraction":
                typed = [self._typed_one(self.raw)]
                if TIMES in typed[0]:
                    typed += [typed[0].replace(" ", ""), machine(self.raw), machine(self.raw).lower()]
                elif isinstance(self.raw, Fraction):
                    typed.append(f"{self.raw.numerator}/{self.raw.denominator}")
                return tuple(dict.fromkeys(typed))
            case _:
                assert_never(self.form)

    def _typed_one(self, number: Raw) -> str:
        shown = self._one(number)
        if "frac" in shown:
            return str(number)
        return shown.replace(r"\,", "").replace(r" \times 10^{", TIMES).rstrip("}")


def numbers(raw: Raw) -> Iterator[Raw]:
    """The numbers that a value is made of."""
    if isinstance(raw, tuple):
        for item in raw:
            yield from numbers(item)
    elif not isinstance(raw, str):
        yield raw


def displayed(raw: Raw, places: int | None) -> Any:
    """What is left of a value when it is shown with `places` decimals, as exact numbers.

    Raises NotShowable where the value lies halfway between two decimals, and for an irrational one without `places`.
    """
    if type(raw) is int:
        return raw
    if isinstance(raw, tuple):
        return tuple(displayed(item, places) for item in raw)
    if isinstance(raw, Fraction):
        return raw if places is None else _rounded(raw, places)
    if isinstance(raw, float):
        if places is None:
            if raw == int(raw):
                return int(raw)
            raise NotShowable(f"{raw} needs a number of decimals")
        return _rounded(raw, places)
    return raw


def _rounded(raw: Fraction | float, places: int) -> Any:
    whole, scale = _scaled(raw, places), 10**places
    return whole // scale if whole % scale == 0 else Fraction(whole, scale)


def _scaled(raw: Fraction | float, places: int) -> int:
    """The nearest number with `places` decimals, times ten to the power of `places`. Raises NotShowable."""
    scale: int = 10**places
    above: float
    if isinstance(raw, Fraction):
        # Whole numbers throughout: this runs for every value of a domain.
        whole, rest = divmod(raw.numerator * scale, raw.denominator)
        above, near = 2 * rest - raw.denominator, raw.denominator / 5_000_000
    else:
        whole = floor(raw * scale)
        above, near = 2 * (raw * scale - whole) - 1, 2e-7
    if abs(above) < near:
        raise NotShowable(f"{raw} lies halfway between two numbers of {counted(places, 'decimal')}")
    return whole + 1 if above > 0 else whole


def ends(value: Any, places: int | None) -> bool:
    """Whether a value is shown exactly with `places` decimals, or as it is where there is none."""
    if isinstance(value, tuple | list):
        return all(ends(item, places) for item in value)
    if isinstance(value, float):
        return value == int(value)
    return not isinstance(value, Fraction) or places is None or (value * 10**places).denominator == 1


def _digits(raw: Raw, most: int) -> int:
    if isinstance(raw, tuple):
        return max((_digits(item, most) for item in raw), default=0)
    return next((d for d in range(most) if ends(raw, d)), most)


def relation(exact: bool) -> str:
    return "=" if exact else r"\approx"


def unrounded(number: Any, places: int | None) -> Any:
    """A float that ends after `places` decimals as a fraction: where logarithms or exponentials cancel, nothing is rounded."""
    ended = isinstance(number, float) and places is not None and number == round(number, places)
    return Fraction(repr(number)) if ended else number


def equal_tex(number: Raw, places: int | None) -> str:
    """`= 0.25` where a number ends after at most `places` decimals, else `≈ 0.333`, as TeX."""
    number = unrounded(number, places)
    return f"{relation(ends(number, places))} {number_tex(number, places)}"


def fraction(number: Raw) -> str:
    """A rational number as a fraction, whole ones as they are."""
    if isinstance(number, int):
        return grouped(number)
    return rf"{'-' if number < 0 else ''}\frac{{{grouped(abs(number.numerator))}}}{{{grouped(number.denominator)}}}"


def fixed(number: Raw, places: int) -> str:
    """A number with just `places` decimals. Raises NotShowable."""
    scaled = number * 10**places if isinstance(number, int) else _scaled(number, places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{grouped(whole)}" + (f".{rest:0{places}d}" if places else "")


def number_tex(number: Raw, places: int | None = None, *, notation: Notation | None = None) -> str:
    """A number as TeX: as its author wrote it, or with decimals where it ends after at most six, else as a fraction.

    It is rounded to `places` if need be. A truth is 1 or 0.
    """
    if isinstance(number, bool):
        return str(int(number))
    if isinstance(number, tuple):
        return f"({COMMA.join(number_tex(item, places) for item in number)})"
    if isinstance(number, str):
        return number
    if isinstance(number, float):
        return _float_tex(number, 4 if places is None else places)
    if type(number) is int and notation is None and -_PLAIN < number < _PLAIN:
        return str(number)
    if isinstance(number, int) or notation == "scientific":
        return power_of_ten(number, notation) or grouped(number)
    return _fraction_tex(number, places, notation)


# Variants share most of their numbers.
@lru_cache(maxsize=4096)
def _fraction_tex(number: Fraction, places: int | None, notation: Notation | None) -> str:
    most = 6 if places is None else places
    digits = next((d for d in range(most + 1) if (number * 10**d).denominator == 1), None)
    if digits is not None:
        return power_of_ten(number) or fixed(number, digits)
    if places is not None:
        return fixed_near(number, places)
    digits = decimals(number)
    if digits is None or (notation is None and is_short_fraction(number)):
        return fraction(number)
    return power_of_ten(number, notation) or fixed(number, digits)


@lru_cache(maxsize=4096)
def _float_tex(number: float, places: int) -> str:
    """A float with `places` decimals; as many significant digits where they would be zeros or digits that it does not have."""
    if number != int(number) and (number == 0 or abs(number) >= Fraction(1, 2 * 10**places)):
        return fixed_near(number, places)
    written = Fraction(repr(number))
    if written.denominator == 1:
        return number_tex(int(written))
    return number_tex(rounded(written, max(places, 1)), notation="scientific")


def fixed_near(number: Raw, places: int) -> str:
    """As `fixed`, for a number inside a worked solution, where halfway cases are rounded up."""
    try:
        return fixed(number, places)
    except NotShowable:
        return fixed(number + Fraction(1, 10 ** (places + 3)), places)


def grouped(number: int) -> str:
    """An integer, from five digits on in groups of three with thin spaces."""
    if -_PLAIN < number < _PLAIN:
        return str(number)
    return f"{number:,}".replace(",", r"\,")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Fraction) else value


def _exact(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_exact(item) for item in value]
    if isinstance(value, Fraction):
        return str(value) if decimals(value) is None or is_short_fraction(value) else machine(value)
    return value
