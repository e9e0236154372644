"""What stands in the tree of a formula."""

from __future__ import annotations

import ast


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
