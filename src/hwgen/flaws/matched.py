"""Matching questions of which the last pair answers itself."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, contents
from hwgen.flaws.rules import rule
from hwgen.kinds import Matching
from hwgen.text import Text


@rule
def last_pair_given(item: Reading) -> Iterator[Finding]:
    for part in item.parts:
        if isinstance(part, Matching) and not part.extra:
            language = item.languages[0]
            rights = [
                contents(right.text[language]) if isinstance(right.text, Text) else right.text
                for _, right in part.pairs
            ]
            # What may be used twice is ruled out by nothing.
            if all(right not in rights[:i] for i, right in enumerate(rights)):
                yield Finding(
                    "every right side belongs to one left side and none is left over, so the last pair is known without being understood",
                    part.stem[language],
                )
