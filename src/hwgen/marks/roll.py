"""The roll of a class with its results: a row for each student who was to sit the exam, and for each sheet that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hwgen.marks.response import Response
from hwgen.marks.scoring import Result, score
from hwgen.sheets.keys import Copy, Keys


@dataclass(frozen=True)
class Row:
    """A student; without a `result`, nothing came back."""

    id: str
    name: str
    group: str
    result: Result | None = None

    @property
    def absent(self) -> bool:
        return self.result is not None and self.result.response.absent


def results(keys: Keys, responses: Iterable[Response]) -> tuple[Result, ...]:
    """Raises KeyError for a sheet that was not printed for this class."""
    copies = {copy.serial: copy for copy in keys.copies}
    return tuple(score(copies[response.serial], response, keys.policy) for response in responses)


def roll(keys: Keys, scored: Iterable[Result]) -> tuple[Row, ...]:
    """In the order of the class list; then sheets without a known number, and the second ones of a student."""
    by_place: dict[str, list[Result]] = {}
    for result in scored:
        by_place.setdefault(place_of(result.copy, result.response), []).append(result)
    rows = []
    for id, name, group in _expected(keys):
        mine = by_place.get(id)
        rows.append(Row(id, name, group, mine.pop(0) if mine else None))
    rest = sorted((r for those in by_place.values() for r in those), key=lambda r: (r.id, r.copy.serial))
    rows += [Row(result.id, result.copy.name, result.copy.group, result) for result in rest]
    return tuple(rows)


def _expected(keys: Keys) -> Iterator[tuple[str, str, str]]:
    yield from ((copy.id, copy.name, copy.group) for copy in keys.copies if copy.id)
    yield from keys.students


def place_of(copy: Copy, response: Response) -> str:
    """Whose response it is: the student's number or, where nobody wrote one, that of the sheet."""
    return copy.id or response.id or f"#{copy.serial}"
