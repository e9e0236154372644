"""Proofs: right generators pass over their whole domain, every planted fault is caught."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from squares_of import WRONG, both, one, squares

from hwgen import Choice, Computed, Formulas, Problem, Text
from hwgen.bank.course import Course
from hwgen.draw import Rejected
from hwgen.errors import CourseError
from hwgen.kinds import Candidate
from hwgen.problem.compiling import Compiled
from hwgen.problem.convention import Convention
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.proof.domain import variants
from hwgen.proof.options import usable
from hwgen.proof.prove import prove_all
from hwgen.text import USUAL


def test_the_starter_course_is_proven(course: Course) -> None:
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    proof = prove_all(conv, course.conventions)
    assert proof.variants == 2304
    assert sum(proof.by_difficulty.values()) == 2304


def test_two_roads_that_agree() -> None:
    assert prove_all(squares(Formulas("n**2", wrong=WRONG))).variants == 8


@pytest.mark.parametrize("mutant", ["n**2 + 1", "n**2 - 1", "2*n", "n**3", "n*(n - 1)"])
def test_a_wrong_closed_form_is_caught_with_its_params(mutant: str) -> None:
    formulas = Formulas(mutant, wrong=WRONG | {"a": "n", "b": "n + 5", "c": "5*n"})
    with pytest.raises(CourseError, match=r"the formula gives \d+, the check \d+, for n=\d \(\d of \d variants fail\)"):
        prove_all(squares(formulas))


def test_a_check_that_crashes_or_forgets_a_part_is_reported() -> None:
    formulas = Formulas("n**2", wrong=WRONG)
    with pytest.raises(CourseError, match="crashed: ZeroDivisionError"):
        prove_all(squares(formulas, lambda n: n // 0))
    with pytest.raises(CourseError, match="says nothing of part `area`"):
        prove_all(squares(formulas, lambda n: {}))


def test_a_misconception_that_always_meets_the_key_is_reported() -> None:
    with pytest.raises(CourseError, match="the misconception `same` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"same": "n*n"})))
    with pytest.raises(CourseError, match="`negative` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"negative": "-n"})))
    with pytest.raises(CourseError, match="`far-off` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"far-off": "10**6"})))


def test_a_setting_that_was_left_out_is_the_way_out_of_too_few_options() -> None:
    """Not more misconceptions, which would be left out, too."""
    below = {"negative": "-n", "less": "-n**2", "least": "-n**2 - 1"}
    for wrong, hint in (
        (below, "`least`: its value is negative or 0: set `signed=True`"),
        ({"more": "n**2 + 1"}, "add misc"),
    ):
        with pytest.raises(CourseError, match="too few wrong options") as caught:
            prove_all(squares(Formulas("n**2", wrong=wrong)))
        assert hint in caught.value.diagnostics[0].hint


def test_options_that_run_out_are_reported() -> None:
    with pytest.raises(CourseError, match=r"no variant: too few wrong options \(8\)") as caught:
        prove_all(squares(Formulas("n**2", wrong={"a": "n**2 + 1", "b": "n*n + 1", "c": "n**2"})))
    lost = ": for n=2, part `area`: `b` is 5, as `a` is; `c` is 4, as the key is"
    assert caught.value.diagnostics[0].message.endswith(lost)
    some = {"a": "n**2 + 1", "b": "n**2 + 2", "c": "n**2 + 3 if n > 6 else None"}
    with pytest.raises(CourseError, match="too few wrong options in 5 variants, enough in 3") as caught:
        prove_all(squares(Formulas("n**2", wrong=some)))
    assert caught.value.diagnostics[0].message.endswith(": for n=2, part `area`: `c` has no value that can be shown")
    far = {"a": "n**2 + 1", "b": "n**2 + 2", "c": "10**7"}
    with pytest.raises(CourseError, match="`c` is 10000000, which nobody would believe or tell apart from 4"):
        prove_all(squares(Formulas("n**2", wrong=far)))


@pytest.mark.parametrize(
    ("key", "places", "hint"),
    [
        ("sqrt(n + 1/2)", None, "say how many decimals the answer has: `places=2`"),
        ("n + 1/2", 0, "ask for more decimals, or fewer: change `places`"),
        ("n/700", 1, "ask for more decimals: raise `places`"),
    ],
)
def test_a_domain_without_keys_that_can_be_shown_has_a_way_out(key: str, places: int | None, hint: str) -> None:
    with pytest.raises(CourseError, match="has no variant: ") as caught:
        prove_all(squares(Formulas(key, wrong=WRONG), places=places))
    assert caught.value.diagnostics[0].hint == hint


def test_a_missing_convention_is_reported() -> None:
    conventions = {"floor": Convention(both("down"), (("floor(", "ceiling("),))}
    formulas = Formulas("floor(n/2)", wrong={"a": "floor(n/2) + 1", "b": "floor(n/2) + 2", "c": "floor(n/2) + 3"})
    planted = squares(formulas, lambda n: len(range(0, n - 1, 2)))
    with pytest.raises(CourseError, match="would be 2 under the alternative of the convention `floor`"):
        prove_all(planted, conventions)
    stated = squares(formulas, lambda n: len(range(0, n - 1, 2)), conventions=("floor",))
    assert prove_all(stated, conventions).variants == 8
    own = Formulas("n", wrong={"a": "n + 1", "b": "n + 2", "c": "n + 3"}, under={"bias": "n + 1"})
    with pytest.raises(CourseError, match="convention `bias`, which is not stated"):
        prove_all(squares(own, lambda n: n))


def test_a_number_that_the_languages_do_not_share_is_reported() -> None:
    formulas = Formulas("n**2", wrong=WRONG)
    with pytest.raises(CourseError, match=r"area: ask: .* other numbers: 3 in Chinese, 4 in English, for n=2"):
        prove_all(squares(formulas, ask=Text(zh="[n] 与 3 x 5", en="[n] and 5 x 4")))


def test_a_difficulty_beyond_the_scale_is_reported() -> None:
    with pytest.raises(CourseError, match=r"the difficulty is 6, for n=2"):
        prove_all(squares(Formulas("n**2", wrong=WRONG), difficulty=6))


def test_products_are_compared_by_what_they_amount_to() -> None:
    left = one("(32,3,3,3)", "(864,)", "(3,3,3,32)", "(32,)", "(64,)", "(8,8)", form="product")
    assert list(left.wrong.values()) == [(32,), (64,)]


def test_a_shape_has_no_empty_side() -> None:
    left = one("(32,62,62)", "(32,64,64)", "(32,0,0)", "(62,62,32)", form="shape")
    assert list(left.wrong.values()) == [(32, 64, 64), (62, 62, 32)]
    with pytest.raises(Rejected):
        one("(32,62,62)", "(32,62,62)", "(32,64,64)", "(32,0,0)", form="shape")


def test_values_are_compared_as_they_are_shown() -> None:
    left = one("R(1,3)", "0.333", "0.3334", "0.334", "0.336", "0.4", places=3)
    assert list(left.wrong.values()) == [Fraction(42, 125), Fraction(2, 5)]
    with pytest.raises(Rejected):
        one("0.0125", "0.2", "0.3", places=3)


def test_a_whole_key_has_whole_options() -> None:
    assert list(one("6", "R(1,2)", "7", "8").wrong.values()) == [7, 8]


def test_a_text_option_that_stands_twice_goes() -> None:
    wrong = tuple(Candidate(str(i), both(t), both("no")) for i, t in enumerate(("a", " a", "b", "right")))
    part = Choice("p", both("?"), (Candidate("r", both("right"), both("")),), wrong, both("="), wrong_count=2)
    done = usable(Problem((part,))).parts[0]
    assert isinstance(done, Choice)
    assert [c.id for c in done.wrong] == ["0", "2"]
    with pytest.raises(Rejected):
        usable(Problem((replace(part, wrong_count=3),)))


def test_every_offered_option_of_every_variant_reads_differently(course: Course) -> None:
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    for variant, draw in variants(conv):
        for part in variant.parts:
            assert isinstance(part, Computed)
            shown = {part.value(raw).tex() for raw in (part.key, *part.wrong.values())}
            assert len(shown) == 1 + len(part.wrong), draw.params


@pytest.mark.parametrize(
    "text",
    [
        "floor((H + 2*P - K)/S) + 1",
        "ceiling(H/S)",
        "F*(C*K**2 + B)",
        "(H - K)/S",
        "sqrt(K**2)",
        "2**(-K)",
        "log2(2**K)",
        "sum(k/S for k in range(K))",
        "Max(H, K)*Min(P, S) - Abs(P - K)",
        "sigma(K - P) + 0.5*exp(-K/S)",
        "cos(pi*K)",
        "softmax((K, P, S))[0]",
        "dot((K, P), (H, S))",
    ],
)
def test_quick_and_exact_values_agree(text: str) -> None:
    formulas = Formulas(text)
    for n in range(3, 14):
        at = dict.fromkeys("HPKSFCB", n) | {"S": 2}
        with quickly():
            quick = formulas(at).key
        exact = formulas(at).key
        assert quick == pytest.approx(exact, rel=1e-12) if isinstance(quick, float) else quick == exact
        assert type(quick) is type(exact) or isinstance(quick, float)
        # Without sympy where that gives the same.
        compiled = Compiled({}, {"key": text}, {})
        plainly = compiled._rationally(at)
        assert (plainly is None) == (isinstance(quick, float) or "pi" in text), n
        assert plainly in (None, compiled._exactly(at))


def test_what_could_ask_for_the_kind_of_a_number_is_left_to_sympy() -> None:
    def half(n: object) -> object:
        return n / 2  # type: ignore[operator]

    for text, functions in (("round(n/3, 1)", {}), ("1 if isinstance(n, int) else 2", {}), ("half(n)", {"half": half})):
        assert Compiled({}, {"key": text}, functions)._rationally({"n": 3}) is None
    assert Formulas("half(n)", functions=[half])({"n": 3}).key == Fraction(3, 2)
    assert Compiled({}, {"key": "n + 1"}, {})._rationally({"n": (0.5,)}) is None


def test_a_wrong_expression_that_cannot_be_evaluated_has_no_value() -> None:
    formulas = Formulas("n", wrong={"a": "1/(n - 2)", "b": "sqrt(n - 3)", "c": "None if n < 3 else n + 1"})

    def told(n: int) -> dict[str, object]:
        return {id: value for id, value in formulas({"n": n}).wrong.items() if value is not None}

    for context in (quickly, nullcontext):
        with context():
            assert told(2) == {}
            assert told(3) == {"a": 1, "b": 0, "c": 4}


def test_the_worked_solution_puts_the_numbers_in() -> None:
    worked = Formulas("floor((H + 2*P - K)/S) + 1").worked({"H": 64, "P": 0, "K": 3, "S": 1})
    assert "H + 2 \\times P - K" in worked
    assert "64 + 2 \\times 0 - 3" in worked
    assert worked.endswith("= 62")
    assert Formulas("a*b").worked({"a": -2, "b": Fraction(1, 10)}) == r"a \times b = -2 \times 0.1 = -0.2"
    assert Formulas("sqrt(a)").worked({"a": 2}, places=3).endswith(r"\approx 1.414")
    assert Formulas("a - log(2) + log(2)").worked({"a": Fraction(7, 2)}, places=3).endswith("= 3.5")


def test_sympy_says_the_same_as_the_formulas() -> None:
    n = sympy.Symbol("n")
    formulas = Formulas("n*(n + 1)/2")
    for value in range(1, 20):
        assert formulas({"n": value}).key == int(
            sympy.summation(sympy.Symbol("i"), (sympy.Symbol("i"), 1, n)).subs(n, value)
        )


def test_both_languages_of_the_starter_course_read_well(course: Course) -> None:
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    problem, _ = next(iter(variants(conv)))
    for part in problem.parts:
        assert isinstance(part, Computed)
        wording = part.say()
        for language in USUAL:
            assert "{}" in wording.claim[language]
            assert course.content(wording.solution[language], language)


def test_a_generator_says_how_it_is_asked() -> None:
    planted = squares(Formulas("n**2", wrong=WRONG), wrong_count=0)
    with pytest.raises(CourseError, match="is declared as `choice`, but is asked as `numeric`"):
        prove_all(planted)


def test_roads_that_differ_below_what_is_shown_do_not_agree() -> None:
    wrong = {"a": "n", "b": "n + 1", "c": "n + 2"}
    near = squares(Formulas("sqrt(n) + 0.000001", wrong=wrong), lambda n: n**0.5, places=3)
    with pytest.raises(CourseError, match="the formula gives"):
        prove_all(near)
    assert prove_all(squares(Formulas("sqrt(n)", wrong=wrong), lambda n: n**0.5, places=3)).variants
    decimal = squares(Formulas("n/8 + 0.000001", wrong=wrong), lambda n: Fraction(n, 8), places=2)
    with pytest.raises(CourseError, match="the formula gives"):
        prove_all(decimal)


def test_options_that_read_the_same_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.values.Value.tex", lambda self: str(self.raw)[:1])
    with pytest.raises(CourseError, match="`square`, part `area`: two-more reads like one-more, for n=3"):
        prove_all(squares(Formulas("n**2", wrong=WRONG)))
