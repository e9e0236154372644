"""Misconceptions that come to the key, or two of them to one value, in some variants: these do not tell who knows from who does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hwgen.problem.computed import Computed
from hwgen.problem.parts import Problem
from hwgen.proof.failures import params_in_words

# Two misconceptions may come to one value now and then: no more often than this.
SELDOM = 0.15
# A value of a draw that so many variants share is one that the author chose, such as a stride of 1: it may leave nothing to mistake.
SHARED = 0.1

Pair = tuple[str, str]


@dataclass(frozen=True)
class Coincidence:
    """In how many of so many variants of a part the misconception `id` comes to `other`, or to the key (""), and one of these."""

    part: str
    id: str
    other: str
    count: int
    variants: int
    example: str


@dataclass
class _OfPart:
    """One part in all variants: how many have each value of each draw, and in which of them misconceptions meet."""

    variants: int = 0
    values: Counter[Pair] = field(default_factory=Counter)
    meetings: dict[Pair, list[Mapping[str, Any]]] = field(default_factory=dict)

    def unexplained(self, meeting: Pair) -> list[Mapping[str, Any]]:
        """The variants of a meeting without a value of a draw that all variants meet which share it."""
        met = Counter(value for params in self.meetings[meeting] for value in _values(params))
        enough = SHARED * self.variants
        moot = {value for value, count in met.items() if count == self.values[value] >= enough}
        return [params for params in self.meetings[meeting] if moot.isdisjoint(_values(params))]


@dataclass
class Coincidences:
    """Watches a walk over the variants of a generator."""

    parts: dict[str, _OfPart] = field(default_factory=dict)

    def see(self, problem: Problem, params: Mapping[str, Any]) -> None:
        for part in problem.parts:
            if isinstance(part, Computed):
                seen = self.parts.setdefault(part.id, _OfPart())
                seen.variants += 1
                seen.values.update(_values(params))
                for meeting in part.meets.items():
                    seen.meetings.setdefault(meeting, []).append(params)

    def telling(self) -> Iterator[Coincidence]:
        """Those that a variant has by chance: each with the key, and those of two misconceptions that are not seldom."""
        for part, seen in self.parts.items():
            for id, other in seen.meetings:
                by_chance = seen.unexplained((id, other))
                if len(by_chance) > (SELDOM * seen.variants if other else 0):
                    yield Coincidence(part, id, other, len(by_chance), seen.variants, params_in_words(by_chance[0]))


def _values(params: Mapping[str, Any]) -> set[Pair]:
    return {(name, str(value)) for name, value in params.items()}
