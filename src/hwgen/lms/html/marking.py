"""How a response to each kind of question is marked, as data for the script of the page: parts of the points, from the rules of Moodle's files."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, assert_never

from hwgen.exam.marking import parts
from hwgen.exam.model import Question
from hwgen.kinds import (
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.lms.moodle.writing.marks import interval, wrong_intervals


def marking(question: Question) -> dict[str, Any]:
    """`shares` are parts of the points for options, by place; intervals are a least and a greatest number with their part."""
    return {"points": question.points, **_marking(question)}


def _marking(question: Question) -> dict[str, Any]:
    answer = question.answer
    match answer:
        case TrueFalseAnswer(true):
            return {"kind": "choice", "shares": [int(true), int(not true)]}
        case ChoiceAnswer(options, several=True):
            right = sum(option.right for option in options)
            shares = [1 / right if option.right else -1 / (len(options) - right) for option in options]
            return {"kind": "several", "shares": shares}
        case ChoiceAnswer(options, deduct=deduct):
            return {"kind": "choice", "shares": [1 if option.right else -deduct / 100 for option in options]}
        case NumericAnswer(cells):
            return {"kind": "number", "cells": _cells(cells, question.points)}
        case ShortAnswerAnswer(accepted=accepted, case=case):
            return {"kind": "text", "accepted": list(accepted), "case": case}
        case MatchingAnswer(key=key):
            return {"kind": "match", "key": list(key)}
        case EssayAnswer(rubric=rubric):
            return {"kind": "essay", "lines": [line.points for line in rubric]}
        case OrderingAnswer():
            raise TypeError("an ordering is asked as a matching")
        case _:
            assert_never(answer)


def _cells(cells: tuple[Cell, ...], points: int) -> list[dict[str, Any]]:
    """Each blank with its part of the points."""
    return [
        {"part": float(part / points), "intervals": [_bounds(interval(cell), 100), *_wrong(cell)]}
        for part, cell in zip(parts(points, len(cells)), cells, strict=True)
    ]


def _wrong(cell: Cell) -> list[list[float]]:
    return [_bounds(wide, wrong.share) for wide, wrong in zip(wrong_intervals(cell), cell.wrong, strict=True)]


def _bounds(wide: tuple[Fraction, Fraction], percent: int) -> list[float]:
    value, tolerance = wide
    return [float(value - tolerance), float(value + tolerance), percent / 100]
