"""The files of a course that are read, and why some are not even opened."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hwgen.bank.recipes import is_helper
from hwgen.errors import Diagnostic, Span
from hwgen.text import not_a_file

# Files that systems and editors put beside others: for what a disk cannot hold, while one is open, and locks.
OF_SYSTEMS = (".", "~$")
# As systems and browsers name the copy of a file: `x (1)`, `x - 副本`, `x copy 2`.
_COPY = re.compile(
    r".+(?: ?[(（]\d+[)）]|(?: ?- ?(?:副本|Copy|Kopie|Copie)| (?:副本|copy|Kopie|copie)|的副本)(?: ?(?:\d+|[(（]\d+[)）]))?)"
)


@dataclass(frozen=True)
class Paths:
    """The files of a course. `helpers` are what its generators share; those that are `barred` are only in the places of tables that have one file."""

    generators: Sequence[Path]
    helpers: Sequence[Path]
    topics: Sequence[Path]
    misconceptions: Sequence[Path]
    conventions: Path
    terms: Path
    exams: Sequence[Path]
    barred: Mapping[Path, Diagnostic]

    @classmethod
    def of(cls, root: Path) -> Paths:
        bank, faults = root / "bank", dict[Path, Diagnostic]()

        def sound(paths: Iterable[Path]) -> list[Path]:
            # What stands twice is reported where it is read last: of a file and its copy, that is the copy.
            known = sorted((path for path in paths if not path.name.startswith(OF_SYSTEMS)), key=_copies_last)
            faults.update({path: fault for path in known if (fault := barred(path))})
            return [path for path in known if path not in faults]

        conventions, terms = bank / "conventions.yaml", bank / "terms.yaml"
        sound((conventions, terms))
        python = sound((root / "generators").glob("**/*.py"))
        return cls(
            generators=[path for path in python if not is_helper(path)],
            helpers=[path for path in python if is_helper(path)],
            topics=sound((bank / "items").glob("**/*.yaml")),
            misconceptions=sound(bank.glob("misconceptions*.yaml")),
            conventions=conventions,
            terms=terms,
            exams=sound((bank / "exams").glob("*.yaml")),
            barred=faults,
        )

    @property
    def all(self) -> Sequence[Path]:
        single = [path for path in (self.conventions, self.terms) if path not in self.barred]
        return (*self.generators, *self.helpers, *self.topics, *self.misconceptions, *single, *self.exams)


def _copies_last(path: Path) -> tuple[bool, Path]:
    return bool(_COPY.fullmatch(path.stem)), path


def barred(path: Path) -> Diagnostic | None:
    """Why a file is not even opened: a pipe or a device, be it by a link, may never end; a name that is no text can be shown nowhere."""
    shown = printable(str(path))
    if shown != str(path):
        message = f"`{Path(shown).name}` cannot be read: its name is not UTF-8"
        return Diagnostic("missing-file", message, Span(Path(shown)), "give it a name of letters and digits")
    return not_a_file(path)


def printable(name: str) -> str:
    """A name as it can be shown: one of another encoding has signs in place of what is no text."""
    return os.fsencode(name).decode("utf-8", "replace")
