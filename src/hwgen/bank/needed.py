"""Which errors of a course stand in the way of one exam, or of some items: a colleague's draft stops nothing that does not need it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import Loaded
from hwgen.bank.texts import text_faults
from hwgen.errors import Diagnostic


def needed(loaded: Loaded, exam: str, items: Sequence[str] = ()) -> tuple[Diagnostic, ...]:
    """The errors that the papers of `exam`, or `items`, cannot do without having mended.

    What cannot be read of a file may be an item that is named, or one that would be picked. Tables that all items use are always needed.
    """
    blueprint = loaded.course.blueprints.get(exam)
    wanted = [str(entry.item) for _, _, entry in blueprint.plan.entries() if entry.item] if blueprint else list(items)
    return tuple(_needed(loaded, exam, blueprint, wanted))


def _needed(loaded: Loaded, exam: str, blueprint: Blueprint | None, wanted: Sequence[str]) -> Iterator[Diagnostic]:
    missing = any(id not in loaded.course.items for id in wanted)
    root = loaded.course.root
    for error in loaded.errors:
        file = error.span.file if error.span and error.span.file.is_relative_to(root) else root
        match file.relative_to(root).parts:
            case ("bank", "exams", *_):
                matters = file.stem == exam
            case ("bank", "items", *_) | ("generators", *_):
                matters = (
                    missing
                    or _owner(loaded, error) in wanted
                    or (error.rule == "duplicate-id" and any(f"`{id}`" in error.message for id in wanted))
                    or (blueprint is not None and _picks(blueprint, file))
                    or (file.suffix == ".py" and _lacks_figure(loaded.course, wanted))
                )
            case _ if error.rule == "unknown-exam":
                matters = exam == loaded.course.default_exam
            case _:
                matters = True
        if matters:
            yield error


def needed_beside(loaded: Loaded, topic: str) -> tuple[Diagnostic, ...]:
    """The errors that have to be mended before something is added: those in tables and, for a question, in the file of its `topic`.

    Where no file is known to have the topic, it may be any that could not be read.
    """
    root = loaded.course.root
    files = {item.span.file for item in loaded.course.items.values() if item.topic == topic}

    def matters(error: Diagnostic) -> bool:
        file = error.span.file if error.span and error.span.file.is_relative_to(root) else root
        match file.relative_to(root).parts:
            case ("bank", "items", *_):
                return bool(topic) and (not files or file in files)
            case ("bank", "exams", *_) | ("generators", *_):
                return False
            case _:
                return error.rule != "unknown-exam"

    return tuple(filter(matters, loaded.errors))


def _owner(loaded: Loaded, error: Diagnostic) -> str:
    """The item in which an error stands that was read all the same, such as one with a key twice; "" where there is none."""
    at = error.span
    before = [i for i in loaded.course.items.values() if at and i.span.file == at.file and i.span.line <= at.line]
    return max(before, key=lambda item: item.span.line).id if before else ""


def _lacks_figure(course: Course, wanted: Sequence[str]) -> bool:
    """Whether an item shows a figure that the course does not have, which may stand in a file that could not be read."""
    shown: set[str] = set()
    for item in map(course.items.get, wanted):
        if isinstance(item, BankItem):
            for _ in text_faults(item.problem, item.languages, lambda name: True, shown):
                pass
    return any(name not in course.figures and not name.startswith("files/") for name in shown)


def _picks(blueprint: Blueprint, file: Path) -> bool:
    """Whether an entry could pick what a file holds; one of items is called after its topic."""
    return any(
        entry.pick and (not entry.topic or file.suffix == ".py" or file.stem in entry.topic)
        for _, _, entry in blueprint.plan.entries()
    )


def needs_all_items(loaded: Loaded, exam: str, errors: Sequence[Diagnostic]) -> bool:
    """Whether some of these errors matter to the papers of `exam` only because it picks from all topics."""
    blueprint = loaded.course.blueprints.get(exam)
    if blueprint is None or not any(entry.pick and not entry.topic for _, _, entry in blueprint.plan.entries()):
        return False
    folders = [loaded.course.root / part for part in ("bank/items", "generators")]
    return any(e.span and e.span.file.is_relative_to(folder) for e in errors for folder in folders)
