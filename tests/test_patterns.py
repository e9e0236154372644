"""Patterns in formatted strings: how often something is repeated stands in two pairs of braces, else it is a tuple."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parent.parent / "src" / "hwgen"


@pytest.mark.parametrize("folder", ["flaws", "proof"])
def test_no_repetition_is_taken_for_a_number_to_print(folder: str) -> None:
    printed = [
        (path.name, node.lineno)
        for path in (SOURCES / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Constant | ast.Tuple)
    ]
    assert printed == []
