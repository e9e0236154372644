"""What the records of all kinds have in common: what an item says of itself, numbers, ids that stand once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import InitErrorDetails

from hwgen.calculators import EXPLAINED, Calculator
from hwgen.content.chart import Chart
from hwgen.errors import Diagnostic
from hwgen.fields import Name, Record, SourceText, Truth, one_of, tongues
from hwgen.numerals import Notation
from hwgen.text import Language, Text
from hwgen.words.words import language_called

STEM = "The question, in Markdown with `$TeX$`; conventions that the answer depends on are stated."
EXPLANATION = "The worked solution, for the key."


@dataclass(frozen=True)
class Numeral:
    """A number, and how its author wrote it; a fraction is shown as suits it."""

    number: Fraction
    notation: Notation | None
    written: str = ""


def _numeral(value: object) -> Numeral:
    text = str(value)
    if not text.isascii():
        # Python reads full-width digits, which would be printed in the key.
        raise ValueError("expected a number such as 3, -0.25, 1/3 or 6.02e23")
    exponent = re.search(r"[eE][+-]?0*(\d+)$", text)
    try:
        # An exponent of many digits would take all memory.
        number = None if exponent and len(exponent[1]) > LARGEST_EXPONENT_DIGITS else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError("expected a number such as 3, -0.25, 1/3 or 6.02e23") from None
    if number is None or (number and not SMALLEST <= abs(number) <= 1 / SMALLEST):
        raise ValueError("expected a number with at most 300 zeros")
    notation: Notation | None = "scientific" if exponent else None if "/" in text else "decimal"
    return Numeral(number, notation, value if isinstance(value, str) else text)


def _number(value: object) -> Fraction:
    return _numeral(value).number


def _tolerance(value: object) -> Fraction:
    number = _number(value)
    if number < 0:
        raise ValueError("expected a tolerance of 0 or more")
    return number


LARGEST_EXPONENT_DIGITS = 3
SMALLEST = Fraction(1, 10**300)
_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?\d+/0*[1-9]\d*$"}]}
Number = Annotated[Fraction, BeforeValidator(_number), WithJsonSchema(_NUMBER)]
Tolerance = Annotated[Fraction, BeforeValidator(_tolerance), WithJsonSchema(_NUMBER)]
WrittenNumber = Annotated[Numeral, PlainValidator(_numeral), WithJsonSchema(_NUMBER)]


class QuestionRecord(Record):
    id: SourceText = Field(description="Its name in the whole course, in kebab-case: `free-fall`.")
    kind: str = Field(description="The kind of question; it decides the other keys.")


class About(QuestionRecord):
    """What each item says of itself. `language` or `languages` are those of an item that does not have all of the course’s.

    `enemies` are items that stand on no paper with it, `charts` the plots its texts refer to as `![](name)`, `silence` the remarks of
    `hwgen check` that do not apply, each with a reason.

    An item that was `imported` may leave out why its answers are right or wrong.
    """

    objective: Name | None = Field(None, description="What it tests, by the id of an objective of its topic.")
    difficulty: int = Field(
        ge=1, le=5, examples=[1, 2, 3, 4, 5], description="From 1 (known at once) to 5 (few students manage it)."
    )
    minutes: float = Field(gt=0, examples=[1, 2, 3, 5], description="How long a student who knows the answer takes.")
    calculator: Calculator = Field("none", description=EXPLAINED)
    source: SourceText = Field(
        description="The book or paper, with the section, that supports the answer.",
        examples=["Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2"],
    )
    tags: tuple[Name, ...] = Field((), description="Words for searching.")
    misconceptions: tuple[Name, ...] = Field(
        (),
        description="Misconceptions it shows beside those of its options, by their ids in bank/misconceptions*.yaml.",
    )
    enemies: tuple[Name, ...] = Field(
        (), description="Items that never appear on the same paper, by their ids: they give it away or ask the same."
    )
    silence: dict[str, SourceText] = Field(
        default_factory=dict,
        description="Rules of `hwgen check` that do not apply, by their ids, each with a reason.",
    )
    language: Name | None = Field(
        None,
        description="Its language, if the item exists in only one of the course’s languages.",
    )
    languages: tuple[Name, ...] = Field(
        (), description="Its languages, if the item exists in only some of the course’s languages."
    )
    imported: Truth = Field(
        False, description="true for an imported item, which may leave out `why` and `explanation`."
    )
    charts: dict[str, Chart] = Field(
        default_factory=dict, description="Plots from data, by the names that texts use: `![](name)`."
    )

    @model_validator(mode="wrap")
    @classmethod
    def _in_its_languages(cls, data: Any, read: ModelWrapValidatorHandler[About], info: ValidationInfo) -> About:
        """Reads the texts of an item that has languages of its own in those."""
        course = tongues(info)
        own = _own_languages(data, course["known"])
        outer, course["languages"] = course["languages"], own or course["languages"]
        try:
            return read(data)
        finally:
            course["languages"] = outer


def _own_languages(data: Any, known: Sequence[Language]) -> tuple[Language, ...]:
    """What an item says of its languages; nothing where it has all of the course. Raises ValueError for another one."""
    keys = data if isinstance(data, dict) else {}
    one, several = keys.get("language"), keys.get("languages")
    if one is not None and several is not None:
        raise ValueError("an item has either `language` or `languages`")
    listed = several if isinstance(several, list) else [several] if several in known else []
    own = tuple(listed) if one is None else (one,)
    names = " or ".join(f"`{code}`" for code in known)
    faults = [
        InitErrorDetails(
            type=one_of(
                known, f"a language of the course is expected, {names}", language_called(language, known) or ""
            ),
            loc=("language",) if one is not None else ("languages", i),
            input=language,
        )
        for i, language in enumerate(own)
        if isinstance(language, str) and language not in known
    ]
    if faults:
        raise ValidationError.from_exception_data("item", faults)
    return own


def text(record: Text | None) -> Text:
    """A text that may be left out."""
    return record or Text()


def twice(ids: Sequence[SourceText]) -> Iterator[Diagnostic]:
    """The ids that stand there already."""
    for i, id in enumerate(ids):
        if id in ids[:i]:
            yield Diagnostic("duplicate-id", f"duplicate id `{id}`", id.span, "give each an id of its own")
