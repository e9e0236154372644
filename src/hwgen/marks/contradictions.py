"""Errata that contradict others: of two that cannot both be meant, the order in a file would decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from hwgen.errors import Diagnostic, Span
from hwgen.marks.errata import Erratum, amended, standing
from hwgen.marks.tables import effects, shown
from hwgen.sheets.keys import Keys

# Points that are so many times the printed ones are asked about, and these are none.
MANY, IMPLAUSIBLE = 3, 100
Placed = tuple[Erratum, Span]


def contradictions(fresh: Sequence[Placed], earlier: Sequence[Erratum], keys: Keys) -> Iterator[Diagnostic]:
    """Between errata of one file, and with those that were entered before and stand."""
    log = [*earlier]
    places: dict[int, Span] = {}
    for erratum, span in fresh:
        if clash(erratum, erratum, itself=True):
            message = f"`{erratum.item}`: its effects contradict each other: {', '.join(effects(erratum))}"
            yield Diagnostic("erratum-contradiction", message, span, "keep one of them")
        for other in () if erratum.withdraw else standing(log):
            if other != erratum and clash(other, erratum) and _share_a_question(other, erratum, keys):
                yield _contradiction(other, erratum, span, places.get(id(other)))
        if erratum.withdraw and standing(log) == standing([*log, erratum]):
            message = f"there is no earlier erratum on `{erratum.item}` to withdraw"
            yield Diagnostic("erratum-idle", message, span, "name its item, part and variants as it does")
        log.append(erratum)
        places[id(erratum)] = span


def clash(one: Erratum, other: Erratum, *, itself: bool = False) -> bool:
    """Whether what an erratum does undoes what one before it did."""
    if any(a.void and (b.key or b.accept) for a, b in ((one, other), (other, one))):
        return True
    if any(a.void == "leave-out" and b.points is not None for a, b in ((one, other), (other, one))):
        return True
    if None not in (one.void, other.void) and one.void != other.void:
        return True
    if None not in (one.points, other.points) and one.points != other.points:
        return True
    if one.key and other.key:
        return (set(one.key), one.tolerance) != (set(other.key), other.tolerance)
    return not itself and bool(other.key) and not set(one.accept) <= set(other.key)


def _share_a_question(one: Erratum, other: Erratum, keys: Keys) -> bool:
    return any(one.concerns(q) and other.concerns(q) for copy in keys.copies for q in copy.questions)


def _contradiction(other: Erratum, erratum: Erratum, span: Span, place: Span | None) -> Diagnostic:
    new, old = ", ".join(effects(erratum)), ", ".join(effects(other))
    message = f"`{erratum.item}`: “{new}” contradicts “{old}”"
    if place:
        return Diagnostic("erratum-contradiction", message, span, "keep one of them", related=(place,))
    where = f", part: {other.part}" * bool(other.part) + f", variant: [{', '.join(other.variants)}]" * bool(
        other.variants
    )
    take_back = f"- {{item: {other.item}{where}, withdraw: true, reason: ...}}"
    entered = f" of {other.on}" if other.on else " that was entered before"
    hint = f"if the earlier one was wrong, write before this one: {take_back}"
    return Diagnostic("erratum-contradiction", message + entered, span, hint)


def points(fresh: Sequence[Placed], earlier: Sequence[Erratum], keys: Keys) -> Iterator[Diagnostic]:
    """Of points that are many times the printed ones: a slip of the decimal point makes one question decide."""
    for erratum, span in fresh:
        questions = [q for copy in keys.copies for q in copy.questions if erratum.concerns(q)]
        printed = min((q.points for q in questions if q.points), default=None)
        if erratum.points is None or printed is None or erratum.points < MANY * printed:
            continue
        before, after = (_most(amended(keys, errata), erratum) for errata in (earlier, (*earlier, erratum)))
        message = (
            f"`{erratum.item}`: its points are {shown(erratum.points)} in place of {shown(printed)}, "
            f"and the total of the paper is {shown(after)} in place of {shown(before)}"
        )
        if erratum.points >= IMPLAUSIBLE * printed:
            yield Diagnostic("erratum-unfit", message, span, "correct `points`")
        else:
            yield Diagnostic("erratum-points", message, span, "if that is not meant, withdraw it")


def _most(keys: Keys, erratum: Erratum) -> Fraction:
    """What a paper on which it counts is worth."""
    copy = next(copy for copy in keys.copies if any(map(erratum.concerns, copy.questions)))
    return keys.policy.summed(question.points for question in copy.questions)
