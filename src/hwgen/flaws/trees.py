"""What stands in the tree of a formula."""

from __future__ import annotations

import ast


def names_of(*trees: ast.AST) -> set[str]:
    """The names in these trees."""
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def powers_of(tree: ast.AST) -> list[ast.BinOp]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
