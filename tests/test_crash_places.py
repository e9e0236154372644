"""An error that a generator raises has the line and the column of the expression that was computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.errors import Span
from hwgen.problem.places import raised

RECIPE = """\
def recipe(n):
    面积, other = 2, 0; return [面积 / other for _ in range(1)]
recipe(
    3
)
"""


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = 1 / 0\n", 1, 5),
        (RECIPE, 2, 31),
        ("x = '中文', 1 / 0\n", 1, 11),
        ("def f():\n    return (1 +\n        2 / 0)\nf()\n", 3, 9),
    ],
)
def test_the_expression_that_was_computed_has_a_column(text: str, line: int, column: int, tmp_path: Path) -> None:
    path = tmp_path / "generators" / "a.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile(text, str(path), "exec"), {})
    assert raised(caught.value, Span(path)) == Span(path, line, column)
