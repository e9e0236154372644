"""Closed forms by sympy: exact values, and formulas as TeX. Imported when the first one is asked for: sympy takes a third of a second."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from hwgen.problem.functions import SHARED, quick_log2, softmax_by


def sympified(value: Any) -> Any:
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int):
        return sympy.Integer(value)
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, tuple | list):
        return tuple(sympified(v) for v in value)
    if isinstance(value, dict):
        return {k: sympified(v) for k, v in value.items()}
    return value


def plain(value: Any) -> Any:
    """What sympy found as plain data: an integer, a fraction, else a float of its 30 digits."""
    if isinstance(value, tuple | list):
        return tuple(plain(v) for v in value)
    if not isinstance(value, sympy.Basic):
        return value
    if value in (sympy.true, sympy.false):
        return bool(value)
    if not value.is_Rational:
        return float(value.evalf(30))
    return int(value) if value.is_Integer else Fraction(int(value.p), int(value.q))


def _exact_extreme(choose: Callable[..., Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The largest or smallest of rational numbers without sympy's search for assumptions."""

    def extreme(*values: Any) -> Any:
        if all(isinstance(value, int | sympy.Rational) for value in values):
            return choose(values)
        return otherwise(*values)

    return extreme


def _exact_div(a: Any, b: Any) -> Any:
    bottom = sympy.sympify(b)
    if bottom == 0:
        raise ZeroDivisionError
    return sympy.sympify(a) / bottom


def _exact_sqrt(a: Any) -> Any:
    if a < 0:
        raise ValueError("the root of a negative number")
    return sympy.sqrt(a)


def _exact_log(a: Any) -> Any:
    if a <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return sympy.log(a)


EXACT: dict[str, Any] = {
    **SHARED,
    "_div": _exact_div,
    "_pow": lambda a, b: sympy.sympify(a) ** sympy.sympify(b),
    "R": _exact_div,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "sqrt": _exact_sqrt,
    "exp": sympy.exp,
    "log": _exact_log,
    "log2": lambda a: _exact_log(a) / sympy.log(2) if not _power_of_two(a) else sympy.Integer(quick_log2(plain(a))),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "sigma": lambda a: 1 / (1 + sympy.exp(-a)),
    "pi": sympy.pi,
    "Max": _exact_extreme(max, sympy.Max),
    "Min": _exact_extreme(min, sympy.Min),
    "Abs": abs,
    "softmax": softmax_by(sympy.exp, _exact_div),
}


def _power_of_two(a: Any) -> bool:
    value = plain(sympy.sympify(a))
    return isinstance(value, int | Fraction) and value > 0 and isinstance(quick_log2(value), int)
