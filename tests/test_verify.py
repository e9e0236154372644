"""Proofs: right generators pass over their whole domain, every planted fault is caught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from hwgen import Candidate, Draw, Formula, Problem, Product, Selection, Shape, Text, generator
from hwgen.course import Course
from hwgen.draw import Rejected
from hwgen.errors import CourseError
from hwgen.formula import quickly
from hwgen.recipe import Generator
from hwgen.values import Value, amount
from hwgen.verify import prove_all, usable, variants


def both(text: str) -> Text:
    return Text(zh=text, en=text)


def squares(formula: Callable[..., Any], check: Callable[..., dict[str, object]]) -> Generator:
    @generator(topic="t", difficulty=1, minutes=1, source="s")
    def square(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 9)
        wrong = tuple(Candidate(str(k), int(formula(N=n)) + k, both("no")) for k in (1, 2, 3))
        right = (Candidate("right", formula(N=n), both("yes")),)
        return Problem((Selection("area", both("?"), right, wrong, both("=")),))

    square.check(check)
    return square


def test_the_starter_course_is_proven(course: Course) -> None:
    proofs = {g.id: prove_all(g).variants for g in course.items.values() if isinstance(g, Generator)}
    assert proofs["conv-layer"] == 2520
    assert proofs["activation-plot"] == 8


def test_two_roads_that_agree() -> None:
    assert prove_all(squares(Formula("N**2"), lambda n: {"area": sum([n] * n)})).variants == 8


@pytest.mark.parametrize("mutant", ["N**2 + 1", "N**2 - 1", "2*N", "N**3", "N*(N - 1)"])
def test_a_wrong_closed_form_is_caught_with_its_params(mutant: str) -> None:
    with pytest.raises(CourseError, match=r"the formula gives \d+, the check \d+, for n=\d \(\d of 8 variants fail\)"):
        prove_all(squares(Formula(mutant), lambda n: {"area": sum([n] * n)}))


def test_a_check_that_crashes_or_forgets_a_part_is_told() -> None:
    with pytest.raises(CourseError, match="crashed: ZeroDivisionError"):
        prove_all(squares(Formula("N**2"), lambda n: {"area": n // 0}))
    with pytest.raises(CourseError, match="says nothing of part `area`"):
        prove_all(squares(Formula("N**2"), lambda n: {}))


def test_two_right_answers_are_refused() -> None:
    @generator(topic="t", difficulty=1, minutes=1, source="s")
    def twice(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 3)
        right = (Candidate("a", n, both("yes")), Candidate("b", Product((1, n)), both("yes")))
        wrong = tuple(Candidate(str(k), n + k, both("no")) for k in (1, 2, 3))
        return Problem((Selection("p", both("?"), right, wrong, both("=")),))

    twice.check(lambda n: {"p": n})
    with pytest.raises(CourseError, match=r"part `p` of `twice` has 2 right answers for n=2 \(2 of 2 variants fail\)"):
        prove_all(twice)


def problem(right: Value, *wrong: Value) -> Problem:
    candidates = tuple(Candidate(f"w{i}", value, both("no")) for i, value in enumerate(wrong))
    key = (Candidate("right", right, both("yes")),)
    return Problem((Selection("p", both("?"), key, candidates, both("="), wrong_count=2),))


def test_products_are_compared_by_what_they_amount_to() -> None:
    left = usable(problem(Product((32, 3, 3, 3)), 864, Product((3, 3, 3, 32)), 32, 64, Product((8, 8)))).parts[0]
    assert isinstance(left, Selection)
    assert [c.body for c in left.wrong] == [32, 64]


def test_shapes_that_only_change_places_are_not_offered() -> None:
    with pytest.raises(Rejected):
        usable(problem(Shape((32, 62, 62)), Shape((62, 62, 32)), Shape((32, 64, 64)), Shape((32, 0, 0))))


def test_every_offered_option_of_every_variant_differs(course: Course) -> None:
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    for variant, params in variants(conv):
        for part in variant.parts:
            assert isinstance(part, Selection)
            values = [c.body for c in (*part.right, *part.wrong)]
            amounts = [amount(v) for v in values if isinstance(v, int | Product | Shape)]
            assert len(set(amounts)) == len(values), params


@pytest.mark.parametrize("text", ["floor((H + 2*P - K)/S) + 1", "ceiling(H/S)", "F*(C*K**2 + B)", "(H - K)/S"])
def test_quick_and_exact_values_agree(text: str) -> None:
    formula = Formula(text)
    for n in range(3, 30):
        at = dict.fromkeys(formula.symbols, n) | ({"S": 2} if "S" in formula.symbols else {})
        with quickly():
            quick = formula(**at)
        assert quick == formula(**at)
        assert sympy.Rational(str(quick)) == formula.expr.subs(at)


def test_the_worked_solution_puts_the_numbers_in() -> None:
    worked = Formula("floor((H + 2*P - K)/S) + 1").worked(H=64, P=0, K=3, S=1)
    assert "H + 2 \\times P - K" in worked
    assert "64 + 2 \\times 0 - 3" in worked
    assert worked.endswith("= 62")
