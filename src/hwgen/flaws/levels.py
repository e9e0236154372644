"""Difficulties and minutes that stay the same where the work does not, or that one formula does not have in every variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hwgen.content.markup import parsed
from hwgen.content.picture import Picture
from hwgen.errors import Diagnostic, counted
from hwgen.kinds.worked import steps
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.checks import SINGLE, is_single

# A single step more may be as short as reading a number off.
LONGER = 2


@dataclass
class Levels:
    """Watches variants that show every branch of every solution."""

    generator: Generator
    levels: set[int] = field(default_factory=set)
    steps: dict[str, set[int]] = field(default_factory=dict)
    single: set[bool] = field(default_factory=set)
    minutes: set[float] = field(default_factory=set)
    totals: set[int] = field(default_factory=set)

    def see(self, problem: Problem) -> None:
        self.levels.add(problem.difficulty)
        self.single.add(is_single(problem))
        self.minutes.add(problem.minutes)
        total = 0
        for part in problem.parts:
            if isinstance(part, Computed):
                solution = next(iter(part.say().solution.values()))
                blocks = parsed(solution, lambda name: Picture(0, 0, (), name)).blocks
                self.steps.setdefault(part.id, set()).add(count := len(steps(blocks)))
                total += count
        self.totals.add(total)

    def flaws(self) -> Iterator[Diagnostic]:
        if self.levels == {SINGLE} and self.single == {True}:
            message = f"`{self.generator.id}`: all variants have level {SINGLE}, which one formula has where there is a case to notice"
            yield Diagnostic("level-constant", message, self.generator.span, subject=self.generator.id)
        for part, counts in self.steps.items():
            if len(self.levels) == 1 and max(counts) >= 2 * min(counts) > 0:
                (level,) = self.levels
                message = f"`{self.generator.id}`, part `{part}`: all variants have level {level}, while the shortest solution has {counted(min(counts), 'step')} and the longest {max(counts)}"
                yield Diagnostic("level-constant", message, self.generator.span, subject=self.generator.id)
        shortest, longest = min(self.totals, default=0), max(self.totals, default=0)
        if len(self.minutes) == 1 and longest >= 2 * shortest > 0 and longest - shortest >= LONGER:
            (minutes,) = self.minutes
            message = f"`{self.generator.id}`: all variants take {counted(minutes, 'minute')}, while the shortest solution has {counted(shortest, 'step')} and the longest {longest}"
            yield Diagnostic("minutes-constant", message, self.generator.span, subject=self.generator.id)
