"""What a response gets by the keys of its copy, in exact fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import assert_never

from hwgen.marks.response import Response, Unscanned
from hwgen.sheets.keys import (
    NOTHING,
    WHOLE,
    Boxes,
    Copy,
    Criterion,
    FieldKey,
    Interval,
    Number,
    Policy,
    Question,
    Written,
)

NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:/\d+)?")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class FieldScore:
    """What one field gets: `share` of it, None where a person has still to mark it, or where it stands on pages that are `unscanned`.

    `answer` is what was understood, "" for nothing. `chosen` are the values that were marked, `misconceptions` what they show, `doubts` the
    groups to be looked at, `comment` is what a marker wrote, and `met` are the lines of the rubric that are met.
    """

    id: str
    share: Fraction | None
    answer: str = ""
    chosen: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    comment: str = ""
    met: tuple[Criterion, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()


@dataclass(frozen=True)
class QuestionScore:
    """Fields without a share count as 0 until they have one."""

    question: Question
    fields: tuple[FieldScore, ...]

    @property
    def points(self) -> Fraction:
        return self.question.points * self.share

    @property
    def share(self) -> Fraction:
        if self.question.void:
            return WHOLE
        weights = [field.weight for field in self.question.fields]
        shares = (score.share or NOTHING for score in self.fields)
        return sum((weight * share for weight, share in zip(weights, shares, strict=True)), NOTHING) / sum(weights)

    @property
    def pending(self) -> bool:
        """Whether its points are not known yet, if it counts."""
        counts = self.question.points and not self.question.void
        return bool(counts) and any(score.share is None for score in self.fields)

    @property
    def waits(self) -> bool:
        """Whether a person has still to mark it."""
        return self.pending and any(score.share is None and not score.unscanned for score in self.fields)

    @property
    def unscanned(self) -> tuple[Unscanned, ...]:
        """The pages without which its points are not known."""
        return tuple(page for score in self.fields for page in score.unscanned) if self.pending else ()

    @property
    def blank(self) -> bool:
        return not any(score.answer for score in self.fields)

    @property
    def answers(self) -> tuple[str, ...]:
        """What was answered, field by field; of what a person marked, only what was typed, since its points stand beside it. Nothing where all are blank."""
        fields = zip(self.question.fields, self.fields, strict=True)
        answers = tuple("" if isinstance(field, Written) and not got.chosen else got.answer for field, got in fields)
        return answers if any(answers) else ()


@dataclass(frozen=True)
class Result:
    """What a student gets. `total` is rounded as the policy says."""

    copy: Copy
    response: Response
    questions: tuple[QuestionScore, ...]
    policy: Policy

    @property
    def id(self) -> str:
        return self.response.id or self.copy.id

    @property
    def most(self) -> Fraction:
        return self.policy.summed(score.question.points for score in self.questions)

    @property
    def exact(self) -> Fraction:
        return self.policy.summed(score.points for score in self.questions)

    @property
    def total(self) -> Fraction:
        step = self.policy.rounding
        return floor(self.exact / step + HALF) * step if step else self.exact

    @cached_property
    def beside(self) -> frozenset[int]:
        """The numbers of the questions that do not count, since so many others are better; of equal ones, the first count."""
        ranked = sorted(self.questions, key=lambda score: -score.points)
        return frozenset(score.question.number for score in ranked[self.policy.best_of or len(ranked) :])

    @property
    def percent(self) -> Fraction:
        return 100 * self.total / self.most if self.most else NOTHING

    @property
    def grade(self) -> str:
        return next((grade.name for grade in self.policy.grades if self.percent >= grade.percent), "")

    @property
    def passed(self) -> bool | None:
        return None if self.policy.pass_percent is None else self.percent >= self.policy.pass_percent

    @property
    def doubts(self) -> tuple[str, ...]:
        """The groups that a person has to look at."""
        own = (group for score in self.questions for field in score.fields for group in field.doubts)
        return tuple(
            group for group in dict.fromkeys((*self.response.doubts, *own)) if group not in self.response.decided
        )

    @property
    def waits(self) -> bool:
        """Whether written answers have still to be marked."""
        return any(score.waits for score in self.questions)

    @property
    def waiting(self) -> int:
        """How many they are."""
        fields = (field for score in self.questions if score.waits for field in score.fields)
        return sum(field.share is None and not field.unscanned for field in fields)

    @property
    def unscanned(self) -> tuple[Unscanned, ...]:
        """The pages without which the total is not known; whoever was absent needs none."""
        pages = {page.number: page for score in self.questions for page in score.unscanned}
        return () if self.response.absent else tuple(page for _, page in sorted(pages.items()))

    @property
    def final(self) -> bool:
        """Whether nothing is left that could change the total."""
        return not (self.doubts or self.unscanned or (self.waits and not self.response.absent))


def score(copy: Copy, response: Response, policy: Policy) -> Result:
    questions = tuple(
        QuestionScore(question, tuple(_field(field, question, response, policy) for field in question.fields))
        for question in copy.questions
    )
    return Result(copy, response, questions, policy)


def _field(field: FieldKey, question: Question, response: Response, policy: Policy) -> FieldScore:
    match field:
        case Boxes(group=id):
            groups, known, scored = (id,), id in response.marked, _boxes(field, response, policy)
        case Number(groups=groups):
            id = groups[0].partition("#")[0]
            known, scored = id in response.texts, _number(id, field, response)
        case Written(id=id):
            # A marker saw all pages.
            groups, scored = (id,), _written(field, question, response, policy)
            known = scored.share is not None
        case _:
            assert_never(field)
    unscanned = tuple(page for page in response.unscanned if not known and not {*groups}.isdisjoint(page.groups))
    return FieldScore(id, None, unscanned=unscanned) if unscanned else scored


def _boxes(field: Boxes, response: Response, policy: Policy) -> FieldScore:
    chosen = response.marked.get(field.group, ())
    options = [option for option in field.options if option.value in chosen]
    misconceptions = tuple(option.misconception for option in options if option.misconception)
    answer = "".join(option.value for option in options)
    if field.several:
        share = min(max(sum((option.share for option in options), NOTHING), NOTHING), WHOLE)
        return FieldScore(field.group, share, answer, chosen, misconceptions)
    if len(options) > 1:
        # As a wrong answer, until a person decides.
        doubts = (field.group,) if policy.double == "ask" else ()
        share = min(NOTHING, *(option.share for option in field.options))
        return FieldScore(field.group, share, answer, chosen, (), doubts)
    return FieldScore(field.group, options[0].share if options else NOTHING, answer, chosen, misconceptions)


def _number(id: str, field: Number, response: Response) -> FieldScore:
    columns = [response.marked.get(group, ()) for group in field.groups]
    text = response.texts.get(id, "".join("".join(column) for column in columns))
    if not text:
        return FieldScore(id, NOTHING)
    doubts = () if id in response.texts else tuple(_odd(field.groups, columns))
    value = number(text)
    if value is None or any(len(column) > 1 for column in columns if id not in response.texts):
        return FieldScore(id, NOTHING, text, doubts=doubts or (field.groups[0],))
    return _met(id, value, text, field.accepted, doubts)


def _met(id: str, value: Fraction, text: str, accepted: Sequence[Interval], doubts: tuple[str, ...] = ()) -> FieldScore:
    met = next((interval for interval in accepted if interval.low <= value <= interval.high), None)
    share = met.share if met else NOTHING
    shown = (met.misconception,) if met and met.misconception else ()
    return FieldScore(id, share, text, (text,), shown, doubts)


def _odd(groups: Sequence[str], columns: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns with two marks, and those left out inside a number."""
    used = [i for i, column in enumerate(columns) if column]
    for i, column in enumerate(columns):
        if len(column) > 1 or (not column and used[0] < i < used[-1]):
            yield groups[i]


def number(text: str) -> Fraction | None:
    """The number that the signs of a grid make; None where they make none."""
    if not NUMBER.fullmatch(text):
        return None
    whole, _, below = text.partition("/")
    try:
        return Fraction(whole) / Fraction(below or 1)
    except ZeroDivisionError:
        return None


def _written(field: Written, question: Question, response: Response, policy: Policy) -> FieldScore:
    """Where two people mark, what one of them filled in on the paper is not enough."""
    most = most_of(question, field)
    points, doubts = on_paper(field, response.marked, most)
    if field.id in response.points:
        points, doubts = response.points[field.id], ()
    elif field.id in response.texts:
        text = response.texts[field.id]
        value = number(text) if field.numbers else None
        if value is not None:
            return _met(field.id, value, text, field.numbers)
        return FieldScore(field.id, WHOLE if accepts(field, text) else NOTHING, text, (text,))
    elif policy.second_marking is not None:
        points = None
    if points is None:
        return FieldScore(field.id, None, doubts=doubts)
    comment, met = response.comments.get(field.id, ""), response.met.get(field.id, ())
    return FieldScore(field.id, min(points, most) / most, f"{float(points):g}", doubts=doubts, comment=comment, met=met)


def most_of(question: Question, field: Written) -> Fraction:
    """The points that a written answer can get."""
    return question.points * field.weight / sum(other.weight for other in question.fields)


def accepts(field: Written, text: str) -> bool:
    """Whether a typed answer is one of the right spellings."""
    spelling = " ".join(text.split())
    if field.case:
        return spelling in field.accepted
    return spelling.casefold() in {right.casefold() for right in field.accepted}


def on_paper(
    field: Written, marked: Mapping[str, tuple[str, ...]], most: Fraction
) -> tuple[Fraction | None, tuple[str, ...]]:
    """The points that a marker filled in, and the groups that are not clear."""
    digits = [marked.get(group, ()) for group in field.digits]
    half = HALF if marked.get(field.half) else NOTHING
    doubts = tuple(group for group, values in zip(field.digits, digits, strict=True) if len(values) > 1)
    if not any(digits):
        return (half or None), doubts
    points = Fraction("".join(values[-1] if values else "0" for values in digits)) + half
    return points, doubts or ((field.digits[0],) if points > most else ())
