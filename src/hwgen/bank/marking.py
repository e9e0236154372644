"""How the marks of an exam become grades: `marking:` in a blueprint, printed on the answer sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from hwgen.fields import Record, refused
from hwgen.kinds.records import Number


def _percent(value: Fraction) -> Fraction:
    if not 0 <= value <= 100:
        raise ValueError("expected a percentage from 0 to 100")
    if 0 < value < 1:
        raise ValueError("expected a percentage such as 60, not a share such as 0.6")
    return value


def _a_number(value: object) -> object:
    """Numbers of questions have other ways out: the percent sign may be a part of the answer."""
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", str(value), re.ASCII):
        raise ValueError("expected a percentage such as 60")
    return value


def _step(value: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("expected 0 or a positive number such as 0.5 or 1")
    return value


def _scale(value: dict[str, Fraction]) -> dict[str, Fraction]:
    if value and min(value.values()) > 0:
        lowest = min(value, key=lambda grade: value[grade])
        raise refused("the lowest grade begins at 0", f"write `{lowest}: 0`, or add a grade below `{lowest}`")
    if len(set(value.values())) < len(value):
        raise ValueError("two grades begin at the same percentage")
    if list(value.values()) not in (sorted(value.values()), sorted(value.values(), reverse=True)):
        raise ValueError("the grades stand in another order than their percentages")
    return value


Percent = Annotated[Number, BeforeValidator(_a_number), AfterValidator(_percent)]
Unit = Literal["percent", "points"]


@dataclass(frozen=True)
class Tolerance:
    """How far two markers may differ: by so many points, or percent of those of the question."""

    amount: Fraction
    unit: Unit


TOLERANCE = re.compile(r"(\d+(?:\.\d+)?) *(%|points?)?")


def _tolerance(value: object) -> Tolerance:
    """Reads `10` and `10%`, which are the same, and `2 points`."""
    read = TOLERANCE.fullmatch(str(value).strip())
    if not read:
        raise ValueError("expected a percentage such as 10%, or points such as 2 points")
    amount = Fraction(read[1])
    return Tolerance(_percent(amount), "percent") if read[2] in (None, "%") else Tolerance(amount, "points")


_TOLERANCE_SCHEMA = {
    "type": ["string", "number"],
    "pattern": f"^(?:{TOLERANCE.pattern})$",
    "examples": ["10%", "2 points"],
}


class MarkingRecord(Record):
    """What marks on answer sheets mean, and how points become a grade."""

    double: Literal["ask", "wrong"] = Field(
        default="ask",
        description="What two marks are where one box is asked for: a question to a person, or a wrong answer.",
    )
    cancelled: Literal["erased", "crossed"] = Field(
        default="erased", description="How a mark is taken back: erased, or also crossed out."
    )
    rounding: Annotated[Number, AfterValidator(_step)] = Field(
        default=Fraction(0),
        description="Totals are rounded to multiples of this number, halves upwards; 0 leaves them exact.",
    )
    pass_percent: Percent | None = Field(
        default=None, alias="pass", description="The percentage of the points that is needed to pass."
    )
    second_marking: Annotated[Tolerance, PlainValidator(_tolerance), WithJsonSchema(_TOLERANCE_SCHEMA)] | None = Field(
        default=None,
        alias="second-marking",
        description="Written answers are marked by two people; a third one marks those on which they differ by more than this: a percentage of the points, `10%`, or `2 points`.",
    )
    best_of: int | None = Field(
        default=None,
        ge=1,
        alias="best-of",
        description="Only so many questions count for a student: those with the most points. The others give nothing.",
    )
    grades: Annotated[dict[str, Percent], AfterValidator(_scale)] = Field(
        default_factory=dict, description="The percentage of the points from which each grade is given: `A: 90`."
    )


PLAIN = MarkingRecord()
