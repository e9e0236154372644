"""How often the key of a choice can be guessed without its stem, and the prices at which wrong options are drawn so that it is seldom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hwgen.draw import permuted, replayed
from hwgen.kinds.guessing import HUNDREDTHS, Guess, Sets, cues, priced, sets_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.guard import restart_time
from hwgen.problem.parts import Problem

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# So many variants of a larger domain stand for all of them.
SAMPLE = 256
# What all prices come to: a set whose key every cue points to is rarer than one whose key none does by e to this.
BUDGET = 12.0
ROUNDS = 200
STEP = 2.0
SLOWER = 20


def guesses(generator: Generator, variants: Sequence[Sequence[int]], first: Sequence[Problem]) -> dict[str, Guess]:
    """Of each part that is asked as a choice; `variants` are the draws of the whole domain, `first` the problems of the first ones."""
    sets: dict[str, list[Sets]] = {}
    counts: dict[str, int] = {}
    for i in range(min(len(variants), SAMPLE)):
        place = permuted((generator.id, "cues"), i, len(variants)) if len(variants) > SAMPLE else i
        problem = first[place] if place < len(first) else _replayed(generator, variants[place])
        for part in _choices(problem):
            sets.setdefault(part.id, []).append(sets_of(part, (generator.id, part.id, i)))
            counts[part.id] = part.wrong_count + 1
    return {id: _guess(of_part, counts[id]) for id, of_part in sets.items()}


def _replayed(generator: Generator, choices: Sequence[int]) -> Problem:
    from hwgen.proof.domain import draw_problem

    restart_time()
    return replayed(lambda draw: draw_problem(generator, draw), choices)[0]


def _choices(problem: Problem) -> Iterator[Computed]:
    yield from (part for part in problem.parts if isinstance(part, Computed) and part.wrong_count)


def _guess(sets: Sequence[Sets], options: int) -> Guess:
    """Prices by multiplicative weights: the cue that pays most grows dearer, until none pays more than it must."""
    import numpy as np

    domain = _Domain(sets)
    shares = np.full(len(cues(options)), 1 / len(cues(options)))
    best, lowest = shares, 1.0
    for turn in range(ROUNDS):
        rates = domain.rates(BUDGET * shares)
        if rates.max() < lowest:
            best, lowest = shares, rates.max()
        shares = shares * np.exp(STEP / (1 + turn / SLOWER) * rates)
        shares /= shares.sum()
    prices = {cue: round(HUNDREDTHS * BUDGET * float(share)) for cue, share in zip(cues(options), best, strict=True)}
    rates = domain.rates(priced(prices, options))
    rated = {cue: round(float(rate), 4) for cue, rate in zip(cues(options), rates, strict=True)}
    return Guess(options, len(sets), rated, prices)


class _Domain:
    """The sets of options of many variants, one below the other, each with how many are alike."""

    def __init__(self, sets: Sequence[Sets]) -> None:
        import numpy as np

        # Many sets of a variant are alike to a guesser.
        distinct = [np.unique(each.hits, axis=0, return_counts=True) for each in sets]
        lengths = [len(counts) for _, counts in distinct]
        self.hits = np.concatenate([hits for hits, _ in distinct])
        self.counts = np.concatenate([counts for _, counts in distinct])
        self.starts = np.cumsum([0, *lengths[:-1]])
        self.variant = np.repeat(np.arange(len(sets)), lengths)

    def rates(self, prices: Array) -> Array:
        """How often each cue is right where wrong options are drawn at these prices."""
        import numpy as np

        costs = self.hits @ prices
        weights = self.counts * np.exp(np.minimum.reduceat(costs, self.starts)[self.variant] - costs)
        weights /= np.add.reduceat(weights, self.starts)[self.variant]
        rates: Array = (weights @ self.hits) / len(self.starts)
        return rates
