"""What a recipe returns, bound to what it drew: texts with holes become texts, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from hwgen.draw import Draw
from hwgen.problem.computed import Computed, Wording
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.problem.guard import guarded
from hwgen.problem.parts import Part, Problem
from hwgen.problem.templates import Filling, has_holes
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
    recipe = _Recipe(generator, draw)
    context = problem.context
    if isinstance(context, Text):
        context = recipe.lazy("context", recipe.filling, context)
    elif context:
        context = recipe.guarded("`context`", context)
    parts = tuple(map(recipe.part, problem.parts))
    return Problem(parts, context, recipe.guarded("`figures`", lambda: dict(problem.figures())))


@dataclass(frozen=True)
class _Recipe:
    generator: Generator
    draw: Draw

    @cached_property
    def names(self) -> dict[str, Any]:
        return {**self.draw.params, **self.draw.lets}

    @cached_property
    def filling(self) -> Filling:
        return Filling(self.names, self.no_steps)

    def no_steps(self, name: str, places: int | None) -> str:
        raise ExpressionError(f"={name}", "a worked step stands in the solution of a computed question only")

    def part(self, part: Part) -> Part:
        if not isinstance(part, Computed):
            return _filled(part, self.filling.text)
        params = part.params or self.names
        say = cache(lambda: self.wording(part, params)) if part.ask else self.guarded(f"`say` of `{part.id}`", part.say)
        return changed(part, params=params, say=say)

    def wording(self, part: Computed, params: Mapping[str, Any]) -> Wording:
        filling = _filling(part, {**self.names, **params}, params)
        claim = Filling({**filling.names, VALUE: "{}"}, filling.worked)
        what = f"part `{part.id}`"
        return Wording(
            self.guard(f"{what}, `ask`", lambda: filling.text(part.ask)),
            self.guard(f"{what}, `claim`", lambda: claim.text(part.claim)),
            self.guard(f"{what}, `solution`", lambda: filling.text(part.solution)),
            {
                id: self.guard(f"{what}, the reason of `{id}`", lambda why=why: filling.text(why))  # type: ignore[misc]
                for id, why in part.formulas.reasons.items()
            },
        )

    def lazy(self, what: str, filling: Filling, text: Text) -> Callable[[], Text]:
        return lambda: self.guard(f"`{what}`", lambda: filling.text(text))

    def guarded(self, what: str, make: Callable[[], T]) -> Callable[[], T]:
        return lambda: self.guard(what, make)

    def guard(self, what: str, make: Callable[[], T]) -> T:
        with guarded(lambda e: failure(self.generator, self.draw.params, what, e)):
            return make()


def _filling(part: Computed, names: Mapping[str, Any], params: Mapping[str, Any]) -> Filling:
    """The names of a part's texts: with the intermediate values of its formulas."""
    with quickly():
        known = {**names, **part.formulas.values(params)}
    return Filling(known, lambda name, places: part.formulas.worked(known, name, places=places))


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
