"""Places in a file of a platform. Who reads it knows its lines and not its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hwgen.errors import CourseError, Diagnostic, Span

NAMELESS = Path()


class Unreadable(CourseError):
    """The platform cannot read the file, or reads it as something else."""


def on_line(line: int) -> Span:
    """A line of the file that is being read; 0 for the whole of it."""
    return Span(NAMELESS, line)


def inside(name: str, line: int = 0) -> Span:
    """A line of a file by its `name` in the archive that is being read; of the file that is read itself without a name."""
    return Span(NAMELESS / name, line) if name else on_line(line)


def in_file(diagnostic: Diagnostic, file: Path) -> Diagnostic:
    """The diagnostic where its lines are those of `file`, or of a file in it."""
    if diagnostic.span is None or diagnostic.span.file.is_absolute():
        return diagnostic
    return replace(diagnostic, span=replace(diagnostic.span, file=file / diagnostic.span.file))
