"""What a sheet asks of a question: its fields with their boxes, and what each response gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from hwgen.exam.marking import reaches, weights
from hwgen.exam.model import Group, Question
from hwgen.kinds import (
    LETTERS,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.sheets.keys import NOTHING, WHOLE, Boxes, Criterion, FieldKey, Interval, Number, Option, Written
from hwgen.words.words import Words
from hwgen.writers.plain import Plain, blocks

TRUE, FALSE = "T", "F"
# Of a grid: the signs of its columns from above, the minus in the first one alone.
MINUS, SIGNS = "-", (".", "/", *"0123456789")
# More points than these are marked digit by digit.
MOST_IN_A_ROW = 20


def sign(value: str, kind: str, words: Words) -> str:
    """What is printed in a box of a question of this kind."""
    if kind == "true-false" and value in (TRUE, FALSE):
        return words["true_sign" if value == TRUE else "false_sign"]
    return value


def fields(question: Question, group: Group, columns: int, words: Words) -> tuple[FieldKey, ...]:
    """`columns` are those of the grid for a number; without any, it is written."""
    return tuple(_fields(question, group, columns, words))


def _fields(question: Question, group: Group, columns: int, words: Words) -> Iterator[FieldKey]:
    answer, id = question.answer, f"q{question.number}"
    numbers = {other.id: other.number for other in group.questions}
    shown = Plain(numbers, words)
    match answer:
        case TrueFalseAnswer(true, misconception):
            why = blocks(question.explanation, numbers, words)
            yield Boxes(id, (_truth(TRUE, true, misconception, why), _truth(FALSE, not true, misconception, why)))
        case ChoiceAnswer(options, several):
            lettered = zip(LETTERS, options, shares(answer), strict=False)
            yield Boxes(
                id,
                tuple(
                    Option(
                        letter,
                        share,
                        option.id,
                        option.misconception,
                        blocks(option.why, numbers, words),
                        shown(option.body),
                    )
                    for letter, option, share in lettered
                ),
                several,
            )
        case NumericAnswer(cells):
            for name, cell, weight in zip(
                _ids(id, len(cells)), cells, weights(question.points, len(cells)), strict=True
            ):
                if columns:
                    groups = tuple(f"{name}#{i}" for i in range(1, columns + 1))
                    yield Number(groups, tuple(_intervals(cell, numbers, words)), weight)
                else:
                    yield _written(
                        name, question.points, numbers=tuple(_intervals(cell, numbers, words)), weight=weight
                    )
        case ShortAnswerAnswer(accepted=accepted, case=case):
            yield _written(id, question.points, accepted=accepted, case=case)
        case MatchingAnswer(left, right, key):
            for name, place in zip(_ids(id, len(left)), key, strict=True):
                yield Boxes(name, _letters(right, place, shown))
        case OrderingAnswer(entries, key):
            for name, place in zip(_ids(id, len(key)), key, strict=True):
                yield Boxes(name, _letters(entries, place, shown))
        case EssayAnswer(model, rubric):
            lines = (Criterion(blocks(line.text, numbers, words), Fraction(line.points)) for line in rubric)
            yield _written(id, question.points, rubric=tuple(lines), model=blocks(model, numbers, words))
        case _:
            assert_never(answer)


def _ids(id: str, count: int) -> list[str]:
    return [id] if count == 1 else [f"{id}.{i}" for i in range(1, count + 1)]


def _truth(value: str, right: bool, misconception: str, why: str) -> Option:
    return Option(value, WHOLE, value) if right else Option(value, NOTHING, value, misconception, why)


def shares(choice: ChoiceAnswer) -> list[Fraction]:
    """What marking each option gives. Of several right ones each has its share; a wrong one takes as much off as makes
    marking all of them worth nothing.
    """
    right = sum(option.right for option in choice.options)
    if not choice.several:
        return [WHOLE if option.right else Fraction(-choice.deduct, 100) for option in choice.options]
    wrong = len(choice.options) - right
    return [Fraction(1, right) if option.right else Fraction(-1, wrong) for option in choice.options]


def _letters(entries: Sequence[Placed], right: int, shown: Plain) -> tuple[Option, ...]:
    return tuple(
        Option(letter, WHOLE if i == right else NOTHING, entry.id, text=shown(entry.body))
        for i, (letter, entry) in enumerate(zip(LETTERS, entries, strict=False))
    )


def _intervals(cell: Cell, numbers: dict[str, int], words: Words) -> Iterator[Interval]:
    """The key, then the wrong numbers that are met with an answer of their own."""
    low, high = cell.bounds
    yield Interval(low, high, WHOLE)
    wrong = [Fraction(each.value.shown) for each in cell.wrong]
    for number, reach, each in zip(
        wrong, reaches(wrong, Fraction(cell.value.shown), cell.tolerance), cell.wrong, strict=True
    ):
        share = Fraction(each.share, 100)
        yield Interval(number - reach, number + reach, share, each.id, blocks(each.why, numbers, words))


def field_of(group: str) -> str:
    """The id of the field to which a group of boxes belongs: that of its digits, or of the points of a written answer."""
    return group.partition("#")[0].removesuffix(".points").removesuffix(".half")


def _written(
    id: str,
    points: int,
    *,
    rubric: tuple[Criterion, ...] = (),
    accepted: tuple[str, ...] = (),
    case: bool = False,
    numbers: tuple[Interval, ...] = (),
    weight: int = 1,
    model: str = "",
) -> Written:
    name = f"{id}.points"
    digits = (name,) if points <= MOST_IN_A_ROW else tuple(f"{name}#{i}" for i in range(1, len(str(points)) + 1))
    return Written(id, digits, f"{id}.half", rubric, accepted, case, numbers, weight, model)
