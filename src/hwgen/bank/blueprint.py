"""Blueprints: bank/exams/*.yaml, what a paper asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from hwgen.bank.head import EMPTY, HeadRecord
from hwgen.bank.marking import PLAIN, MarkingRecord
from hwgen.calculators import Calculator
from hwgen.errors import Span
from hwgen.fields import CourseText, FilledText, Name, Record, SourceText, Truth, one_of
from hwgen.kinds import MANNERS
from hwgen.kinds.renamed import rename_blueprint
from hwgen.text import USUAL, Language
from hwgen.yamlsrc import Document


class Pin(Record):
    """What is fixed instead of drawn: a statement, params of a generator, the options of a part in their order."""

    statement: SourceText | None = Field(default=None, description="The statement of a true/false item, by its id.")
    params: dict[str, SourceText] = Field(default_factory=dict, description="What a generator draws, by name.")
    options: dict[str, tuple[SourceText, ...]] = Field(
        default_factory=dict,
        description="For a part by its id: options in their order by their ids, `right` for the key; or entries.",
    )


def _manner(value: object) -> str:
    if value not in MANNERS:
        *names, last = MANNERS
        raise one_of(MANNERS, f"expected {', '.join(names)} or {last}")
    return str(value)


# A question kind that can ask for what is computed.
Manner = Annotated[str, BeforeValidator(_manner), WithJsonSchema({"type": "string", "enum": list(MANNERS)})]


# Difficulties are 1 to 5.
LEVELS = 5
NUMBER = r"\d+(?:\.\d+)?"
RANGE = re.compile(rf"(?:(at least|at most) +)?({NUMBER})(?: *[-–] *({NUMBER}))? *(%?)")


# What a class makes of questions that are called so.
EASE = {
    **dict.fromkeys(("easy", "容易", "简单", "易"), "at least 70%"),
    **dict.fromkeys(("medium", "moderate", "中等", "适中", "中"), "40-70%"),
    **dict.fromkeys(("hard", "difficult", "难", "困难", "较难"), "at most 40%"),
}


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included, None where there is no bound; `share` says that they are percent."""

    low: Fraction | None
    high: Fraction | None
    share: bool = False


def _range(value: object) -> Range:
    """Reads `3`, `2-4`, `at least 2` or `at most 4`, each perhaps with `%`."""
    read = RANGE.fullmatch(str(value).strip())
    if not read or (read[1] and read[3]):
        raise ValueError("expected a range such as 3, 2-4, at least 2, at most 4 or 15-25%")
    side, first, second, percent = read.groups()
    low, high = Fraction(first), Fraction(second or first)
    if low > high:
        raise ValueError(f"the least, {first}, is more than the most, {second}")
    if percent and high > 100:
        raise ValueError("a share is at most 100%")
    return Range(None if side == "at most" else low, None if side == "at least" else high, bool(percent))


def _mean_difficulty(value: object) -> Range:
    message = "expected a range of difficulties from 1 to 5, such as 2.1-2.8 or at most 3"
    try:
        mean = _amount(value)
    except ValueError:
        raise ValueError(message) from None
    if (mean.low or 0) > LEVELS or (mean.high is not None and mean.high < 1):
        raise ValueError(message)
    return mean


def _amount(value: object) -> Range:
    amount = _range(value)
    if amount.share:
        raise ValueError("expected a range such as 100, 80-90, at least 2 or at most 85")
    return amount


def _percentages(value: object) -> Range:
    if isinstance(value, str) and re.fullmatch(r"[^\W\d]+", value.strip()):
        message = "expected the mean share of the points, such as 40-70% or at least 30%"
        raise one_of((), message, EASE.get(value.strip().lower(), "40-70%"))
    shares = _range(value)
    if not shares.share:
        raise ValueError("expected a range of percentages such as 40-70% or at least 30%")
    return shares


def _quota(value: object) -> tuple[Range, ...]:
    if isinstance(value, dict):
        raise ValueError("expected a range such as 3, 2-4, at least 2, at most 4 or 15-25%")
    ranges = tuple(map(_range, _several(value)))
    if len({range.share for range in ranges}) < len(ranges):
        raise ValueError("expected a range such as 2-4; a list has one of questions and one in percent")
    for bound in (bound for range in ranges if not range.share for bound in (range.low, range.high)):
        if bound is not None and bound.denominator > 1:
            raise ValueError("questions are counted in whole numbers; a share of the points ends in %")
    return ranges


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


_RANGE_SCHEMA = {
    "type": ["string", "number"],
    "pattern": f"^(?:{RANGE.pattern})$",
    "examples": ["3", "2-4", "at least 2", "at most 4"],
}
_QUOTA_SCHEMA = {"anyOf": [{**_RANGE_SCHEMA, "examples": ["2-4", "at least 2", "15-25%"]}, {"type": "array"}]}
_TEXTS_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_LEVEL = {"type": "integer", "minimum": 1, "maximum": LEVELS}
Percentages = Annotated[Range, PlainValidator(_percentages), WithJsonSchema(_RANGE_SCHEMA)]
Amount = Annotated[Range, PlainValidator(_amount), WithJsonSchema(_RANGE_SCHEMA)]
MeanDifficulty = Annotated[Range, PlainValidator(_mean_difficulty), WithJsonSchema(_RANGE_SCHEMA)]
# How many questions, or with % which part of the paper's points; or both, as a list.
Quota = Annotated[tuple[Range, ...], PlainValidator(_quota), WithJsonSchema(_QUOTA_SCHEMA)]
Texts = Annotated[tuple[Name, ...], BeforeValidator(_several), WithJsonSchema(_TEXTS_SCHEMA)]
Level = Annotated[int, Field(ge=1, le=5)]
Levels = Annotated[
    tuple[Level, ...],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [_LEVEL, {"type": "array", "items": _LEVEL}]}),
]
FILTERS = ("topic", "kind", "objective", "bloom", "tag", "generated", "facility")


class Entry(Record):
    """One line of a part: an item by its id, or some picked from the bank; `as` says how a computed one is asked.

    Each of the other keys says what is picked: one value, or a list of which any will do.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["item"]},
            "then": {"properties": dict.fromkeys(("pick", *FILTERS), False)},
            "else": {"required": ["pick"]},
        }
    )

    item: Name | None = Field(None, description="An item or a generator, by its id.")
    pick: int | None = Field(None, gt=0, description="The number of items to pick from the bank, instead of an `item`.")
    topic: Texts = Field((), description="Picks from this topic, or any of a list.")
    kind: Texts = Field((), description="Picks questions of this kind, or any of a list.")
    objective: Texts = Field((), description="Picks items that test this objective, or any of a list.")
    bloom: Texts = Field((), description="Picks items that test an objective at this Bloom level, or any of a list.")
    tag: Texts = Field((), description="Picks items with this tag, or any of a list.")
    generated: Truth | None = Field(None, description="true picks computed questions only, false conceptual ones only.")
    facility: Percentages | None = Field(
        None, description="Picks what classes solved to this part, by bank/results.yaml: 40-70%."
    )
    difficulty: Levels = Field((), description="Only of this difficulty, 1 to 5, or any of a list.")
    manner: Manner | None = Field(
        None, alias="as", description="How a question is asked, where there are several ways."
    )
    pin: Pin = Field(Pin(), description="Values to fix instead of drawing them.")
    variant: int = Field(
        0, ge=0, description="A particular variant, by its number from 1, instead of the one that the seed gives."
    )
    points: int | None = Field(None, gt=0, description="The points of each question, if not those of the part.")
    together: Truth = Field(
        False, description="true if the questions of a linked item have these points together, as one question would."
    )

    @model_validator(mode="after")
    def _either(self) -> Entry:
        if (self.item is None) == (self.pick is None):
            raise ValueError("an entry has either `item` or `pick`")
        given = [name for name in FILTERS if getattr(self, name) not in ((), None)]
        if self.item is not None and given:
            raise ValueError(" and ".join(f"`{name}`" for name in given) + " can only be used with `pick`")
        fixed = [name for name, value in (("variant", self.variant), ("pin", self.pin != Pin())) if value]
        if self.item is None and fixed:
            raise ValueError(" and ".join(f"`{name}`" for name in fixed) + " can only be used with `item`")
        return self

    @property
    def count(self) -> int:
        """How many items it puts on a paper."""
        return self.pick or 1


def _deduction(value: object) -> int:
    if str(value) in DEDUCTIONS:
        return int(str(value))
    number = re.fullmatch(r"[-−]?(?:(\d+) ?[%％]?|(0?\.\d+)|1/(\d))", str(value).strip())
    meant = ""
    if number:
        whole, part, under = number.groups()
        meant = whole or f"{float(part) * 100 if part else 100 / max(int(under), 1):g}"
    message = "`deduct` is one of the parts that Moodle knows: " + ", ".join(DEDUCTIONS)
    raise one_of(DEDUCTIONS, message, meant if meant in DEDUCTIONS else "")


# In percent.
DEDUCTIONS = ("5", "10", "20", "25", "30", "40", "50", "100")
Deduction = Annotated[
    int, BeforeValidator(_deduction), WithJsonSchema({"type": "integer", "enum": list(map(int, DEDUCTIONS))})
]


class SectionPlan(Record):
    """A part of a paper. `deduct` is what a wrong option of a choice takes off, in percent of the question's points."""

    title: CourseText = Field(description="The heading of the part.")
    instructions: CourseText | None = Field(
        None,
        description="Instructions for students, printed below the heading. Without them, the paper says how its kinds of questions are answered.",
    )
    points: int = Field(gt=0, description="The points of each question.")
    deduct: Deduction = Field(0, description="The deduction for a wrong option of a choice, in percent of the points.")
    room: int = Field(0, ge=0, le=20, description="Blank lines below each question for working; essays have their own.")
    questions: tuple[Entry, ...] = Field(min_length=1, description="Items by their ids, or how many to pick of what.")


class PlanRecord(Record):
    """Requirements for the paper as a whole.

    A quota counts questions (`2-4`, `at least 2`) or is a share of the points (`15-25%`); its key `others` stands for all that
    are not named. `difficulty` is the mean, each question counting with its points. `minutes` are those of the items. `fresh: 2`
    leaves out what the last two exams of the ledger asked. `personal: 4` deals personal papers from four parallel forms.
    """

    points: Amount | None = Field(None, description="The points of the whole paper.")
    minutes: Amount | None = Field(None, description="The minutes of all items together.")
    difficulty: MeanDifficulty | None = Field(
        None, description="The mean difficulty; a question counts with its points."
    )
    facility: Percentages | None = Field(
        None,
        description="The mean share of the points that classes reached, by bank/results.yaml; what no class had is left out.",
    )
    levels: dict[str, Quota] = Field(default_factory=dict, description="How much of each difficulty, 1 to 5.")
    topics: dict[str, Quota] = Field(default_factory=dict, description="How much of each topic.")
    objectives: dict[str, Quota] = Field(default_factory=dict, description="How much on each objective.")
    bloom: dict[str, Quota] = Field(default_factory=dict, description="How much of each Bloom level.")
    kinds: dict[str, Quota] = Field(default_factory=dict, description="How much of each kind of question.")
    tags: dict[str, Quota] = Field(default_factory=dict, description="How much of each tag.")
    generated: Quota = Field((), description="How many computed questions.")
    conceptual: Quota = Field((), description="How many questions of the bank.")
    exclude: Texts = Field((), description="Items to leave out, by their ids.")
    fresh: int | None = Field(
        None, gt=0, examples=[2], description="Leaves out items asked in this many previous exams."
    )
    personal: int | None = Field(None, ge=2, le=10, description="Deals personal papers from this many parallel forms.")
    calculator: Calculator | None = Field(
        None, description="What students may use: no question needs more, and the paper says so."
    )


class ExamFile(Record):
    """An exam: its parts, and what is asked in them.

    `silence` holds the remarks of `hwgen check` that do not apply to its papers, each with a reason.
    """

    title: FilledText = Field(description="The title of the paper.")
    term: CourseText | None = Field(None, description="The term, printed below the title.")
    minutes: int = Field(gt=0, examples=[90], description="How long students have.")
    head: HeadRecord = Field(EMPTY, description="The head of the paper, where it differs from bank/course.yaml.")
    answer_sheet: Truth = Field(
        False, alias="answer-sheet", description="true ends each paper in an answer sheet, as `--sheets` does."
    )
    marking: MarkingRecord = Field(PLAIN, description="How answer sheets are marked, and what grade a total gives.")
    plan: PlanRecord | None = Field(None, description="Requirements for the paper as a whole.")
    sections: tuple[SectionPlan, ...] = Field(min_length=1, description="The parts of the paper.")
    silence: dict[str, SourceText] = Field(
        default_factory=dict,
        description="Rules of `hwgen check` that do not apply, by their ids, each with a reason.",
    )

    def entries(self) -> Iterator[tuple[int, int, Entry]]:
        """Every entry with its section and its place in it."""
        for i, section in enumerate(self.sections):
            for j, entry in enumerate(section.questions):
                yield i, j, entry

    @property
    def picks(self) -> bool:
        """Whether the bank has a say in what is asked."""
        return any(entry.pick for _, _, entry in self.entries())


class Blueprint:
    """An exam's plan, with the place of each of its entries."""

    def __init__(self, path: Path, languages: Sequence[Language] = USUAL, *, old: bool = False) -> None:
        """`old` is for one of a bank whose items call their kinds by old names. Raises CourseError."""
        self.path = path
        self.name = path.stem
        self.document = Document(path)
        self.warnings = tuple(renaming.warning for renaming in rename_blueprint(self.document, old=old))
        self.plan = self.document.read(ExamFile, languages)

    @property
    def data(self) -> Any:
        """What the file says, as plain data."""
        return self.document.data

    def span(self, *path: str | int) -> Span:
        return self.document.span(*path)
