"""Linked questions: parts about one description, each of a kind of its own; and the names of all that an item can be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from hwgen.errors import Diagnostic
from hwgen.fields import CourseText
from hwgen.kinds import KIND, KINDS
from hwgen.kinds.kind import Find, Place
from hwgen.kinds.records import QuestionRecord, twice

if TYPE_CHECKING:
    AnyQuestion = QuestionRecord
else:
    AnyQuestion = Annotated[reduce(or_, (kind.record for kind in KINDS)), Field(discriminator="kind")]

LINKED = "linked"
Weight = Annotated[int, Field(ge=1, le=100)]
ITEM_KINDS = (*(kind.name for kind in KINDS), LINKED)


class LinkedRecord(QuestionRecord):
    """Questions about one description."""

    kind: Literal["linked"]
    context: CourseText = Field(description="The description that all parts share, printed once before them.")
    parts: tuple[AnyQuestion, ...] = Field(
        min_length=1, description="The questions; one refers to an earlier one by `[@its-id]`."
    )
    weights: tuple[Weight, ...] = Field(
        (),
        description="By which the points of all parts are shared out among them, one for each: `[1, 1, 3]`. Left out: equally.",
    )

    @model_validator(mode="after")
    def _weighs_each(self) -> LinkedRecord:
        if self.weights and len(self.weights) != len(self.parts):
            raise ValueError(f"expected {len(self.parts)} `weights`, one for each part, not {len(self.weights)}")
        return self


def faults(record: QuestionRecord, find: Find) -> Iterator[Diagnostic]:
    """What is wrong in an item although its keys are right."""
    if isinstance(record, LinkedRecord):
        yield from twice([part.id for part in record.parts])
        for i, part in enumerate(record.parts):
            yield from KIND[part.kind].faults(part, partial(find, "parts", i))
    else:
        yield from KIND[record.kind].faults(record, find)


def unexplained(record: QuestionRecord) -> Iterator[Place]:
    """The keys that are missing and that only an imported item may leave out."""
    if isinstance(record, LinkedRecord):
        for i, part in enumerate(record.parts):
            yield from (("parts", i, *place) for place in KIND[part.kind].unexplained(part))
    else:
        yield from KIND[record.kind].unexplained(record)
