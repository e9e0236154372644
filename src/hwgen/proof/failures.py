"""What goes wrong in a generator, reported with the draws for which it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hwgen.errors import CourseError, Diagnostic
from hwgen.paired import BlockError
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.generator import Generator
from hwgen.problem.guard import described
from hwgen.problem.places import closer, raised
from hwgen.problem.slips import way_out


def failure(generator: Generator, params: Mapping[str, Any], what: str, error: BaseException) -> CourseError:
    """The diagnostic of what failed in `what` of a generator ("" for the recipe itself)."""
    where = f" in {what}" if what else ""
    message = f"`{generator.id}` crashed{where}: {described(error)}, for {params_in_words(params)}"
    if isinstance(error, ExpressionError):
        message = f"`{generator.id}`{where and f', {what}'}: {error}, for {params_in_words(params)}"
        return CourseError(Diagnostic("generator-expression", message, closer(error, generator.span), error.hint))
    if isinstance(error, BlockError):
        message = f"`{generator.id}`: {error}"
        return CourseError(Diagnostic("generator-block", message, closer(error, generator.span), error.hint))
    return CourseError(Diagnostic("proof-crash", message, raised(error, generator.span), way_out(error)))


def params_in_words(params: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={short(value)}" for name, value in params.items()) or "no draws"


def short(value: object) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)
