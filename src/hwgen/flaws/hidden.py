"""Numbers that a formula works with and a question shows only as part of others: those that it shows do not determine the answer."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from numbers import Real
from typing import Any

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.slots import Texts, names_in
from hwgen.problem.templates import parsed
from hwgen.text import Text
from hwgen.words.words import name_of

# What an expression may call, rounding left out: between two jumps nothing changes.
KNOWN: Mapping[str, Callable[..., Any]] = {
    **{name: (lambda x: x) for name in ("floor", "ceiling", "round", "int")},
    "R": lambda a, b=1: a / b,
    "Fraction": lambda a, b=1: a / b,
    "Abs": abs,
    "abs": abs,
    "Max": max,
    "max": max,
    "Min": min,
    "min": min,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
}
STEP = 1e-5
NEAR = 1e-6
DIGITS = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def of_hidden(texts: Texts) -> Iterator[Flaw]:
    """An answer that depends on a number of which the question shows only what it makes with another one that is hidden, too."""
    if texts.is_drawn:
        return
    key = texts.formulas["key"]
    numbers = {name: float(v) for name, v in texts.values.items() if isinstance(v, Real) and not isinstance(v, bool)}
    alone = {slot.name for slot in texts.given}
    composite = {slot.hole.inside for slot in texts.given if not slot.name}
    inside = {name for expression in composite for name in names_in(expression)} & numbers.keys()
    hidden = (names_in(ast.unparse(key)) & inside) - alone
    if not hidden or any(_stands_there(texts, numbers[name]) for name in hidden):
        return
    names = sorted(inside - alone)
    gradients = [_gradient(expression, names, texts.values) for expression in sorted(composite)]
    wanted = _gradient(ast.unparse(key), names, texts.values)
    if wanted and all(gradients) and not _is_combination(wanted, [g for g in gradients if g]):
        expressions = ", ".join(f"`[{e}]`" for e in sorted(composite) if names_in(e) & hidden)
        message = f"the formula works with `{min(hidden)}`, of which the question shows {expressions} alone, in the {name_of(texts.language)} text"
        yield flaw("constant-unsaid", message, texts.ask)


def _stands_there(texts: Texts, number: float) -> bool:
    """Whether a number is written in the question, or in a text that it is made of."""
    written = [piece for t in (texts.context, texts.ask) for piece in parsed(t) if isinstance(piece, str)]
    parts = (v.get(texts.language, "") if isinstance(v, Text) else v for v in texts.values.values())
    return any(number == float(n) for text in (*written, *parts) if isinstance(text, str) for n in DIGITS.findall(text))


def _gradient(expression: str, names: Sequence[str], values: Mapping[str, Any]) -> list[float] | None:
    """How fast an expression changes with each name; None where it cannot be worked out."""
    plain = {n: float(v) if isinstance(v, Real) and not isinstance(v, bool) else v for n, v in values.items()}
    gradient = []
    for name in names:
        step = STEP * max(1.0, abs(plain[name]))
        sides = [_worked_out(expression, {**plain, name: plain[name] + sign * step}) for sign in (1, -1)]
        if not all(isinstance(side, float) for side in sides):
            return None
        gradient.append((sides[0] - sides[1]) / (2 * step))
    return gradient


def _worked_out(expression: str, values: Mapping[str, Any]) -> Any:
    tree = ast.parse(expression.strip().replace("//", "/"), mode="eval")
    known = values.keys() | KNOWN.keys()
    if any(
        (isinstance(n, ast.Name) and n.id not in known) or isinstance(n, ast.Attribute | ast.Lambda)
        for n in ast.walk(tree)
    ):
        return None
    try:
        return eval(compile(tree, "", "eval"), {"__builtins__": {}}, {**KNOWN, **values})
    except (ArithmeticError, ValueError, TypeError, IndexError, KeyError):
        return None


def _is_combination(vector: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
    """Whether a vector is a sum of multiples of others, by elimination."""
    rest, basis = list(vector), [list(other) for other in others]
    while basis:
        pivot = max(basis, key=lambda row: max(map(abs, row)))
        basis.remove(pivot)
        at = max(range(len(pivot)), key=lambda i: abs(pivot[i]))
        if abs(pivot[at]) < NEAR:
            break
        for row in (rest, *basis):
            factor = row[at] / pivot[at]
            row[:] = [x - factor * y for x, y in zip(row, pivot, strict=True)]
    return max(map(abs, rest)) <= NEAR * max(map(abs, vector), default=1.0)
