"""Units as quantities: what stands behind a number, such as km/h or 米每秒, as powers of base units and how many of these it is; and what a formula makes of the units of its numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from math import isqrt
from typing import Any

from hwgen.flaws.words import table
from hwgen.text import Language
from hwgen.words.words import script_of

Dimension = tuple[tuple[str, int], ...]
NONE: Dimension = ()
# A unit whose length is unknown here, such as a calorie, and units that are turned round by more than a factor.
OPEN: Dimension = (("?", 1),)
# What stands between a number and its unit, and between the unit and a power of it.
GAP = r"(?:\\[,;:! ]|~|\s|\\?-)*"
POWER = r"(?:\s?(²|³|\^\{?-?[123]\}?|⁻¹|⁻²))?"
EXPONENTS = {"²": 2, "³": 3, "⁻¹": -1, "⁻²": -2}
UPRIGHT = re.compile(r"\\(?:mathrm|text|operatorname)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
# Signs that TeX has no letter for.
SIGNS = (
    (re.compile(r"(?:\{\})?\^\s*\{?\\circ\}?\s*(?:\\mathrm\{([CF])\}|([CF]))(?![A-Za-z])"), r"\\mathrm{°\1\2}"),
    (re.compile(r"\\Omega(?![A-Za-z])"), r"\\mathrm{Ω}"),
    (re.compile(r"\\mu(?![A-Za-z])\s*"), "μ"),
)
TEN = re.compile(rf"{GAP}(?:\\times|\\cdot|×|·){GAP}10\^\{{?(-?\d+)\}}?")
MAGNITUDES = {
    "zh": {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8},
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}
PERCENT = re.compile(rf"{GAP}\\?(?P<sign>[%％‰])")
SHARES = {"%": Fraction(1, 100), "％": Fraction(1, 100), "‰": Fraction(1, 1000)}
SQUARED = {"zh": {"平方": 2, "立方": 3}, "en": {"square ": 2, "cubic ": 3}}
PER = {"zh": r"\s?(?:/|每)\s?", "en": r"\s?/\s?|\s(?:per|an?|each|every)\s"}
# What a unit is of, before what it is for each of: litres of water a minute.
STUFF = {"en": r"(?:\sof(?: [a-z]+){1,2}?)?"}
# Before the number: 每秒流出 5 升, per second 5 litres; without another number between.
AHEAD = {
    "zh": re.compile(r"每(?:个|一)?(?P<unit>[^\W\d_]{1,4}?)(?=[^每，。；：？\d$]*\$?$)"),
    "en": re.compile(
        r"(?:^|[\s(])(?:per|each|every) (?P<unit>(?:(?:square|cubic) )?[a-z]+),?(?=\s[^.,;:?\d$]*\$?$)", re.IGNORECASE
    ),
}
# What is counted in so many for each second, such as 次 or requests.
COUNTED = {"zh": r"[^\W\d_a-zA-Z每]{0,4}", "en": r"(?:[a-z]+ ){0,1}[a-z]+"}
TIMES = r"(?:\s?(?:·|\\cdot(?![A-Za-z])|⋅)\s?|\\[,;: ])"
# What goes on where a unit ends that is known here.
BEYOND_UNITS = re.compile(r"\s?/\s?(?:\\left)?[(（A-Za-z]|\s?\^")
OPENING = re.compile(r"\s?(?:\\left)?[(（]\s?")
CLOSING = re.compile(r"\s?(?:\\right)?[)）]")
# Between units of one kind: what is left out where one of two numbers was not converted.
STEPS: Mapping[str, tuple[tuple[Fraction, int], ...]] = {
    "": ((Fraction(1000), 4),),
    "s": ((Fraction(60), 2), (Fraction(24), 1)),
    "month": ((Fraction(12), 1),),
    "m": ((Fraction(10), 1), (Fraction(100), 3)),
    "bit": ((Fraction(8), 1), (Fraction(1024, 1000), 4)),
}
BEYOND = [Fraction(1000) ** k for k in (1, 2, 3)] + [
    Fraction(60),
    Fraction(3600),
    Fraction(18, 5),
    Fraction(18, 5) ** 2,
]
LENGTHS = [Fraction(10) ** k for k in (-6, -4, -3, -2, 2, 3, 4, 6)]
MOST_FACTORS = 6


@dataclass(frozen=True)
class Measure:
    """What a number is a number of: powers of base units, and the factors to these that a sum of several terms may have."""

    dimension: Dimension
    factors: frozenset[Fraction]
    word: str = ""

    def times(self, other: Measure, sign: int = 1) -> Measure | None:
        powers = dict(self.dimension)
        for base, power in other.dimension:
            powers[base] = powers.get(base, 0) + sign * power
        dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
        factors = frozenset(a * b if sign > 0 else a / b for a, b in product(self.factors, other.factors))
        return Measure(dimension, factors) if len(factors) <= MOST_FACTORS else None


PURE = Measure(NONE, frozenset([Fraction(1)]))


@cache
def _known(language: Language) -> Mapping[str, tuple[Dimension, Fraction]]:
    """The words and signs of units of a language, each with its dimension and its factor."""
    file: Mapping[str, Any] = table("units.yaml")
    known: dict[str, tuple[Dimension, Fraction]] = {}
    for measured, of in file["units"].items():
        bases = tuple(sorted(file["dimensions"].get(measured, {}).items()))
        for forms in of.values():
            words, sign = forms.get(language, ()), forms.get("sign", "")
            for prefix in ("", *forms.get("with", "").split()):
                before = file["prefixes"][prefix] if prefix else {"is": "1", language: ""}
                whole = bases and "is" in forms and "is" in before
                value = (bases, Fraction(forms["is"]) * Fraction(before["is"])) if whole else (OPEN, Fraction(1))
                known |= {f"{before[language]}{word}": value for word in words if language in before}
                if sign:
                    known[f"{prefix}{sign}"] = value
    return known


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """One unit with a power."""
    known = _known(language)
    squared = "|".join(SQUARED.get(language, ()))
    words = sorted((word for word in known if not word.isascii() or len(word) > 3), key=lambda w: (-len(w), w))
    signs = sorted((word for word in known if word.isascii() and len(word) <= 4), key=lambda w: (-len(w), w))
    plural = "" if script_of(language).ideographic else "s?"
    end = "" if script_of(language).ideographic else r"(?![\w-])"
    either = rf"(?:{'|'.join(map(re.escape, words)) or '(?!)'}){plural}{end}|(?:{'|'.join(map(re.escape, signs))})(?![A-Za-z(_])"
    return re.compile(rf"({squared})?({either}){POWER}")


def _one(text: str, at: int, language: Language) -> tuple[Measure, int] | None:
    match = _pattern(language).match(text, at)
    if not match:
        return None
    known, word = _known(language), match[2]
    dimension, factor = known[word] if word in known else known[word.removesuffix("s")]
    power = SQUARED.get(language, {}).get(match[1] or "", 1)
    if match[3]:
        power *= EXPONENTS.get(match[3]) or int(match[3].strip("^{}"))
    return Measure(tuple((base, n * power) for base, n in dimension), frozenset([factor**power])), match.end()


@lru_cache(maxsize=4096)
def behind(text: str, language: Language, *, math: bool = False) -> Measure:
    """The unit that a text begins with, right behind a number; a pure number where there is none. `math` is for what stands in a formula."""
    at, factor = 0, Fraction(1)
    if math:
        inside, dollar, rest = text.partition("$")
        for sign, letter in SIGNS:
            inside = sign.sub(letter, inside)
        # A sign inside an upright unit is one of its letters.
        upright = inside
        while (plain := UPRIGHT.sub(r"\1", upright)) != upright:
            upright = plain
        # A letter of a formula is a symbol, not a unit.
        if not (ten := TEN.match(inside)) and upright == inside and re.sub(GAP, "", inside):
            percent = PERCENT.match(inside)
            return Measure(NONE, frozenset([SHARES[percent["sign"]]]), percent["sign"]) if percent else PURE
        text = f"{upright}{' ' if dollar else ''}{rest.lstrip('$')}"
    if ten := TEN.match(text):
        factor, at = Fraction(10) ** int(ten[1]), ten.end()
    if percent := PERCENT.match(text, at):
        share = Measure(NONE, frozenset([SHARES[percent["sign"]]]), percent["sign"])
        per = re.compile(PER.get(language, "/")).match(text, percent.end())
        each = _one(text, per.end(), language) if per else None
        rate = share.times(each[0], -1) if each else None
        return Measure(rate.dimension, rate.factors, text[at : each[1]].strip()) if rate and each else share
    gap = re.compile(GAP).match(text, at)
    at = gap.end() if gap else at
    for word, value in sorted(MAGNITUDES.get(language, {}).items(), key=lambda known: -len(known[0])):
        # A kilogram is no thousand.
        if text.startswith(word, at) and not _one(text, at, language):
            factor, at = factor * value, at + len(word)
            at += len(text[at:]) - len(text[at:].lstrip())
            break
    measure, end = _compound(text, at, language)
    return Measure(measure.dimension, frozenset(factor * f for f in measure.factors), text[at:end].strip())


def _compound(text: str, at: int, language: Language) -> tuple[Measure, int]:
    first = _one(text, at, language)
    if first is None:
        # So many requests per second.
        counted = re.compile(rf"(?:{COUNTED.get(language, '(?!)')})(?:{PER.get(language, '(?!)')})").match(text, at)
        divisor = _one(text, counted.end(), language) if counted else None
        ratio = PURE.times(divisor[0], -1) if divisor else None
        return (ratio, divisor[1]) if ratio and divisor else (PURE, at)
    measure, end = first
    has_divisor = False
    while joint := re.compile(rf"{STUFF.get(language, '')}(?P<per>{PER.get(language, '/')})|{TIMES}").match(text, end):
        other = _bracketed(text, joint.end(), language) or _one(text, joint.end(), language)
        if other is None:
            break
        # What is written as J/kg·K may be meant as J/(kg·K).
        whole = Measure(OPEN, PURE.factors) if has_divisor and not joint["per"] else None
        whole = whole or measure.times(other[0], -1 if joint["per"] else 1)
        assert whole
        has_divisor = has_divisor or bool(joint["per"])
        measure, end = whole, other[1]
    return (Measure(OPEN, PURE.factors) if BEYOND_UNITS.match(text, end) else measure), end


def _bracketed(text: str, at: int, language: Language) -> tuple[Measure, int] | None:
    """A product of units in brackets, as in J/(kg·K)."""
    opening = OPENING.match(text, at)
    first = _one(text, opening.end(), language) if opening else None
    if first is None:
        return None
    measure, end = _compound(text, opening.end(), language) if opening else first
    while (space := re.compile(r"\s").match(text, end)) and (other := _one(text, space.end(), language)):
        measure, end = measure.times(other[0]) or measure, other[1]
    closing = CLOSING.match(text, end)
    return (measure, closing.end()) if closing else None


@lru_cache(maxsize=4096)
def ahead(text: str, language: Language) -> Measure:
    """The unit for each of which a number is that stands right behind a text; a pure number where there is none."""
    for match in AHEAD[language].finditer(text) if language in AHEAD else ():
        one = _one(text, match.start("unit"), language)
        if one and (language == "zh" or one[1] == match.end("unit")):
            return Measure(one[0].dimension, one[0].factors, text[match.start("unit") : one[1]])
    return PURE


def measured(node: ast.expr, known: Mapping[str, Measure]) -> Measure | None:
    """What an expression is a number of, its own constants taken for conversions; None where that cannot be told."""
    value = _constant(node)
    if value is not None:
        return Measure(NONE, frozenset([1 / value])) if value else None
    match node:
        case ast.Name(id=name):
            return known.get(name, PURE if name == "pi" else None)
        case ast.UnaryOp(ast.USub() | ast.UAdd(), inside):
            return measured(inside, known)
        case ast.BinOp(left, ast.Mult(), right):
            return _combined(left, right, known, 1)
        case ast.BinOp(left, ast.Div() | ast.FloorDiv(), right):
            return _combined(left, right, known, -1)
        case ast.Call(ast.Name("R" | "Fraction"), [left, right], []):
            return _combined(left, right, known, -1)
        case ast.BinOp(left, ast.Add() | ast.Sub(), right):
            return _together(left, right, known)
        case ast.Call(ast.Name("Max" | "Min" | "max" | "min" | "gcd" | "lcm"), [left, right], []):
            return _together(left, right, known)
        case ast.Call(ast.Name("floor" | "ceiling" | "round" | "Abs" | "abs" | "R" | "Fraction"), [inside], []):
            return measured(inside, known)
        case ast.Call(ast.Name("sqrt"), [inside], []):
            return _root(measured(inside, known))
        case ast.BinOp(base, ast.Pow(), ast.Constant(int(power))) if 0 < power < 4:
            below = measured(base, known)
            whole = below
            for _ in range(power - 1):
                whole = whole.times(below) if whole and below else None
            return whole
        case ast.BinOp(base, ast.Pow(), _) if _constant(base) is not None:
            # How often something doubles has no unit.
            return PURE
    return None


def _constant(node: ast.expr) -> Fraction | None:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return Fraction(str(value))
        case ast.BinOp(ast.expr() as left, op, ast.expr() as right):
            one, other = _constant(left), _constant(right)
            if one is None or other is None:
                return None
            match op:
                case ast.Mult():
                    return one * other
                case ast.Div() if other:
                    return one / other
                case ast.Pow() if other.denominator == 1 and abs(other) <= 60 and one:
                    return one ** int(other)
    return None


def _combined(left: ast.expr, right: ast.expr, known: Mapping[str, Measure], sign: int) -> Measure | None:
    one, other = measured(left, known), measured(right, known)
    return one.times(other, sign) if one and other else None


def _together(left: ast.expr, right: ast.expr, known: Mapping[str, Measure]) -> Measure | None:
    """A sum: of two of one kind."""
    one, other = measured(left, known), measured(right, known)
    if one is None or other is None or one.dimension != other.dimension:
        return None
    for pure, of in ((left, other), (right, one)):
        # One more of what is counted.
        if _constant(pure) is not None:
            return of
    factors = one.factors | other.factors
    return Measure(one.dimension, factors) if len(factors) <= MOST_FACTORS else None


def _root(below: Measure | None) -> Measure | None:
    if below is None or any(power % 2 for _, power in below.dimension):
        return None
    roots = {Fraction(isqrt(f.numerator), isqrt(f.denominator)) for f in below.factors}
    if {root**2 for root in roots} != below.factors:
        return None
    return Measure(tuple((base, power // 2) for base, power in below.dimension), frozenset(roots))


@cache
def _ratios(bases: frozenset[str]) -> frozenset[Fraction]:
    steps = [step for base, of in STEPS.items() if not base or base in bases for step in of]
    ways = product(*(range(-most, most + 1) for _, most in steps))
    ratios = set[Fraction]()
    for powers in ways:
        ratio = Fraction(1)
        for (step, _), power in zip(steps, powers, strict=True):
            ratio *= step**power
        ratios.add(ratio)
    # Laws of physics have a half in them; a dozen hours are none.
    halved = {half * ratio for ratio in ratios for half in (Fraction(1, 2), 2) if {ratio, 1 / ratio} & set(BEYOND)}
    if {"m", "s"} <= bases:
        # A speed in km/h, squared in an energy.
        squared = BEYOND[-1]
        halved |= {half * ratio for ratio in (squared, 1 / squared) for half in (Fraction(1, 2), 1, 2)}
    # So have volumes of pyramids and cones a third.
    if "m" in bases:
        halved |= {third * ratio for ratio in LENGTHS for third in (Fraction(1, 3), Fraction(3))}
    return frozenset((ratios | (halved if "bit" not in bases else set())) - {1})


def unconverted(worked: Measure, printed: Measure, bases: Set[str]) -> Iterator[Fraction]:
    """The factors by which what is printed is off, where units of one kind were not converted. Of what is a number of nothing, such as a share, `bases` are those of which several units are in its formula."""
    if worked.dimension != printed.dimension or "?" in dict(printed.dimension) or not (printed.dimension or bases):
        return
    ratios = [a / b for a in printed.factors for b in worked.factors]
    if 1 not in ratios or len(worked.factors) > 1:
        yield from sorted(ratio for ratio in set(ratios) if ratio in _ratios(frozenset(bases)))
