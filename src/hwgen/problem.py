"""A problem in both languages with all its pools, before a language, an order and numbers are chosen."""

from __future__ import annotations

from dataclasses import dataclass

from hwgen.picture import Picture
from hwgen.text import Text
from hwgen.values import Value


@dataclass(frozen=True)
class Statement:
    """A claim that is true or false, and why."""

    id: str
    text: Text
    true: bool
    why: Text


@dataclass(frozen=True)
class Statements:
    """A true/false concept: one statement of the pool is asked."""

    id: str
    pool: tuple[Statement, ...]


@dataclass(frozen=True)
class Candidate:
    """A possible option. `body` is what is shown; a wrong one's `id` names its misconception and `why` refutes it."""

    id: str
    body: Text | Value | Picture
    why: Text


@dataclass(frozen=True)
class Selection:
    """A single choice: one right candidate and `wrong_count` wrong ones are drawn from the pools.

    `conventions` names the clauses of bank/conventions.yaml that the answer depends on; they are printed after the stem.
    """

    id: str
    stem: Text
    right: tuple[Candidate, ...]
    wrong: tuple[Candidate, ...]
    solution: Text
    wrong_count: int = 3
    conventions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rubric:
    """A line of a marking scheme; `share` is its part of the question's points."""

    text: Text
    share: int


@dataclass(frozen=True)
class Open:
    """A short answer in words; `lines` is the height of the answer space in lines of text."""

    id: str
    stem: Text
    model: Text
    rubric: tuple[Rubric, ...]
    lines: int = 10


Part = Statements | Selection | Open


@dataclass(frozen=True)
class Problem:
    """One or more linked questions with an optional shared context."""

    parts: tuple[Part, ...]
    context: Text | None = None
