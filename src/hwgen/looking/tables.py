"""What a course holds, for people at a terminal and for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import CourseError, Diagnostic, Span, UsageError, did_you_mean
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.looking import coverage
from hwgen.looking.searching import Search, opening
from hwgen.pdf.engines import ENGINES
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import outline
from hwgen.text import Text

SAMPLES = range(1, 6)
STUDENTS = 30
Rows = list[dict[str, Any]]


def _english(text: Text) -> str:
    """A text in English, if it is, else in the first language of the course."""
    return text["en"] if "en" in text else next(iter(text.values()))


def listing(course: Course, wanted: Sequence[str], search: Search | None = None) -> dict[str, Rows]:
    tables: dict[str, Rows] = {
        "items": [
            {"id": i.id, "kind": i.kind, "topic": i.topic, "difficulty": i.difficulty}
            for i in course.items.values()
            if isinstance(i, BankItem) and (search is None or search.finds(i))
        ],
        "exams": [
            {"id": name, "minutes": b.plan.minutes, "title": _english(b.plan.title)}
            for name, b in course.blueprints.items()
        ],
    }
    if search and search.texts:
        for row in tables["items"]:
            row["text"] = opening(course.items[row["id"]], search.language)
    if "bank" in wanted:
        tables["bank"] = [_coverage(row) for row in coverage.rows(course)]
    if "generators" in wanted:
        tables["generators"] = [_generator(course, g) for g in generators(course)]
    if "engines" in wanted:
        tables["engines"] = [{"id": e.name, "version": e.version or "not installed"} for e in ENGINES.values()]
    return {name: tables[name] for name in wanted}


def _coverage(row: coverage.Row) -> dict[str, Any]:
    return {
        "topic": row.topic,
        "items": len(row.items),
        "generators": len(row.generators),
        "kinds": {kind: row.kinds[kind] for kind in ITEM_KINDS if row.kinds[kind]},
        "difficulty": {str(level): row.levels[level] for level in coverage.LEVELS if row.levels[level]},
        "bloom": {level: row.bloom[level] for level in coverage.BLOOM if row.bloom[level]},
    }


def generators(course: Course, ids: Sequence[str] = ()) -> list[Generator]:
    """The generators called `ids`, or all. Raises UsageError for an unknown one, CourseError for one in a file with errors."""
    known = {g.id: g for g in course.items.values() if isinstance(g, Generator)}
    for id in ids:
        if id not in known:
            if id not in course.items:
                course.refuse_unread(id)
            raise UsageError(_unknown(course, id, known))
    return [known[id] for id in ids] if ids else list(known.values())


def _unknown(course: Course, id: str, known: Iterable[str]) -> Diagnostic:
    """Points to the file of that name, where there is one that holds no such generator."""
    names = {f"{id}.py", f"{id.replace('-', '_')}.py"}
    files = (path for path in sorted((course.root / "generators").rglob("*.py")) if path.name in names)
    if file := next(files, None):
        holds = "holds no generator of this name" if file.read_bytes().strip() else "is empty"
        hint = "`hwgen new generator` writes an example of one"
        return Diagnostic("unknown-generator", f"there is no generator `{id}`: this file {holds}", Span(file), hint)
    return Diagnostic("unknown-generator", f"there is no generator `{id}`", None, did_you_mean(id, known))


def _generator(course: Course, generator: Generator) -> dict[str, Any]:
    """A row; what only a proof can tell is None where there is none."""
    about = {"id": generator.id, "topic": generator.topic, "kind": generator.kind}
    try:
        known = outline(course, generator)
    except CourseError:
        return about | dict.fromkeys(("variants", "difficulty", "minutes", "calculator", f"two_of_{STUDENTS}_alike"))
    return about | {
        "variants": known.variants,
        "difficulty": {str(level): count for level, count in known.by_difficulty.items()},
        "minutes": {str(level): minutes for level, minutes in known.minutes.items()},
        "calculator": known.calculator,
        f"two_of_{STUDENTS}_alike": round(alike(known.variants, STUDENTS), 4),
    }


def alike(variants: int, students: int) -> float:
    """The odds that two of `students` meet the same variant where each draws for itself."""
    return 1 - prod(max(0, 1 - i / variants) for i in range(students))
