"""One item with its key, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from hwgen.bank.blueprint import Manner, Pin
from hwgen.bank.course import Course
from hwgen.exam.instantiate import make_group
from hwgen.exam.model import Question
from hwgen.flaws.unseen import unseen
from hwgen.kinds import LETTERS, kind_of
from hwgen.looking.judged import judged
from hwgen.plan.plan import Slot
from hwgen.text import Language
from hwgen.words.words import Words
from hwgen.writers.plain import Plain, blocks


def shown(course: Course, id: str, seed: int, language: Language, manner: Manner | None = None) -> str:
    """One item with its key, as text. Raises UsageError for an unknown one."""
    item, words = course.item(id), course.wording[language]
    group = make_group(course, Slot(item, Pin(), 10, item.span, manner), seed, language, 1)
    refs = {q.id: q.number for q in group.questions}
    lines = [f"{item.id}  ({item.span})", ""]
    if group.context:
        lines += [blocks(group.context, refs, words), ""]
    for question in group.questions:
        lines += [f"{question.number}. {blocks(question.stem, refs, words)}", *_answer(question, refs, words)]
        if question.explanation:
            lines += ["", blocks(question.explanation, refs, words)]
        lines.append("")
    return "\n".join(lines).rstrip()


def overlooked(course: Course, id: str) -> list[str]:
    """What nobody can see in the item, as messages."""
    return [str(remark) for remark in unseen(course, [id])]


def _answer(question: Question, refs: dict[str, int], words: Words) -> Iterator[str]:
    say = Plain(refs, words)
    kind = kind_of(question.answer)
    shown, data = kind.shown(question.answer, say), kind.data(question.answer, say)
    for choice in data.get("options", ()):
        why = f"   — {choice['why']}" if choice["why"] and not choice["right"] else ""
        yield f" {'√' if choice['right'] else ' '} {choice['letter']}. {choice['text']}{why}"
    for i, entry in enumerate(data.get("left", ()), 1):
        yield f"   ({i}) {entry}"
    for letter, entry in zip(LETTERS, (*data.get("right", ()), *data.get("entries", ())), strict=False):
        yield f"   {letter}. {entry}"
    match question.answer.layout:
        case "choice":
            pass
        case "truefalse":
            yield f"   {shown}"
        case "fields":
            yield f"   √ {shown}"
            for line in judged(question, say):
                yield f"   {line.sign or ' '} {line.label}{line.text}{f'   — {line.why}' if line.why else ''}"
        case "essay":
            yield from ("", shown, "")
            for line in data["rubric"]:
                yield f"   [{line['points']}] {line['text']}"
        case other:
            assert_never(other)
