"""An errata file: YAML that is read with the place of each value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, get_args

from pydantic import AfterValidator, BeforeValidator, Field, RootModel, ValidationError, model_validator

from hwgen.errors import CourseError, Diagnostic, Span, counted, did_you_mean
from hwgen.fields import Name, Record, SourceText, Truth, one_of
from hwgen.kinds.records import Number as AsNumber
from hwgen.kinds.records import Tolerance
from hwgen.marks.contradictions import contradictions, points
from hwgen.marks.errata import Erratum, Unfit, Void, ambiguous, amended, never_shown, options
from hwgen.marks.erratum_hints import VOIDS, answer_hint, changes_nothing, item_hint, needs_variants, variants_in_words
from hwgen.marks.folder import Marked
from hwgen.sheets.keys import NOTHING, Boxes, Keys, Number, Question
from hwgen.text import Source
from hwgen.yamlsrc import Document, Place


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _void(value: object) -> object:
    if value not in get_args(Void):
        message = "expected `give-all` (everybody gets the points) or `leave-out` (the question does not count)"
        raise one_of(get_args(Void), message, VOIDS.get(str(value).strip().lower(), ""))
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
    points: AsNumber | None = Field(default=None, ge=0, description="What each question counts instead.")
    withdraw: Truth = Field(
        default=False, description="true takes back all errata so far with this item, part and variants."
    )
    reason: Given = Field(description="Why, for the log.")

    @model_validator(mode="after")
    def _changes(self) -> ErratumRecord:
        changes = bool(self.key or self.accept or self.void or self.points is not None)
        if self.tolerance and not (self.key or self.accept):
            raise ValueError("`tolerance` goes with `key` or `accept`: write the number that is right, too")
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
    if wrapped := _wrapped(document):
        raise CourseError(wrapped)
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
    faults += _doubts(placed, marked)
    if any(fault.severity == "error" for fault in faults):
        raise CourseError(*faults)
    return tuple(erratum for erratum, _ in placed), tuple(faults)


def _wrapped(document: Document) -> Diagnostic | None:
    """What is wrong with errata that stand below a key."""
    match document.data:
        case dict(data) if len(data) == 1 and isinstance((errata := next(iter(data.values()))), list) and errata:
            (key,) = data
            message, hint = f"the errata stand below `{key}`", "delete this line, and begin each erratum with `- item:`"
            return Diagnostic("unknown-key", message, document.span(key, "#key"), hint)
    return None


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
        message = f"no paper asks `{erratum.item}`"
        yield "item", Diagnostic("erratum-idle", message, None, item_hint(erratum.item, asked))
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
    parts = list(dict.fromkeys(question.part for question in concerned))
    if len(parts) > 1 and (erratum.key or erratum.accept):
        message = f"`{erratum.item}` has {counted(len(parts), 'question')}, and an answer is right for one of them"
        hint = f"name it with `part`: {', '.join(f'`{part}`' for part in parts)}"
        yield "item", Diagnostic("erratum-unfit", message, None, hint)
        return
    yield from ((answers, _ambiguous(letter, concerned, erratum)) for letter in ambiguous(concerned, erratum))
    hint = answer_hint(erratum.key or erratum.accept, concerned)
    for fault in never_shown(concerned, erratum):
        yield answers, Diagnostic("erratum-unfit", f"`{erratum.item}`: {fault}", None, hint)
    try:
        amended(keys, (erratum,))
    except Unfit as e:
        yield answers, Diagnostic("erratum-unfit", f"`{erratum.item}`: {e}", None, hint)
        return
    if erratum.key and needs_variants(erratum, concerned):
        message = f"`{erratum.item}`: each variant has a key of its own, and all would get this one"
        hint = f"name those that are meant with `variant`: {variants_in_words(concerned)}"
        yield answers, Diagnostic("erratum-unfit", message, None, hint)
    if erratum.tolerance and concerned and not any(isinstance(f, Number) for q in concerned for f in q.fields):
        message = f"`{erratum.item}` asks for no number, and has no tolerance"
        yield "tolerance", Diagnostic("erratum-unfit", message, None, "delete it")
    if concerned and concerned[0].kind == "ordering" and len(set(erratum.key)) < len(erratum.key):
        message = f"`{erratum.item}`: an entry stands at two places of the order"
        yield answers, Diagnostic("erratum-unfit", message, None, "write each entry once")


def _doubts(placed: Sequence[tuple[Erratum, Span]], marked: Marked) -> Iterator[Diagnostic]:
    """Of errata that can be entered, and may not be meant so."""
    log = [*marked.errata]
    for erratum, span in placed:
        questions = [q for copy in marked.printed.copies for q in copy.questions if erratum.concerns(q)]
        options_alone = all(isinstance(field, Boxes) for question in questions for field in question.fields)
        if erratum.accept and not options_alone and needs_variants(erratum, questions):
            message = (
                f"`{erratum.item}`: each variant has a key of its own, and this answer is right for all of them, too"
            )
            hint = f"if only some are meant, name them with `variant`: {variants_in_words(questions)}"
            yield Diagnostic("erratum-all-variants", message, span, hint)
        entered = any(replace(other, on=erratum.on) == erratum for other in log)
        if not (erratum.withdraw or entered) and changes_nothing(erratum, amended(marked.printed, log)):
            message = f"`{erratum.item}`: it is marked so already, and no points change"
            yield Diagnostic("erratum-unchanged", message, span)
        log.append(erratum)


def _ambiguous(letter: str, concerned: Sequence[Question], erratum: Erratum) -> Diagnostic:
    ids = dict.fromkeys(id for question in concerned for id in options(question).values())
    message = f"`{erratum.item}`: `{letter}` stands for different options on different papers"
    return Diagnostic("erratum-unfit", message, None, f"name them by their ids: {', '.join(f'`{id}`' for id in ids)}")
