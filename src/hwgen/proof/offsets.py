"""Stems that show a draw plus or minus something, `[j + 1]`, where the formula works with the draw itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from hwgen.draw import replayed
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.formula import Formulas
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.problem.templates import Hole, names_read, parsed
from hwgen.text import Text

OFFSET = re.compile(r"(\w+) ?[+-] ?\d+")


def refuse_offsets(generator: Generator, variants: Iterable[Sequence[int]]) -> None:
    """Raises CourseError for a draw that the formula uses as a number and that the stem shows with an offset alone.

    Its templates are looked at in these variants, each by its choices.
    """
    for choices in variants:
        problem, _ = replayed(generator.recipe, choices)
        for part, name, shown in _offsets(problem):
            message = f"`{generator.id}`, part `{part.id}`: the stem shows `[{shown}]`, but the formula uses `{name}`"
            hint = f'write `[{name}]`, or give what is shown a name of its own: `draw.let("shown", {shown})`'
            raise CourseError(Diagnostic("proof-stem", message, generator.span, hint))


def _offsets(problem: Problem) -> Iterator[tuple[Computed, str, str]]:
    before = [*problem.context.values()] if isinstance(problem.context, Text) else []
    for part in problem.parts:
        if isinstance(part, Computed) and part.ask:
            templates = [*before, *part.ask.values()]
            holes = [piece for template in templates for piece in parsed(template) if isinstance(piece, Hole)]
            offsets = {match[1]: hole for hole in holes if (match := OFFSET.fullmatch(hole.inside))}
            rest = [hole for hole in holes if not OFFSET.fullmatch(hole.inside)]
            elsewhere = frozenset().union(*(names_read(f"[{hole.inside}]") for hole in rest))
            for name in offsets.keys() & _numbers(part.formulas) - elsewhere:
                yield part, name, offsets[name].inside


def _numbers(formulas: Formulas) -> frozenset[str]:
    """The names that formulas use as numbers, not only as places in a list."""
    names = set[str]()
    for text in (formulas.key, *formulas.let.values()):
        tree = ast.parse(text, mode="eval")
        places = {id(n) for place in ast.walk(tree) for inner in _places(place) for n in ast.walk(inner)}
        names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in places}
    return frozenset(names)


def _places(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Subscript(slice=place):
            return [place]
        case ast.Call(func=ast.Name(id="range"), args=args):
            return args
    return []
