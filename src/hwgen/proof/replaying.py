"""That the same draws make the same variant: some are drawn again at the end of a walk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hwgen.draw import Draw, replayed
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.domain import draw_problem
from hwgen.proof.failures import params_in_words
from hwgen.proof.wording import texts_of
from hwgen.text import Text


@dataclass
class Replay:
    """Remembers the first variant, the second, the fourth and so on: what is kept from one variant to the next shows itself there."""

    generator: Generator
    variants: int = 0
    remembered: list[tuple[tuple[int, ...], str]] = field(default_factory=list)

    def see(self, problem: Problem, draw: Draw, texts: Iterable[tuple[str, Text]]) -> None:
        self.variants += 1
        if not self.variants & (self.variants - 1):
            self.remembered.append((tuple(draw.choices), self.print_of(problem, draw, texts)))

    def print_of(self, problem: Problem, draw: Draw, texts: Iterable[tuple[str, Text]]) -> str:
        answers = [getattr(part, "key", None) for part in problem.parts]
        return repr(
            (answers, self.generator.run_check(problem, draw.params), [(name, dict(text)) for name, text in texts])
        )

    def refuse(self) -> None:
        """Raises CourseError for a variant that is another one when it is drawn again."""
        for choices, before in self.remembered:
            with quickly():
                problem, draw = replayed(lambda d: draw_problem(self.generator, d), choices)
            if self.print_of(problem, draw, texts_of(problem)) != before:
                message = f"`{self.generator.id}` makes another variant when it is drawn again, for {params_in_words(draw.params)}"
                hint = "keep nothing from one variant to the next"
                raise CourseError(Diagnostic("proof-impure", message, self.generator.span, hint))
