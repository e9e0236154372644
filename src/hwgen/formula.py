"""Closed forms: sympy expressions that are evaluated exactly and show how they are worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any

import sympy
from sympy.parsing.sympy_parser import parse_expr

Number = int | Fraction
_quick: ContextVar[bool] = ContextVar("quick", default=False)


@contextmanager
def quickly() -> Iterator[None]:
    """Lets formulas be evaluated without sympy: for walks over a whole domain, some fifty times faster."""
    token = _quick.set(True)
    try:
        yield
    finally:
        _quick.reset(token)


class Formula:
    """A closed form such as `Formula("floor((H + 2*P - K)/S) + 1")`; one-letter names are its symbols."""

    def __init__(self, text: str) -> None:
        self.text = text
        names = {name: sympy.Symbol(name) for name in _names(text)}
        self.expr: sympy.Expr = parse_expr(text, local_dict=names)
        self._written: sympy.Expr = parse_expr(text, local_dict=names, evaluate=False)

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        return tuple(sorted(_names(self.text)))

    @cached_property
    def _fast(self) -> Callable[..., Any]:
        exact = {"floor": floor, "ceiling": ceil}
        return sympy.lambdify([sympy.Symbol(s) for s in self.symbols], self.expr, modules=[exact, "math"])  # type: ignore[no-any-return]

    def __call__(self, **values: int) -> Number:
        """The exact value for `values`: by sympy, or inside `quickly()` by Python's own rationals."""
        if not _quick.get():
            return self.exactly(**values)
        result = self._fast(*(Fraction(values[s]) for s in self.symbols))
        return int(result) if result == int(result) else Fraction(result)

    def exactly(self, **values: int) -> Number:
        """The value for `values` by sympy."""
        result = sympy.Rational(self.expr.subs({sympy.Symbol(k): sympy.Integer(v) for k, v in values.items()}))
        return int(result) if result.is_integer else Fraction(int(result.p), int(result.q))

    def worked(self, **values: int) -> str:
        """TeX of the solution: the formula, the numbers put in, the value as sympy finds it."""
        if _quick.get():
            return ""
        numbers = {sympy.Symbol(k): str(v) if v >= 0 else f"({v})" for k, v in values.items()}
        steps = [self._tex({}), self._tex(numbers), str(self.exactly(**values))]
        return " = ".join(dict.fromkeys(steps))

    def _tex(self, names: dict[sympy.Symbol, str]) -> str:
        return str(sympy.latex(self._written, order="none", mul_symbol="times", symbol_names=names)).replace(
            r"\lfloor{", r"\lfloor {"
        )


def _names(text: str) -> set[str]:
    return {word for word in re.findall(r"[A-Za-z_]+", text) if len(word) == 1}
