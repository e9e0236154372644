"""Symbols to which a question gives another number than the formula has, such as 4200 for a heat capacity of 4190, or σ² for σ; and functions and pairs of numbers that it gives otherwise."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from numbers import Real

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, prose
from hwgen.problem.computed import Computed
from hwgen.proof.symbolic import worked_out
from hwgen.text import Language
from hwgen.values import displayed
from hwgen.words.words import name_of

GIVEN = re.compile(
    r"(?:^|[,;，、]|\\q?quad)\s*(?P<symbol>\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?)(?P<square>\^\{?2\}?)?\s*=\s*"
    r"(?P<number>-?\d+(?:(?:\\,|\{,\})\d{3})*(?:\.\d+)?)(?![\d^]|\s*(?:[-+/*^=!]|\\(?:times|cdot|div|frac|pm|ldots|dots)))"
)
# Functions that everybody knows, where a question defines them.
DEFINED: Mapping[str, tuple[re.Pattern[str], Callable[[float], float]]] = {
    name: (re.compile(rf"{sign}\s*(?:\\left)?\(\s*(?P<letter>[a-z])\s*(?:\\right)?\)\s*=\s*(?P<right>[^=,;，；\n]+)"), of)
    for name, sign, of in (
        ("sigma", r"\\sigma", lambda z: 1 / (1 + math.exp(-z))),
        ("tanh", r"\\tanh", math.tanh),
        ("Max", r"\\(?:mathrm|operatorname)\{ReLU\}", lambda z: max(z, 0.0)),
    )
}  # fmt: skip
LOGISTIC = re.compile(r"\bsigma\(|1 ?/ ?\(1 ?\+ ?exp\(-")
PLACES_TRIED = (-1.25, 0.75)
TUPLE = re.compile(r"(?:\\left)?\(\s*(-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?)+)\s*(?:\\right)?\)")
# What is so near is a rounded constant; anything may be the number of another symbol of the same name.
NEAR = 0.1


def of_letters(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
        for language in item.languages:
            for message in (*_defined_otherwise(part, item, language), *_turned_round(part, item, language)):
                yield flaw("described-otherwise", message, part.say().ask[language])
        values = {
            name: value
            for name, value in part.params.items()
            if isinstance(value, Real) and not isinstance(value, bool)
        }
        names = {part.formulas.tex.get(name, name): name for name in values}
        for language in item.languages:
            texts = (item.before(language), part.say().ask[language])
            for text in texts:
                for piece in prose(text).of("math"):
                    for match in GIVEN.finditer(piece.inside):
                        if (name := names.get(match["symbol"])) and (message := _otherwise(match, float(values[name]))):
                            yield flaw("described-otherwise", f"{message}, in the {name_of(language)} text", text)


def _defined_otherwise(part: Computed, item: Reading, language: Language) -> Iterator[str]:
    """A function that everybody knows, and that the question defines as another one than its formula works with."""
    text = "\n".join(piece.inside for piece in prose(item.asked(part, language)).of("math"))
    formulas = " ".join((part.formulas.key, *part.formulas.let.values()))
    for name, (pattern, of) in DEFINED.items():
        for match in pattern.finditer(text) if name != "sigma" or LOGISTIC.search(formulas) else ():
            right = match["right"].strip(" $.。")
            values = [worked_out(right, {match["letter"]: z}) for z in PLACES_TRIED]
            if any(v is not None and abs(v - of(z)) > 1e-6 for v, z in zip(values, PLACES_TRIED, strict=True)):
                yield f"`{match[0].strip(' $.。')}` is another function than `{name}` of the formula, in the {name_of(language)} text"


def _turned_round(part: Computed, item: Reading, language: Language) -> Iterator[str]:
    """A list that is drawn, and of which the question shows the numbers in brackets in another order alone."""
    lists = [
        tuple(map(float, value))
        for value in part.params.values()
        if isinstance(value, list | tuple) and len(value) > 1 and all(isinstance(n, Real) for n in value)
    ]
    if not lists:
        return
    shown = {tuple(float(n) for n in row.split(",")) for row in TUPLE.findall(item.asked(part, language))}
    for own in lists:
        other = next((row for row in shown if sorted(row) == sorted(own)), None)
        if other and own not in shown and own[::-1] == other:
            here, there = (str(row).replace(".0", "") for row in (other, own))
            yield f"the question shows {here}, where {there} is drawn, in the {name_of(language)} text"


def _otherwise(match: re.Match[str], value: float) -> str:
    """That a symbol has a number that it has not in the formula, though one like it, or its square has its own."""
    number = float(match["number"].replace("\\,", "").replace("{,}", ""))
    if match["square"]:
        if number == value and value not in (0, 1):
            return f"`{match['symbol']}^2` is {match['number']}, which is `{match['symbol']}` itself in the formula"
        return ""
    places = len(match["number"].partition(".")[2])
    is_rounded = places and number == round(value, places)
    if number != value and not is_rounded and abs(number - value) < NEAR * abs(value):
        return f"`{match['symbol']}` is {match['number']}, in the formula {displayed(value, 6)}"
    return ""
