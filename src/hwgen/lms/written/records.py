"""Questions of item banks, all of whose parts have labels: 【题型】…【题干】…【选项】…【答案】…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.labelled import take_field
from hwgen.lms.written.lines import Field, behind, label, start, unmarked

LABEL = re.compile(r"(?:\[[^\W\d][\w ]{1,15}\]|[^\W\d][\w ]{1,15}:)\s*\S")


class Records:
    """`labelled` says that a label begins each question; what stands above it is kept for it until it begins."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.leads, self.labelled = _leads(lines)
        self.ahead: list[tuple[Field, str]] = []

    def keeps(self, name: Field, text: str) -> bool:
        """Whether a label speaks of the question below it."""
        if name in self.leads:
            self.ahead.append((name, text))
        return name in self.leads

    def is_unknown(self, text: str) -> bool:
        """Whether a line looks like a label that is not known, where labels begin all parts of a question."""
        return self.labelled and bool(LABEL.match(folded(text)))

    def settle(self, draft: Draft) -> None:
        """Gives a question what stood above it."""
        for name, text in self.ahead:
            take_field(draft, name, text)
        self.ahead = []


def _leads(lines: Sequence[str]) -> tuple[frozenset[Field], bool]:
    """The labels that stand above the text of each of the first questions, and whether it has a label itself."""
    above = list(islice(_above(lines), 2))
    leads = frozenset.intersection(*(names for names, _ in above)) if above else frozenset[Field]()
    return leads, bool(above) and all(labelled for _, labelled in above)


def _above(lines: Sequence[str]) -> Iterator[tuple[frozenset[Field], bool]]:
    """The labels right above each question, and whether its text has one."""
    names: set[Field] = set()
    for line in map(unmarked, lines):
        named = label(line)
        if (named and named[0] == "stem") or start(behind(line)):
            yield frozenset(names - {"answer", "explanation", "options"}), named is not None
            names = set()
        elif named:
            names.add(named[0])
        elif line.strip():
            names = set()
