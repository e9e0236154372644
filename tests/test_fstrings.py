"""A count of a pattern, `x{2,5}`, has its braces doubled in an f-string: else the numbers themselves stand there, and it matches nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT


def constants(program: str) -> list[int]:
    """The lines of f-strings that take constants for a value."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Constant | ast.Tuple)
    ]


@pytest.mark.parametrize("folder", ["src", "generators", "tests"])
def test_no_f_string_holds_a_constant(folder: str) -> None:
    lines = [
        (path.name, line) for path in Path(ROOT, folder).rglob("*.py") for line in constants(path.read_text("utf-8"))
    ]
    assert lines == []


def test_a_count_without_its_second_braces_is_seen() -> None:
    assert constants('rf"{word}{0,12}"\nf"a{2}"\nrf"{{2,}}{name[0]}"') == [1, 2]
