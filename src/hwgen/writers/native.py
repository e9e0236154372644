"""The whole exam as JSON data for other tools; docs/exam.schema.json describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, assert_never

from hwgen.content import Blocks
from hwgen.model import Choice, Essay, Exam, Group, Option, Question, TrueFalse
from hwgen.text import Language
from hwgen.values import plain as data
from hwgen.writers import plain

KINDS = {TrueFalse: "true-false", Choice: "choice", Essay: "short-answer"}


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
    return (json.dumps(whole, ensure_ascii=False, indent=2, default=data) + "\n").encode()


def _question(language: Language, group: Group, question: Question) -> dict[str, Any]:
    refs = {q.id: q.number for q in group.questions}

    def text(content: Blocks) -> str:
        return plain.blocks(content, refs, language)

    return {
        "number": question.number,
        "id": question.id,
        "item": group.item,
        "kind": KINDS[type(question.answer)],
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
    match question.answer:
        case TrueFalse(true):
            return {"answer": {"value": true, "shown": "√" if true else "×"}, "options": [], "rubric": []}
        case Choice() as choice:
            options = [_option(letter, option, refs, language) for letter, option in choice.lettered()]
            right = next(o for o in options if o["right"])
            answer = {"value": right["value"], "shown": f"{right['letter']}. {right['text']}"}
            return {"answer": answer, "options": options, "rubric": []}
        case Essay(model, rubric, _):
            lines = [{"text": plain.blocks(line.text, refs, language), "points": line.points} for line in rubric]
            return {
                "answer": {"value": None, "shown": plain.blocks(model, refs, language)},
                "options": [],
                "rubric": lines,
            }
        case _:
            assert_never(question.answer)


def _option(letter: str, option: Option, refs: Mapping[str, int], language: Language) -> dict[str, Any]:
    return {
        "letter": letter,
        "id": option.id,
        "right": option.right,
        "misconception": None if option.right else option.id,
        "value": option.id if option.value is None else data(option.value),
        "text": plain.option(option.body, refs, language),
        "why": plain.blocks(option.why, refs, language),
    }
