"""A term to be defined: an essay of a sentence or two, whose question is the term, and at most one thing more."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import Literal

from pydantic import Field

from hwgen.content.tree import Blocks, Inlines, Para, Str, Strong
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
    also: CourseText | None = Field(
        None, description="What is asked besides, as the paper says it after “Define … and”: `give an example`."
    )
    model: CourseText = Field(description="A definition that gets all points.")
    rubric: tuple[RubricRecord, ...] = Field(min_length=1, description="What earns points, line by line.")


def _read(record: DefinitionRecord) -> Essay:
    rubric = tuple(Rubric(line.text, line.points) for line in record.rubric)
    also = record.also if record.also else None
    return Essay(record.id, record.term, record.model, rubric, record.lines, None, record.space, "definition", also)


def _ask(part: Essay, asker: Asker) -> Asked[EssayAnswer]:
    asked = essay.ask(part, asker)
    blanks: dict[str, Inlines] = {"{term}": (Strong(_line(asked.stem)),)}
    if part.also:
        blanks["{also}"] = _line(asker.content(part.also))
    words = asker.words["definition.also" if part.also else "definition.term"]
    pieces = (blanks.get(piece, (Str(piece),)) for piece in re.split(r"(\{\w+\})", words) if piece)
    return replace(asked, stem=(Para(tuple(chain.from_iterable(pieces))), *asked.stem[1:]))


def _line(blocks: Blocks) -> Inlines:
    first = blocks[0]
    return first.inlines if isinstance(first, Para) else ()


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
    section=(2, 4),
)
