"""What a rule says of a place in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "damage", "warning"]


@dataclass(frozen=True)
class Finding:
    """`error`: Moodle refuses, crashes or stops; `damage`: it takes the file and gets it wrong; else a warning."""

    rule: str
    severity: Severity
    message: str
    line: int
    hint: str = ""
