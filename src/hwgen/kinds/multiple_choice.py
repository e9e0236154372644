"""A choice of several right options: every right one is offered, and the student marks each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from hwgen.errors import Diagnostic
from hwgen.fields import CourseText
from hwgen.kinds import choice
from hwgen.kinds.candidates import MOST_OPTIONS, CandidateRecord, candidates, too_few
from hwgen.kinds.choice import Choice, ChoiceAnswer, Option
from hwgen.kinds.kind import AskedComputed, Asker, Computable, Find, Kind, Manner, Place, Wording
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, text, twice

# Moodle has shares for no more.
MOST_RIGHT = 10


class MultipleChoiceRecord(QuestionRecord):
    """Several right options: every one is offered, and every wrong one, or as many as make up `options`."""

    kind: Literal["multiple-choice"]
    stem: CourseText = Field(description=STEM)
    right: tuple[CandidateRecord, ...] = Field(
        min_length=2, max_length=MOST_RIGHT, description="Right options; a paper shows all of them."
    )
    wrong: tuple[CandidateRecord, ...] = Field(
        (),
        max_length=MOST_RIGHT,
        description="Wrong options, each from a mistake that students make; only an imported item may have none.",
    )
    options: int | None = Field(
        None, ge=3, le=MOST_OPTIONS, description="How many options a paper shows; left out, all of them."
    )
    explanation: CourseText | None = Field(None, description=EXPLANATION)


def _read(record: MultipleChoiceRecord) -> Choice:
    right, wrong = candidates(record.right), candidates(record.wrong)
    count = record.options - len(right) if record.options else len(wrong)
    return Choice(record.id, record.stem, right, wrong, text(record.explanation), count, len(right))


def _faults(record: MultipleChoiceRecord, find: Find) -> Iterator[Diagnostic]:
    if record.wrong:
        yield from too_few(record.wrong, record.options, len(record.right), find)
    yield from twice([candidate.id for candidate in (*record.right, *record.wrong)])


def _unexplained(record: MultipleChoiceRecord) -> Iterator[Place]:
    yield from choice.unexplained(record)
    if not record.wrong:
        yield ("wrong",)


def _ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[ChoiceAnswer]:
    if not part.labels:
        asker.refuse("manner-impossible", f"`{part.id}` of `{asker.item}` has one right answer", "ask it as `choice`")
    bodies = {label: asker.content(text) for label, text in part.labels.items()}
    options = tuple(Option(label, body, label in part.key, ()) for label, body in bodies.items())
    return AskedComputed(wording.ask, ChoiceAnswer(options, several=True))


MULTIPLE_CHOICE = Kind(
    name="multiple-choice",
    record=MultipleChoiceRecord,
    part=Choice,
    answer=ChoiceAnswer,
    read=_read,
    faults=_faults,
    unexplained=_unexplained,
    passages=choice.passages,
    misconceptions=choice.misconceptions,
    calculations=choice.calculations,
    shows=choice.shows,
    variety=choice.variety,
    ask=choice.ask,
    pins="options",
    usable=choice.usable,
    proven=choice.proven,
    manner=Manner(lambda part: bool(part.labels), _ask_computed),
    data=choice.data,
    shown=choice.shown,
    section=(2, 4),
)
