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


def in_file(diagnostic: Diagnostic, file: Path) -> Diagnostic:
    """The diagnostic where its lines are those of `file`."""
    if diagnostic.span is None or diagnostic.span.file != NAMELESS:
        return diagnostic
    return replace(diagnostic, span=replace(diagnostic.span, file=file))
