"""The functions that closed forms know, on Python's own numbers: exact where they can be, floats where a root or a logarithm is irrational."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

_INT = {int}


def tidy(value: Any) -> Any:
    """Fractions that are whole as integers."""
    kind = type(value)
    if kind is int:
        return value
    if kind is tuple or kind is list:
        return tuple(value if {*map(type, value)} == _INT else map(tidy, value))
    return value.numerator if kind is Fraction and value.denominator == 1 else value


def _quick_div(a: Any, b: Any) -> Any:
    if isinstance(a, float) or isinstance(b, float):
        return a / b
    return a // b if isinstance(a, int) and isinstance(b, int) and a % b == 0 else tidy(Fraction(a) / b)


def _quick_pow(a: Any, b: Any) -> Any:
    if isinstance(b, Fraction) and b.denominator == 2 and not isinstance(a, float):
        return _quick_sqrt(_quick_pow(a, b.numerator))
    if isinstance(a, int) and isinstance(b, int) and b < 0:
        return tidy(Fraction(a) ** b)
    if isinstance(b, Fraction) and not isinstance(a, float) and a > 0:
        root = round(float(a) ** (1 / b.denominator))
        if root**b.denominator == a:
            return _quick_pow(root, b.numerator)
    return tidy(a**b)


def _quick_sqrt(a: Any) -> Any:
    if isinstance(a, float):
        return math.sqrt(a)
    a = Fraction(a)
    if a < 0:
        raise ValueError("the root of a negative number")
    top, bottom = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if top * top == a.numerator and bottom * bottom == a.denominator:
        return tidy(Fraction(top, bottom))
    return math.sqrt(a)


def quick_log2(a: Any) -> Any:
    if not isinstance(a, float) and a > 0:
        exponent = round(math.log2(a))
        if Fraction(2) ** exponent == a:
            return exponent
    return math.log2(a)


def _quick_log(a: Any) -> Any:
    return 0 if a == 1 else math.log(a)


def _quick_exp(a: Any) -> Any:
    return 1 if a == 0 else math.exp(a)


def _logistic(a: Any) -> Any:
    return Fraction(1, 2) if a == 0 else 1 / (1 + math.exp(-a))


def _prod(values: Any) -> Any:
    total: Any = 1
    for value in values:
        total = total * value
    return total


def _dot(a: Any, b: Any) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _matmul(a: Any, b: Any) -> Any:
    return tuple(tuple(_dot(row, column) for column in zip(*b, strict=True)) for row in a)


def softmax_by(exp: Callable[[Any], Any], div: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    def softmax(values: Any) -> Any:
        powers = [exp(v) for v in values]
        total = sum(powers)
        return tuple(div(p, total) for p in powers)

    return softmax


def _sign(a: Any) -> int:
    return (1 if a > 0 else 0) - (1 if a < 0 else 0)


SHARED: dict[str, Any] = {"prod": _prod, "dot": _dot, "matmul": _matmul, "sign": _sign}

# What a formula sees when it is evaluated quickly.
QUICK: dict[str, Any] = {
    **SHARED,
    "_div": _quick_div,
    "_pow": _quick_pow,
    "R": _quick_div,
    "floor": math.floor,
    "ceiling": math.ceil,
    "sqrt": _quick_sqrt,
    "exp": _quick_exp,
    "log": _quick_log,
    "log2": quick_log2,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": lambda a: 0 if a == 0 else math.tanh(a),
    "sigma": _logistic,
    "pi": math.pi,
    "Max": max,
    "Min": min,
    "Abs": abs,
    "softmax": softmax_by(_quick_exp, _quick_div),
    "Fraction": Fraction,
}


class Irrational(Exception):
    """A value that Python's own numbers do not hold exactly."""


def rational(value: Any) -> Any:
    """The value. Raises Irrational for a float, wherever it stands."""
    if isinstance(value, tuple | list):
        for part in value:
            rational(part)
    if isinstance(value, float):
        raise Irrational
    return value


def _kept_rational(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: rational(function(*values))


# What a formula sees when no value on the way may be a float: what comes out is exact.
RATIONAL = {name: _kept_rational(function) for name, function in QUICK.items() if callable(function)}
