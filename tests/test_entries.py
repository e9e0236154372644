"""Templates show every entry of a list that the formula goes through, in its order, and have no holes that stay open."""

from __future__ import annotations

from pathlib import Path

import pytest
from far_generators import HEAD, in_templates

from hwgen.bank.course import Course

WAITING = (
    HEAD
    + '''
F = Formulas("sum(b)")

@generator(topic="x", minutes=2)
@source("A textbook (2020)")
def asked(draw: Draw) -> Problem:
    """A question."""
    draw.pick("b", ((24, 3, 5), (6, 8, 7)))
    m = draw.pick("m", (1, 2))
    return Problem(Computed("x/asked", F, difficulty=1)).worded(rf"""
        三个进程： || Three processes:
        | process | time |
        |---|---|
        | P1 | [b[0]] |
        | P2 | [b[1]] |
        | P3 | [b[2]] |

        ask: `top -n {m}` 一共显示多少？ || What does `top -n {m}` show in total?
        claim: 一共显示 $[value]$。 || It shows $[value]$ in total.
        solution: $[=key]$。 || $[=key]$.
    """)


@asked.check
def by_ticking(b: tuple[int, ...], m: int) -> int:
    return len([1 for each in b for _ in range(each)])
'''
)
TOTAL = (
    HEAD
    + '''
F = Formulas("R(a, a + b)")

@generator(topic="x", minutes=2)
@source("A textbook (2020)")
def asked(draw: Draw) -> Problem:
    """A question."""
    for name in "abcd":
        draw.pick(name, (3, 4, 5))
    return Problem(Computed("x/asked", F, difficulty=1)).worded(r"""
        共 [a + b + c + d] 封。 || There are [a + b + c + d] messages.
        | | yes | no |
        |---|---|---|
        | yes | [a] | [b] |
        | no | [c] | [d] |

        ask: 占多少？ || What is the share?
        claim: 占 $[value]$。 || It is $[value]$.
        solution: $[=key]$。 || $[=key]$.
    """)


@asked.check
def by_listing(a: int, b: int, c: int, d: int) -> int:
    return a
'''
)
FOUR = ("((24, 3, 5), (6, 8, 7))", "((24, 3, 5, 9), (6, 8, 7, 2))")


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ((), set()),
        ((FOUR,), {"constant-unsaid"}),
        # A formula that names its entries works with no more.
        ((FOUR, ('"sum(b)"', '"b[0] + b[1] + b[2]"')), set()),
        ((FOUR, ('"sum(b)"', '"sum(b[:3])"')), set()),
        ((("| P1 | [b[0]] |\n        | P2 | [b[1]] |", "| P1 | [b[1]] |\n        | P2 | [b[0]] |"),), {"described-otherwise"}),
        ((("top -n {m}", "top -n [m]"),), {"constant-unsaid"}),
        # An index is no hole.
        ((("top -n {m}", "top[m]"),), set()),
    ],
)  # fmt: skip
def test_a_template_shows_what_the_formula_works_with(
    tmp_path: Path, course: Course, changes: tuple[tuple[str, str], ...], rules: set[str]
) -> None:
    assert in_templates(WAITING, tmp_path, course, *changes) == rules


@pytest.mark.parametrize(
    ("total", "rules"), [("[a + b + c + d]", set()), ("[a + b + c]", {"total-differs"}), ("[a + b]", set())]
)
def test_a_total_lacks_no_number_of_the_table(tmp_path: Path, course: Course, total: str, rules: set[str]) -> None:
    assert in_templates(TOTAL.replace("[a + b + c + d]", total), tmp_path, course) == rules
