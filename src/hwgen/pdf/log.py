"""Reads a TeX log, and finds the bank line that a line of the .tex came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hwgen.errors import Diagnostic, Span

ERROR = re.compile(r"^(?:\./)?paper\.tex:(\d+): (.*)$", re.MULTILINE)
FATAL = re.compile(r"^! (.*)$", re.MULTILINE)
MISSING = re.compile(r"Missing character: There is no (.) (?:\(U\+[0-9A-F]+\) )?in font ([^!:\n]*)")
OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\).*? at lines? (\d+)")
SOURCE = re.compile(r"^\s*(?:%|//) (.+):(\d+) \(([\w-]+)\)$")
TOLERATED_POINTS = 2.0


@dataclass(frozen=True)
class Finding:
    """What TeX said, and the line of the .tex that it was reading; or, where it did not say (0), a piece of that line."""

    message: str
    line: int
    severity: Literal["error", "warning"]
    piece: str = ""


def read_log(log: str) -> Iterator[Finding]:
    errors = [Finding(m[2], int(m[1]), "error") for m in ERROR.finditer(log)]
    yield from errors or [Finding(m[1], 0, "error") for m in FATAL.finditer(log)][:1]
    for char in sorted({m[1] for m in MISSING.finditer(log)}):
        yield Finding(f"no font has the character {char} (U+{ord(char):04X}); it is left out", 0, "warning", char)
    for m in OVERFULL.finditer(log):
        if float(m[1]) > TOLERATED_POINTS:
            yield Finding(f"a line is {float(m[1]):.0f} points too wide", int(m[2]), "warning")


def reached(finding: Finding, lines: Sequence[str]) -> int:
    """The line of the .tex that TeX was reading, or 0."""
    holding = (i for i, line in enumerate(lines, 1) if finding.piece and finding.piece in line)
    return finding.line or next(holding, 0)


def located(finding: Finding, lines: Sequence[str], root: Path, name: str, engine: str = "TeX") -> Diagnostic:
    """The finding at the bank line whose text TeX was reading."""
    for line in reversed(lines[: reached(finding, lines)]):
        found = SOURCE.match(line)
        if found:
            span = Span(root / found[1], int(found[2]))
            return Diagnostic(f"in `{found[3]}`: {engine} says: {finding.message}", span, "", finding.severity)
    return Diagnostic(f"{name}: {finding.message}", None, "", finding.severity)
