"""Questions that no item of the starter course asks: marks that are taken off, capitals that count, grids, templates, entries that come again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from samples import group, para, question

from hwgen.exam.model import Group
from hwgen.kinds import (
    Answer,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    RubricLine,
    ShortAnswerAnswer,
)
from hwgen.kinds.numeric import Wrong
from hwgen.values import Value

OPTIONS = tuple(Option(f"o{i}", para(f"option {i}"), i == 1, para("because")) for i in range(3))
TENTH = Fraction(1, 10)
ANSWERS: dict[str, Answer] = {
    "deduct": ChoiceAnswer(OPTIONS, deduct=25),
    "case": ShortAnswerAnswer(None, ("ReLU", "relu unit"), case=True),
    "grid": NumericAnswer(tuple(Cell(Value(n), TENTH * (n % 2)) for n in (1, 2, 3, 4, 5, 6)), columns=3),
    "shares": NumericAnswer(
        (Cell(Value(8), TENTH, (), (Wrong("a", Value(4), para("half"), 50), Wrong("b", Value(9), para("one more")))),)
    ),
    "template": EssayAnswer(para("model"), (RubricLine(para("all"), 4),), 5, para("It follows that")),
    "places": OrderingAnswer(tuple(Placed(id, para(id)) for id in ("load", "step")), (0, 1, 1)),
    "again": MatchingAnswer(
        tuple(Placed(id, para(id)) for id in ("tanh", "sine", "ReLU")),
        tuple(Placed(id, para(id)) for id in ("bounded", "unbounded")),
        (0, 0, 1),
    ),
}


def rare() -> Iterator[Group]:
    for name, answer in ANSWERS.items():
        yield group(name, question(name, 4, answer, para(f"A question: {name}.")))
