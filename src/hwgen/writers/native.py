"""The whole exam as JSON data for other tools; docs/exam.schema.json describes it.

Texts stand there twice: as plain text for tools that need to read them alone, and in `model` with all that the exam holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from hwgen.content.tree import Blocks
from hwgen.errors import Span
from hwgen.exam.marking import rules
from hwgen.exam.model import Exam, Group, Question
from hwgen.exam.stored import Stored
from hwgen.kinds import kind_of
from hwgen.values import Value
from hwgen.words.words import Words
from hwgen.writers import plain

GROUP = '{"Group":'


def key(words: Words, group: Group, question: Question) -> dict[str, Any]:
    """What is needed to mark a question."""
    refs = {q.id: q.number for q in group.questions}
    asked = {"id": question.id, "kind": question.answer.kind, "points": question.points}
    return asked | _answer(question, refs, words)


def placeless(exam: Exam) -> Exam:
    """The exam without the places of its items in the files of a course, which say nothing to others, and without drawn sheets."""
    nowhere = Span(Path())
    sections = (
        replace(part, groups=tuple(replace(group, span=nowhere) for group in part.groups)) for part in exam.sections
    )
    return replace(exam, sections=tuple(sections), sheet=())


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
                "questions": [_question(exam.words, group, q) for group in section.groups for q in group.questions],
            }
            for section in exam.sections
        ],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2, default=_data).removesuffix("\n}")
    return f'{text},\n  "model": {_model(exam)}\n}}\n'.encode()


def _model(exam: Exam) -> str:
    """The exam as `Stored` writes it, a line for each group. Inside a text, JSON puts a backslash before quotation marks."""
    data = Stored(Path(), {}).write(placeless(exam))
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace(GROUP, f"\n{GROUP}")


def _question(words: Words, group: Group, question: Question) -> dict[str, Any]:
    refs = {q.id: q.number for q in group.questions}

    def text(content: Blocks) -> str:
        return plain.blocks(content, refs, words)

    return {
        "number": question.number,
        "id": question.id,
        "item": group.item,
        "kind": question.answer.kind,
        "topic": group.topic,
        "difficulty": group.difficulty,
        "points": question.points,
        "params": group.params,
        "variant": question.variant,
        "proof": question.proof,
        "context": text(group.context),
        "stem": text(question.stem),
        **_answer(question, refs, words),
        "explanation": text(question.explanation),
        "marking": list(rules(question, words)),
    }


def _answer(question: Question, refs: Mapping[str, int], words: Words) -> dict[str, Any]:
    say = plain.Plain(refs, words)
    kind = kind_of(question.answer)
    data = kind.data(question.answer, say)
    answer = {"value": None, "shown": kind.shown(question.answer, say), **data.get("answer", {})}
    return {"answer": answer, "options": [], "rubric": []} | {**data, "answer": answer}


def _data(value: object) -> object:
    """Params that JSON does not know."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, Value):
        return value.plain
    raise TypeError(f"{value!r} cannot be written as data")
