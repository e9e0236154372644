"""What a rule finds, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hwgen.errors import Diagnostic, Span
from hwgen.flaws.catalogue import FLAWS, Flaw
from hwgen.text import place


@dataclass(frozen=True)
class Finding:
    """A flaw at a place. `subject` is the item or the exam that has it, `also` the other places that it speaks of."""

    flaw: str
    message: str
    span: Span
    subject: str
    also: tuple[Span, ...] = ()
    hint: str = ""

    @property
    def about(self) -> Flaw:
        return FLAWS[self.flaw]

    @property
    def remedy(self) -> str:
        return self.hint or self.about.remedy

    def diagnostic(self) -> Diagnostic:
        seen = "".join(f"; see {span}" for span in self.also)
        return Diagnostic(f"{self.message}{seen} [{self.flaw}]", self.span, self.remedy, self.about.severity)


def of_diagnostic(diagnostic: Diagnostic, root: Path, flaw: str = "course-error", subject: str = "") -> Finding:
    return Finding(flaw, diagnostic.message, diagnostic.span or Span(root), subject, (), diagnostic.hint)


@dataclass(frozen=True)
class Found:
    """What one rule says: a message, and the text and the offset that it speaks of, if any."""

    message: str
    text: str = ""
    offset: int = 0

    def finding(self, flaw: str, subject: str, otherwise: Span) -> Finding:
        return Finding(flaw, self.message, place(self.text, self.offset) or otherwise, subject)
