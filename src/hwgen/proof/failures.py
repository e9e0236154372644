"""What goes wrong in a generator, reported with the draws for which it does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hwgen.errors import CourseError, Diagnostic
from hwgen.paired import BlockError
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.generator import Generator
from hwgen.problem.guard import described
from hwgen.problem.places import closer, defined, passage, raised, written
from hwgen.problem.slips import way_out
from hwgen.text import Text

NO_TEXTS: Mapping[str, Text] = {}
MISCONCEPTION, PART = re.compile("misconception `([^`]+)`"), re.compile("part `([^`]+)`")
# What a message is about, and how a generator writes it: a misconception of a block or a dictionary, a part.
NAMED = ((MISCONCEPTION, "{}:"), (MISCONCEPTION, '"{}":'), (PART, '"{}"'))


def failure(
    generator: Generator, params: Mapping[str, Any], what: str, error: BaseException, function: object = None
) -> CourseError:
    """The diagnostic of what failed in `what` of a generator ("" for the recipe itself), which a `function` of its own may make."""
    where = f" in {what}" if what else ""
    message = f"`{generator.id}` crashed{where}: {described(error)}, for {params_in_words(params)}"
    if isinstance(error, ExpressionError):
        message = f"`{generator.id}`{where and f', {what}'}: {error}, for {params_in_words(params)}"
        return CourseError(Diagnostic("generator-expression", message, closer(error, generator.span), error.hint))
    if isinstance(error, BlockError):
        message = f"`{generator.id}`: {error}"
        return CourseError(Diagnostic("generator-block", message, closer(error, generator.span), error.hint))
    place = raised(error, defined(function, generator.span))
    return CourseError(Diagnostic("proof-crash", message, place, way_out(error)))


def placed(fault: Diagnostic, generator: Generator, texts: Mapping[str, Text] = NO_TEXTS) -> Diagnostic:
    """What has no place but the generator's is shown where that stands which its message names: one of the `texts`, a misconception, a part."""
    if fault.span != generator.span:
        return fault
    about = fault.message.removeprefix(f"`{generator.id}`, ")
    for name, text in texts.items():
        if about.startswith(f"{name}: "):
            return replace(fault, span=passage(next(iter(text.values()), ""), "", generator.span))
    places = (written(form.format(match[1]), generator.span) for named, form in NAMED if (match := named.search(about)))
    return replace(fault, span=next((span for span in places if span != generator.span), generator.span))


def params_in_words(params: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={short(value)}" for name, value in params.items()) or "no draws"


def short(value: object) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)
