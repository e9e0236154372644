"""What instructors write: recipes of draws, each with an independent check of its answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hwgen.calculators import CALCULATORS, Calculator
from hwgen.errors import Span, did_you_mean
from hwgen.problem.types import expect

# What `source` and `may_coincide` write on a recipe.
SOURCE, COINCIDING = "hwgen_source", "hwgen_coinciding"

if TYPE_CHECKING:
    # A course knows its generators without knowing what they draw.
    from hwgen.content.picture import Picture
    from hwgen.draw import Draw
    from hwgen.problem.parts import Problem

    Recipe = Callable[[Draw], Problem]
    Check = Callable[..., object]
    RunCheck = Callable[[Problem, Mapping[str, Any]], dict[str, object]]


def _unchecked(problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
    raise AssertionError("a generator without a check does not load")


@dataclass(eq=False)
class Generator:
    """A recipe with what the course needs to know of it. Its id is the recipe's name with hyphens.

    `checker` is the name of its check, which `run_check` calls for its answers, by part id; `file_digest` is that of its file,
    where it was read with a course. `coinciding` has misconceptions that may come to the key or to each other, each with a reason.
    One that does not run is known by name alone.
    """

    id: str
    topic: str
    minutes: float | str
    source: str
    tags: tuple[str, ...]
    sampled: int
    kind: str
    objective: str
    span: Span
    recipe: Recipe
    checker: str = ""
    run_check: RunCheck = _unchecked
    file_digest: str = ""
    runs: bool = True
    calculator: Calculator | None = None
    coinciding: Mapping[str, str] = field(default_factory=dict)

    def check(self, checker: Check) -> Check:
        """Decorates the independent check: a function of the draws by name (and of `problem`, if it asks for it).

        It returns the answer that it finds without the recipe's formula, or for several parts {part id: answer}.
        """
        wanted = tuple(inspect.signature(checker).parameters)

        def run_check(problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
            for name in wanted:
                if name != "problem" and name not in params:
                    raise NotDrawn(name, checker.__code__.co_firstlineno, params)
            answer = checker(*(problem if name == "problem" else params[name] for name in wanted))
            return answer if isinstance(answer, dict) else {problem.parts[0].id: answer}

        self.checker, self.run_check = checker.__name__, run_check
        return checker


class NotDrawn(Exception):
    """A check asks for what is not drawn, by its `name`; `line` is the first of the check."""

    def __init__(self, name: str, line: int, params: Mapping[str, Any]) -> None:
        super().__init__(f"it asks for `{name}`, which is not drawn")
        self.name, self.line = name, line
        self.hint = f"{did_you_mean(name, params)}; the arguments of a check are draws by their names, and `problem`"


def generator(
    *,
    topic: str,
    minutes: float | str,
    source: str = "",
    tags: tuple[str, ...] = (),
    sampled: int = 0,
    kind: Literal["choice", "multiple-choice", "numeric", "matching", "ordering"] = "choice",
    objective: str = "",
    calculator: Calculator | None = None,
) -> Callable[[Recipe], Generator]:
    """Makes a generator of a function that draws a Problem; `kind` is how it is asked.

    `source` is where it is from; it may stand below in a line of its own, `@source("...")`.

    `minutes` are for all parts together: a number, or an expression over the draws where variants take longer than others ("1 + L").

    `objective` is an entry of its topic's file in bank/items. `calculator` is what the arithmetic needs, `none`, `basic` or `scientific`; where it
    is left out, it follows from the functions of the formulas and the digits of the answers.

    A domain too large to be walked is `sampled`:
    that many of its variants are drawn and proven, and no others are ever asked.
    """

    expect("topic", topic, str)
    expect("objective", objective, str)
    expect("tags", tags, tuple)
    expect("minutes", minutes, float, int, str)
    if calculator is not None and calculator not in CALCULATORS:
        raise ValueError(f"no calculator is called `{calculator}`; {did_you_mean(calculator, CALCULATORS)}")

    def decorate(recipe: Recipe) -> Generator:
        id = recipe.__name__.replace("_", "-")
        where = source or getattr(recipe, SOURCE, "")
        if not where:
            raise ValueError(f'`{id}` has no source: write `@source("...")` below `@generator`')
        span = Span(Path(inspect.getsourcefile(recipe) or ""), recipe.__code__.co_firstlineno)
        coinciding = getattr(recipe, COINCIDING, {})
        return Generator(
            id,
            topic,
            minutes,
            where,
            tags,
            sampled,
            kind,
            objective,
            span,
            recipe,
            calculator=calculator,
            coinciding=coinciding,
        )

    return decorate


def source(text: str) -> Callable[[Recipe], Recipe]:
    """Says where a generator is from: `@source("Goodfellow et al. (2016), section 9.1")`, below `@generator`."""
    expect("source", text, str)

    def decorate(recipe: Recipe) -> Recipe:
        setattr(recipe, SOURCE, text)
        return recipe

    return decorate


def may_coincide(reason: str, *misconceptions: str) -> Callable[[Recipe], Recipe]:
    """Says why these misconceptions may come to the key, or to each other, in some variants: `@may_coincide("ReLU keeps positive numbers.", "relu-applied")`, below `@generator`.

    Without it, `hwgen verify` reports them.
    """
    expect("the reason", reason, str)
    if not reason.strip() or not misconceptions:
        raise ValueError('give a reason and at least one misconception: `@may_coincide("...", "no-padding")`')

    def decorate(recipe: Recipe) -> Recipe:
        setattr(recipe, COINCIDING, {**getattr(recipe, COINCIDING, {}), **dict.fromkeys(misconceptions, reason)})
        return recipe

    return decorate


@dataclass(frozen=True)
class FigureSource:
    """A drawing that texts refer to as `![](name)`."""

    id: str
    draw: Callable[[], Picture]


def figure(draw: Callable[[], Picture]) -> FigureSource:
    """Makes a function that draws a Picture known to the texts of the course."""

    def drawn() -> Picture:
        picture = draw()
        if not hasattr(picture, "in_language"):
            raise NoPicture(draw, picture)
        return picture

    return FigureSource(draw.__name__.replace("_", "-"), drawn)


class NoPicture(Exception):
    """A function with `@figure` returns something else; `span` is where it begins."""

    def __init__(self, draw: Callable[[], object], returned: object) -> None:
        what = "nothing" if returned is None else f"`{returned!r:.40}`"
        super().__init__(f"its function returns {what}, not a picture: write `return Picture(...)`")
        self.span = Span(Path(inspect.getsourcefile(draw) or ""), draw.__code__.co_firstlineno)
