"""Answers of several numbers: the names of the numbers stand in the question and in the claim in the order in which they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Computed
from hwgen.proof.claims import SLOT
from hwgen.text import Language
from hwgen.words.words import name_of


def of_rows(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or len(part.cells) < 2:
            continue
        wording = part.say()
        for language in item.languages:
            names = [shown(cell.get(language, ""), language).casefold().strip() for cell in part.cells]
            for text in (wording.ask[language], wording.claim[language].partition(SLOT)[0]):
                if order := _order(text, names, language):
                    message = f"“{order[0]}” stands before “{order[1]}” in the {name_of(language)} text, and is answered after it"
                    yield flaw("claim-differs", message, text)


def _order(text: str, names: Sequence[str], language: Language) -> tuple[str, str] | None:
    """Two of the names that stand the other way round, where each stands there once."""
    whole = shown(text, language).casefold()
    places = [(whole.find(name), name) for name in names if name and whole.count(name) == 1]
    for (one, first), (other, second) in pairwise(places):
        # One of them may be a part of the other, such as a mean and a weighted mean.
        if other < one and first not in second and second not in first:
            return second, first
    return None
