"""Reads a TeX log, and finds the bank line that a line of the .tex came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hwgen.errors import Diagnostic, Span, counted

ERROR = re.compile(r"^(?:\./)?paper\.tex:(\d+): (.*)$", re.MULTILINE)
FATAL = re.compile(r"^! (.*)$", re.MULTILINE)
MISSING = re.compile(r"Missing character: There is no (.) (?:\(U\+[0-9A-F]+\) )?in font ([^!:\n]*)")
OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\).*? at lines? (\d+)")
SOURCE = re.compile(r"^\s*(?:%|//) (.+):(\d+) \(([\w-]+)\)$")
TOLERATED_POINTS = 2.0
# What an engine reads has no name but this.
DOCUMENT = Path("paper.tex")


def read_log(log: str) -> Iterator[Diagnostic]:
    """What TeX says of a document, each at the line that it was reading, or at 0."""
    errors = [Diagnostic("tex-error", m[2], Span(DOCUMENT, int(m[1]))) for m in ERROR.finditer(log)]
    yield from errors or [Diagnostic("tex-error", m[1], Span(DOCUMENT)) for m in FATAL.finditer(log)][:1]
    for m in OVERFULL.finditer(log):
        if float(m[1]) > TOLERATED_POINTS:
            message = f"a line is {counted(round(float(m[1])), 'point')} too wide"
            yield Diagnostic("tex-line-too-wide", message, Span(DOCUMENT, int(m[2])))


def missing_characters(log: str) -> frozenset[str]:
    """The characters beyond ASCII that a font did not have."""
    return frozenset(m[1] for m in MISSING.finditer(log) if not m[1].isascii())


def located(diagnostic: Diagnostic, lines: Sequence[str], root: Path, name: str, engine: str = "TeX") -> Diagnostic:
    """The diagnostic of a document's line at the line of the bank whose text stands there."""
    for line in reversed(lines[: line_of(diagnostic)]):
        match = SOURCE.match(line)
        if match:
            message = f"in `{match[3]}`: {engine} says: {diagnostic.message}"
            return replace(diagnostic, message=message, span=Span(root / match[1], int(match[2])), subject=match[3])
    return replace(diagnostic, message=f"{name}: {diagnostic.message}", span=None)


def line_of(diagnostic: Diagnostic) -> int:
    return diagnostic.span.line if diagnostic.span else 0
