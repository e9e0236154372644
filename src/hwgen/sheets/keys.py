"""What scoring knows of each copy: keys.json, frozen when the papers are printed, so that marking never asks the course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, assert_never

from pydantic import ConfigDict

from hwgen.adapters import adapter
from hwgen.words.words import Words

SCHEMA = 1
FILE = "keys.json"
# The folder beside it, once a sheet was marked.
MARKS = "marks"
# The words of files of marks, and those of keys and papers that stand on sheets that are handed back.
WORDS = "marks"
OTHER_WORDS = ("sheet.key", "score_got", "model")
# The language of the systems that take jwxt.xlsx.
OFFICE = "zh"
WHOLE = Fraction(1)
NOTHING = Fraction(0)
# Kinds of fields are told apart by what they hold.
STRICT = ConfigDict(extra="forbid")
PICTURES = ConfigDict(extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True)
class Option:
    """What marking a box gives: a share of the field, below 0 where it takes points off. `id` is that of the option in the item, `text` what it says."""

    value: str
    share: Fraction = NOTHING
    id: str = ""
    misconception: str = ""
    why: str = ""
    text: str = ""


@dataclass(frozen=True)
class Boxes:
    """A row of boxes: one is to be marked or, where `several`, all that are right."""

    group: str
    options: tuple[Option, ...]
    several: bool = False
    weight: int = 1
    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Interval:
    """A number from `low` to `high` gives this share of the field."""

    low: Fraction
    high: Fraction
    share: Fraction
    misconception: str = ""
    why: str = ""


@dataclass(frozen=True)
class Number:
    """A number in a grid, a group for each column; the first of `accepted` that it lies in decides."""

    groups: tuple[str, ...]
    accepted: tuple[Interval, ...]
    weight: int = 1
    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Criterion:
    text: str
    points: Fraction


@dataclass(frozen=True)
class Written:
    """An answer that a person marks, called `id`; a typed one is compared with the `accepted` spellings or numbers. `digits` are the groups of the points that were marked on paper, `half` that of half a point more. `model` is how it might be answered."""

    id: str
    digits: tuple[str, ...]
    half: str
    rubric: tuple[Criterion, ...] = ()
    accepted: tuple[str, ...] = ()
    case: bool = False
    numbers: tuple[Interval, ...] = ()
    weight: int = 1
    model: str = ""
    __pydantic_config__ = STRICT


FieldKey = Boxes | Number | Written


@dataclass(frozen=True)
class Figure:
    """A picture in the texts of a question, where `text` stands for it: its name among the pictures of all copies, and how wide it is, in millimetres."""

    text: str
    name: str
    width: float


@dataclass(frozen=True)
class Question:
    """A question of a copy. Each field counts with its weight; `part` is its id within the item, `key` what is right, in words, and `stem` how it begins.

    `figures` are those of model answers and reasons.

    One that is `void` gives all its points to everybody.
    """

    number: int
    item: str
    part: str
    variant: str
    kind: str
    points: Fraction
    fields: tuple[FieldKey, ...]
    key: str = ""
    topic: str = ""
    difficulty: int = 0
    void: bool = False
    stem: str = ""
    figures: tuple[Figure, ...] = ()

    @property
    def groups(self) -> Iterator[str]:
        """All groups of boxes that are read for it."""
        for each in self.fields:
            match each:
                case Boxes(group=group):
                    yield group
                case Number(groups=groups):
                    yield from groups
                case Written(digits=digits, half=half):
                    yield from (*digits, half)
                case _:
                    assert_never(each)


@dataclass(frozen=True)
class Copy:
    """A sheet that was printed: its serial number, the code of its paper, and whose it is; nobody's are `id` and `name` empty.

    Where it is in another `language` than those of most of its class, `course` and `title` are as it has them.
    """

    serial: int
    code: str
    layout: str
    questions: tuple[Question, ...]
    form: str = ""
    id: str = ""
    name: str = ""
    group: str = ""
    language: str = ""
    course: str = ""
    title: str = ""


@dataclass(frozen=True)
class Grade:
    """A grade that is given from so many percent on."""

    name: str
    percent: Fraction


@dataclass(frozen=True)
class Policy:
    """How marks become points and points become grades.

    Two marks where one is allowed are `wrong`, or a person is `ask`ed. A cancelled mark is one that was `erased`, or also one that was
    `crossed` out. Written answers are marked once or, where there is a `second_marking`, by two people who may differ by so many points,
    or percent of those of the question. Totals are rounded to multiples of `rounding`, halves upwards; 0 leaves them exact. `pass_percent` of the points are needed to pass. Of a student's questions, only the `best_of` ones count; without it, all do.
    """

    double: Literal["wrong", "ask"] = "ask"
    cancelled: Literal["erased", "crossed"] = "erased"
    rounding: Fraction = NOTHING
    pass_percent: Fraction | None = None
    grades: tuple[Grade, ...] = ()
    second_marking: Fraction | None = None
    best_of: int | None = None
    second_marking_unit: Literal["percent", "points"] = "percent"

    def summed(self, points: Iterable[Fraction]) -> Fraction:
        """The sum of the points that count, which are the greatest ones."""
        return sum(sorted(points, reverse=True)[: self.best_of], NOTHING)


@dataclass(frozen=True)
class Keys:
    """All copies of a class or all forms of it. `students` are those of the class list, where copies are nobody's; `words` are the course's for files of marks and sheets that are
    handed back, `other_words` those in the other languages of copies, and in that of the OFFICE.

    `figures` are the pictures that questions name: SVG, PNG or JPEG.
    """

    exam: str
    title: str
    course: str
    language: str
    seed: int
    copies: tuple[Copy, ...]
    policy: Policy = Policy()
    misconceptions: dict[str, str] = field(default_factory=dict)
    students: tuple[tuple[str, str, str], ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    other_words: dict[str, dict[str, str]] = field(default_factory=dict)
    figures: dict[str, bytes] = field(default_factory=dict)
    schema: int = SCHEMA
    __pydantic_config__ = PICTURES


def frozen_words(words: Words) -> dict[str, str]:
    """What a class keeps of the words of its course as they are when it is printed."""
    return {**words.group(WORDS), **{name: words[name] for name in OTHER_WORDS}}


def write(keys: Keys) -> bytes:
    return adapter(Keys).dump_json(keys, exclude_defaults=True) + b"\n"


def read(data: bytes) -> Keys:
    """Raises ValueError for anything but keys of this version."""
    keys = adapter(Keys).validate_json(data)
    if keys.schema != SCHEMA:
        raise ValueError(f"keys of version {keys.schema}, where {SCHEMA} is known")
    return keys
