"""What shows only over several variants: options that are slips of one or two apart, two questions with one answer, and steps that repeat another one or leave out how they come about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from hwgen.errors import Diagnostic
from hwgen.flaws.reading import prose
from hwgen.flaws.steps import of_steps
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.text import Text
from hwgen.values import displayed

# Nobody believes in a slip so small of a number so large.
SLIP, LARGE = 2, 10
# Of a shorter list it is no oversight that one is not shown.
FEWEST = 4
WHOLE = re.compile(r"\d+")
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
    repeated: dict[str, list[str]] = field(default_factory=dict)
    unworked: dict[str, list[str]] = field(default_factory=dict)
    lacking: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def see(self, problem: Problem) -> None:
        self.variants += 1
        parts = [part for part in problem.parts if isinstance(part, Computed)]
        for part in parts:
            self.slips[part.id] = self.slips.get(part.id, 0) + _are_slips(part.key, part.wrong)
            for name, missing in _missing(problem, part):
                if len(missing) == 1:
                    self.lacking[part.id, name, min(missing)] += 1
            self.keys.setdefault(part.id, set()).add(displayed(part.key, part.places))
        for id, *steps in of_steps(problem):
            for of_parts, step in zip((self.repeated, self.unworked), steps, strict=True):
                if step:
                    of_parts.setdefault(id, []).append(step)
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
        for part, steps in self.repeated.items():
            # Calculations of a few small numbers meet by chance.
            if 2 * len(steps) >= self.variants >= ENOUGH:
                message = f"`{self.generator.id}`, part `{part}`: in {len(steps)} of {self.variants} variants, the solution works out `{steps[0]}` again, though an earlier step has its result"
                yield self._flaw("step-repeated", message)
        for part, steps in self.unworked.items():
            if 2 * len(steps) >= self.variants >= ENOUGH:
                message = f"`{self.generator.id}`, part `{part}`: in {len(steps)} of {self.variants} variants, the solution states `{steps[0]}` and does not show how it comes about"
                yield self._flaw("step-unworked", message)
        for (part, name, place), count in self.lacking.items():
            if count == self.variants >= ENOUGH:
                message = f"`{self.generator.id}`, part `{part}`: the question shows all entries of `{name}` but `{name}[{place}]`"
                yield self._flaw("constant-unsaid", message)

    def _flaw(self, rule: str, message: str) -> Diagnostic:
        return Diagnostic(rule, message, self.generator.span, subject=self.generator.id)


def _missing(problem: Problem, part: Computed) -> Iterator[tuple[str, set[int]]]:
    """The lists of numbers that a formula names, each with the places of the entries that the question does not show."""
    if problem.figures():
        return
    rows = {
        n: v
        for n, v in part.params.items()
        if isinstance(v, list | tuple) and len(v) >= FEWEST and all(isinstance(x, int) for x in v)
    }
    named = {n for n in rows if re.search(rf"\b{n}\b(?!\[)", part.formulas.key)} if rows else set()
    if named:
        stem = part.say().ask
        language = min(stem)
        before = (problem.situation() or Text()).get(language, "")
        shown = {
            int(n) for n in WHOLE.findall(prose(f"{before}\n\n{stem[language]}").filled(lambda piece: piece.inside))
        }
        yield from ((name, {i for i, x in enumerate(rows[name]) if abs(x) not in shown}) for name in sorted(named))


def _are_slips(key: Any, wrong: Mapping[str, Any]) -> bool:
    values = [value for value in wrong.values() if value is not None]
    return (
        type(key) is int
        and key >= LARGE
        and len(values) > 1
        and all(isinstance(value, int) and abs(value - key) <= SLIP for value in values)
    )
