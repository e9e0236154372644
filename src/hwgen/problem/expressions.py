"""Expressions in Python's notation as syntax trees: which names stand in them, and how division is made exact."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import cache

# Signs of print and of other programs, and what stands for them in formulas.
SIGNS = dict(
    zip("×·÷−–，（）√²π≤≥", ("*", "*", "/", "-", "-", ",", "(", ")", "sqrt(x)", "**2", "pi", "<=", ">="), strict=True)
) | {chr(ord(sign) + 0xFEE0): sign for sign in "+*/-.=<>0123456789"}  # full-width ones


@cache
def names_in(text: str) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name))


def names_bound(text: str) -> set[str]:
    """The names that a comprehension or a lambda in `text` binds."""
    nodes = list(ast.walk(ast.parse(text, mode="eval")))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {n.arg for n in nodes if isinstance(n, ast.arg)}


def rewritten(text: str, form: ast.NodeTransformer) -> str:
    return ast.unparse(ast.fix_missing_locations(form.visit(ast.parse(text, mode="eval"))))


class ExactForm(ast.NodeTransformer):
    """Makes division and decimal constants exact."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            return _call("_div", node.left, node.right)
        if isinstance(node.op, ast.Pow) and not (
            isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
        ):
            return _call("_pow", node.left, node.right)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            fraction = Fraction(str(node.value))
            return _call("_div", ast.Constant(fraction.numerator), ast.Constant(fraction.denominator))
        return node


class QuickForm(ExactForm):
    """Also turns floor(a/b) into a//b."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in ("floor", "ceiling") and len(node.args) == 1:
            inner = node.args[0]
            if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div):
                top, bottom = self.visit(inner.left), self.visit(inner.right)
                if node.func.id == "floor":
                    return ast.BinOp(top, ast.FloorDiv(), bottom)
                return ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), top), ast.FloorDiv(), bottom))
        return self.generic_visit(node)


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])
