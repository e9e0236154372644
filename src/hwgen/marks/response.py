"""What a student answered, whoever read it: a scanner, or a person who typed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from hwgen.sheets.keys import Criterion

# Whether there is a scan of a page that cannot be read. Of sheets that are nobody's, several have one code: then nobody knows.
State = Literal["unscanned", "unread", "unclear"]


@dataclass(frozen=True)
class Unscanned:
    """A page of a sheet of which no scan is read: its number, of how many pages, and the groups of boxes and the frames on it."""

    number: int
    pages: int
    groups: tuple[str, ...]
    state: State = "unscanned"


@dataclass(frozen=True)
class Response:
    """The marks on the sheet with this serial number, by group in the order of its boxes; groups without marks are left out.

    `texts` are answers that were typed, by the ids of fields; they go before marks, as do `points`, which a person gave for
    written answers. `doubts` are groups that a person has to look at: they count as they stand here. What a person `decided`
    is in no doubt; of that, what was `typed` goes before scans. Of the points, those that were given on the screen are `rated`, and may be taken back there; `comments` are what markers wrote
    for the student, `met` the lines of the rubric that they saw met. `id` is the student's number, where the sheet does not say it.
    What stands on pages that are `unscanned` is not known, as far as nobody typed it.
    """

    serial: int
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Fraction] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    met: Mapping[str, tuple[Criterion, ...]] = field(default_factory=dict)
    id: str = ""
    absent: bool = False
    unscanned: tuple[Unscanned, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether nothing of it was read, or typed."""
        known = self.marked or self.typed or self.texts or self.points or self.absent
        return not known and bool(self.unscanned) and len(self.unscanned) == self.unscanned[0].pages
