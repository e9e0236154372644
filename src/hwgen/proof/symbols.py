"""Stems that give a symbol of the formulas the number of another one: `$k = 2$` where `k` is 3 and `s` is 2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from numbers import Real
from typing import Any

from hwgen.content.texmath import FORMULA
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem, stems

EQUATION = re.compile(
    r"(?:^|[,;，、]\s*)(\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?)\s*=\s*(-?\d+(?:\.\d+)?)(?=\s*(?:$|[,;，、]))"
)


# Variants share many of their formulas.
@lru_cache(maxsize=4096)
def _equations(formula: str) -> Sequence[tuple[str, str]]:
    return EQUATION.findall(formula.strip())


@dataclass
class _Symbol:
    """What is printed of a symbol: how often it is not its value, and the draws whose value it is each time."""

    others: set[str]
    printed: set[str] = field(default_factory=set)
    wrong: int = 0


@dataclass
class Symbols:
    """Watches a walk over the variants of a generator. That two draws have the same value now and then means nothing."""

    generator: Generator
    seen: dict[tuple[str, str], _Symbol] = field(default_factory=dict)

    def see(self, problem: Problem) -> None:
        for part, stem in stems(problem):
            values = {name: float(v) for name, v in part.params.items() if _is_plain(v)}
            names = {part.formulas.tex.get(name, name): name for name in values}
            for display, inline in FORMULA.findall(stem):
                for symbol, number in _equations(display or inline):
                    if symbol in names:
                        self._see(part.id, names[symbol], number, values)

    def _see(self, part: str, name: str, number: str, values: dict[str, float]) -> None:
        others = {other for other, value in values.items() if value == float(number) and other != name}
        symbol = self.seen.setdefault((part, name), _Symbol(others))
        symbol.others &= others
        symbol.printed.add(number)
        symbol.wrong += values[name] != float(number)

    def refuse(self) -> None:
        """Raises CourseError for a symbol that always has the value of another draw."""
        for (part, name), symbol in self.seen.items():
            if symbol.wrong and symbol.others and len(symbol.printed) > 1:
                other = min(symbol.others)
                message = f"`{self.generator.id}`, part `{part}`: the stem gives `{name}` the value of `{other}`"
                raise CourseError(Diagnostic("proof-stem", message, self.generator.span, f"write `{name} = [{name}]`"))


def _is_plain(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
