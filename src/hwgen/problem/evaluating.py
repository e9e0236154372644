"""Single expressions worked out on Python's own numbers: for the texts of a question."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from hwgen.errors import did_you_mean
from hwgen.problem.expressions import SIGNS, QuickForm, names_bound, names_in, rewritten
from hwgen.problem.functions import QUICK, tidy
from hwgen.problem.products import parted, written_out


class ExpressionError(ValueError):
    """An expression that cannot be worked out; `hint` is the way out."""

    def __init__(self, expression: str, problem: str, hint: str = "") -> None:
        super().__init__(f"`{expression}`: {problem}")
        self.expression, self.hint = expression, hint


def evaluated(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression over `names`, which go before the functions of formulas. Raises ExpressionError."""
    if expression in names:
        return names[expression]
    refuse_unknown(expression, names)
    try:
        if _has_scopes(expression):
            return tidy(eval(_compiled(expression), {**QUICK, **names}))
        return tidy(eval(_compiled(expression), _FUNCTIONS, names))
    except (ArithmeticError, LookupError, TypeError, ValueError) as e:
        raise ExpressionError(expression, f"{type(e).__name__}: {e}") from e


def refuse_unknown(expression: str, names: Collection[str]) -> None:
    """Raises ExpressionError for a name that is neither in `names` nor a function."""
    for name in _free(expression):
        if name not in names and name not in QUICK and name not in _BUILTINS:
            product = parted(name, [each for each in names if each.isidentifier()])
            hint = f"write `{product}`: a product needs its `*`" if product else did_you_mean(name, names)
            raise ExpressionError(expression, f"nothing is called `{name}`", hint)


def refuse_malformed(expression: str) -> None:
    """Raises ExpressionError for what is no expression, or is not what it looks like."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as e:
        sign = next((sign for sign in SIGNS if sign in expression), "")
        if sign:
            raise ExpressionError(expression, f"`{sign}` is no sign of formulas: write `{SIGNS[sign]}`") from e
        if "$" in expression:
            raise ExpressionError(
                expression, "a formula to calculate with has no `$`", "write it as in Python: `a*x**2`"
            ) from e
        if named := re.fullmatch(r"\s*\w+\s*=\s*([^=].*)", expression):
            raise ExpressionError(
                expression, "`=` is not part of an expression", f"write `{named[1].strip()}` alone"
            ) from e
        whole = written_out(expression)
        hint = f"write `{whole}`: a product needs its `*`" if whole else "write `2*x`, not `2x`; `x**2`, not `x^2`"
        raise ExpressionError(expression, f"not an expression: {e.msg}", hint) from e
    for node in ast.walk(tree):
        if isinstance(node, ast.BitXor):
            raise ExpressionError(expression, "`^` is not a power", f"write `{expression.replace('^', '**')}`")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Constant | ast.BinOp):
            factor, rest = ast.unparse(node.func), ", ".join(map(ast.unparse, node.args))
            meant = f"({factor})*({rest})" if isinstance(node.func, ast.BinOp) else f"{factor}*({rest})"
            raise ExpressionError(expression, f"`{factor}` is no function", f"write `{meant}`: a product needs its `*`")


def value_of(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """As `evaluated`, for a part of an expression."""
    return evaluated(_unparsed(node), names)


@lru_cache(maxsize=4096)
def _unparsed(node: ast.expr) -> str:
    return ast.unparse(node)


_FUNCTIONS = {**QUICK}
_BUILTINS = frozenset(__builtins__ if isinstance(__builtins__, dict) else vars(__builtins__))


@cache
def _has_scopes(expression: str) -> bool:
    """Whether something stands in a comprehension or a lambda, where no local names are seen."""
    scopes = (ast.comprehension, ast.Lambda, ast.NamedExpr)
    return any(isinstance(node, scopes) for node in ast.walk(ast.parse(expression, mode="eval")))


@cache
def _free(expression: str) -> frozenset[str]:
    return frozenset(names_in(expression) - names_bound(expression))


@cache
def _compiled(expression: str) -> CodeType:
    return compile(rewritten(expression, QuickForm()), "<expression>", "eval")
