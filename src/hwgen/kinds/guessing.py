"""What tells the key of a computed choice to those who have not read the stem, and wrong options so drawn that it tells little."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb, prod
from typing import TYPE_CHECKING, Any

from hwgen.draw import Key, chance, shuffled
from hwgen.kinds.kind import Computable
from hwgen.values import Raw

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# Of a larger pool so many are drawn first.
MOST = 12
# Sets of options are weighed in whole numbers, so that they are drawn alike everywhere.
SCALE = 2**40
# Prices are kept in hundredths.
HUNDREDTHS = 100
# How many times as often as chance a cue may point to the key: two in five, of four options.
EXCESS = 1.6
# In a few variants some cue points to the key more often by chance: no more than that in one of twenty generators is reported.
BY_CHANCE = 0.05
# What of TeX stands between two numbers, and what of it is not seen.
BETWEEN = re.compile(r"\\times|&|\\\\")
UNSEEN = re.compile(r"\\[a-z]+|\\,|[\\{} ]")


@dataclass(frozen=True)
class Sets:
    """The sets of wrong options that a variant can offer. `hits` has, for each and each cue, how often the cue points to the key."""

    ids: tuple[tuple[str, ...], ...]
    hits: Array

    def weights(self, prices: Array) -> Array:
        """How often each is drawn: a set is the rarer, the dearer the cues are that point to the key in it."""
        import numpy as np

        costs = self.hits @ prices
        weights: Array = np.exp(costs.min() - costs)
        return weights


@dataclass(frozen=True)
class Guess:
    """What guessing comes to at one part: for each cue, the share of so many variants in which it points to the key, and its price."""

    options: int
    variants: int
    rates: Mapping[str, float]
    prices: Mapping[str, int]

    @property
    def best(self) -> tuple[str, float]:
        return max(self.rates.items(), key=lambda rate: rate[1])

    @property
    def too_easy(self) -> bool:
        share = self.best[1]
        return share > EXCESS / self.options and share * self.variants >= _unlikely(self.variants, self.options)


@cache
def _unlikely(variants: int, options: int) -> int:
    """In how many of so many variants one of the cues hardly points to the key by chance."""
    hit = 1 / options
    likelihood = 0.0
    for count in range(variants, -1, -1):
        likelihood += comb(variants, count) * hit**count * (1 - hit) ** (variants - count)
        if likelihood * len(cues(options)) > BY_CHANCE:
            return count + 1
    return 0


@cache
def cues(options: int) -> tuple[str, ...]:
    """What a guesser may go by among so many options, in the order of `Sets.hits`."""
    between = (f"number {i} by size" for i in range(2, options))
    by_size = ("the smallest", *between, "the largest")
    by_looks = ("the longest", "the shortest", "the one with most digits", "the one with fewest digits")
    return (*by_size, *by_looks, "the one most like the others", "the one least like the others")


def drawn(part: Computable, prices: Mapping[str, int], key: Key) -> tuple[str, ...]:
    """Wrong options at the prices of the cues that point to the key among them; a pure function of `key`."""
    sets = sets_of(part, key)
    weights = sets.weights(priced(prices, part.wrong_count + 1))
    shares = [round(SCALE * float(weight)) for weight in weights]
    place = chance((*key, "set"), sum(shares))
    for ids, share in zip(sets.ids, shares, strict=True):
        place -= share
        if place < 0:
            return ids
    raise AssertionError("a place is below the sum of all shares")


def priced(prices: Mapping[str, int], options: int) -> Array:
    import numpy as np

    return np.array([prices.get(cue, 0) / HUNDREDTHS for cue in cues(options)])


def sets_of(part: Computable, key: Key) -> Sets:
    """Every set of wrong options that can be drawn of the part's pool."""
    import numpy as np

    pool = shuffled((*key, "wrong"), tuple(part.wrong))[:MOST]
    raws = (part.key, *(part.wrong[id] for id in pool))
    count = part.wrong_count
    chosen = _chosen(len(pool), count)
    columns = [*_by_size([_size(part, raw) for raw in raws], chosen)]
    for scores in np.array([_looks(part, raw) for raw in raws]).T:
        columns += _ends(*_compared(scores, chosen), count)
    columns += _ends(*_likeness(part, raws, chosen), count)
    ids = tuple(tuple(pool[i - 1] for i in row) for row in chosen.tolist())
    return Sets(ids, np.stack(columns, axis=1))


@cache
def _chosen(pool: int, count: int) -> Array:
    """Every choice of `count` wrong options, which are numbered from 1: 0 is the key."""
    import numpy as np

    return np.array(list(combinations(range(1, pool + 1), count)))


def _compared(scores: Array, chosen: Array) -> tuple[Array, Array]:
    """How many options of each set score less than the key, and how many as much."""
    return (scores[chosen] < scores[0]).sum(1), (scores[chosen] == scores[0]).sum(1)


def _ends(less: Array, equal: Array, count: int) -> tuple[Array, Array]:
    """How often the key is the one that scores most, and least; who finds several takes any of them."""
    return (less + equal == count) / (equal + 1), (less == 0) / (equal + 1)


def _by_size(sizes: list[float], chosen: Array) -> Iterator[Array]:
    import numpy as np

    less, equal = _compared(np.array(sizes), chosen)
    for rank in range(chosen.shape[1] + 1):
        yield ((less <= rank) & (rank <= less + equal)) / (equal + 1)


def _likeness(part: Computable, raws: tuple[Raw, ...], chosen: Array) -> tuple[Array, Array]:
    """How many options of each set have less in common with the others than the key has, and how many as much."""
    import numpy as np

    if not any(isinstance(raw, tuple) for raw in raws):
        nothing = np.zeros(len(chosen), dtype=int)
        return nothing, nothing + chosen.shape[1]
    shared = np.array([[0 if one is other else _shared(part, one, other) for one in raws] for other in raws])
    among = shared[chosen[:, :, None], chosen[:, None, :]].sum(2)
    mine, theirs = shared[0][chosen].sum(1)[:, None], shared[chosen, 0] + among
    return (theirs < mine).sum(1), (theirs == mine).sum(1)


def _shared(part: Computable, one: Raw, other: Raw) -> int:
    """In how many of their parts two answers agree: none where they are single numbers."""
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        return 0
    if part.form == "set":
        return len(part.labels) - len({*one} ^ {*other})
    mine, theirs = list(_numbers(one)), list(_numbers(other))
    if len(mine) == len(theirs):
        return sum(a == b for a, b in zip(mine, theirs, strict=True))
    return (Counter(mine) & Counter(theirs)).total()


def _numbers(raw: Raw) -> Iterator[Raw]:
    if isinstance(raw, tuple):
        for item in raw:
            yield from _numbers(item)
    else:
        yield raw


def _size(part: Computable, raw: Raw) -> float:
    if isinstance(raw, str):
        return 0.0
    if not isinstance(raw, tuple):
        return float(raw)
    if part.form == "set":
        return len(raw)
    numbers = [abs(float(number)) for number in _numbers(raw)]
    return prod(numbers) if part.form in ("shape", "product") else sum(numbers)


def _looks(part: Computable, raw: Raw) -> tuple[int, int]:
    """The signs that it takes on paper, and its digits without zeros at their ends."""
    seen = UNSEEN.sub("", BETWEEN.sub(",", part.value(raw).tex()))
    return len(seen), sum(len(number.replace(".", "").strip("-()0")) for number in seen.split(","))
