"""Names in the code say what a thing is, not that it was found or made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

EMPTY = frozenset(["told", "found", "said", "made"])


def named(tree: ast.AST) -> Iterator[str]:
    """What a module names: variables, parameters, functions and fields."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def empty_names(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()}: {name}"
        for path in sorted(root.rglob("*.py"))
        for name in named(ast.parse(path.read_text(encoding="utf-8")))
        if name in EMPTY
    ]


def test_no_name_is_empty() -> None:
    assert not empty_names(ROOT / "src" / "hwgen")


def test_an_empty_name_is_seen(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "def said(told, *, made=0):\n    for found in told:\n        pass\n", encoding="utf-8"
    )
    assert sorted(empty_names(tmp_path)) == [f"module.py: {name}" for name in sorted(EMPTY)]
