"""Arithmetic multiplied out: expressions that differ in brackets, factors and fractions alone become the same."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from hwgen.proof.canonical import BARE, SAME, SMALL, canonical

# More operations are not multiplied out: that may take long.
MOST = 80
# What changes no value; `int` cuts.
EXACT = BARE - {"int"}


def operations(node: ast.expr) -> int:
    return sum(isinstance(inner, ast.operator) for inner in ast.walk(node))


def is_constant(node: ast.expr) -> bool:
    """Whether it comes to the same number for all draws."""
    return multiplied_out(node).lstrip("-").replace("/", "").isdigit()


def multiplied_out(node: ast.expr) -> str:
    """As a sum of products of what is no arithmetic: names, entries of lists, values of functions, reciprocals of sums.

    Fractions are not cancelled: who counts in a population of 100, say, takes another road.
    """
    if isinstance(node, ast.Tuple | ast.List):
        return f"({','.join(map(multiplied_out, node.elts))})"
    from sympy import expand

    return str(expand(_arithmetic(node))) if operations(node) <= MOST else canonical(node)


def _arithmetic(node: ast.expr) -> Any:
    from sympy import Rational, Symbol, expand

    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as value):
            return Rational(repr(value))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_arithmetic(inner)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _arithmetic(left) + _arithmetic(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _arithmetic(left) - _arithmetic(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _arithmetic(left) * _arithmetic(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _arithmetic(left) / expand(_arithmetic(right))
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(power))) if power in SMALL:
            return _arithmetic(base) ** power
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            return Symbol(_called("floor", [ast.BinOp(left, ast.Div(), right)]))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner], keywords=[]) if (
            name in EXACT or (name == "int" and _is_whole(inner))
        ):
            return _arithmetic(inner)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[top, bottom], keywords=[]) if (
            name in EXACT
        ):
            return _arithmetic(top) / expand(_arithmetic(bottom))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=[]) if not any(
            isinstance(arg, ast.Starred | ast.GeneratorExp) for arg in args
        ):
            return Symbol(_called(SAME.get(name, name), args))
    return Symbol(canonical(node))


def _is_whole(node: ast.expr) -> bool:
    """Whether it is made of whole numbers, so that nothing is cut."""
    return not any(isinstance(inner, ast.Div | ast.Call | ast.Pow) for inner in ast.walk(node))


def _called(name: str, args: Sequence[ast.expr]) -> str:
    return f"{name}({','.join(map(multiplied_out, args))})"
