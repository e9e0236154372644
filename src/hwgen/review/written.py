"""Written answers, question by question: the frames of all students in an order that says nothing of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from markupsafe import Markup

from hwgen.content.image import image_kind
from hwgen.marks.roll import results
from hwgen.marks.scoring import Result, most_of
from hwgen.marks.tables import shown
from hwgen.marks.wording import html
from hwgen.review import crops
from hwgen.scanning.bookkeeping import NO_INK, Sheet
from hwgen.scanning.marking import Scanned
from hwgen.scanning.naming import name_of
from hwgen.scanning.passages import between
from hwgen.scanning.pieces import pixels
from hwgen.scanning.rated import Rating, Ratings, content_of, written_fields
from hwgen.scanning.records import Record
from hwgen.scanning.rubric import Revisions, pile_of, revised
from hwgen.sheets.drawing import label_of
from hwgen.sheets.keys import NOTHING, Keys, Question, Written
from hwgen.sheets.layout import Frame

PICTURE = Markup('<img src="data:{};base64,{}" alt="{}">')
TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "": "application/octet-stream"}
LETTERS = "abcdefghijklmnopqrst"


@dataclass(frozen=True)
class Answer:
    """A written answer: its frames, on the pages that were scanned, and the points that it has by whatever way; None where it waits for some."""

    sheet: Sheet
    question: Question
    field: Written
    content: str
    points: Fraction | None
    frames: tuple[tuple[Record, Frame], ...]

    @property
    def key(self) -> str:
        return name_of("answer", self.field.id, self.content)

    @property
    def most(self) -> Fraction:
        return most_of(self.question, self.field)

    @property
    def place(self) -> tuple[str, str]:
        return self.content, self.field.id

    @property
    def ink(self) -> float | None:
        """How much is written, in square millimetres; None where that was not looked at when its page was read."""
        pages = {record.reading.content: record.reading.frames for record, _ in self.frames}
        areas = [frames.get(self.field.id) for frames in pages.values()]
        return None if None in areas else sum(filter(None, areas))

    @property
    def empty(self) -> bool:
        return self.ink is not None and self.ink < NO_INK

    def waits(self, ratings: Ratings, person: str) -> bool:
        """Whoever has marked it is not asked again; where two differ, somebody else is."""
        return self.points is None and person not in ratings.get(self.place, {})


@dataclass(frozen=True)
class Pile:
    """All answers to a question, which may have several numbers on different papers."""

    key: str
    numbers: str
    name: str
    answers: tuple[Answer, ...]

    def left(self, ratings: Ratings, person: str) -> int:
        """How many answers wait for this marker."""
        return sum(answer.waits(ratings, person) for answer in self.answers)

    def pairs(self, ratings: Ratings) -> list[tuple[Fraction, Fraction]]:
        """What the first two markers gave, for each answer that has two."""
        given = (
            [rating.points or NOTHING for rating in ratings.get(answer.place, {}).values()] for answer in self.answers
        )
        return [(points[0], points[1]) for points in given if len(points) > 1]


def arranged(answers: Sequence[Answer], *, by_ink: bool = False) -> list[Answer]:
    """By the digests of their pictures, which are no order of anything, or the longest first; in the end those in which nothing is written."""
    return sorted(answers, key=lambda answer: (answer.empty, -(answer.ink or 0) if by_ink else 0, answer.key))


def piles(scanned: Scanned, keys: Keys, ratings: Ratings, revisions: Revisions) -> list[Pile]:
    """In the order of their first numbers, with rubrics as they were revised. Students who were absent have no answers."""
    by_pile: dict[str, list[Answer]] = {}
    for sheet, result in zip(scanned.sheets, results(keys, scanned.known), strict=True):
        if not result.response.absent:
            for answer in _answers(sheet, result, ratings):
                by_pile.setdefault(pile_of(answer.question, answer.field), []).append(answer)
    done = (_pile(key, answers, revisions) for key, answers in by_pile.items())
    return sorted(done, key=lambda pile: min(answer.question.number for answer in pile.answers))


def _pile(key: str, answers: list[Answer], revisions: Revisions) -> Pile:
    numbers = sorted({label_of(answer.field.id) for answer in answers}, key=lambda label: (len(label), label))
    now = tuple(replace(answer, field=revised(answer.field, key, revisions)) for answer in answers)
    return Pile(key, ", ".join(numbers), answers[0].question.item, now)


def _answers(sheet: Sheet, result: Result, ratings: Ratings) -> Iterator[Answer]:
    shares = {field.id: field.share for score in result.questions for field in score.fields}
    for question, field in written_fields(sheet):
        content = content_of(sheet, field.id, ratings)
        pages = sheet.pages
        frames = tuple(
            (pages[frame.page], frame) for frame in sheet.layout.frames if frame.id == field.id and frame.page in pages
        )
        if content and frames:
            share = shares[field.id]
            points = None if share is None else share * most_of(question, field)
            yield Answer(sheet, question, field, content, points, frames)


@dataclass(frozen=True)
class Line:
    """A line of a rubric: the key that switches it, its words, its points."""

    place: int
    key: str
    text: str
    points: str
    met: bool


@dataclass(frozen=True)
class AnswerView:
    """An answer as it is shown, with the sizes of its pictures in pixels and, where there is one, a model answer; nothing of it says whose it is."""

    key: str
    sizes: tuple[tuple[int, int], ...]
    most: str
    answer: str
    lines: tuple[Line, ...]
    points: str
    comment: str
    open: bool
    empty: bool
    model: Markup


def answer_view(answer: Answer, keys: Keys, ratings: Ratings, person: str, *, blind: bool) -> AnswerView:
    """As a marker sees it: where several mark `blind`, the points of others do not show."""
    own = ratings.get(answer.place, {}).get(person)
    rating = own or Rating("", "")
    lines = tuple(
        Line(i, LETTERS[i : i + 1], line.text, shown(line.points), i in rating.lines)
        for i, line in enumerate(answer.field.rubric)
    )
    worth = rating.points if own or blind else answer.points
    points = "" if worth is None else shown(worth)
    key = "" if lines else answer.question.key
    return AnswerView(
        answer.key,
        tuple(pixels(crops.of_frame(answer.sheet.layout, frame), crops.WRITTEN) for _, frame in answer.frames),
        shown(answer.most),
        key,
        lines,
        points,
        rating.comment,
        answer.waits(ratings, person),
        answer.empty,
        _model(answer, keys),
    )


def _model(answer: Answer, keys: Keys) -> Markup:
    """With its pictures, as far as they were kept when the papers were printed."""
    names = {figure.text: figure.name for figure in answer.question.figures if figure.name in keys.figures}
    return Markup().join(
        PICTURE.format(
            TYPES[image_kind(keys.figures[names[part]])], b64encode(keys.figures[names[part]]).decode(), part
        )
        if part in names
        else html(part)
        for part in between(answer.field.model, names)
    )


def same_model(answers: Sequence[AnswerView]) -> bool:
    return len({answer.model for answer in answers}) == 1


def same_key(answers: Sequence[AnswerView]) -> bool:
    """Whether one key stands for all of them."""
    return len({answer.answer for answer in answers}) == 1
