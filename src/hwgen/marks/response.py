"""What a student answered, whoever read it: a scanner, or a person who typed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Response:
    """The marks on the sheet with this serial number, by group in the order of its boxes; groups without marks are left out.

    `doubts` are groups that a person has to look at: they count as they stand here. `points` are those that a person gave for
    written answers, by the id of the field; they go before marks on paper. `id` is the student's number, where the sheet
    does not say it.
    """

    serial: int
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: frozenset[str] = frozenset()
    points: Mapping[str, Fraction] = field(default_factory=dict)
    id: str = ""
    absent: bool = False
