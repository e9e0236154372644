"""Symbols beside their numbers: a solution that gives one another value than the formula, letters whose two sides differ, and two symbols of a question with one number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isclose
from numbers import Real

from hwgen.errors import HwgenError
from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, off_at_most, prose
from hwgen.flaws.slots import Texts
from hwgen.problem.computed import Computed
from hwgen.problem.formula import quickly
from hwgen.proof.arithmetic import NEAR, RELATION, claims, decimals, is_number, value
from hwgen.proof.symbolic import LETTER, NUMBER, PIECES, UNREAD, given, worked_out
from hwgen.words.words import name_of

# A unit at the end of a formula, and what the number before it may have been converted by.
UNIT_AT_END = re.compile(
    r"(?P<plain>.*\d)\s*(?:\\[ ,;:]|~)?\s*\\(?:mathrm|text)\{\s*(?:\\[ ,])?[A-Za-zµ/%\u4e00-\u9fff\s^²³·-]+\}\s*[.,。，;]?\s*",
    re.DOTALL,
)
STEPS = (1000.0, 1024.0, 60.0, 3600.0, 24.0, 3.6, 100.0, 10.0)
CONVERTED = frozenset(f**k for f in STEPS for k in (1, 2, 3, 4)) | {
    8.0,
    8e3,
    8e6,
    8e9,
    8.0 * 1024,
    8.0 * 1024**2,
    86400.0,
}
# The value of a function at one place, such as L'(w) = 2, and letters of which one stands for it meanwhile.
AT_PLACE = re.compile(rf"([A-Za-z]'*\([a-z](?:_\w)?\))\s*=\s*(?={NUMBER}(?:\s*(?:$|[,;.，、])))")
INSTEAD = (r"\Xi", r"\zeta", r"\Upsilon")
SYMBOL = re.compile(rf"(?:^|[\s$,，;；、(])({LETTER})\s*=\s*$")
OPERATES = re.compile(r"[-+/]|\\(?:times|cdot|frac)|(?<=[A-Za-z)])\s*(?=[A-Za-z(\\])")


def of_symbols(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if isinstance(part, Computed):
            known = _intermediate(part)
            for language in item.languages:
                solution, where = part.say().solution[language], f"in the {name_of(language)} solution"
                messages = (
                    *_otherwise(part, solution, known, where),
                    *_unequal(item.asked(part, language), solution, where),
                    *_by_symbols(part, solution, where),
                    *_measured(solution, where),
                )
                for message in messages[:1]:
                    yield flaw("claim-differs", message, solution)


def _intermediate(part: Computed) -> Mapping[str, float]:
    """The intermediate values of the formula, by the symbols that are printed for them."""
    try:
        with quickly():
            values = part.formulas.values(part.params)
    except (HwgenError, ArithmeticError, LookupError, TypeError, ValueError):
        return {}
    # A single letter may be that of another thing in the text, unless it has the index of a time.
    symbols = {name: part.formulas.tex.get(name, name if len(name) > 1 else f"{name}_t") for name in part.formulas.let}
    named = {symbol: values.get(name) for name, symbol in symbols.items()}
    return {name: float(number) for name, number in named.items() if isinstance(number, Real)}


def _otherwise(part: Computed, solution: str, known: Mapping[str, float], where: str) -> Iterator[str]:
    """A symbol of the formula to which a solution gives another value."""
    for symbol, *_, last in _equations(solution) if known else ():
        number = value(last) if symbol in known and is_number(last) else None
        if not isinstance(number, float):
            continue
        digits = decimals(last)
        within = max(off_at_most(part), 0.6 * 10.0**-digits) if digits else NEAR * max(1.0, abs(number))
        if abs(number - known[symbol]) > within:
            yield f"`{symbol}` is {number:g}, and {known[symbol]:g} by the formula of the answer, {where}"


def _unequal(stem: str, solution: str, where: str) -> Iterator[str]:
    """Two sides in letters that come to different numbers, with those of the question."""
    places = dict.fromkeys(match[1] for piece in prose(stem).of("math") for match in AT_PLACE.finditer(piece.inside))
    letter = next((name for name in INSTEAD if name not in stem + solution), "")
    if len(places) == 1 and letter:
        (place,) = places
        stem, solution = (text.replace(place, letter) for text in (stem, solution))
    values = given(stem)
    for sides in _equations(solution) if values else ():
        numbers = [worked_out(side, values) for side in sides]
        if all(n is not None for n in numbers) and all(OPERATES.search(side) and not is_number(side) for side in sides):
            known = [n for n in numbers if n is not None]
            if max(known) - min(known) > NEAR * max(1.0, *map(abs, known)):
                formula = " = ".join(sides)
                formula = formula.replace(letter, min(places)) if letter and len(places) == 1 else formula
                yield f"`{formula}` does not hold with the numbers of the question, {where}"


def _by_symbols(part: Computed, solution: str, where: str) -> Iterator[str]:
    """The same with the symbols that the formula has for what is drawn."""
    drawn = {symbol: part.params.get(name) for name, symbol in part.formulas.tex.items()}
    values = {symbol: float(number) for symbol, number in drawn.items() if isinstance(number, Real)}
    for sides in _equations(solution) if values else ():
        numbers = [worked_out(side, values) for side in sides]
        if OPERATES.search(sides[0]) and not is_number(sides[0]) and all(n is not None for n in numbers):
            first, last = numbers[0] or 0.0, numbers[-1] or 0.0
            digits = decimals(sides[-1]) if is_number(sides[-1]) else None
            if abs(first - last) > (0.6 * 10.0**-digits if digits else NEAR * max(1.0, abs(last))):
                yield f"`{' = '.join(sides)}` does not hold with the numbers of the question, {where}"


def _measured(solution: str, where: str) -> Iterator[str]:
    """Steps of which the last number has its unit in the formula: 2 × 3 = 6 m."""
    for piece in prose(solution).of("math"):
        match = UNIT_AT_END.fullmatch(piece.inside)
        for claim in claims(match["plain"]) if match and "\\mathrm" not in match["plain"] else ():
            if not claim.holds() and claim.relation == "=":
                left, right = value(claim.left), value(claim.right)
                ratio = left / right if isinstance(left, float) and isinstance(right, float) and left * right else 0.0
                if not any(isclose(way, factor) for factor in CONVERTED for way in (ratio, 1 / ratio if ratio else 0)):
                    yield f"{claim} does not hold, {where}"


def _equations(text: str) -> Iterator[list[str]]:
    """The sides of each equation of a text."""
    for piece in prose(text).of("math"):
        for equation in PIECES.split(piece.inside):
            sides = [side.strip().rstrip(".,，。;").strip() for side in RELATION.split(equation)[::2]]
            if len(sides) > 1 and all(sides) and not UNREAD.search(equation):
                yield sides


def of_shared(texts: Texts) -> Iterator[Flaw]:
    """Two symbols to which the question gives the same drawn number."""
    symbols: dict[str, dict[str, None]] = {}
    for slot in texts.given:
        if slot.name and (match := SYMBOL.search(slot.before)):
            symbols.setdefault(slot.name, {})[match[1]] = None
    for name, of in symbols.items():
        if len(of) > 1:
            message = f"the question gives “{'” and “'.join(of)}” the same number, `[{name}]`, in the {name_of(texts.language)} text"
            yield flaw("described-otherwise", message, texts.ask)
            return
