"""An errata file: YAML that is read with the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, get_args

from pydantic import AfterValidator, BeforeValidator, Field, RootModel, ValidationError, model_validator

from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.fields import Name, Record, SourceText, Truth, one_of
from hwgen.kinds.records import Number, Tolerance
from hwgen.marks.contradictions import contradictions, points
from hwgen.marks.errata import Erratum, Unfit, Void, ambiguous, amended, never_shown, options
from hwgen.marks.folder import Marked
from hwgen.sheets.keys import NOTHING, Keys, Question
from hwgen.text import Source
from hwgen.yamlsrc import Document, Place


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _void(value: object) -> object:
    if value not in get_args(Void):
        message = "expected `give-all` (everybody gets the points) or `leave-out` (the question does not count)"
        raise one_of(get_args(Void), message)
    return value


def _given(value: Source) -> Source:
    if not value.strip():
        raise ValueError("expected a text, found nothing")
    return value


Given = Annotated[SourceText, AfterValidator(_given)]
Answers = Annotated[tuple[Given, ...], BeforeValidator(_several)]


class ErratumRecord(Record):
    """One erratum: which questions it is about, what is right for them, and why."""

    item: Name = Field(description="The item, by its id.")
    part: SourceText | None = Field(default=None, description="One of its questions, where it has several.")
    variant: Answers = Field(default=(), description="Only these variants, as report.html names them.")
    key: Answers = Field(default=(), description="What alone is right: an option by its id, a number, a spelling.")
    accept: Answers = Field(default=(), description="What is right, too.")
    tolerance: Tolerance = Field(default=NOTHING, description="How far an answer may lie from these numbers.")
    void: Annotated[Void, BeforeValidator(_void)] | None = Field(
        default=None, description="give-all gives everybody the points, leave-out counts nothing."
    )
    points: Number | None = Field(default=None, ge=0, description="What each question counts instead.")
    withdraw: Truth = Field(
        default=False, description="true takes back all errata so far with this item, part and variants."
    )
    reason: Given = Field(description="Why, for the log.")

    @model_validator(mode="after")
    def _changes(self) -> ErratumRecord:
        changes = bool(self.key or self.accept or self.void or self.points is not None)
        if not (changes or self.withdraw):
            raise ValueError("an erratum says what counts now: `key`, `accept`, `void` or `points`")
        if changes and self.withdraw:
            raise ValueError("`withdraw` stands alone: write what counts instead as another erratum below it")
        return self


class ErrataFile(RootModel[Annotated[tuple[ErratumRecord, ...], Field(min_length=1)]]):
    """The errata of a class; one that is alone may stand without a list."""


def read_errata(path: Path, marked: Marked, on: str) -> tuple[tuple[Erratum, ...], tuple[Diagnostic, ...]]:
    """The errata in a file, and warnings. Raises CourseError with every fault."""
    keys = marked.printed
    document = Document(path)
    faults: list[Diagnostic] = []
    try:
        document.read(ErratumRecord if isinstance(document.data, dict) else ErrataFile)
    except CourseError as e:
        faults += e.diagnostics
    placed = []
    for place, record in _records(document):
        erratum = _erratum(record, on)
        unfit = [replace(fault, span=document.span(*place, key)) for key, fault in _faults(erratum, keys)]
        faults += unfit
        if not unfit:
            placed.append((erratum, document.span(*place)))
    faults += contradictions(placed, marked.errata, keys)
    faults += points(placed, marked.errata, keys)
    if any(fault.severity == "error" for fault in faults):
        raise CourseError(*faults)
    return tuple(erratum for erratum, _ in placed), tuple(faults)


def _records(document: Document) -> Iterator[tuple[Place, ErratumRecord]]:
    """Each erratum with its place; one that lacks nothing but its reason is looked at as if it had one."""
    alone = isinstance(document.data, dict)
    for i, entry in enumerate(_several(document.data)):
        place = () if alone else (i,)
        if isinstance(entry, dict):
            with suppress(ValidationError):
                reason = Source("?", document.span(*place))
                yield place, ErratumRecord.model_validate({"reason": reason, **entry})


def _erratum(record: ErratumRecord, on: str) -> Erratum:
    return Erratum(
        str(record.item),
        str(record.reason),
        str(record.part or ""),
        tuple(map(str, record.variant)),
        tuple(map(str, record.key)),
        tuple(map(str, record.accept)),
        record.tolerance,
        record.void,
        record.points,
        record.withdraw,
        on,
    )


def _faults(erratum: Erratum, keys: Keys) -> Iterator[tuple[str, Diagnostic]]:
    """Whether it is about anything, and whether what it says can be an answer there; each with the key of the file that is at fault."""
    asked = [question for copy in keys.copies for question in copy.questions]
    of_item = [question for question in asked if question.item == erratum.item]
    of_part = [question for question in of_item if erratum.part in ("", question.part)]
    if not of_item:
        known = sorted({question.item for question in asked})
        yield (
            "item",
            Diagnostic("erratum-idle", f"no paper asks `{erratum.item}`", None, did_you_mean(erratum.item, known)),
        )
    elif not of_part:
        known = sorted({question.part for question in of_item})
        message = f"`{erratum.item}` has no question `{erratum.part}`"
        yield "part", Diagnostic("erratum-idle", message, None, did_you_mean(erratum.part, known))
    for variant in erratum.variants if of_part else ():
        if variant not in {question.variant for question in of_part}:
            known = sorted({question.variant for question in of_part})
            message = f"no paper has the variant `{variant}` of `{erratum.item}`"
            yield "variant", Diagnostic("erratum-idle", message, None, did_you_mean(variant, known))
    concerned = [question for question in of_part if erratum.concerns(question)]
    answers = "key" if erratum.key else "accept"
    yield from ((answers, _ambiguous(letter, concerned, erratum)) for letter in ambiguous(concerned, erratum))
    for fault in never_shown(concerned, erratum):
        yield answers, Diagnostic("erratum-unfit", f"`{erratum.item}`: {fault}")
    try:
        amended(keys, (erratum,))
    except Unfit as e:
        yield answers, Diagnostic("erratum-unfit", f"`{erratum.item}`: {e}")


def _ambiguous(letter: str, concerned: Sequence[Question], erratum: Erratum) -> Diagnostic:
    ids = dict.fromkeys(id for question in concerned for id in options(question).values())
    message = f"`{erratum.item}`: `{letter}` stands for different options on different papers"
    return Diagnostic("erratum-unfit", message, None, f"name them by their ids: {', '.join(f'`{id}`' for id in ids)}")
