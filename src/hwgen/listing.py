"""What a course holds, for people at a terminal and for other tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from hwgen.assemble import Slot, blueprint_faults
from hwgen.bank import BankItem
from hwgen.blueprint import Pin
from hwgen.course import Course
from hwgen.errors import CourseError, Diagnostic, UsageError, did_you_mean
from hwgen.instantiate import make_group
from hwgen.model import Choice, Essay, Question, TrueFalse
from hwgen.pdf import xelatex
from hwgen.recipe import Generator
from hwgen.text import LANGUAGES, Language
from hwgen.verify import Proof, prove_all, variants
from hwgen.writers.plain import blocks
from hwgen.writers.plain import option as option_text

SAMPLES = range(1, 6)
Rows = list[dict[str, Any]]


def listing(course: Course, wanted: Sequence[str]) -> dict[str, Rows]:
    tables: dict[str, Rows] = {
        "items": [
            {"id": i.id, "kind": i.kind, "topic": i.topic, "difficulty": i.difficulty}
            for i in course.items.values()
            if isinstance(i, BankItem)
        ],
        "exams": [{"id": name, "title": b.plan.title.text().en} for name, b in course.blueprints.items()],
    }
    if "generators" in wanted:
        tables["generators"] = [
            {"id": g.id, "topic": g.topic, "difficulty": g.difficulty, "variants": sum(1 for _ in variants(g))}
            for g in course.items.values()
            if isinstance(g, Generator)
        ]
    if "engines" in wanted:
        tables["engines"] = [{"id": "xelatex", "version": xelatex.version() or "not installed"}]
    return {name: tables[name] for name in wanted}


def checked(course: Course) -> Iterator[str]:
    """Proves each generator, reads the texts of some variants, looks through each blueprint.

    Raises CourseError with all that was found.
    """
    faults: list[Diagnostic] = []
    proofs: list[Proof] = []
    for item in course.items.values():
        if isinstance(item, Generator):
            try:
                proofs.append(prove_all(item))
                for seed, language in product(SAMPLES, LANGUAGES):
                    make_group(course, Slot(item, Pin(), 10, item.span), seed, language, 1)
            except CourseError as e:
                faults += e.diagnostics
    for blueprint in course.blueprints.values():
        faults += blueprint_faults(course, blueprint)
    if faults:
        raise CourseError(*faults)
    for proof in proofs:
        yield f"{proof.generator}: all {proof.variants} variants proven"
    yield f"items: {len(course.items)}, exams: {len(course.blueprints)}, figures: {len(course.figures)}; no errors"


def shown(course: Course, id: str, seed: int, language: Language) -> str:
    """One item with its key, as text. Raises UsageError for an unknown one."""
    if id not in course.items:
        raise UsageError(Diagnostic(f"no item is called `{id}`", None, did_you_mean(id, course.items)))
    item = course.items[id]
    group = make_group(course, Slot(item, Pin(), 10, item.span), seed, language, 1)
    refs = {q.id: q.number for q in group.questions}
    lines = [f"{item.id}  ({item.span})", ""]
    if group.context:
        lines += [blocks(group.context, refs, language), ""]
    for question in group.questions:
        lines += [f"{question.number}. {blocks(question.stem, refs, language)}", *_answer(question, refs, language)]
        if question.explanation:
            lines += ["", blocks(question.explanation, refs, language)]
        lines.append("")
    return "\n".join(lines).rstrip()


def _answer(question: Question, refs: dict[str, int], language: Language) -> Iterator[str]:
    match question.answer:
        case TrueFalse(true):
            yield "   √" if true else "   ×"
        case Choice() as choice:
            for letter, option in choice.lettered():
                mark = "√" if option.right else " "
                body = option_text(option.body, refs, language)
                why = "" if option.right else f"   — {blocks(option.why, refs, language)}"
                yield f" {mark} {letter}. {body}{why}"
        case Essay(model, rubric, _):
            yield from ("", blocks(model, refs, language), "")
            for line in rubric:
                yield f"   [{line.points}] {blocks(line.text, refs, language)}"
