"""Which variants of a generator are read: some spread over all, and those whose words no other has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hwgen.draw import chance
from hwgen.flaws.reading import answers, passages
from hwgen.problem.parts import Problem

# So many of the variants that show every branch of every text are read; more of them only for words that these do not have.
MOST_READ = 40
# So many variants, spread over all of them, are read besides, and looked at for what their figures show: a number of one may hide what is wrong in another.
MOST_DRAWN = 12
WORDS = re.compile(r"[^\W\d_]+")


def read_of(covering: Sequence[int], problem: Callable[[int], Problem]) -> frozenset[int]:
    """The numbers of the variants to read of those that show every branch of every text: no word of these goes unread."""
    read = covering[:: 1 + len(covering) // MOST_READ]
    if len(read) == len(covering):
        return frozenset(read)
    known = set[str]().union(*(_words(problem(number)) for number in read))
    telling = []
    for number in covering:
        if words := _words(problem(number)) - known:
            known |= words
            telling.append(number)
    return frozenset((*read, *telling))


def spread_over(variants: int) -> frozenset[int]:
    """The numbers of some variants. At even steps, the last draws might have the same values in all of them."""
    if variants <= MOST_DRAWN:
        return frozenset(range(variants))
    return frozenset(chance(("spread", variants, i), variants) for i in range(MOST_DRAWN))


def _words(problem: Problem) -> set[str]:
    texts = (text for passage in (*passages(problem), *answers(problem)) for text in passage.text.values())
    return {word for text in texts for word in WORDS.findall(text)}
