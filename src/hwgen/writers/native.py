"""The whole exam as JSON data for other tools; docs/exam.schema.json describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, assert_never

from hwgen.content.tree import Blocks
from hwgen.exam.model import (
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    Exam,
    Group,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Question,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.text import Language
from hwgen.values import Value
from hwgen.writers import plain


def kind(answer: Answer) -> str:
    """How the question is asked, in the words of blueprints."""
    match answer:
        case TrueFalseAnswer():
            return "true-false"
        case ChoiceAnswer(several=several):
            return "multiple-choice" if several else "choice"
        case NumericAnswer(cells):
            return "numeric" if len(cells) == 1 else "table"
        case ShortAnswerAnswer():
            return "short-answer"
        case MatchingAnswer():
            return "matching"
        case OrderingAnswer():
            return "ordering"
        case EssayAnswer():
            return "essay"
        case _:
            assert_never(answer)


def key(language: Language, group: Group, question: Question) -> dict[str, Any]:
    """What is needed to mark a question."""
    refs = {q.id: q.number for q in group.questions}
    asked = {"id": question.id, "kind": kind(question.answer), "points": question.points}
    return asked | _answer(question, refs, language)


def write(exam: Exam) -> bytes:
    whole = {
        "schema": 1,
        "exam": exam.name,
        "code": exam.code,
        "seed": exam.seed,
        "language": exam.language,
        "course": exam.course,
        "title": exam.title,
        "points": exam.points,
        "minutes": exam.minutes,
        "sections": [
            {
                "title": section.title,
                "points": section.points,
                "questions": [_question(exam.language, group, q) for group in section.groups for q in group.questions],
            }
            for section in exam.sections
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2, default=_data) + "\n").encode()


def _question(language: Language, group: Group, question: Question) -> dict[str, Any]:
    refs = {q.id: q.number for q in group.questions}

    def text(content: Blocks) -> str:
        return plain.blocks(content, refs, language)

    return {
        "number": question.number,
        "id": question.id,
        "item": group.item,
        "kind": kind(question.answer),
        "topic": group.topic,
        "difficulty": group.difficulty,
        "points": question.points,
        "params": group.params,
        "variant": question.variant,
        "proof": question.proof,
        "context": text(group.context),
        "stem": text(question.stem),
        **_answer(question, refs, language),
        "explanation": text(question.explanation),
    }


def _answer(question: Question, refs: Mapping[str, int], language: Language) -> dict[str, Any]:
    answer = question.answer
    shown = plain.answer(answer, refs, language)
    data: dict[str, Any] = {"answer": {"value": None, "shown": shown}, "options": [], "rubric": []}
    match answer:
        case TrueFalseAnswer(true):
            data["answer"]["value"] = true
        case ChoiceAnswer():
            options = [_option(letter, option, refs, language) for letter, option in answer.lettered()]
            right = [o for o in options if o["right"]]
            data["options"] = options
            data["answer"] = {
                "value": [o["value"] for o in right] if answer.several else right[0]["value"],
                "shown": "; ".join(f"{o['letter']}. {o['text']}" for o in right),
            }
        case NumericAnswer(cells):
            told = [
                {
                    "label": plain.blocks(cell.label, refs, language),
                    "value": cell.value.plain,
                    "exact": cell.value.exact,
                    "tolerance": float(cell.tolerance),
                }
                for cell in cells
            ]
            values = [cell["value"] for cell in told]
            data["answer"] |= {"value": values[0] if len(values) == 1 else values, "cells": told}
        case ShortAnswerAnswer(value, accepted):
            data["answer"] |= {"value": value.plain if value else accepted[0], "accepted": list(accepted)}
        case MatchingAnswer(left, right):
            data["left"] = [plain.option(entry.body, refs, language) for entry in left]
            data["right"] = [plain.option(entry.body, refs, language) for entry in right]
            data["answer"]["value"] = list(answer.key)
        case OrderingAnswer(entries):
            data["entries"] = [plain.option(entry.body, refs, language) for entry in entries]
            data["answer"]["value"] = list(answer.key)
        case EssayAnswer(_, rubric, _):
            data["rubric"] = [{"text": plain.blocks(r.text, refs, language), "points": r.points} for r in rubric]
        case _:
            assert_never(answer)
    return data


def _option(letter: str, option: Option, refs: Mapping[str, int], language: Language) -> dict[str, Any]:
    return {
        "letter": letter,
        "id": option.id,
        "right": option.right,
        "misconception": option.misconception or None,
        "value": option.id if option.value is None else option.value.plain,
        "text": plain.option(option.body, refs, language),
        "why": plain.blocks(option.why, refs, language),
    }


def _data(value: object) -> object:
    """Params that JSON does not know."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Value):
        return value.plain
    raise TypeError(f"{value!r} cannot be told as data")
