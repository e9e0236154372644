"""What a marker gave for written answers on the screen: kept line by line, and never written over. The last word on an answer counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from hwgen.classes.spreadsheet import HIDDEN
from hwgen.marks.kept import WRITTEN
from hwgen.marks.response import Response
from hwgen.marks.scoring import most_of, on_paper
from hwgen.scanning import rubric
from hwgen.scanning.agreement import agreed, counting
from hwgen.scanning.bookkeeping import Sheet
from hwgen.scanning.decided import added, entries
from hwgen.scanning.rubric import Revisions
from hwgen.sheets.keys import NOTHING, STRICT, Policy, Question, Written

FILE = WRITTEN


@dataclass(frozen=True)
class Rating:
    """Points for the answer to `field` on a page, which is known by the digest of its picture, and the lines of the rubric that are met.

    Without `points`, what this `marker` gave before is taken back.
    """

    content: str
    field: str
    points: Fraction | None = None
    lines: tuple[int, ...] = ()
    comment: str = ""
    marker: str = ""
    at: str = ""
    __pydantic_config__ = STRICT

    def __post_init__(self) -> None:
        """Raises ValueError for a time that others cannot be compared with."""
        if self.at and datetime.fromisoformat(self.at).tzinfo is None:
            raise ValueError(f"`{self.at}` is a time without a time zone")

    @property
    def when(self) -> datetime:
        """When it was given; before all others where nobody wrote that down."""
        return datetime.fromisoformat(self.at) if self.at else datetime.min.replace(tzinfo=UTC)


# By the scan and the field of an answer, then by whom its markers are.
Ratings = dict[tuple[str, str], dict[str, Rating]]


def person(marker: str) -> str:
    """Who a marker is, however the name is typed: in capitals, with full-width letters, with spaces or signs that nobody sees. Empty where there is no name."""
    return " ".join(HIDDEN.sub("", unicodedata.normalize("NFKC", marker)).split()).casefold()


def read(path: Path) -> Ratings:
    """The ratings of each answer by its markers, in the order in which these began with it."""
    ratings: Ratings = {}
    for rating in entries(path, Rating):
        by_marker = ratings.setdefault((rating.content, rating.field), {})
        if rating.points is None:
            by_marker.pop(person(rating.marker), None)
        else:
            by_marker[person(rating.marker)] = rating
    return ratings


def append(path: Path, *ratings: Rating) -> None:
    """Onto the disk before the next one is asked for."""
    added(path, ratings)


def written_fields(sheet: Sheet) -> Iterable[tuple[Question, Written]]:
    """The questions of a sheet that are answered in frames, with the field of each."""
    for question in sheet.copy.questions:
        for field in question.fields:
            if isinstance(field, Written):
                yield question, field


def contents_of(sheet: Sheet, field: str) -> list[str]:
    """The scans of the page on which a written answer begins; none where that was not scanned."""
    first = next((frame.page for frame in sheet.layout.frames if frame.id == field), 0)
    return [record.reading.content for record in sheet.scans.get(first, ())]


def content_of(sheet: Sheet, field: str, ratings: Ratings) -> str | None:
    """By which scan an answer is known: of several, the one that was marked, so that no later scan takes its place."""
    contents = contents_of(sheet, field)
    return next((content for content in contents if ratings.get((content, field))), next(iter(contents), None))


def follows(rating: Rating, line: int, field: Written, most: Fraction) -> bool:
    """Whether the points of a rating are those of its lines, this one among them; a marker who gave others knew better."""
    return line in rating.lines and rating.points == rubric.worth(field, rating.lines, most)


def with_ratings(sheet: Sheet, response: Response, ratings: Ratings, revisions: Revisions, policy: Policy) -> Response:
    """A response with the points that were given on the screen; those that were typed go before them.

    Where two people mark, whoever filled in points on the paper is the first of them. Lines of a rubric are met where all markers on the screen whose points count say so.
    """
    points, comments, met = dict(response.points), {}, {}
    settled: set[str] = set()
    for question, field in written_fields(sheet):
        given, most = _given(sheet, response, question, field, ratings, policy), most_of(question, field)
        each = [rating.points or NOTHING for rating in given]
        worth = agreed(each, most, policy)
        if field.id not in response.points and worth is not None:
            points[field.id] = worth
            now = rubric.revised(field, rubric.pile_of(question, field), revisions).rubric
            lines = set.intersection(*(set(given[i].lines) for i in counting(each, most, policy) if given[i].content))
            met[field.id] = tuple(now[i] for i in sorted(lines))
        if remarks := dict.fromkeys(rating.comment for rating in given if rating.comment):
            comments[field.id] = "; ".join(remarks)
        if field.id in points:
            settled |= {*field.digits, field.half}
    return replace(
        response,
        points=points,
        rated=tuple(sorted(points.keys() - response.points.keys())),
        comments=comments,
        met={id: lines for id, lines in met.items() if lines},
        doubts=tuple(group for group in response.doubts if group not in settled),
    )


def apart(sheet: Sheet, response: Response, ratings: Ratings, policy: Policy) -> int:
    """How many written answers of a response, which has its ratings, wait for another marker since those so far differ too much."""
    open_fields = ((question, field) for question, field in written_fields(sheet) if field.id not in response.points)
    return sum(len(_given(sheet, response, *each, ratings, policy)) > 1 for each in open_fields)


def _given(
    sheet: Sheet, response: Response, question: Question, field: Written, ratings: Ratings, policy: Policy
) -> list[Rating]:
    """By each marker in turn; whoever filled in points on the paper is one only where there are several. Where one marks, whose word came last is."""
    on_screen = ratings.get((content_of(sheet, field.id, ratings) or "", field.id), {}).values()
    if policy.second_marking is None:
        return sorted(on_screen, key=lambda rating: rating.when)
    paper = _on_paper(field, response, most_of(question, field))
    return [*([paper] if paper else []), *on_screen]


def _on_paper(field: Written, response: Response, most: Fraction) -> Rating | None:
    """The points beside a frame as those of a marker who saw no scan; None as long as somebody has to look at them."""
    points, doubts = on_paper(field, response.marked, most)
    unclear = {*doubts, *response.doubts} - {*response.decided}
    if points is None or not unclear.isdisjoint({*field.digits, field.half}):
        return None
    return Rating("", field.id, min(points, most))
