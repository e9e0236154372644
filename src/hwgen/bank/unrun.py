"""What a file of generators holds, as far as it can be read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from hwgen.bank.recipes import RecipeFile, syntax_fault
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.generator import FigureSource, Generator
from hwgen.problem.guard import Stuck


def unrun_file(path: Path) -> RecipeFile:
    """Generators and figures that can be named, and refuse to draw. Raises CourseError for what is not Python."""
    try:
        functions = [node for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError) as e:
        raise CourseError(syntax_fault(e, path)) from e
    checked = {
        decorator[:-1]: f.name for f in functions for decorator, _ in _decorators(f) if decorator[1:] == ("check",)
    }
    generators, figures = [], []
    for function in functions:
        for decorator, given in _decorators(function):
            if decorator[-1] == "generator":
                generators.append(
                    _generator(function, given | _source(function), checked.get((function.name,), ""), path)
                )
            elif decorator[-1] == "figure":
                figures.append(_figure(function, path))
    return RecipeFile(tuple(generators), tuple(figures))


def _decorators(function: ast.FunctionDef) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each by its dotted name, with those of its keywords that are constants."""
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        named = call.func if call else decorator
        keywords = call.keywords if call else []
        yield tuple(ast.unparse(named).split(".")), {k.arg: _constant(k.value) for k in keywords if k.arg}


def _source(function: ast.FunctionDef) -> dict[str, Any]:
    """What `@source` says."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="source") | ast.Attribute(attr="source"), args=[text]):
                return {"source": _constant(text)}
    return {}


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return None


def _generator(function: ast.FunctionDef, given: dict[str, Any], checker: str, path: Path) -> Generator:
    def text(name: str, usual: str = "") -> str:
        return value if isinstance(value := given.get(name), str) else usual

    id, span = _id(function), _span(function, path)

    def refuse(*draws: object) -> NoReturn:
        raise _refusal(f"`{id}`", span)

    return Generator(
        id=id,
        topic=text("topic"),
        minutes=minutes if isinstance(minutes := given.get("minutes"), int | float | str) else 0,
        source=text("source"),
        tags=(),
        sampled=0,
        kind=text("kind", "choice"),
        objective="",
        span=span,
        recipe=refuse,
        checker=checker,
        runs=False,
    )


def _figure(function: ast.FunctionDef, path: Path) -> FigureSource:
    def refuse() -> NoReturn:
        raise _refusal(f"the figure `{_id(function)}`", _span(function, path))

    return FigureSource(_id(function), refuse)


def _id(function: ast.FunctionDef) -> str:
    return function.name.replace("_", "-")


def _span(function: ast.FunctionDef, path: Path) -> Span:
    """As Python has it: with its decorators."""
    return Span(path, function.decorator_list[0].lineno)


def _refusal(what: str, span: Span) -> Stuck:
    return Stuck(
        Diagnostic(
            "generator-not-run", f"{what} is made by a generator, and --no-generators keeps it from running", span
        )
    )
