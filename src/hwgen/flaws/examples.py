"""Examples that `hwgen new` wrote, and that nobody has replaced yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import Diagnostic, Span

# What the examples say of themselves, and their authors delete.
_LEFT = re.compile(r'To be replaced: write your own text|Replace this example with your own|"""A skeleton: replace ')


def is_left(item: BankItem) -> bool:
    """Whether the comment above the item says that it is still an example."""
    lines = item.span.file.read_text(encoding="utf-8", errors="replace").splitlines()
    return bool(_LEFT.search(lines[item.span.line - 2])) if 1 < item.span.line <= len(lines) + 1 else False


def of_asked(course: Course, asked: Collection[str]) -> Iterator[Diagnostic]:
    """The findings on what is asked, for whoever prints it before checking; a file of generators says it once for all in it."""
    items = [course.items[id] for id in asked if id in course.items]
    files = {path: tuple(_of_file(path)) for path in dict.fromkeys(item.span.file for item in items)}
    generated: set[Path] = set()
    for item in items:
        path = item.span.file
        if isinstance(item, BankItem):
            yield from (finding for finding in files[path] if finding.span and finding.span.line == item.span.line - 1)
        elif path not in generated:
            generated.add(path)
            yield from files[path]


def of_files(course: Course) -> Iterator[Diagnostic]:
    """A finding for each place of the course's files that is still an example."""
    for folder, files in (("bank", "*.yaml"), ("generators", "*.py")):
        for path in filter(Path.is_file, sorted((course.root / folder).rglob(files))):
            yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Diagnostic]:
    text = path.read_text(encoding="utf-8", errors="replace")
    for match in _LEFT.finditer(text):
        before = text[: match.start()]
        place = Span(path, before.count("\n") + 1, match.start() - before.rfind("\n"))
        hint = "write your own text, then delete this line"
        yield Diagnostic("example-left", "this is still an example of `hwgen new`", place, hint)
