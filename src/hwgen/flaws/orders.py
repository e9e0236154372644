"""Numbers that two languages give in another order or with another unit: which of two percentages comes first is the same in both, and minutes are no hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.measures import PURE, Measure
from hwgen.flaws.slots import Texts
from hwgen.words.words import name_of

PERCENT = re.compile(r"[%％]|百分|per ?cent", re.IGNORECASE)


def of_orders(languages: Sequence[Texts]) -> Iterator[Flaw]:
    """Two languages of a question in which two numbers of one unit have changed places."""
    for one, other in combinations(languages, 2):
        here, there = (_rows(texts) for texts in (one, other))
        for unit, names in here.items():
            row = there.get(unit, [])
            # What one language says first of three, the other may say last.
            is_moved = len(names) > 2 and row in _with_one_moved(names)
            if names != row and len(names) > 1 and sorted(names) == sorted(row) and not is_moved:
                listed = [" and ".join(f"`[{name}]`" for name in row) for row in (names, row)]
                message = f"{listed[0]} in the {name_of(one.language)} text, {listed[1]} in the {name_of(other.language)} text"
                yield flaw("meaning-differs", message, other.ask)
                return
        yield from _other_units(one, other)


def _with_one_moved(names: Sequence[str]) -> Iterator[list[str]]:
    """The same with one of them moved past two others or more."""
    for i in range(len(names)):
        rest = [*names[:i], *names[i + 1 :]]
        yield from ([*rest[:j], names[i], *rest[j:]] for j in range(len(names)) if abs(i - j) > 1)


def _other_units(one: Texts, other: Texts) -> Iterator[Flaw]:
    """A number with another unit in the other language, or two of which each has in one language what the other has in the other."""
    names = sorted(one.units.keys() & other.units.keys())
    moved = [
        [name for name in names if a.units[name] != PURE == b.units[name]] for a, b in ((one, other), (other, one))
    ]
    for name in names:
        mine, theirs = one.units[name], other.units[name]
        # Per second may be said elsewhere.
        differ = (
            mine.word != "" != theirs.word and mine.dimension == theirs.dimension and mine.factors != theirs.factors
        )
        is_open = "?" in dict(mine.dimension)
        # A word for the unit of one may be unknown here, but not for what has it in the other language alone.
        swapped = name in moved[0] and any(_alike(mine, other.units[away]) for away in moved[1])
        if (differ and not is_open) or swapped or _in_percent_alone(one, other, name):
            here, there = (unit.word or "no unit" for unit in (mine, theirs))
            message = f"`[{name}]` has {here} in the {name_of(one.language)} text, {there} in the {name_of(other.language)} text"
            yield flaw("unit-differs", message, other.ask)
            return


def _alike(one: Measure, other: Measure) -> bool:
    return (one.dimension, one.factors) == (other.dimension, other.factors)


def _in_percent_alone(one: Texts, other: Texts, name: str) -> bool:
    """Whether a number is a percentage in one language, and the other speaks of no percentages anywhere."""
    for mine, theirs in ((one, other), (other, one)):
        spoken = f"{theirs.context} {theirs.ask}"
        if mine.units[name].word.endswith("%") and theirs.units[name] == PURE and not PERCENT.search(spoken):
            return any(slot.name == name for slot in theirs.given)
    return False


def _rows(texts: Texts) -> dict[tuple[object, ...], list[str]]:
    """The numbers that a question gives with units, in order, by their unit; each where it first stands."""
    rows: dict[tuple[object, ...], list[str]] = {}
    for slot in texts.given:
        unit: Measure = slot.unit(texts.language)
        if slot.name and unit != PURE:
            row = rows.setdefault((unit.dimension, unit.factors), [])
            if slot.name not in row:
                row.append(slot.name)
    return rows
