"""Arithmetic that is printed as TeX, read and worked out again, by nothing that wrote it."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

TOKEN = re.compile(r"\d+(?:\.\d+)?|\\[A-Za-z]+|\\.|[A-Za-z]|\S")
GROUPED = re.compile(r"(?<=\d)\\,(?=\d{3})")
SPACES = re.compile(r"\\(?:[,;:! ]|quad\b|qquad\b|left\b|right\b|displaystyle\b|bigl?\b|bigr\b|Bigl?\b|Bigr\b)|~")
RELATION = re.compile(r"(\\approx|=)")
# What compares two numbers; more than that is no comparison of numbers.
COMPARISON = re.compile(r"(\\approx|=|\\(?:leq?|geq?|neq?|lt|gt)(?![A-Za-z])|[<>≤≥≠])")
OTHER_RELATION = re.compile(
    r"\\(?:le|ge|leq|geq|ne|neq|to|in|sim|propto|Rightarrow|rightarrow|mapsto|cdots|ldots|dots)\b|[<>&]|\\\\"
)
# Formulas that stand side by side in one display.
SEPARATOR = re.compile(r"[,;]\s*\\q?quad|\\q?quad|[;]")
TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\{[^{}]*\}")
# Lines of one display.
LINES = re.compile(r"\\(?:begin|end)\{(?:aligned|gathered)\}")
MATRIX = re.compile(r"\\begin\{(?!aligned\}|gathered\})")
NEW_LINE = re.compile(r"\\\\(?:\[[^\]]*\])?")
GOES_ON = re.compile(rf"{NEW_LINE.pattern}\s*(?=[=+×<>-]|\\(?:approx|times|le|ge|leq|geq)(?![A-Za-z]))")
PLAIN = re.compile(r"(-?)\s*(\d+(?:\.\d+)?)")
# A sum or a product of which dots stand for the terms between: 1 + 2 + … + 9.
SERIES = re.compile(
    r"(?<![\w.}^)/-])(?<![/×·*-] )(?<!times )(?<!cdot )(?:(?P<first>\d+)(?P<sign>\s*(?:\+|\\times(?![A-Za-z])|\\cdot(?![A-Za-z]))\s*))(?P<second>\d+)(?P=sign)"
    r"(?:(?P<third>\d+)(?P=sign))?\\[lc]?dots(?![A-Za-z])(?P=sign)(?P<last>\d+)(?![\w.^(]|\s*(?:/|\\times|\\cdot|!))"
)
# An expression with letters, without words, units or a second formula behind a comma.
LETTERS = re.compile(
    r"(?:\\(?:[dt]?frac|times|cdot|left|right|alpha|beta|gamma|eta|lambda|mu|sigma|theta)(?![A-Za-z])|[\w{}()+\-*/^.\s])+",
    re.ASCII,
)
SCIENTIFIC = re.compile(r"-?\d+(?:\.(\d*))?\s*(?:\\times|\\cdot)\s*10\s*\^\s*\{?(-?\d+)\}?")
NEAR = 1e-9
APPROX = r"\approx"

Number = float | tuple["Number", ...]


class NotArithmetic(Exception):
    """A formula that holds more than numbers."""


@dataclass(frozen=True)
class Claim:
    """That `left` is `right`, or about it, or less, as printed."""

    left: str
    right: str
    relation: str

    def holds(self) -> bool:
        """Whether it is true as it stands. Raises NotArithmetic where a side is no number."""
        left, right = value(self.left), value(self.right)
        if compare := COMPARISONS.get(self.relation.lstrip("\\")):
            return isinstance(left, tuple) or isinstance(right, tuple) or compare(left, right)
        return _agree(left, right, NEAR if self.relation == "=" else 0.5 * 10.0 ** -decimals(self.right))

    def __str__(self) -> str:
        return f"{self.left} {'≈' if self.relation == APPROX else self.relation} {self.right}"


def claims(formula: str) -> Iterator[Claim]:
    """The equations and inequalities between numbers in a formula, each as it is printed."""
    for part in SEPARATOR.split(_in_lines(formula) if r"\begin" in formula else formula):
        sides = COMPARISON.split(part)
        last = ""
        for i in range(0, len(sides), 2):
            side = sides[i].strip().rstrip(".,，。")
            if not is_number(side):
                # What is equal to letters is equal to what these are equal to.
                goes_on = sides[i - 1 : i] == sides[i + 1 : i + 2] == ["="] and LETTERS.fullmatch(side)
                last = last if goes_on else ""
                continue
            if last:
                yield Claim(last, side, sides[i - 1])
            last = side


def _in_lines(formula: str) -> str:
    """A formula of several lines as formulas side by side; a line that begins with a sign of relation goes on with the one before."""
    if not LINES.search(formula) or MATRIX.search(formula):
        return formula
    plain = LINES.sub(" ", formula).replace("&", " ")
    return NEW_LINE.sub(r" \\quad ", GOES_ON.sub(" ", plain))


def sides_in(text: str) -> Iterator[float]:
    """The values of all sides of equations in a formula or a text that are numbers."""
    for side in (side for part in SEPARATOR.split(text) for side in RELATION.split(part)):
        side = side.strip().rstrip(".,，。")
        if is_number(side):
            yield from _flat(value(side))


def numerals_in(text: str) -> Iterator[float]:
    """All numbers that stand there by themselves."""
    for sign, digits in PLAIN.findall(GROUPED.sub("", text)):
        yield float(digits)
        if sign:
            yield -float(digits)


def last_number(text: str, formulas: Sequence[str]) -> float | None:
    """The last number of a text: in its words, or on the last side of its last formula; None where that is no number."""
    after = text.rpartition("$")[2]
    if (plain := PLAIN.findall(GROUPED.sub("", after))) or not formulas:
        return float(plain[-1][1]) if plain else None
    side = RELATION.split(SEPARATOR.split(formulas[-1])[-1])[-1].strip().rstrip(".,，。")
    return list(_flat(value(side)))[-1] if is_number(side) else None


def _flat(number: Number) -> Iterator[float]:
    if isinstance(number, tuple):
        for item in number:
            yield from _flat(item)
    else:
        yield number


def is_number(tex: str) -> bool:
    return _value(tex) is not None


def value(tex: str) -> Number:
    """What an expression comes to. Raises NotArithmetic."""
    number = _value(tex)
    if number is None:
        raise NotArithmetic(tex)
    return number


# The sides of a variant's equations are asked for several times, and letters by many variants.
@lru_cache(maxsize=4096)
def _value(tex: str) -> Number | None:
    tex = SERIES.sub(_added_up, tex) if "dots" in tex else tex
    if not tex.strip() or OTHER_RELATION.search(tex):
        return None
    try:
        return _Reader(TOKEN.findall(SPACES.sub(" ", GROUPED.sub("", tex)))).whole()
    except NotArithmetic:
        return None


def _added_up(series: re.Match[str]) -> str:
    """What terms at equal distances come to; the text itself where they may be others, such as powers."""
    first, second, last = (int(series[name]) for name in ("first", "second", "last"))
    step = second - first
    third = int(series["third"] or first + 2 * step)
    if step == 0 or third != first + 2 * step or (last - third) % step or (last - third) / step < 0:
        return series[0]
    is_power = first and second % first == 0 and second > first and _is_power(last // first, second // first)
    if is_power and not series["third"]:
        return series[0]
    terms = range(first, last + (1 if step > 0 else -1), step)
    return str(sum(terms) if series["sign"].strip() == "+" else math.prod(terms))


def _is_power(number: int, base: int) -> bool:
    while number > 1 and number % base == 0:
        number //= base
    return number == 1


def decimals(tex: str) -> int:
    """The place of the last digit that is printed: behind the point, and before the power of ten that it is multiplied by."""
    if match := SCIENTIFIC.fullmatch(tex.strip()):
        return len(match[1] or "") - int(match[2])
    return max((len(digits) for digits in re.findall(r"\.(\d+)", tex)), default=0)


def _agree(one: Number, other: Number, within: float) -> bool:
    if isinstance(one, tuple) or isinstance(other, tuple):
        return (
            isinstance(one, tuple)
            and isinstance(other, tuple)
            and len(one) == len(other)
            and all(_agree(a, b, within) for a, b in zip(one, other, strict=True))
        )
    return abs(one - other) <= within + NEAR * max(1.0, abs(other))


class _Reader:
    """Reads sums of products of powers, by recursive descent."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def whole(self) -> Number:
        result = self.sum()
        if self.at < len(self.tokens):
            self.fail()
        return result

    def fail(self) -> NoReturn:
        raise NotArithmetic("".join(self.tokens))

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *tokens: str) -> str:
        """The next token, if it is one of `tokens`."""
        if self.peek() in tokens and self.peek():
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def expect(self, token: str) -> None:
        if not self.take(token):
            self.fail()

    def sum(self) -> Number:
        sign = self.take("-", "−", "+")
        total = self.product()
        if sign in ("-", "−"):
            total = -self.plain(total)
        while sign := self.take("+", "-", "−"):
            term = self.plain(self.product())
            total = self.plain(total) + (term if sign == "+" else -term)
        return total

    def product(self) -> Number:
        result = self.power()
        while True:
            if self.take(r"\times", r"\cdot", "×", "·", "*"):
                result = self.plain(result) * self.plain(self.power(signed=True))
            elif self.take("/", r"\div"):
                below = self.plain(self.power())
                result = self.plain(result) / below if below else self.fail()
            elif self.peek() in FACTORS:
                result = self.plain(result) * self.plain(self.power())
            else:
                return result

    def power(self, *, signed: bool = False) -> Number:
        if signed and self.take("-", "−"):
            return -self.plain(self.power())
        base = self.atom()
        if not self.take("^"):
            return base
        exponent = self.plain(self.argument())
        try:
            result = self.plain(base) ** exponent
        except (OverflowError, ZeroDivisionError):
            self.fail()
        return result if isinstance(result, float) else self.fail()

    def plain(self, number: Number) -> float:
        return number if isinstance(number, float) else self.fail()

    def argument(self) -> Number:
        """What stands behind a command or a `^`: a group, or a single token."""
        if self.take("{"):
            result = self.sum()
            self.expect("}")
            return result
        token = self.peek()
        if not token[:1].isdigit():
            self.fail()
        # TeX takes a single digit.
        self.tokens[self.at : self.at + 1] = [digit for digit in (token[0], token[1:]) if digit]
        self.at += 1
        return float(token[0])

    def atom(self) -> Number:
        token = self.peek()
        self.at += 1
        if token[:1].isdigit():
            return self.percent(float(token))
        if token in BRACKETS:
            return self.bracket(token)
        match token:
            case _ if token in FUNCTIONS:
                return self.function(FUNCTIONS[token])
            case r"\frac" | r"\tfrac" | r"\dfrac":
                top, bottom = self.plain(self.argument()), self.plain(self.argument())
                return top / bottom if bottom else self.fail()
            case r"\sqrt":
                inside = self.plain(self.argument())
                return math.sqrt(inside) if inside >= 0 else self.fail()
            case "e":
                return math.e
            case r"\pi":
                return math.pi
            case r"\log":
                self.expect("_")
                base = self.plain(self.argument())
                return self.function(lambda x: math.log(x, base) if base != 2 else math.log2(x))
            case r"\max" | r"\min":
                values = self.function_argument()
                choose: Callable[..., float] = max if token == r"\max" else min
                return choose(map(self.plain, values)) if isinstance(values, tuple) else self.fail()
        raise NotArithmetic("".join(self.tokens))

    def percent(self, number: float) -> float:
        return number / 100 if self.take(r"\%") else number

    def function_argument(self) -> Number:
        return self.power()

    def function(self, apply: Callable[[float], float]) -> float:
        try:
            return float(apply(self.plain(self.function_argument())))
        except (ValueError, OverflowError):
            self.fail()

    def bracket(self, opening: str) -> Number:
        closing, apply = BRACKETS[opening]
        inside: list[Number] = [self.sum()]
        while self.take(","):
            inside.append(self.sum())
        self.expect(closing)
        if len(inside) > 1:
            return tuple(inside) if opening == "(" else self.fail()
        return apply(self.plain(inside[0])) if apply else inside[0]


def _floor(x: float) -> float:
    return float(math.floor(x + NEAR))


def _ceiling(x: float) -> float:
    return float(math.ceil(x - NEAR))


def _least(left: float, right: float) -> bool:
    return left >= right - NEAR


def _most(left: float, right: float) -> bool:
    return left <= right + NEAR


COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    **dict.fromkeys(("<", "lt"), operator.lt),
    **dict.fromkeys((">", "gt"), operator.gt),
    **dict.fromkeys(("≤", "le", "leq"), _most),
    **dict.fromkeys(("≥", "ge", "geq"), _least),
    **dict.fromkeys(("≠", "ne", "neq"), operator.ne),
}
BRACKETS: dict[str, tuple[str, Callable[[float], float] | None]] = {
    "(": (")", None),
    "{": ("}", None),
    "[": ("]", None),
    r"\{": (r"\}", None),
    "|": ("|", abs),
    r"\lvert": (r"\rvert", abs),
    r"\lfloor": (r"\rfloor", _floor),
    r"\lceil": (r"\rceil", _ceiling),
}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    r"\ln": math.log,
    r"\exp": math.exp,
    r"\sin": math.sin,
    r"\cos": math.cos,
    r"\tanh": math.tanh,
    r"\sigma": lambda x: 1 / (1 + math.exp(-x)),
}
# What may follow a factor without a sign between.
FACTORS = frozenset(["(", r"\frac", r"\sqrt", "e", r"\pi", r"\ln", r"\exp", r"\tanh", r"\sigma", r"\lfloor", r"\lceil"])
