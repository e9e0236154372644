"""What shows only over several variants: options that are slips of one or two apart, and two questions with one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from hwgen.errors import Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.values import displayed

# Nobody believes in a slip so small of a number so large.
SLIP, LARGE = 2, 10
# In so many variants, and with so many keys, two answers do not meet by chance.
ENOUGH = 4


@dataclass
class Across:
    """Watches variants of a generator."""

    generator: Generator
    variants: int = 0
    slips: dict[str, int] = field(default_factory=dict)
    met: dict[tuple[str, str], int] = field(default_factory=dict)
    keys: dict[str, set[str]] = field(default_factory=dict)

    def see(self, problem: Problem) -> None:
        self.variants += 1
        parts = [part for part in problem.parts if isinstance(part, Computed)]
        for part in parts:
            self.slips[part.id] = self.slips.get(part.id, 0) + _are_slips(part.key, part.wrong)
            self.keys.setdefault(part.id, set()).add(displayed(part.key, part.places))
        for one, other in combinations(parts, 2):
            pair = one.id, other.id
            self.met[pair] = self.met.get(pair, 0) + (one.key == other.key)

    def flaws(self) -> Iterator[Diagnostic]:
        for part, count in self.slips.items():
            if 2 * count > self.variants:
                message = f"`{self.generator.id}`, part `{part}`: in {count} of {self.variants} variants, no option is further than {SLIP} from the key: they tell who miscounts, and not who is mistaken"
                yield self._flaw("slips-alone", message)
        for (one, other), count in self.met.items():
            if count == self.variants >= ENOUGH and len(self.keys[one]) >= ENOUGH:
                message = (
                    f"`{self.generator.id}`: the parts `{one}` and `{other}` have the same answer in every variant"
                )
                yield self._flaw("answered-twice", message)

    def _flaw(self, rule: str, message: str) -> Diagnostic:
        return Diagnostic(rule, message, self.generator.span, subject=self.generator.id)


def _are_slips(key: Any, wrong: Mapping[str, Any]) -> bool:
    values = [value for value in wrong.values() if value is not None]
    return (
        type(key) is int
        and key >= LARGE
        and len(values) > 1
        and all(isinstance(value, int) and abs(value - key) <= SLIP for value in values)
    )
