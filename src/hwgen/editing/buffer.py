"""A file of the bank as it stands in an editor, saved or not: what is wrong with it, and the items that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen.bank.agreement import repeated, unknown, unnamed
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, TopicFile, read_items
from hwgen.bank.pictures import having
from hwgen.bank.tables import read_misconceptions
from hwgen.bank.texts import text_faults
from hwgen.editing.files import kind_of
from hwgen.editing.records import RECORDS
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.flaws.blueprints import of_blueprint_alone
from hwgen.flaws.editor import of_item_alone
from hwgen.plan.faults import blueprint_faults
from hwgen.plan.names import unknown_names
from hwgen.scratch import scratch
from hwgen.text import Text, everywhere
from hwgen.yamlsrc import Document


@dataclass(frozen=True)
class Buffer:
    """`faults` stand at their places in the file; `items` are those that could be read, with what else the course holds in `course`."""

    course: Course
    faults: tuple[Diagnostic, ...] = ()
    items: tuple[BankItem, ...] = ()

    def item_at(self, line: int) -> BankItem | None:
        """The item that stands at a line."""
        before = [item for item in self.items if item.span.line <= line]
        return max(before, key=lambda item: item.span.line) if before else None


def buffer(course: Course, path: Path, text: str) -> Buffer:
    """Reads `text` as the file at `path` of the course, beside all other files as they are on disk."""
    with scratch() as folder:
        # The kind of a file follows from its place.
        beside = folder / path.relative_to(course.root)
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        try:
            held = _read(course, path, beside)
        except CourseError as e:
            held = Buffer(course, e.diagnostics)
        faults = (_placed(fault, beside, path) for fault in held.faults)
        items = tuple(replace(item, span=replace(item.span, file=path)) for item in held.items)
        return replace(held, faults=tuple(sorted(faults, key=lambda fault: fault.span or Span(path))), items=items)


def _read(course: Course, path: Path, beside: Path) -> Buffer:
    """Raises CourseError."""
    match kind_of(path):
        case "items":
            return _items(course, path, beside)
        case "exam":
            try:
                blueprint = Blueprint(beside, course.languages)
            except CourseError as e:
                return Buffer(course, (*e.diagnostics, *unknown_names(course, Document(beside))))
            faults = (*blueprint.warnings, *blueprint_faults(course, blueprint), *of_blueprint_alone(course, blueprint))
            return Buffer(course, faults)
        case "misconceptions":
            return Buffer(course, read_misconceptions(beside, course.languages).faults)
        case str(name):
            Document(beside).read(RECORDS[name], course.languages)
    return Buffer(course)


def _items(course: Course, path: Path, beside: Path) -> Buffer:
    file = read_items(beside, course.languages)
    faults = [*file.faults, *file.warnings]
    items, broken = [], set(file.broken)
    has_figure = having(course.root / "bank", course.figures)
    for item in file.items:
        wrong = list(text_faults(item.problem, item.languages, has_figure, set()))
        faults += wrong
        items += [] if wrong else [item]
        # Others may name it, even where its own texts are wrong.
        broken |= {item.id} if wrong else set()
    others = {id: item for id, item in course.items.items() if item.span.file != path}
    objectives = {id: known for id, known in course.objectives.items() if known.span.file != path}
    objectives |= {known.id: known for known in file.objectives}
    now = replace(
        course,
        items={item.id: item for item in (*items, *others.values())},
        objectives=objectives,
        topics=_topics(course, file),
    )
    faults += repeated((*others.values(), *items))
    faults += unnamed(items)
    # Names of other files' items are those files' business.
    faults += (
        fault
        for fault in unknown(now.items.values(), broken, course.misconceptions, now.objectives.values(), now.topics)
        if fault.span and fault.span.file == beside
    )
    faults += _remarks(now, items)
    return Buffer(now, tuple(faults), tuple(items))


def _topics(course: Course, file: TopicFile) -> dict[str, Text]:
    named = file.name or everywhere(file.topic, course.languages)
    return {**course.topics, file.topic: named}


def _remarks(course: Course, items: Sequence[BankItem]) -> Iterator[Diagnostic]:
    for item in items:
        yield from of_item_alone(course, item)


def _placed(fault: Diagnostic, beside: Path, path: Path) -> Diagnostic:
    span = fault.span
    return replace(fault, span=replace(span, file=path)) if span and span.file == beside else fault
