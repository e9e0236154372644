"""The lines of rubrics by which answers are marked, and how they were changed meanwhile: kept line by line, as decisions are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from hwgen.marks.kept import RUBRICS
from hwgen.scanning.decided import added, entries
from hwgen.scanning.naming import name_of
from hwgen.sheets.keys import STRICT, Criterion, Question, Written

FILE = RUBRICS
Place = tuple[str, int]


@dataclass(frozen=True)
class Revision:
    """From now on `line` of the rubric of a pile of answers has other points or another text; None leaves it as it was printed."""

    pile: str
    line: int
    points: Fraction | None = None
    text: str | None = None
    marker: str = ""
    at: str = ""
    __pydantic_config__ = STRICT

    @property
    def place(self) -> Place:
        return self.pile, self.line


Revisions = Mapping[Place, Revision]


def pile_of(question: Question, field: Written) -> str:
    """The pile of answers that are marked by one rubric, on whatever papers."""
    return name_of("pile", question.item, question.part, field.id.partition(".")[2])


def read(path: Path) -> dict[Place, Revision]:
    """The last revision of each line."""
    return {revision.place: revision for revision in entries(path, Revision)}


def text(revisions: Revisions, place: Place) -> str:
    """What stands in place of the printed text; nothing where that is left."""
    revision = revisions.get(place)
    return (revision.text or "") if revision else ""


def append(path: Path, revision: Revision) -> None:
    added(path, [revision])


def revised(field: Written, pile: str, revisions: Revisions) -> Written:
    lines = (_revised(line, revisions.get((pile, i))) for i, line in enumerate(field.rubric))
    return replace(field, rubric=tuple(lines))


def _revised(line: Criterion, revision: Revision | None) -> Criterion:
    if revision is None:
        return line
    points = line.points if revision.points is None else revision.points
    return Criterion(line.text if revision.text is None else revision.text, points)


def worth(field: Written, lines: tuple[int, ...], most: Fraction) -> Fraction:
    """The points of the lines that are met, but no more than the answer can get."""
    return min(max(sum((field.rubric[i].points for i in set(lines)), Fraction(0)), Fraction(0)), most)
