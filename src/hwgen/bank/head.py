"""The head of a paper as a course or an exam writes it: `head:` in bank/course.yaml, key by key replaced by that of an exam."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from hwgen.errors import closest
from hwgen.fields import CourseText, Record, SourceText, one_of, refused
from hwgen.layouts import Layout, Scores
from hwgen.text import Source, Text


def _single(letter: Source) -> Source:
    """Raises PydanticCustomError for more than one letter: papers print the word for a form beside it."""
    if len(letter.strip()) > 1:
        meant = re.search("[A-Z甲乙丙丁]", letter)
        raise one_of((), f"expected one letter, such as `A`, found `{letter}`", meant[0] if meant else "A")
    return letter


# A day that is written in numbers, the year first.
_DAY = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")


def _day(text: Text) -> Text:
    for words in text.values():
        if written := _DAY.search(words):
            try:
                datetime.date(*map(int, written.groups()))
            except ValueError:
                way_out = "write the year, the month and the day, such as `2026-06-30`"
                raise refused(f"the calendar has no day `{written[0]}`", way_out) from None
    return text


class HeadRecord(Record):
    """What stands before the first question, and how it is laid out."""

    layout: Layout | None = Field(
        default=None,
        description="`chinese` has a sealing line and boxes for marks, `western` a cover page; else a plain title.",
    )
    logo: SourceText | None = Field(default=None, description="A picture of the bank, such as `files/logo.png`.")
    institution: CourseText | None = Field(default=None, description="The institution, if not that of the course.")
    department: CourseText | None = Field(default=None, description="The department, below the institution.")
    code: SourceText | None = Field(default=None, description="The code of the course.")
    teacher: CourseText | None = Field(default=None, description="Who teaches the course.")
    date: Annotated[CourseText, AfterValidator(_day)] | None = Field(
        default=None, description="When the exam takes place."
    )
    room: CourseText | None = Field(default=None, description="Where the exam takes place.")
    book: Literal["closed", "open"] | None = Field(default=None, description="Whether books may be used.")
    aids: CourseText | None = Field(default=None, description="What else students may use.")
    letter: Annotated[SourceText, AfterValidator(_single)] | None = Field(
        default=None, description="A or B, where there is another paper for a second sitting."
    )
    rules: tuple[CourseText, ...] | None = Field(default=None, description="Rules of the exam, a line each.")
    honour: CourseText | None = Field(
        default=None, description="What students sign; on a cover page there is a usual one."
    )
    signatures: tuple[CourseText, ...] | None = Field(default=None, description="Who signs the paper, a line each.")
    scores: Scores | None = Field(default=None, description="The table of marks: one column for each part or question.")

    @model_validator(mode="before")
    @classmethod
    def _is_more_than_a_layout(cls, data: Any) -> Any:
        """Raises PydanticCustomError for the name of a layout in place of keys, with the key that it belongs to."""
        if isinstance(data, str) and (layout := closest(data.lower(), get_args(Layout))):
            raise one_of((), "expected lines such as `key: value`, found a text", f"{{layout: {layout}}}")
        return data


EMPTY = HeadRecord()


def joined(course: HeadRecord, exam: HeadRecord) -> HeadRecord:
    """The keys of the exam, and those of the course that it leaves out."""
    return course.model_copy(update={key: getattr(exam, key) for key in exam.model_fields_set})
