"""What a rule finds in an item, and where."""

from __future__ import annotations

from dataclasses import dataclass

from hwgen.errors import Span
from hwgen.text import place


@dataclass(frozen=True)
class Finding:
    """What one rule says: a message, and the text and the offset that it speaks of, if any."""

    message: str
    text: str = ""
    offset: int = 0

    def span(self, otherwise: Span) -> Span:
        return place(self.text, self.offset) or otherwise


# What is found between a computed question and its answer names its rule itself.
Flaw = tuple[str, Finding]


def flaw(rule: str, message: str, text: str) -> Flaw:
    return rule, Finding(message, text)
