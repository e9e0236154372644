"""A term to be defined: an essay of a sentence or two, whose question is the term alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from hwgen.content.tree import Para, Str, Strong
from hwgen.fields import CourseText
from hwgen.kinds import essay
from hwgen.kinds.essay import Essay, EssayAnswer, Rubric, RubricRecord
from hwgen.kinds.kind import Asked, Asker, Kind
from hwgen.kinds.records import QuestionRecord
from hwgen.layouts import Space


class DefinitionRecord(QuestionRecord):
    """A term to be defined in a sentence or two, marked by a person."""

    kind: Literal["definition"]
    lines: int = Field(4, ge=1, le=45, description="The number of lines that the paper leaves for the answer.")
    space: Space = Field("blank", description="The style of these lines: blank, ruled, a grid of squares, or a box.")
    term: CourseText = Field(description="The term alone; the paper says in words of its own that it is to be defined.")
    model: CourseText = Field(description="A definition that gets all points.")
    rubric: tuple[RubricRecord, ...] = Field(min_length=1, description="What earns points, line by line.")


def _read(record: DefinitionRecord) -> Essay:
    rubric = tuple(Rubric(line.text, line.points) for line in record.rubric)
    return Essay(record.id, record.term, record.model, rubric, record.lines, None, record.space, "definition")


def _ask(part: Essay, asker: Asker) -> Asked[EssayAnswer]:
    asked = essay.ask(part, asker)
    first, *others = asked.stem
    term = first.inlines if isinstance(first, Para) else ()
    before, _, after = asker.words["definition"].partition("{term}")
    return replace(asked, stem=(Para((Str(before), Strong(term), Str(after))), *others))


DEFINITION = Kind(
    name="definition",
    record=DefinitionRecord,
    part=Essay,
    answer=EssayAnswer,
    read=_read,
    unexplained=lambda record: (),
    passages=essay.passages,
    ask=_ask,
    data=essay.data,
    shown=essay.shown,
    section=(3, 4),
)
