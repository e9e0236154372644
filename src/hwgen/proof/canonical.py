"""Expressions in a form that is the same however they are written: operands in order, divisions and powers written one way."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence

# Functions under one name.
SAME = {"ceil": "ceiling", "fabs": "abs", "Abs": "abs", "Max": "max", "Min": "min", "maximum": "max", "minimum": "min"}
# What changes no value, or makes a quotient of two.
BARE = frozenset(["int", "float", "Fraction", "F", "R", "Rational", "Integer"])
# Powers that are written as products, too.
SMALL = range(2, 5)
NONE: Mapping[str, ast.FunctionDef] = {}


def canonical(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=value):
            return repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
        case ast.UnaryOp(op=ast.USub()):
            return _sum(node)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return _sum(node)
        case ast.BinOp(op=ast.Mult() | ast.Pow()):
            return factors[0] if len(factors := _factors(node)) == 1 else _joined("*", factors)
        case ast.BinOp(left=top, op=ast.Div(), right=bottom):
            return f"/({canonical(top)},{canonical(bottom)})"
        case ast.BinOp(left=top, op=ast.FloorDiv(), right=bottom):
            return f"floor(/({canonical(top)},{canonical(bottom)}))"
        case ast.Call(func=func, args=args, keywords=[]) if name := _name(func):
            return _call(name, args)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
            return _listed(node)
    children = [canonical(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    operators = [type(child).__name__ for child in ast.walk(node) if isinstance(child, ast.operator | ast.cmpop)]
    return f"{type(node).__name__}{operators}({','.join(children)})"


def _listed(node: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> str:
    """With its own names numbered: they may be any."""
    own = [n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)]
    numbered = Inlined({name: ast.Name(f"#{i}", ast.Load()) for i, name in enumerate(own)})
    parts = [node.elt, *(part for g in node.generators for part in (g.iter, *g.ifs))]
    inside = ",".join(canonical(numbered.visit(copy.deepcopy(part))) for part in parts)
    return f"{type(node).__name__}({inside})"


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _call(name: str, args: Sequence[ast.expr]) -> str:
    if name == "int" and isinstance(args[0], ast.BinOp) and isinstance(args[0].op, ast.Div):
        return f"floor({canonical(args[0])})"
    if name in BARE and len(args) == 1:
        return canonical(args[0])
    if name in BARE and len(args) == 2:
        return canonical(ast.BinOp(args[0], ast.Div(), args[1]))
    if SAME.get(name, name) == "ceiling" and len(args) == 1:
        return f"+(-floor({_negative(args[0])}))"
    return f"{SAME.get(name, name)}({','.join(map(canonical, args))})"


def _negative(node: ast.expr) -> str:
    """The inside of the floor that a ceiling is the negative of: of −a/b, where it is a quotient."""
    match node:
        case ast.BinOp(left=top, op=ast.Div(), right=bottom) | ast.Call(ast.Name("R" | "Fraction"), [top, bottom]):
            return f"/({canonical(ast.UnaryOp(ast.USub(), top))},{canonical(bottom)})"
    return canonical(ast.UnaryOp(ast.USub(), node))


def _sum(node: ast.expr) -> str:
    return _joined("+", [f"-{text}" if negative else text for text, negative in _terms(node, False)])


def _terms(node: ast.expr, negative: bool) -> list[tuple[str, bool]]:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_terms(left, negative), *_terms(right, negative)]
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return [*_terms(left, negative), *_terms(right, not negative)]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _terms(operand, not negative)
    return [(canonical(node), negative)]


def _factors(node: ast.expr) -> list[str]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return [*_factors(left), *_factors(right)]
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(power))) if power in SMALL:
            return _factors(base) * power
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return [f"pow({canonical(base)},{canonical(exponent)})"]
    return [canonical(node)]


def _joined(sign: str, parts: list[str]) -> str:
    return f"{sign}({','.join(sorted(parts))})"


class Inlined(ast.NodeTransformer):
    """Puts what names stand for in their places; of calls, what the functions return that only return an expression."""

    def __init__(self, names: Mapping[str, ast.expr], functions: Mapping[str, ast.FunctionDef] = NONE) -> None:
        self.names, self.functions = names, functions

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.names[node.id]) if node.id in self.names and isinstance(node.ctx, ast.Load) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Lambda) and not node.keywords and len(node.func.args.args) == len(node.args):
            parameters = (arg.arg for arg in node.func.args.args)
            names = dict(zip(parameters, node.args, strict=True))
            return Inlined(names, self.functions).visit(copy.deepcopy(node.func.body))  # type: ignore[no-any-return]
        function = self.functions.get(node.func.id) if isinstance(node.func, ast.Name) else None
        result = returned(function) if function and not node.keywords else None
        if function is None or result is None or len(function.args.args) != len(node.args):
            return node
        names = dict(zip((arg.arg for arg in function.args.args), node.args, strict=True))
        # Without itself: it may be recursive.
        others = {name: other for name, other in self.functions.items() if other is not function}
        return Inlined(names, others).visit(result)  # type: ignore[no-any-return]


def assigned(function: ast.AST) -> dict[str, ast.expr]:
    """What the names stand for at the end that are assigned once in a function, each in terms of its parameters where that can be."""
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    names: dict[str, ast.expr] = {}
    body = function.body if isinstance(function, ast.FunctionDef) else ()
    # One after another, a name may take a new value, too.
    straight = all(isinstance(node, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr) for node in body)
    for node in body:
        for target, value in _assignments(node):
            if straight or stored.count(target) == 1:
                names[target] = _inlined(value, names)
    return names


def _assignments(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            return [(name, value)]
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(values):
            return [(t.id, v) for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name)]
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(id=quotient), ast.Name(id=rest)])],
            value=ast.Call(func=ast.Name(id="divmod"), args=[top, bottom]),
        ):
            both = (ast.BinOp(top, ast.FloorDiv(), bottom), ast.BinOp(top, ast.Mod(), bottom))
            return [(name, ast.copy_location(part, node)) for name, part in zip((quotient, rest), both, strict=True)]
    return []


def returned(function: ast.FunctionDef) -> ast.expr | None:
    """The expression that a function without branches returns, in terms of its parameters."""
    last = function.body[-1]
    if (
        not isinstance(last, ast.Return)
        or last.value is None
        or sum(isinstance(n, ast.Return) for n in ast.walk(function)) > 1
    ):
        return None
    return _inlined(last.value, assigned(function))


def _inlined(node: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    """A copy: what is visited is changed."""
    return Inlined(names).visit(copy.deepcopy(node))  # type: ignore[no-any-return]
