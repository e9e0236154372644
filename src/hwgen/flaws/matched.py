"""Matching questions of which the last pair answers itself, and entries of which two say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from hwgen.flaws.finding import Finding
from hwgen.flaws.measures import PURE, behind
from hwgen.flaws.options import quantity
from hwgen.flaws.reading import Reading, contents
from hwgen.flaws.rules import rule
from hwgen.kinds import Matching, Ordering
from hwgen.kinds.entries import Entry
from hwgen.problem.parts import Part
from hwgen.text import Language, Text


@rule
def entries_alike(item: Reading) -> Iterator[Finding]:
    """Two right sides or entries to be put in order, either of which could stand for the other. What reads the same is one, which is used twice, but for what belongs to nothing."""
    for part in item.parts:
        shared = [right for _, right in part.pairs] if isinstance(part, Matching) else []
        for one, other in combinations(_entries(part), 2):
            if one.id == other.id or not (isinstance(one.text, Text) and isinstance(other.text, Text)):
                continue
            for language in item.languages:
                mine, theirs = one.text.get(language, ""), other.text.get(language, "")
                same = (
                    isinstance(part, Matching)
                    and contents(mine) == contents(theirs)
                    and not (one in shared and other in shared)
                )
                if mine and (same or (contents(mine) != contents(theirs) and _is_one_amount(mine, theirs, language))):
                    yield Finding(f"`{one.id}` and `{other.id}` say the same: “{mine}”, “{theirs}”", theirs)
                    break


def _entries(part: Part) -> Sequence[Entry]:
    if isinstance(part, Matching):
        return (*(right for _, right in part.pairs), *part.extra)
    return part.entries if isinstance(part, Ordering) else ()


def _is_one_amount(mine: str, theirs: str, language: Language) -> bool:
    amount = _amount(mine, language)
    return amount is not None and amount == _amount(theirs, language)


def _amount(text: str, language: Language) -> tuple[object, object] | None:
    """A quantity in base units."""
    known = quantity(text)
    if known is None or known[0] is None:
        return None
    unit = behind(known[1], language)
    # A word that is no known unit may be anything.
    if (known[1] and unit == PURE) or len(unit.factors) != 1:
        return None
    return known[0] * min(unit.factors), frozenset(unit.dimension)


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
