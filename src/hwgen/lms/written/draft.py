"""A question as it was written down, before anybody has asked what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# Takes a doubt: its rule, the line, the name of the question, and a message.
Doubt = Callable[[str, int, str, str], None]
# What a heading, a tag or a column calls a question.
Sort = Literal["choice", "several", "truth", "blank", "short", "essay", "order", "match", ""]


@dataclass
class Option:
    """`right` says that it is marked as right where it stands."""

    letter: str
    text: str
    line: int
    right: bool = False


@dataclass
class Draft:
    """`answer` is None where none is given; `line` is that of the file, or the row of a sheet; `context` stands above the
    text of several questions.
    """

    line: int
    number: str = ""
    sort: Sort = ""
    context: str = ""
    stem: str = ""
    options: list[Option] = field(default_factory=list)
    answer: str | None = None
    explanation: str = ""
    tolerance: str = ""
    # With `each_blank`, these are the points of each blank.
    points: str = ""
    each_blank: bool = False
    # The heading that it stands below, and what all questions there are worth together.
    section: str = ""
    total: str = ""
    difficulty: str = ""
    topic: str = ""
    tags: list[str] = field(default_factory=list)
    # What is matched with what, where that is known already; before an entry that nothing is matched with stands "".
    pairs: list[tuple[str, str]] = field(default_factory=list)
    # Lines of the stem that had bullets, which are left out of it.
    bullets: list[str] = field(default_factory=list)
    # The pictures that the texts show, by the names of their files.
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """By what a list of doubts calls it."""
        return " ".join(f"{self.number} {self.stem or self.context}".split())
