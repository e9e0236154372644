"""Formulas with letters, worked out with the numbers that the question gives to them: `L = (y - t)^2` where `y = 7`, `t = 3` and the key is L."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from hwgen.content.texmath import FORMULA
from hwgen.proof.arithmetic import APPROX, NEAR, RELATION, SEPARATOR, decimals, is_number, value
from hwgen.proof.claims import SLOT

LETTER = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\w|\{\w+\}))?"
NUMBER = r"-?\d+(?:\.\d+)?"
# Not the last letter of a sum or a derivative, as in x + y = 3.
GIVEN = re.compile(rf"(?:^|[,;，、=]|\\quad|\\qquad|\\[ ;:]|\\\\)\s*({LETTER})\s*=\s*({NUMBER})(?=\s*(?:$|[,;.，、]))")
# Several equations side by side.
PIECES = re.compile(rf"{SEPARATOR.pattern}|,(?:\\[ ,;]|\s)\s*(?=[^=,()]*=)")
TOKEN = re.compile(rf"{LETTER}|.", re.DOTALL)
# What a claim states a value of.
OF = re.compile(rf"^\s*({LETTER})\s*=\s*$")
# Words that say that two formulas are the same number.
THAT_IS = re.compile(r"\$\s*(?:，?(?:即|也就是|等于)|,? (?:that is|i\.e\.|which is|or),?)\s*\$")
# A chain that begins by saying what changes, or what is looked at for its own sake.
UNREAD = re.compile(
    r"\\(?:leftarrow|gets|to|in|sum|prod|int|max|min|arg|begin|partial|nabla|text|mathrm|operatorname)(?![A-Za-z])|:=|\\\\|&"
)


def given(stem: str) -> dict[str, float]:
    """The letters to which a text gives one number each."""
    values: dict[str, set[str]] = {}
    for display, inline in FORMULA.findall(stem):
        for letter, number in _given_in(display or inline):
            values.setdefault(letter, set()).add(number)
    return {letter: float(numbers.pop()) for letter, numbers in values.items() if len(numbers) == 1}


# Variants share many of their formulas.
@lru_cache(maxsize=4096)
def _given_in(formula: str) -> Sequence[tuple[str, str]]:
    return GIVEN.findall(formula.replace(r"\,", "").strip())


@lru_cache(maxsize=1024)
def stated_of(claim: str) -> str:
    """The letter whose value a claim states, or ""."""
    before = claim.partition(SLOT)[0]
    match = OF.match(before.rpartition("$")[2])
    return match[1] if match and len(match[1]) < 8 else ""


def false_equations(text: str, values: Mapping[str, float], asked: str, places: int | None) -> Iterator[str]:
    """The equations of a text that do not hold when `values` are put in for its letters; to so many places where the answer is rounded.

    A formula that begins with another letter than the one that is `asked` for gives it a new value.
    """
    for display, inline in FORMULA.findall(THAT_IS.sub(" = ", text)) if values else ():
        for part, letters, sides in _equations(display or inline):
            if letters.isdisjoint(values):
                continue
            last: float | None = None
            # An equation between letters alone may be one to solve.
            if not any(side == asked or is_number(side) for side in sides):
                continue
            for side in sides[1:] if sides[0] in values.keys() - {asked} else sides:
                if (here := worked_out(side, values)) is None:
                    continue
                if last is not None and abs(here - last) > _leeway(side, part, places) + NEAR * max(1, abs(last)):
                    yield part.strip()
                    break
                last = here


@lru_cache(maxsize=4096)
def _equations(formula: str) -> Sequence[tuple[str, frozenset[str], Sequence[str]]]:
    """The equations that stand side by side in a formula, each with its tokens and its sides."""
    return [
        (part, frozenset(TOKEN.findall(part)), [side.strip().rstrip(".,，。;") for side in RELATION.split(part)[::2]])
        for part in PIECES.split(formula)
        if RELATION.search(part) and not UNREAD.search(part)
    ]


def _leeway(side: str, part: str, places: int | None) -> float:
    rounded = [n for n in (places, decimals(side) if APPROX in part else None) if n is not None]
    return 0.6 * 10.0 ** -min(rounded) if rounded else 0.0


def worked_out(side: str, values: Mapping[str, float]) -> float | None:
    """What a side comes to, or None where it holds letters without a value."""
    written, before = "", ""
    for token in TOKEN.findall(side):
        if token in values:
            number = f"({values[token]:.12f})"
            token = f"{{{number}}}" if before == "^" else number
        written, before = written + token, token
    if not is_number(written):
        return None
    number_there = value(written)
    return number_there if isinstance(number_there, float) else None
