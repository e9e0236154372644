"""Numbers that a formula has in every variant, and that not every question says: a speed of 200, where the text has 300."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from hwgen.errors import Diagnostic
from hwgen.flaws.given import KNOWN, UNUSUAL, given_by, shows_more, unusual_constants
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading
from hwgen.flaws.trees import names_of
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.problem.generator import Generator

# So many variants that a number is no draw that happens to be the same.
ENOUGH = 4
TENS = frozenset(map(Fraction, (1, 10, 100, 1000)))
# So many zeros a number may have more than it is printed with.
ZEROS = 12


@dataclass
class Constants:
    """Watches variants of a generator: what all of them give, and what the formulas of all of them have."""

    generator: Generator
    variants: int = 0
    stated: set[Fraction] = field(default_factory=set)
    same: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def see(self, item: Reading) -> None:
        there = {
            (part.id, name): value
            for part in item.parts
            if isinstance(part, Computed)
            for name, value in _numbers(part).items()
        }
        self.same = {key: v for key, v in there.items() if not self.variants or self.same.get(key) == v}
        self.variants += 1
        # What a question says takes long to read.
        if self.same:
            if shows_more(item):
                self.same = {}
                return
            given = given_by(item)
            self.stated = given if self.variants == 1 else self.stated & given

    def flaws(self) -> Iterator[Diagnostic]:
        if not self.same or self.variants < ENOUGH:
            return
        # A sum or a difference of two of them may be anything, as may what everybody knows, such as the 60 minutes of an hour.
        own = self.stated - KNOWN
        known = self.stated | TENS | {n for a in own for b in self.stated | TENS if b for n in (a * b, a / b)}
        for (part, name), value in self.same.items():
            if value not in known and not any(value / 10**zeros in self.stated for zeros in range(ZEROS)):
                what = f"`{name}`, that is {value}," if name.isidentifier() else f"{float(value):g}"
                message = f"`{self.generator.id}`, part `{part}`: the formula works with {what} in every variant, which not every question says"
                yield Diagnostic("constant-unsaid", message, self.generator.span, subject=self.generator.id)
                return


def _numbers(part: Computed) -> Mapping[str, Fraction]:
    """The numbers of a formula that a question has to say: those that stand there, and whole ones by their names."""
    if part.formulas.functions:
        return {}
    own = {str(number): number for number in unusual_constants(part.formulas)}
    named = {
        name: Fraction(value)
        for name in _names(part.formulas)
        if isinstance(value := part.params.get(name), int) and value >= UNUSUAL
    }
    return {**own, **named}


@lru_cache(maxsize=512)
def _names(formulas: Formulas) -> tuple[str, ...]:
    return tuple(sorted(names_of(inlined(formulas, formulas.key))))
