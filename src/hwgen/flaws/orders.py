"""Numbers of one unit that two languages give in another order: which of two percentages comes first is the same in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.measures import PURE, Measure
from hwgen.flaws.slots import Texts
from hwgen.words.words import name_of


def of_orders(languages: Sequence[Texts]) -> Iterator[Flaw]:
    """Two languages of a question in which two numbers of one unit have changed places."""
    for one, other in combinations(languages, 2):
        here, there = (_rows(texts) for texts in (one, other))
        for unit, names in here.items():
            row = there.get(unit, [])
            if names != row and len(names) > 1 and sorted(names) == sorted(row):
                listed = [" and ".join(f"`[{name}]`" for name in row) for row in (names, row)]
                message = f"{listed[0]} in the {name_of(one.language)} text, {listed[1]} in the {name_of(other.language)} text"
                yield flaw("meaning-differs", message, other.ask)
                return


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
