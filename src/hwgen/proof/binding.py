"""What a recipe returns, bound to what it drew: texts with holes become texts, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, TypeVar

from hwgen.content.picture import Drawable
from hwgen.draw import Draw
from hwgen.problem.computed import Computed, Wording
from hwgen.problem.evaluating import ExpressionError, evaluated, refuse_malformed
from hwgen.problem.formula import quickly
from hwgen.problem.functions import QUICK
from hwgen.problem.generator import Generator
from hwgen.problem.guard import guarded
from hwgen.problem.parts import Part, Problem
from hwgen.problem.templates import Filling, has_holes
from hwgen.problem.types import expect
from hwgen.proof.failures import failure
from hwgen.proof.options import changed
from hwgen.text import Text

T = TypeVar("T")
# Where a claim puts the value that it is about.
VALUE = "value"


def bound(generator: Generator, problem: Problem, draw: Draw) -> Problem:
    """`problem` with the draws in its formulas and in the holes of its texts; what it makes later is guarded.

    Raises CourseError, then too, with the generator's place and the params where something in it fails.
    """
    if not isinstance(problem, Problem):
        what = "nothing" if problem is None else f"a {type(problem).__name__}"
        raise TypeError(f"the recipe returns {what}: write `return Problem(...)`")
    given = frozenset(name for part in problem.parts if isinstance(part, Computed) for name in part.given)
    recipe = _Recipe(generator, draw, given)
    for name in QUICK.keys() & recipe.names.keys():
        raise ExpressionError(name, "this is the name of a function of formulas", "call the draw by another name")
    context = problem.context
    if isinstance(context, Text):
        context = recipe.lazy("context", replace(recipe.filling, given=given), context)
    elif context:
        context = recipe.guarded("`context`", partial(_of_type, "context", context, Text), context)
    parts = tuple(map(recipe.part, problem.parts))
    # Every text of every language asks for them.
    figures = cache(recipe.guarded("`figures`", partial(_figures, problem), problem.figures))
    return Problem(parts, context, figures, recipe.minutes)


@dataclass(frozen=True)
class _Recipe:
    generator: Generator
    draw: Draw
    given: frozenset[str]

    @cached_property
    def names(self) -> dict[str, Any]:
        return {**self.draw.params, **self.draw.lets}

    @cached_property
    def filling(self) -> Filling:
        return Filling(self.names, self.no_steps)

    def no_steps(self, name: str, places: int | None, formula: bool) -> str:
        raise ExpressionError(f"={name}", "a worked step can only be in the solution of a computed question")

    @property
    def minutes(self) -> float:
        minutes = self.generator.minutes
        if isinstance(minutes, str):
            refuse_malformed(minutes)
        return float(evaluated(minutes, self.names)) if isinstance(minutes, str) else minutes

    def part(self, part: Part) -> Part:
        difficulty = getattr(part, "difficulty", 0)
        if isinstance(difficulty, str):
            part = changed(part, difficulty=_level(difficulty, self.names))
        if not isinstance(part, Computed):
            return _filled(part, self.filling.text)
        params = part.params or self.names
        cells = _filled(part.cells, self.filling.text)
        labels = {label: _filled(text, self.filling.text) for label, text in part.labels.items()}
        return changed(part, params=params, cells=cells, labels=labels, say=cache(lambda: self.wording(part, params)))

    def wording(self, part: Computed, params: Mapping[str, Any]) -> Wording:
        """Its texts, from templates or as the recipe makes them, and its reasons."""
        what = f"part `{part.id}`"
        written = (
            None
            if part.ask
            else self.guard(f"`say` of `{part.id}`", partial(_of_type, "say", part.say, Wording), part.say)
        )
        if written and not part.formulas.reasons:
            return written
        filling = _filling(part, {**self.names, **params}, params)
        claim = Filling({**filling.names, VALUE: "{}"}, filling.worked)

        def filled(name: str, text: Text, by: Filling = filling) -> Text:
            return self.guard(f"{what}, {name}", lambda: by.text(text))

        reasons = {id: filled(f"the reason of `{id}`", why) for id, why in part.formulas.reasons.items()}
        if written:
            return replace(written, reasons=reasons)
        texts = (
            filled("`ask`", part.ask, replace(filling, given=self.given)),
            filled("`claim`", part.claim, claim),
            filled("`solution`", part.solution),
        )
        return Wording(*texts, reasons)

    def lazy(self, what: str, filling: Filling, text: Text) -> Callable[[], Text]:
        return cache(lambda: self.guard(f"`{what}`", lambda: filling.text(text)))

    def guarded(self, what: str, make: Callable[[], T], function: object) -> Callable[[], T]:
        return lambda: self.guard(what, make, function)

    def guard(self, what: str, make: Callable[[], T], function: object = None) -> T:
        with guarded(lambda e: failure(self.generator, self.draw.params, what, e, function)):
            return make()


def _level(difficulty: str, names: Mapping[str, Any]) -> Any:
    """What an expression for a difficulty comes to. Raises ExpressionError."""
    try:
        return _whole(evaluated(difficulty, names))
    except ExpressionError as error:
        if difficulty.isidentifier():
            error.hint = f"`difficulty` is a number from 1, known at once, to 5, or an expression; {error.hint}"
        raise


def _whole(value: Any) -> Any:
    """A truth value, or a float that is whole, as the integer that it is."""
    return int(value) if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()) else value


def _of_type(name: str, make: Callable[[], T], wanted: type) -> T:
    """What a function makes. Raises TypeError where it is something else."""
    value = make()
    expect(f"{name}()", value, wanted)
    return value


def _figures(problem: Problem) -> dict[str, Drawable]:
    figures = problem.figures()
    expect("figures()", figures, Mapping)
    for name, figure in figures.items():
        if not hasattr(figure, "in_language"):
            raise TypeError(f"the figure `{name}` is of the type `{type(figure).__name__}`: write a Picture or a chart")
    return dict(figures)


def _filling(part: Computed, names: Mapping[str, Any], params: Mapping[str, Any]) -> Filling:
    """The names of a part's texts: with the intermediate values of its formulas, as they come of what a table prints."""
    with quickly():
        known = {**names, **part.formulas.values(params)}
        if part.given:
            printed = part.formulas.as_printed(part.given).values(params)
            known |= {name: _rounded_like(value, known[name], name in part.given) for name, value in printed.items()}
    return Filling(
        known,
        lambda name, places, formula: part.formulas.worked(known, name, places=places, formula=formula),
    )


def _rounded_like(printed: Any, exact: Any, given: bool) -> Any:
    """A value that comes of printed ones, rounded again wherever it would have been."""
    if isinstance(printed, tuple):
        return tuple(_rounded_like(one, other, given) for one, other in zip(printed, exact, strict=True))
    return float(printed) if isinstance(exact, float) and not given else printed


def _filled(thing: T, fill: Callable[[Text], Text]) -> T:
    """A part of another kind with the holes of all its texts filled."""
    if isinstance(thing, Text):
        return fill(thing) if has_holes(thing) else thing  # type: ignore[return-value]
    if isinstance(thing, tuple) and not hasattr(thing, "_fields"):
        new = tuple(_filled(item, fill) for item in thing)
        return thing if all(map(_same, new, thing)) else new  # type: ignore[return-value]
    if is_dataclass(thing) and not isinstance(thing, type):
        changes = {}
        for f in fields(thing):
            old = getattr(thing, f.name)
            if not _same(new := _filled(old, fill), old):
                changes[f.name] = new
        return replace(thing, **changes) if changes else thing
    return thing


def _same(one: object, other: object) -> bool:
    return one is other
