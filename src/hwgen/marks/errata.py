"""Errata: what turned out to be wrong with a key after the papers were printed, and the keys as they are with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, assert_never

from hwgen.errors import counted
from hwgen.marks.scoring import number
from hwgen.sheets.keys import NOTHING, STRICT, WHOLE, Boxes, FieldKey, Interval, Keys, Number, Option, Question, Written

Void = Literal["give-all", "leave-out"]


@dataclass(frozen=True)
class Erratum:
    """For questions of an item, perhaps only those of one part or of some variants: another key, more that is right, a void
    question, other points. One to `withdraw` takes back those before it with the same item, part and variants. `on` is the day on which it was entered.
    """

    item: str
    reason: str
    part: str = ""
    variants: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    tolerance: Fraction = NOTHING
    void: Void | None = None
    points: Fraction | None = None
    withdraw: bool = False
    on: str = ""
    __pydantic_config__ = STRICT

    @property
    def about(self) -> tuple[str, str, frozenset[str]]:
        return self.item, self.part, frozenset(self.variants)

    def concerns(self, question: Question) -> bool:
        return (
            question.item == self.item
            and self.part in ("", question.part)
            and (not self.variants or question.variant in self.variants)
        )


class Unfit(ValueError):
    """An erratum that a question has no answer for."""


def amended(keys: Keys, errata: Sequence[Erratum]) -> Keys:
    """The keys with the errata, one after the other. Raises Unfit."""
    errata = standing(errata)
    if not errata:
        return keys
    copies = tuple(
        replace(copy, questions=tuple(_amended(question, errata) for question in copy.questions))
        for copy in keys.copies
    )
    return replace(keys, copies=copies)


def standing(log: Iterable[Erratum]) -> tuple[Erratum, ...]:
    """The errata that were not withdrawn."""
    left: list[Erratum] = []
    for erratum in log:
        if erratum.withdraw:
            left = [other for other in left if other.about != erratum.about]
        else:
            left.append(erratum)
    return tuple(left)


def _amended(question: Question, errata: Sequence[Erratum]) -> Question:
    for erratum in errata:
        if erratum.concerns(question):
            question = _with(question, erratum)
    return question


def _with(question: Question, erratum: Erratum) -> Question:
    if erratum.void == "leave-out":
        return replace(question, points=NOTHING)
    if erratum.points is not None:
        question = replace(question, points=erratum.points)
    if erratum.void == "give-all":
        return replace(question, void=True)
    if erratum.key or erratum.accept:
        # What is right now is read off the fields.
        question = replace(question, key="")
    if erratum.key:
        question = _changed(question, erratum.key, lambda field, right: _keyed(field, right, erratum.tolerance))
    if erratum.accept:
        question = _changed(question, erratum.accept, lambda field, right: _accepting(field, right, erratum.tolerance))
    return question


def _changed(
    question: Question, answers: tuple[str, ...], change: Callable[[FieldKey, tuple[str, ...]], FieldKey]
) -> Question:
    """With one field, all answers are for it; with several, each has one."""
    fields = question.fields
    if len(fields) == 1:
        return replace(question, fields=(change(fields[0], answers),))
    if len(answers) != len(fields):
        raise Unfit(
            f"question {question.number} takes {counted(len(fields), 'answer')}, one for each field, not {len(answers)}"
        )
    return replace(
        question, fields=tuple(change(field, (answer,)) for field, answer in zip(fields, answers, strict=True))
    )


def _keyed(field: FieldKey, right: tuple[str, ...], tolerance: Fraction) -> FieldKey:
    match field:
        case Boxes():
            return _shared(field, _options(field, right))
        case Number(accepted=accepted):
            others = tuple(interval for interval in accepted if interval.share != WHOLE)
            return replace(field, accepted=(*_intervals(right, tolerance), *others))
        case Written():
            return replace(field, accepted=right, numbers=())
        case _:
            assert_never(field)


def _accepting(field: FieldKey, also: tuple[str, ...], tolerance: Fraction) -> FieldKey:
    match field:
        case Boxes():
            # Papers show different wrong options of an item.
            shown = tuple(name for name in also if name in _names(field))
            known = {option.value for option in field.options if option.share > 0}
            return _shared(field, known | _options(field, shown)) if shown else field
        case Number(accepted=accepted):
            return replace(field, accepted=(*_intervals(also, tolerance), *accepted))
        case Written(accepted=accepted):
            return replace(field, accepted=(*accepted, *also))
        case _:
            assert_never(field)


def _options(field: Boxes, names: tuple[str, ...]) -> set[str]:
    """The values of options that are named by their ids or, where they are the same on all papers, by their letters."""
    known = _names(field)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Unfit(_no_option(unknown[0], field.options))
    return {known[name] for name in names}


def _names(field: Boxes) -> dict[str, str]:
    """The values of its options by their letters and by their ids."""
    return {option.value: option.value for option in field.options} | {o.id: o.value for o in field.options}


def _no_option(name: str, options: Iterable[Option]) -> str:
    ids = ", ".join(f"`{id}`" for id in dict.fromkeys(option.id for option in options))
    return f"there is no option `{name}`; there are {ids}"


def never_shown(questions: Sequence[Question], erratum: Erratum) -> Iterator[str]:
    """What is wrong with an erratum that accepts options which none of the questions has."""
    fields = [field for question in questions for field in question.fields if isinstance(field, Boxes)]
    known = {name for field in fields for name in _names(field)}
    if fields:
        unknown = (name for name in erratum.accept if name not in known)
        yield from (_no_option(name, (option for field in fields for option in field.options)) for name in unknown)


def options(question: Question) -> dict[str, str]:
    """The ids of its options by their letters; none where it has more than one field."""
    match question.fields:
        case (Boxes(options=offered),):
            return {option.value: option.id for option in offered}
        case _:
            return {}


def ambiguous(questions: Sequence[Question], erratum: Erratum) -> Iterator[str]:
    """The letters of an erratum that stand for different options on different papers."""
    for name in (*erratum.key, *erratum.accept):
        meant = {offered[name] for question in questions if name in (offered := options(question))}
        ids = {id for question in questions for id in options(question).values()}
        if len(meant) > 1 and name not in ids:
            yield name


def _shared(field: Boxes, right: set[str]) -> Boxes:
    """With other right options; what wrong ones take off stays."""
    off = NOTHING if field.several else min(NOTHING, *(option.share for option in field.options))
    count = len(right) if field.several else 1
    wrong = Fraction(-1, max(1, len(field.options) - len(right))) if field.several else off

    def option(old: Option) -> Option:
        if old.value in right:
            return replace(old, share=Fraction(1, count), misconception="", why="")
        return replace(old, share=wrong)

    return replace(field, options=tuple(map(option, field.options)))


def _intervals(numbers: tuple[str, ...], tolerance: Fraction) -> Iterator[Interval]:
    for text in numbers:
        value = number(text)
        if value is None:
            raise Unfit(f"`{text}` is not a number such as 3, -0.25 or 1/3")
        yield Interval(value - tolerance, value + tolerance, WHOLE)
