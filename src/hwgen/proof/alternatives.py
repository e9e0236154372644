"""Formulas under the alternative of a convention, however they are written: `//` rounds down like floor, 1024**2 is 2**20."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial, reduce
from math import prod
from typing import Any

from hwgen.problem.formula import Formulas
from hwgen.problem.functions import QUICK
from hwgen.proof.sources import definition

Function = Callable[..., Any]


def under(formulas: Formulas, this: str, that: str) -> Formulas | None:
    """The formulas with `that` in the place of `this`: a function (`floor(`), a constant, or any text; None where there is nothing to replace."""
    swapped = partial(_swapped, this=this, that=that)
    key, let = swapped(formulas.key), {name: swapped(text) for name, text in formulas.let.items()}
    functions = [_function(f, this, that) for f in formulas.functions.values()]
    if not any((key, *let.values(), *functions)):
        return None
    return formulas.with_key(
        key or formulas.key,
        {name: text or formulas.let[name] for name, text in let.items()},
        [new or old for new, old in zip(functions, formulas.functions.values(), strict=True)],
    )


def _swapped(text: str, this: str, that: str) -> str | None:
    swap = _swap(this, that)
    if swap is None:
        return text.replace(this, that) if this in text else None
    tree = swap.visit(ast.parse(text, mode="eval"))
    return ast.unparse(ast.fix_missing_locations(tree)) if swap.changed else None


def _function(function: Function, this: str, that: str) -> Function | None:
    """A function of the author's in which the swap is made, if its source is at hand."""
    swap = _swap(this, that)
    code = getattr(function, "__code__", None)
    if swap is None or code is None or code.co_freevars:
        return None
    if (written := definition(function)) is None:
        return None
    written.decorator_list = []
    tree = swap.visit(ast.Module([written], []))
    space = {**QUICK, **function.__globals__, **{name: QUICK[name] for name in swap.written}}
    exec(compile(ast.fix_missing_locations(tree), "<alternative>", "exec"), space)
    return space[written.name] if swap.changed else None


def _swap(this: str, that: str) -> _Swap | None:
    if this.endswith("(") and that.endswith("("):
        return _Called(this[:-1], that[:-1])
    if (value := _constant(this)) is not None:
        return _Constant(value, ast.parse(that, mode="eval").body)
    return None


class _Swap(ast.NodeTransformer):
    changed = False
    written: frozenset[str] = frozenset()


class _Called(_Swap):
    """Calls of one function become calls of another; `a//b` is a call of floor, `-(-a//b)` and `(a + b - 1)//b` of ceiling."""

    def __init__(self, this: str, that: str) -> None:
        self.this, self.that = this, that
        self.written = frozenset([that])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        match node:
            case ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), top), ast.FloorDiv(), bottom)):
                return self.renamed("ceiling", node, ast.BinOp(top, ast.Div(), bottom))
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        match node:
            case ast.BinOp(left, ast.FloorDiv(), right) if top := _filled_up(left, right):
                return self.renamed("ceiling", node, ast.BinOp(top, ast.Div(), right))
            case ast.BinOp(left, ast.FloorDiv(), right):
                return self.renamed("floor", node, ast.BinOp(left, ast.Div(), right))
            case ast.BinOp(left, ast.Sub(), ast.BinOp(whole, ast.Mod(), right)) if ast.dump(left) == ast.dump(whole):
                # What is left when the remainder is taken off.
                steps = self.renamed("floor", node, ast.BinOp(left, ast.Div(), right))
                return ast.BinOp(right, ast.Mult(), steps) if isinstance(steps, ast.Call) else node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match _called(node.func), node.args:
            case "log", [number, ast.Constant(value=2)]:
                return self.renamed("log2", node, number)
            case "log", [_, _]:
                return self.generic_visit(node)
            case name, args:
                return self.renamed(name, node, *args)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        # A place counted from the length of a row, such as its middle, is no result that somebody rounds.
        if not _by_length(node.slice):
            node.slice = self.visit(node.slice)
        return node

    def renamed(self, name: str, node: ast.expr, *args: ast.expr) -> ast.AST:
        if name != self.this:
            return self.generic_visit(node)
        self.changed = True
        return ast.Call(ast.Name(self.that, ast.Load()), [self.visit(arg) for arg in args], [])


def _by_length(place: ast.expr) -> bool:
    return any(isinstance(each, ast.Call) and _called(each.func) == "len" for each in ast.walk(place))


def _filled_up(top: ast.expr, by: ast.expr) -> ast.expr | None:
    """The `a` of `a + b - 1`, however it is put together, where `b` is what is divided by."""
    match top:
        case ast.BinOp(ast.BinOp(one, ast.Add(), other), ast.Sub(), ast.Constant(value=1)):
            pairs = [(one, other), (other, one)]
        case ast.BinOp(one, ast.Add(), ast.BinOp(other, ast.Sub(), ast.Constant(value=1))):
            pairs = [(one, other)]
        case ast.BinOp(ast.BinOp(one, ast.Sub(), ast.Constant(value=1)), ast.Add(), other):
            pairs = [(one, other), (other, one)]
        case _:
            return None
    return next((rest for rest, filled in pairs if ast.dump(filled) == ast.dump(by)), None)


def _called(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="math" | "np" | "numpy"), attr=name):
            return "ceiling" if name == "ceil" else name
    return ""


class _Constant(_Swap):
    """Whatever comes to one number becomes another."""

    def __init__(self, this: int, that: ast.expr) -> None:
        self.this, self.that = this, that

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.BinOp | ast.Constant) and _value(node) == self.this:
            self.changed = True
            return self.that
        factors = _factors(node)
        values = [value for factor in factors if (value := _value(factor)) is not None]
        if len(values) > 1 and prod(values) == self.this:
            self.changed = True
            others = [self.visit(factor) for factor in factors if _value(factor) is None]
            return reduce(lambda left, right: ast.BinOp(left, ast.Mult(), right), [*others, self.that])
        return self.generic_visit(node)


def _factors(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
    return [node] if isinstance(node, ast.expr) else []


def _constant(text: str) -> int | None:
    try:
        return _value(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return None


def _value(node: ast.expr) -> int | None:
    """What an expression of whole numbers comes to; None where there is more in it."""
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case ast.Constant(value=float(value)) if value.is_integer():
            return int(value)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Pow() as op, right=right):
            one, other = _value(left), _value(right)
            if one is not None and other is not None and 0 <= other < 10**10:
                return one * other if isinstance(op, ast.Mult) else one**other if other < 100 else None
    return None
