"""A short answer: a word or two to be typed, of which every right spelling is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from hwgen.content.tree import Math, Para
from hwgen.fields import CourseText, Spelling, Truth
from hwgen.kinds.kind import (
    Asked,
    AskedComputed,
    Asker,
    Compared,
    Computable,
    Kind,
    Layout,
    Manner,
    Passage,
    Say,
    Seen,
    Wording,
    written,
)
from hwgen.kinds.records import EXPLANATION, STEM, QuestionRecord, text
from hwgen.text import Text
from hwgen.values import Value
from hwgen.words.words import Words

# Zeros at the end of a decimal, with what stands before them.
_ZEROS = re.compile(r"\.0+(?!\d)|(\.\d*[1-9])0+(?!\d)")


class ShortAnswerRecord(QuestionRecord):
    """A word or two to be written down."""

    kind: Literal["short-answer"]
    stem: CourseText = Field(description=STEM)
    accepted: tuple[Spelling, ...] = Field(
        min_length=1,
        description="Every spelling that is right, in both languages; the key prints the first that the paper’s readers can read.",
    )
    case: Truth = Field(False, description="true where capital letters matter.")
    explanation: CourseText | None = Field(None, description=EXPLANATION)


@dataclass(frozen=True)
class ShortAnswer:
    """A few words to be typed; each spelling in `accepted` is right. `case` says whether capitals count."""

    id: str
    stem: Text
    accepted: tuple[str, ...]
    solution: Text
    case: bool = False
    kind: str = "short-answer"


@dataclass(frozen=True)
class ShortAnswerAnswer:
    """A few typed characters; each spelling in `accepted` is right.

    The key shows `value` or, where there is none, the first spelling. `case` says whether capitals count.
    """

    value: Value | None
    accepted: tuple[str, ...]
    case: bool = False
    kind: str = "short-answer"
    layout: ClassVar[Layout] = "fields"

    @property
    def brief(self) -> tuple[Value, ...] | str:
        return (self.value,) if self.value else self.accepted[0]

    def rules(self, words: Words) -> Iterator[str]:
        # Spellings that differ in their spaces alone look the same in print.
        others = {"".join(spelling.split()): spelling for spelling in reversed(self.accepted[1:])}
        others.pop("".join(self.accepted[0].split()), None)
        if others:
            # A comma between them would look like one in a number.
            joint = words[
                "marking.joint" if any("," in spelling for spelling in others.values()) else "answering_joint"
            ]
            yield words.say("marking.also", spellings=joint.join(reversed(others.values())))
        if self.case:
            yield words["marking.case"]

    def compared(self, seen: Seen) -> Compared:
        return Compared((), seen(self))


def _read(record: ShortAnswerRecord) -> ShortAnswer:
    accepted = tuple(map(str, record.accepted))
    return ShortAnswer(record.id, record.stem, accepted, text(record.explanation), record.case)


def passages(part: ShortAnswer) -> Iterator[Passage]:
    yield Passage("stem", part.stem)
    yield Passage("solution", part.solution)


def ask(part: ShortAnswer, asker: Asker) -> Asked[ShortAnswerAnswer]:
    accepted = asker.words.script.own_first(part.accepted)
    answer = ShortAnswerAnswer(None, accepted, part.case, part.kind)
    return Asked(asker.content(part.stem), answer, asker.content(part.solution))


def _ask_computed(part: Computable, wording: Wording, asker: Asker) -> AskedComputed[ShortAnswerAnswer]:
    value = part.value(part.key)
    key = written(part, value)
    forms = (*key.typed(), *value.alone.typed(), *value.shown_with(value.digits).typed())
    # Who fills up with zeros and who does not is right.
    accepted = asker.words.script.typed(tuple(dict.fromkeys((*forms, *(_ZEROS.sub(r"\1", form) for form in forms)))))
    return AskedComputed(wording.ask, ShortAnswerAnswer(key, accepted))


def shown(answer: ShortAnswerAnswer, say: Say) -> str:
    value = answer.value
    return say((Para((Math(value.tex()),)),)) if value else answer.accepted[0]


def data(answer: ShortAnswerAnswer, say: Say) -> dict[str, Any]:
    value = answer.value.plain if answer.value else answer.accepted[0]
    return {"answer": {"value": value, "accepted": list(answer.accepted), "case": answer.case}}


SHORT_ANSWER = Kind(
    name="short-answer",
    record=ShortAnswerRecord,
    part=ShortAnswer,
    answer=ShortAnswerAnswer,
    read=_read,
    passages=passages,
    ask=ask,
    manner=Manner(lambda part: True, _ask_computed),
    data=data,
    shown=shown,
    section=(2, 3),
)
