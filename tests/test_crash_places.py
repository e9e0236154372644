"""An error that a generator raises has the line and the column of the expression that was computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from squares_of import TEXTS, WRONG

from hwgen import Computed, Formulas, Problem, generator
from hwgen.errors import CourseError, Span
from hwgen.problem.places import raised
from hwgen.proof.prove import prove_all

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


CHECKED = """\
@generator(topic="t", minutes=1, source="s")
def square(draw):
    draw.pick("n", (2, 3))
    return Problem(Computed("square", Formulas("n**2", wrong=WRONG), **TEXTS))


@square.check
def by_sums(n: int, m: int) -> int:
    return n * m
"""


def test_a_check_that_asks_for_what_is_not_drawn_is_shown_at_the_argument(tmp_path: Path) -> None:
    path = tmp_path / "square.py"
    path.write_text(CHECKED, encoding="utf-8")
    names = {
        "generator": generator,
        "Computed": Computed,
        "Formulas": Formulas,
        "Problem": Problem,
        "TEXTS": TEXTS,
        "WRONG": WRONG,
    }
    exec(compile(CHECKED, str(path), "exec"), names)
    with pytest.raises(CourseError) as caught:
        prove_all(names["square"])  # type: ignore[arg-type]
    assert [fault.span for fault in caught.value.diagnostics] == [Span(path, 8, 21)]
