"""What a rule says of a place in a file of a platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "damage", "warning"]


@dataclass(frozen=True)
class Finding:
    """`error`: the platform refuses, crashes or stops; `damage`: it takes the file and gets it wrong; else a warning."""

    rule: str
    severity: Severity
    message: str
    line: int
    hint: str = ""


class Unreadable(Exception):
    """The platform cannot read the file, or reads it as something else."""

    def __init__(self, rule: str, severity: Severity, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.severity, self.message, self.line, self.hint = rule, severity, message, line, hint
