"""Which lines a marking scheme of a worked question has, and with which points."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hwgen.content.markup import parse, parse_inline
from hwgen.content.tree import Para, Str
from hwgen.kinds.worked import WORKED, scheme, sentences, states_alone, steps, without_parts, without_result
from hwgen.text import Text
from hwgen.values import Value
from hwgen.words.words import words
from hwgen.writers import plain


def said(blocks: Any) -> str:
    return plain.blocks(blocks, {}, words("en"))


STEPS = [
    ("From the rule,\n\n$$a = b + c = 1 + 2 = 3,$$\n\nhence\n\n$$d = 3^2 = 9.$$", ["$a = b + c = 1 + 2 = 3$", "$d = 3^2 = 9$"]),
    ("The score is $2 + 3 = 5$, so $y = 1$ and $f(2) = 0$.", ["$2 + 3 = 5$"]),
    ("With $z = w x = 6$ and $x = 2$:\n\n$$y = z + 1 = 7$$", ["$z = w x = 6$", "$y = z + 1 = 7$"]),
    ("Since $f'(x) = 2x + 1$ and $f'(3) = 7$:\n\n$$y = 3 - 7 = -4$$", ["$f'(x) = 2x + 1$", "$y = 3 - 7 = -4$"]),
    ("With $\\partial L / \\partial v = (p - 1) u$ and $u = w$.", ["$\\partial L / \\partial v = (p - 1) u$"]),
    ("Sums:\n\n$$a + b$$\n\n$$= 1 + 2 = 3.$$", ["$a + b = 1 + 2 = 3$"]),
    ("| $x$ | $y$ | $z$ |\n|---|---|---|\n| first | $1$ | $2$ |", ["first: $1$, $2$"]),
    ("| layer | parameters |\n|---|---|\n| fc1 | $3 \\times 2$ |\n| fc2 | $4$ |", ["fc1: $3 \\times 2$", "fc2: $4$"]),
    ("In turn:\n\n- Keep A: $0.6$.\n- Keep B.\n\nHence both.", ["Keep A: $0.6$.", "Keep B."]),
    ("The vote is 2 to 1 for class $1$.", ["The vote is 2 to 1 for class $1$."]),
    ("$$a \\le b \\approx 0.5\\,$$", ["$a \\le b \\approx 0.5\\,$"]),
]  # fmt: skip


@pytest.mark.parametrize(("solution", "lines"), STEPS)
def test_the_steps_of_a_solution(solution: str, lines: list[str]) -> None:
    assert [said((Para(step),)) for step in steps(parse(solution))] == lines


@pytest.mark.parametrize(
    ("working", "points", "shares"),
    [
        (["$3 + 4$"], 10, [5, 5]),
        (["$3 + 4$"], 1, [1]),
        (["$3 + 4$", "$7 - 1$"], 2, [1, 1]),
        # The idea of a step weighs as much as its numbers, of which more make it longer, not harder.
        (["$z = 2 + 3 - 1 = 4$", "$a = f(z) = 1$", "$g = 1 + 2 + 3 + 4 + 5 + 6 + 7 = 28$"], 10, [3, 2, 3, 2]),
        (["$D = \\frac{p}{p + q}$", "$g = 1 + 2 + 3 + 4 + 5 + 6 + 7 = 28$"], 10, [4, 4, 2]),
        (["$a = 1\\,000 - 2 = 998$", "$b_{12} = 1.5 - 0.5 = 1$"], 10, [4, 4, 2]),
        # Three products of which one had a point less, beside a result of 2.
        (["$2 \\cdot 3 = 6$", "$20 \\cdot 31 = 620$", "$4 \\cdot 5 = 20$"], 10, [3, 3, 3, 1]),
        (["$2 \\cdot 3 = 6$", "$20 \\cdot 31 = 620$", "$4 \\cdot 5 = 20$"], 5, [1, 1, 1, 2]),
        # Numbers that are copied from a table are less than a quotient of them.
        (
            ["$A = 90,\\quad B = 40,\\quad C = 15,\\quad D = 14$", "$\\frac{A}{A + B} = \\frac{90}{90 + 40}$"],
            10,
            [2, 6, 2],
        ),
        (["$a = 1,\\ b = 4,\\ m = 0$", "$x^2 - m = 1^2 - 0$"], 10, [2, 6, 2]),
        (["$K = k = 3$", "$n - K + 1 = 5 - 3 + 1$"], 10, [2, 6, 2]),
        # A number that is calculated is not copied, whether or not it has a name.
        (["$3 \\times (5 + 1) = 18$", "$2 \\times (18 + 1) = 38$"], 10, [4, 4, 2]),
        (["$1:\\ 0 + 1 + 1 = 2$", "$\\frac{2}{3 \\times 3}$"], 10, [4, 4, 2]),
        # A line with three products is longer than one with the last of them.
        (["$1 \\times 2,\\quad 3 \\times 4,\\quad 5 \\times 6$", "$2 + 12 + 30$"], 10, [5, 3, 2]),
        # Votes are counted; what stands in a table is copied.
        (["$x$: $18$, $17$", "$k = 1$: 0 for class 1, 1 for class 0."], 10, [2, 6, 2]),
        # The numbers of a formula in letters are not calculated with once more.
        (
            [
                "$o = \\frac{n + 2 p - k}{s} + 1 = \\frac{8 + 2 \\cdot 1 - 3}{2} + 1 = 4$",
                "$o f k = 4 \\cdot 16 \\cdot 64 \\cdot 5$",
            ],
            20,
            [8, 8, 4],
        ),
        (["$y = (0.5,\\ 0.1) - (0,\\ 1)$", "$z = 3 - 2 + 1 - 4$"], 10, [4, 4, 2]),
        # The largest of two numbers is one thing, two values of a function are two.
        (["$m = \\max\\left(0,\\ -3\\right) = 0$", "$x^2 - m = 1^2 - 0$"], 10, [4, 4, 2]),
        (["$m = 0 - 3,\\ f(x) = 2 - 1$", "$x^2 - m = 1^2 - 0$"], 10, [5, 3, 2]),
        # Many equal steps leave a result no more than a third of the points.
        (["$3 + 4 = 7$"] * 5, 10, [2, 2, 2, 2, 2]),
        (["$3 + 4 = 7$"] * 6, 10, [3, 3, 3, 1]),
        (["$3 + 4 = 7$"] * 7, 10, [1, 1, 1, 1, 1, 1, 1, 3]),
        # An odd point is not for one of two equal steps.
        (["$1 + 2 = 3$", "$3 + 4 = 7$"], 4, [1, 1, 2]),
    ],
)
def test_a_step_has_points_by_what_it_calculates(working: list[str], points: int, shares: list[int]) -> None:
    lines = scheme([parse_inline(step) for step in working], parse_inline("Result: $7$"), points, Str("; "))
    assert [line.points for line in lines] == shares
    assert said(lines[-1].text).endswith("Result: $7$")


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("$3 \\times 2 + 1 = 7$", "$3 \\times 2 + 1$"),
        ("$a = \\frac{1}{3} \\approx 7 .$", "$a = \\frac{1}{3}$"),
        ("$3 \\times 2 = 6$", "$3 \\times 2 = 6$"),
        ("$h_2^2 = 7$", "$h_2^2 = 7$"),
        ("$f(-7.5) = 7$", "$f(-7.5) = 7$"),
        ("fc1: $7$", "fc1: $7$"),
        # Of several equations the last one alone, also a rule without numbers.
        ("$a = 8,\\ m = 7$", "$a = 8,\\ m = 7$"),
        ("$x = 1 + 2 = 3,\\quad y = 3 + 4 = 7$", "$x = 1 + 2 = 3,\\quad y = 3 + 4$"),
        ("$f'(x) = m = 7$", "$f'(x) = m$"),
        ("$w = \\max(0,\\ |z| - \\lambda) = 7$", "$w = \\max(0,\\ |z| - \\lambda)$"),
        ("Keep A.", "Keep A."),
    ],
)
def test_a_scheme_asks_for_the_result_once(step: str, left: str) -> None:
    assert said((Para(without_result(parse_inline(step), "7")),)) == left


@pytest.mark.parametrize(
    ("step", "result", "left"),
    [
        ("It has the shape of the tensor: $3 \\times 2$.", r"3 \times 2", "It has the shape of the tensor"),
        ("与该张量的形状相同：$3 \\times 2$。", r"3 \times 2", "与该张量的形状相同"),
        ("The most frequent is `at`: $7$.", "7", "The most frequent is at"),
        ("Both are kept: $\\mathrm{A},\\ \\mathrm{B}$.", r"\mathrm{A},\ \mathrm{B}", "Both are kept"),
        ("Both are kept: $\\mathrm{A}$.", r"\mathrm{A},\ \mathrm{B}", "Both are kept: $\\mathrm{A}$."),
        ("It is $7$.", "7", "It is $7$."),
        (
            "$\\mathbf{y} = \\frac{1}{3} (1,\\ -2) \\approx (0.5,\\ -1)$",
            r"(0.500,\ -1.000)",
            r"$\mathbf{y} = \frac{1}{3} (1,\ -2)$",
        ),
    ],
)
def test_a_reasoned_result_is_asked_for_once(step: str, result: str, left: str) -> None:
    assert said((Para(without_result(parse_inline(step), result)),)) == left


@pytest.mark.parametrize(
    ("working", "parts", "left"),
    [
        (
            ["$w = \\frac{-5}{10} = -0.5$", "$b = 3 - 2 \\times 1 = 1$"],
            ["-0.5", "1"],
            ["$w = \\frac{-5}{10}$", "$b = 3 - 2 \\times 1$"],
        ),
        # An equal number before them is no part of the result.
        (
            ["$V_1 = \\max(0, -1) = 0$", "$V_2 = \\max(2, 3) = 3,\\quad V_3 = \\max(0, -2) = 0$"],
            ["3", "0"],
            ["$V_1 = \\max(0, -1) = 0$", "$V_2 = \\max(2, 3),\\quad V_3 = \\max(0, -2)$"],
        ),
        # A row that only states a part of the result is left to the result.
        (
            ["fc1: $3 \\times 2 = 6$", "fc2: $2 \\times 1 = 2$", "total: $8$"],
            ["6", "2", "8"],
            ["fc1: $3 \\times 2$", "fc2: $2 \\times 1$"],
        ),
        # More decimals, to go on with.
        (["$a = 2 \\times 0.33333 \\approx 0.66667$"], ["0.667"], ["$a = 2 \\times 0.33333$"]),
        (["$a = 2 \\times 2.3 = 4.6$"], ["5"], ["$a = 2 \\times 2.3 = 4.6$"]),
        # One part is not worked out: the steps stay as they are.
        (["$500 - 125 = 375$"], ["375", "24"], ["$500 - 125 = 375$"]),
        (["$500 - 125 = 375$"], [], ["$500 - 125 = 375$"]),
        # Nothing but parts: they are what there is to pay.
        (["A: $3$", "B: $5$"], ["3", "5"], ["A: $3$", "B: $5$"]),
    ],
)
def test_the_numbers_of_a_result_are_asked_for_once(working: list[str], parts: list[str], left: list[str]) -> None:
    steps_left = without_parts([parse_inline(step) for step in working], parts)
    assert [said((Para(step),)) for step in steps_left] == left


def test_a_count_that_options_show_as_a_product_is_multiplied_out_in_the_result() -> None:
    part: Any = SimpleNamespace(key=(3, 5, 5), wrong={}, value=lambda raw: Value(raw, "product"))
    wording: Any = SimpleNamespace(ask=Text("", ""), solution=Text("", "$$C K K = 3 \\times 5 \\times 5 = 75.$$"))
    asker: Any = SimpleNamespace(content=lambda text: parse(text["en"]), words=words("en"), points=10)
    step, result = WORKED.ask(part, wording, asker).answer.rubric
    assert said(step.text) == "$C K K = 3 \\times 5 \\times 5$"
    assert said(result.text) == "Result: $75$"


def test_a_result_that_is_only_stated_is_reasoned_for() -> None:
    assert (
        said((Para(sentences(parse("There is one for each of $N$ samples:\n\n$$N = 16.$$"))),))
        == "There is one for each of $N$ samples"
    )


def test_the_row_of_a_total_is_no_step_of_its_own() -> None:
    assert states_alone(parse_inline("total: $7$"), "7")
    assert not states_alone(parse_inline("total: $3 + 4 = 7$"), "7")
    assert not states_alone(parse_inline("Keep A."), "7")
    assert states_alone(parse_inline("$f'(-3) = 7$"), "7")
    assert states_alone(
        parse_inline(r"$Y = \begin{pmatrix} {1} & {-2} \end{pmatrix}$"), r"\begin{pmatrix} 1 & -2 \end{pmatrix}"
    )
    assert not states_alone(parse_inline("$Y = 8$"), "7")
    assert states_alone(parse_inline("$f(1.5) = 1.5$"), "1.500")
