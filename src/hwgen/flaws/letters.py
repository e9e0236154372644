"""Symbols to which a question gives another number than the formula has: 4200 for a heat capacity of 4190, or σ² for σ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from numbers import Real

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.reading import Reading, prose
from hwgen.problem.computed import Computed
from hwgen.values import displayed
from hwgen.words.words import name_of

GIVEN = re.compile(
    r"(?:^|[,;，、]|\\q?quad)\s*(?P<symbol>\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?)(?P<square>\^\{?2\}?)?\s*=\s*"
    r"(?P<number>-?\d+(?:(?:\\,|\{,\})\d{3})*(?:\.\d+)?)(?![\d^]|\s*(?:[-+/*^=!]|\\(?:times|cdot|div|frac|pm|ldots|dots)))"
)
# What is so near is a rounded constant; anything may be the number of another symbol of the same name.
NEAR = 0.1


def of_letters(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed):
            continue
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
