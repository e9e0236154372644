"""What stands in the tree of a formula."""

from __future__ import annotations

import ast
from collections import Counter


def names_of(*trees: ast.AST) -> set[str]:
    """The names in these trees."""
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def entries_of(*trees: ast.AST) -> set[str]:
    """The names in these trees; of a list, each entry that a number picks, such as `a[0]`, is one of its own."""
    picked = [
        n
        for tree in trees
        for n in ast.walk(tree)
        if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant)
    ]
    inside = {id(node.value) for node in picked}
    names = (n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in inside)
    return {ast.unparse(node) for node in picked} | {node.id for node in names}


def powers_of(tree: ast.AST) -> list[ast.BinOp]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]


Terms = Counter[tuple[str, ...]]


def terms_of(tree: ast.expr) -> Terms:
    """The terms of a polynomial, each by its names with how often it is added: `(a + 1)*b` has `a*b` and `b`. Empty for what is none."""
    match tree:
        case ast.Constant(int(value)):
            return Counter({(): value})
        case ast.Name() | ast.Subscript(slice=ast.Constant()):
            return Counter({(ast.unparse(tree),): 1})
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() as op, right):
            one, other = terms_of(left), terms_of(right)
            if not one or not other:
                return Counter()
            if isinstance(op, ast.Mult):
                return _multiplied(one, other)
            terms = Counter(one)
            terms.update(other) if isinstance(op, ast.Add) else terms.subtract(other)
            return terms
        case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
            return _multiplied(terms_of(base), terms_of(base))
    return Counter()


def _multiplied(one: Terms, other: Terms) -> Terms:
    terms = Terms()
    for mine, many in one.items():
        for theirs, times in other.items():
            terms[tuple(sorted((*mine, *theirs)))] += many * times
    return terms
