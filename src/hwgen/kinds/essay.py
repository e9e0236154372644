"""An essay: a few sentences that a person marks by a rubric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.content.tree import Blocks
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds.calculations import RIGHT, Calculation
from hwgen.kinds.kind import Asked, Asker, Compared, Kind, Layout, Passage, Say, Seen
from hwgen.kinds.records import STEM, QuestionRecord
from hwgen.kinds.sharing import shares
from hwgen.layouts import Space
from hwgen.text import Text
from hwgen.words.words import Words


class RubricRecord(Record):
    """One line of a marking scheme."""

    text: CourseText = Field(description="What earns the points.")
    points: int = Field(gt=0, description="The points, out of the total of the rubric.")


class EssayRecord(QuestionRecord):
    """A few sentences, marked by a person."""

    kind: Literal["essay"]
    lines: int = Field(10, ge=1, le=45, description="The number of lines that the paper leaves for the answer.")
    space: Space = Field("blank", description="The style of these lines: blank, ruled, a grid of squares, or a box.")
    stem: CourseText = Field(description=STEM)
    template: CourseText | None = Field(None, description="Text given on the paper, to be completed.")
    model: CourseText = Field(description="An answer that gets all points.")
    rubric: tuple[RubricRecord, ...] = Field(min_length=1, description="What earns points, line by line.")
    check: SourceText | None = Field(
        None,
        description="What the numbers of the model answer have to meet, as an equation: `tuple(max(x, 0) for x in (-1, 2)) = (0, 2)`; "
        "`hwgen check` calculates its sides.",
    )


@dataclass(frozen=True)
class Rubric:
    """A line of a marking scheme; `share` is its part of the question's points."""

    text: Text
    share: int


@dataclass(frozen=True)
class Essay:
    """An answer in sentences, marked by a person; `lines` is the height of the answer space in lines of text.

    `kind` is that of the item, which may be asked in words of its own, and for something `also`. `check` is an equation for its model.
    """

    id: str
    stem: Text
    model: Text
    rubric: tuple[Rubric, ...]
    lines: int = 10
    template: Text | None = None
    space: Space = "blank"
    kind: str = "essay"
    also: Text | None = None
    check: str = ""


@dataclass(frozen=True)
class RubricLine:
    text: Blocks
    points: int


@dataclass(frozen=True)
class EssayAnswer:
    """`template` is what a student finds written in the answer field already.

    With `follow_through`, a mistake costs its points once, and what follows from it correctly gets its own.
    """

    model: Blocks
    rubric: tuple[RubricLine, ...]
    lines: int
    template: Blocks = ()
    space: Space = "blank"
    kind: str = "essay"
    follow_through: bool = False
    layout: ClassVar[Layout] = "essay"

    @property
    def brief(self) -> None:
        return None

    def rules(self, words: Words) -> Iterable[str]:
        return (words["marking.follow"],) if self.follow_through else ()

    def compared(self, seen: Seen) -> Compared:
        return Compared([self.template], seen((self.model, self.rubric)))


def _read(record: EssayRecord) -> Essay:
    rubric = tuple(Rubric(line.text, line.points) for line in record.rubric)
    template = record.template if record.template else None
    return Essay(
        record.id, record.stem, record.model, rubric, record.lines, template, record.space, check=record.check or ""
    )


def passages(part: Essay) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    if part.also:
        yield Passage("stem", part.also)
    yield Passage("model", part.model)
    yield from (Passage("rubric", line.text) for line in part.rubric)
    if part.template:
        yield Passage("stem", part.template)


def _calculations(part: Essay) -> Iterator[tuple[Calculation, ...]]:
    yield (Calculation(part.check, RIGHT),) if part.check else ()


def ask(part: Essay, asker: Asker) -> Asked[EssayAnswer]:
    template = asker.content(part.template) if part.template else ()
    rubric = shared_out([(asker.content(line.text), line.share) for line in part.rubric], asker.points)
    answer = EssayAnswer(asker.content(part.model), rubric, part.lines, template, part.space, part.kind)
    return Asked(asker.content(part.stem), answer)


def shared_out(lines: Sequence[tuple[Blocks, int]], points: int) -> tuple[RubricLine, ...]:
    """A marking scheme whose lines have `points` in proportion to their shares, and none has 0 where there are enough."""
    counts = shares([share for _, share in lines], points)
    return tuple(RubricLine(text, count) for (text, _), count in zip(lines, counts, strict=True))


def shown(answer: EssayAnswer, say: Say) -> str:
    return say(answer.model)


def data(answer: EssayAnswer, say: Say) -> dict[str, Any]:
    rubric = [{"text": say(line.text), "points": line.points} for line in answer.rubric]
    return {"rubric": rubric, "template": say(answer.template), "lines": answer.lines}


ESSAY = Kind(
    name="essay",
    record=EssayRecord,
    part=Essay,
    answer=EssayAnswer,
    read=_read,
    unexplained=lambda record: (),
    passages=passages,
    calculations=_calculations,
    ask=ask,
    data=data,
    shown=shown,
    section=(1, 15),
)
