"""What fits into the table of answers of a key, and where a formula is several."""

from __future__ import annotations

import pytest

from hwgen.values import Value
from hwgen.writers.printed.measures import glanced, held, key_tex, listed, spaced


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(3200), ("3200", False)),
        (Value((8, 4, 10, 10), "product"), ("3200", False)),
        (Value((8, 4), "product"), (r"8 \times 4", False)),
        (Value(1_179_648), (r"1\,179\,648", True)),
        (Value((64, 128, 5, 5, 8), "product"), (r"1\,638\,400", True)),
        (Value(123_456_789), None),
        (Value((32, 62, 62), "shape"), None),
    ],
)
def test_the_table_of_answers_shows_numbers_that_fit_and_products_by_theirs(
    value: Value, shown: tuple[str, bool] | None
) -> None:
    assert glanced(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value((8, 4, 10, 10), "product"), r"8 \times 4 \times 10 \times 10 = 3200"),
        (Value(32, unit="ms"), "32"),
        (Value((8, 4), "shape"), r"8 \times 4"),
    ],
)
def test_the_blank_of_a_key_shows_the_number_that_a_product_is(value: Value, shown: str) -> None:
    assert key_tex(value) == shown


@pytest.mark.parametrize(
    ("tex", "formulas"),
    [
        (r"a = 1,\qquad b = 2", ["a = 1,", "b = 2"]),
        (r"a,\quad b,\quad c", ["a,", "b,", "c"]),
        (r"\begin{cases} a & \quad x \end{cases}", None),
        (r"\displaystyle a,\quad b", None),
        ("a = 1", None),
    ],
)
def test_a_display_has_the_formulas_that_a_quad_parts(tex: str, formulas: list[str] | None) -> None:
    assert spaced(tex) == (formulas or [tex])


@pytest.mark.parametrize(
    ("tex", "statements"),
    [
        ("r_1 = 1, r_2 = 0, r_3 = 1", ["r_1 = 1,", "r_2 = 0,", "r_3 = 1"]),
        (r"0 < p < 1,\ p \ne \frac12", ["0 < p < 1,", r"p \ne \frac12"]),
        ("x = 0,5, y = 0,6", ["x = 0,5,", "y = 0,6"]),
        (r"W = \left[0, 1\right), b = ]0, 1[", [r"W = \left[0, 1\right),", "b = ]0, 1["]),
        (r"l = 1, \ldots, L", None),
        ("x, y = 1", None),
        (r"\{a = 1, b = 2\}", None),
        (r"\left|a = 1, b = 2\right|", None),
        (r"f = \begin{cases} a, & x = 1, \\ b, & x = 2 \end{cases}", None),
        (r"a = 1,\quad b = 2", None),
        (r"\displaystyle a = 1, b = 2", None),
        ("", None),
    ],
)
def test_the_statements_of_a_formula_end_with_commas_that_no_bracket_holds(
    tex: str, statements: list[str] | None
) -> None:
    assert listed(tex) == (statements or [tex])


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"(1 - \varepsilon) Q", r"({1 - \varepsilon}) Q"),
        (r"f\left(a + b\right)^2", r"f\left({a + b}\right)^2"),
        (r"\bigl[(a + b) - c\bigr)", r"\bigl[{({a + b}) - c}\bigr)"),
        (r"\lVert x - y\rVert_2", r"\lVert{ x - y}\rVert_2"),
        (r"|w^\top x + b| + \|y - z\|", r"|{w^\top x + b}| + \|{y - z}\|"),
        ("P(a | b) = P(c | d)", None),
        ("f(x, y) + (-1)", None),
        ("(a + b + c + d + e + f + g)", None),
        (r"\mathrm{(a + b)} x^{(n - 1)}", None),
        (r"\left(a \middle| b = c\right)", None),
        (r"(\begin{matrix} a & b + c \end{matrix})", None),
        ("a) + (b", None),
    ],
)
def test_what_short_brackets_hold_is_a_group_where_a_line_could_end_in_it(tex: str, shown: str | None) -> None:
    assert held(tex) == (shown or tex)
