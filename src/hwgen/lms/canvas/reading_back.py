"""A question of a package as both kinds of quizzes of Canvas ask it, in the form that is compared with the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from hwgen.errors import Diagnostic
from hwgen.lms.archives import Archive
from hwgen.lms.asked import (
    Asked,
    Choice,
    Essay,
    Field,
    Kind,
    Matching,
    Number,
    Ordering,
    Response,
    SelfMarked,
    TrueFalse,
    Typed,
    Unknown,
    Written,
)
from hwgen.lms.canvas import classic, new_quizzes
from hwgen.lms.canvas.items import Item
from hwgen.lms.canvas.kinds import kind_of
from hwgen.lms.canvas.reading import Placed, read
from hwgen.lms.canvas.rules import faults
from hwgen.lms.canvas.writing.questions import ID
from hwgen.lms.moodle.marking import letter
from hwgen.lms.places import Unreadable

FULL = 0.999


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    diagnostics: list[Diagnostic] = []
    try:
        read(data, lambda placed, archive: take(_asked(placed, archive)), diagnostics.append)
    except Unreadable as e:
        diagnostics += e.diagnostics
    return diagnostics


def _asked(placed: Placed, archive: Archive) -> Asked:
    item = placed.item
    kind = kind_of(item)
    shown = classic.taken_as(item)
    responses = tuple(_responses(item, shown))
    points = item.fields.get("points_possible", "")
    fields = () if kind == "text_only_question" else (Field(shown, _points(points)),)
    return Asked(
        item.fields.get(ID) or item.ident,
        item.name,
        kind,
        item.place.line,
        fields,
        responses,
        (*faults(item, archive), *differences(item, shown, responses)),
        file=placed.file,
    )


def _points(text: str) -> float:
    """As Canvas reads them: 1 where a question does not say its points."""
    try:
        return max(0.0, float(text)) if text else 1.0
    except ValueError:
        return 1.0


def _responses(item: Item, kind: Kind) -> Iterator[Response]:
    match kind:
        case Choice(_, marks):
            for ticked, mark in marks:
                yield Response("".join(map(letter, ticked)) or "nothing", ticked, mark)
        case Number(mark):
            for number in dict.fromkeys(number for i in classic.intervals(item) for number in _probes(i)):
                yield Response(f"{number:.15g}", number, mark(number))
        case Typed(mark):
            for text in dict.fromkeys(t for s in classic.spellings(item) for t in (s, s.swapcase(), f"{s} \u2205")):
                yield Response(text, text, mark(text))
        case Matching(right) if right:
            yield from _matches(item, right)
        case Ordering(entries) if entries:
            yield Response("as given", tuple(range(len(entries))), 1.0)
        case TrueFalse() | Written() | Matching() | Ordering() | Essay() | SelfMarked() | Unknown():
            pass
        case _:
            assert_never(kind)


def _probes(interval: classic.Interval) -> Iterator[float]:
    """The middle and the edges, and what lies a little inside and outside of these."""
    low, high = float(interval.low), float(interval.high)
    step = (high - low) / 200 or abs(high) * 1e-6 or 1e-6
    yield from ((low + high) / 2, low, high, low - step, high + step)
    if low < high:
        yield from (low + step, high - step)


def _matches(item: Item, right: Sequence[str]) -> Iterator[Response]:
    """All right; each left entry alone with another; each with the next. The order in which they are offered is nothing."""
    offered = [sorted(label.html for label in choices.labels) for choices in item.lists]

    def mark(given: Sequence[str]) -> Response:
        hits = sum(a == b for a, b in zip(given, right, strict=True))
        return Response("; ".join(given), tuple(given), hits / len(right))

    yield mark(right)
    for i, names in enumerate(offered):
        other = next((name for name in names if name != right[i]), None)
        if other is not None:
            yield mark([*right[:i], other, *right[i + 1 :]])
    yield mark([_next(names, name) for names, name in zip(offered, right, strict=True)])


def _next(names: Sequence[str], name: str) -> str:
    return names[(names.index(name) + 1) % len(names)] if name in names else name


def differences(item: Item, shown: Kind, responses: Sequence[Response]) -> Iterator[Diagnostic]:
    """Where New Quizzes gives full marks and Classic does not, or the other way round."""
    other = new_quizzes.taken_as(item)
    if type(other) is not type(shown):
        message = f"Classic Quizzes take it for a {kind_of(item)}, and New Quizzes do not"
        yield Diagnostic("canvas-two-ways", message, item.place)
        return
    for response in responses:
        full = response.fraction > FULL
        if (_mark(other, response) > FULL) != full:
            one, another = ("Classic", "New") if full else ("New", "Classic")
            message = f"{one} Quizzes give full marks for `{response.text[:40]}`, {another} Quizzes do not"
            yield Diagnostic("canvas-two-ways", message, item.place)
            return


def _mark(kind: Kind, response: Response) -> float:
    match kind, response.given:
        case Choice(_, marks), tuple(ticked):
            return max((mark for those, mark in marks if those == ticked), default=0.0)
        case Number(mark), float(number):
            return mark(number)
        case Typed(mark), str(text):
            return mark(text)
        case Matching(right), tuple(given):
            return float(right == given)
        case Ordering(entries), tuple(given):
            return float(len(entries) == len(given))
        case _:
            return 0.0
