"""Proofs: right generators pass over their whole domain, every planted fault is caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy

from hwgen import Choice, Computed, Draw, Formulas, Problem, Text, Wording, generator
from hwgen.bank.course import Course
from hwgen.content.picture import Picture
from hwgen.draw import Rejected
from hwgen.errors import CourseError
from hwgen.exam.wording import clauses
from hwgen.kinds import Candidate
from hwgen.problem.compiling import Compiled
from hwgen.problem.convention import Convention
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator
from hwgen.proof.domain import variants
from hwgen.proof.options import usable
from hwgen.proof.prove import prove_all
from hwgen.text import USUAL
from hwgen.values import Form

WRONG = {"one-more": "n**2 + 1", "two-more": "n**2 + 2", "three-more": "n**2 + 3"}


def both(text: str) -> Text:
    return Text(zh=text, en=text)


TEXTS = {"ask": both("[n]?"), "claim": both("$[value]$"), "solution": both("[key]")}


def squares(
    formulas: Formulas,
    check: Callable[..., object] = lambda n: sum([n] * n),
    **more: Any,
) -> Generator:
    @generator(topic="t", minutes=1, source="s")
    def square(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        return Problem(Computed("t/area", formulas, **TEXTS | {"difficulty": 1} | more))

    square.check(check)
    return square


def test_the_starter_course_is_proven(course: Course) -> None:
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    proof = prove_all(conv, course.conventions)
    assert proof.variants == 2520
    assert sum(proof.by_difficulty.values()) == 2520


def test_two_roads_that_agree() -> None:
    assert prove_all(squares(Formulas("n**2", wrong=WRONG))).variants == 8


@pytest.mark.parametrize("mutant", ["n**2 + 1", "n**2 - 1", "2*n", "n**3", "n*(n - 1)"])
def test_a_wrong_closed_form_is_caught_with_its_params(mutant: str) -> None:
    formulas = Formulas(mutant, wrong=WRONG | {"a": "n", "b": "n + 5", "c": "5*n"})
    with pytest.raises(CourseError, match=r"the formula gives \d+, the check \d+, for n=\d \(\d of \d variants fail\)"):
        prove_all(squares(formulas))


def test_a_check_that_crashes_or_forgets_a_part_is_told() -> None:
    formulas = Formulas("n**2", wrong=WRONG)
    with pytest.raises(CourseError, match="crashed: ZeroDivisionError"):
        prove_all(squares(formulas, lambda n: n // 0))
    with pytest.raises(CourseError, match="says nothing of part `area`"):
        prove_all(squares(formulas, lambda n: {}))


def test_a_misconception_that_always_meets_the_key_is_told() -> None:
    with pytest.raises(CourseError, match="the misconception `same` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"same": "n*n"})))
    with pytest.raises(CourseError, match="`negative` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"negative": "-n"})))
    with pytest.raises(CourseError, match="`far-off` can be offered in no variant"):
        prove_all(squares(Formulas("n**2", wrong=WRONG | {"far-off": "10**6"})))


def test_options_that_run_out_are_told() -> None:
    with pytest.raises(CourseError, match=r"no variant: too few wrong options \(8\)"):
        prove_all(squares(Formulas("n**2", wrong={"a": "n**2 + 1", "b": "n*n + 1", "c": "n**2"})))
    some = {"a": "n**2 + 1", "b": "n**2 + 2", "c": "n**2 + 3 if n > 6 else None"}
    with pytest.raises(CourseError, match="too few wrong options in 5 variants, enough in 3"):
        prove_all(squares(Formulas("n**2", wrong=some)))


def test_a_missing_convention_is_told() -> None:
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


def test_a_number_that_the_languages_do_not_share_is_told() -> None:
    formulas = Formulas("n**2", wrong=WRONG)
    with pytest.raises(CourseError, match=r"area: ask: .* other numbers: 3 in Chinese, 4 in English, for n=2"):
        prove_all(squares(formulas, ask=Text(zh="[n] 与 3 x 5", en="[n] and 5 x 4")))


def test_a_difficulty_beyond_the_scale_is_told() -> None:
    with pytest.raises(CourseError, match=r"the difficulty is 6, for n=2"):
        prove_all(squares(Formulas("n**2", wrong=WRONG), difficulty=6))


def test_a_domain_without_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.proof.prove.BOUND", 5)
    with pytest.raises(CourseError, match="has more than 5 variants"):
        prove_all(squares(Formulas("n**2", wrong=WRONG)))


def test_a_sampled_domain_says_so_and_has_no_variant_twice() -> None:
    @generator(topic="t", minutes=1, source="s", sampled=50)
    def large(draw: Draw) -> Problem:
        draw.integer("n", 2, 10**6)
        return Problem((Computed("t/area", Formulas("n + 1", wrong=MORE), **TEXTS, difficulty=1),))

    MORE = {"a": "n + 2", "b": "n + 3", "c": "n"}
    large.check(lambda n: len(range(n + 1)))
    proof = prove_all(large)
    assert proof.sampled
    assert len(set(proof.choices)) == 50


def test_a_recipe_that_draws_a_name_twice_is_told() -> None:
    @generator(topic="t", minutes=1, source="s")
    def twice(draw: Draw) -> Problem:
        draw.integer("n", 2, 3)
        draw.integer("n", 2, 3)
        raise AssertionError

    twice.check(lambda n: n)
    with pytest.raises(CourseError, match=r"`twice` crashed: ValueError: `n` is drawn twice, for n=2"):
        prove_all(twice)


def one(key: str, *wrong: str, form: Form = "number", places: int | None = None) -> Computed:
    formulas = Formulas(key, wrong={f"w{i}": text for i, text in enumerate(wrong)})
    part = Computed("t/p", formulas, difficulty=1, form=form, places=places, wrong_count=2)
    done = usable(Problem((part,))).parts[0]
    assert isinstance(done, Computed)
    return done


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


def test_a_recipe_that_crashes_is_told_with_how_many_others_do() -> None:
    @generator(topic="t", minutes=1, source="s")
    def brittle(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 9)
        draw.let("k", 6 // (n % 3))
        return Problem((Computed("t/p", Formulas("n", wrong=WRONG), **TEXTS, difficulty=1),))

    brittle.check(lambda n: n)
    with pytest.raises(CourseError, match=r"`brittle` crashed: ZeroDivisionError: .* for n=3 \(3 of 8 variants fail\)"):
        prove_all(brittle)


def test_an_empty_domain_is_told() -> None:
    @generator(topic="t", minutes=1, source="s")
    def nothing(draw: Draw) -> Problem:
        draw.require(draw.integer("n", 2, 9) > 9)
        raise AssertionError

    nothing.check(lambda n: n)
    with pytest.raises(CourseError, match="`nothing` has no variant"):
        prove_all(nothing)


def test_a_recipe_that_draws_without_end_is_told() -> None:
    @generator(topic="t", minutes=1, source="s")
    def endless(draw: Draw) -> Problem:
        i = 0
        while draw.integer(f"n{i}", 0, 1) == 0:
            i += 1
        raise AssertionError

    endless.check(lambda: 0)
    with pytest.raises(CourseError, match="the recipe draws without end"):
        prove_all(endless)


def test_a_walk_over_too_many_rejected_draws_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.proof.prove.RAW_BOUND", 50)

    @generator(topic="t", minutes=1, source="s")
    def sparse(draw: Draw) -> Problem:
        draw.require(draw.integer("n", 0, 99) == 99)
        raise AssertionError

    sparse.check(lambda n: n)
    with pytest.raises(CourseError, match="more than 50 combinations of draws"):
        prove_all(sparse)


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


def test_options_that_read_the_same_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.values.Value.tex", lambda self: str(self.raw)[:1])
    with pytest.raises(CourseError, match="`square`, part `area`: two-more reads like one-more, for n=3"):
        prove_all(squares(Formulas("n**2", wrong=WRONG)))


def pairs(
    ask: str = "[a] and [b]?",
    claim: str = "$[value]$",
    solution: str = "$[=key]$",
    key: str = "a + 10*b",
    figures: Callable[[Draw], dict[str, Picture]] | None = None,
) -> Generator:
    """Two numbers are drawn; the texts are templates."""

    @generator(topic="t", minutes=1, source="s")
    def pair(draw: Draw) -> Problem:
        draw.integer("a", 1, 4)
        draw.integer("b", 1, 4)
        wrong = {"one-more": f"{key} + 1", "two-more": f"{key} + 2", "three-more": f"{key} + 3"}
        part = Computed(
            "t/pair", PAIRS.setdefault(key, Formulas(key, wrong=wrong)), ask=both(ask), claim=both(claim),
            solution=both(solution), difficulty=1,
        )  # fmt: skip
        return Problem(part, both("![](dots)") if figures else None, (lambda: figures(draw)) if figures else dict)

    pair.check(lambda a, b: {"a + 10*b": sum([a, *[10] * b]), "a*b": sum([a] * b), "a + 10": sum([a, 10])}[key])
    return pair


PAIRS: dict[str, Formulas] = {}


def dots(*names: str) -> Callable[[Draw], dict[str, Picture]]:
    return lambda draw: {"dots": Picture(10, 10, (), " ".join(f"{name}={draw.params[name]}" for name in names))}


@pytest.mark.parametrize("ask", ["[a]?", "[a] and [a]?"])
def test_two_variants_that_read_the_same_and_have_different_keys_are_an_error(ask: str) -> None:
    assert prove_all(pairs()).variants == 16
    with pytest.raises(
        CourseError, match="two variants read the same and have different keys, 11 for a=1, b=1, and 21"
    ):
        prove_all(pairs(ask))


def test_a_figure_tells_two_variants_apart() -> None:
    assert prove_all(pairs("[a]?", figures=dots("b"))).variants == 16
    with pytest.raises(CourseError, match="read the same and have different keys"):
        prove_all(pairs("[a]?", figures=dots("a")))


def test_variants_that_read_the_same_are_one_variant() -> None:
    proof = prove_all(pairs("[Min(a, b)] and [Max(a, b)]?", key="a*b"))
    assert proof.variants == 10
    assert proof.left_out == {"reads like another variant": 6}


def test_a_draw_that_changes_nothing_is_an_error() -> None:
    with pytest.raises(CourseError, match="no text and no key depends on the draw `b`"):
        prove_all(pairs("[a]?", key="a + 10"))


def test_what_is_left_out_of_a_domain_is_counted_by_its_reason() -> None:
    halves = prove_all(squares(Formulas("n/2", wrong=WRONG), lambda n: Fraction(n, 2), places=0, signed=True))
    assert halves.left_out == {"the key lies halfway between two decimals": 4}


@pytest.mark.parametrize("claim", ["It is so.", "$[value]$ or $[value]$"])
def test_a_claim_has_one_place_for_a_value(claim: str) -> None:
    with pytest.raises(CourseError, match=r"\d places for a value in the \w+ text"):
        prove_all(pairs(claim=claim))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"ask": "[aa]?"}, "part `pair`, `ask`: `aa`: nothing is called `aa`, for a=1, b=1"),
        ({"solution": "[=key/(a - b)]"}, "part `pair`, `solution`: `key/\\(a - b\\)`: ZeroDivisionError"),
        (
            {"figures": lambda draw: {"dots": 1 // (draw.params["a"] - 1)}, "ask": "[a]?"},
            "crashed in `figures`: ZeroDivisionError",
        ),
    ],
)
def test_a_text_that_fails_is_an_error_with_the_params(texts: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(pairs(**texts))


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"solution": r"$\input{x} [key]$"}, r"solution: TeX command `.input` is not allowed, for a=1, b=1 \(2 of"),
        ({"solution": r"$\frac{[key]$"}, "solution: the braces of the formula do not match"),
        ({"ask": "[a], [b]?\n\n![](dots)"}, "ask: .*`dots`"),
    ],
)
def test_a_text_that_cannot_be_printed_is_an_error(texts: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(pairs(**texts))


def test_a_branch_that_cannot_be_printed_is_found_in_whatever_variant() -> None:
    @generator(topic="t", minutes=1, source="s")
    def branch(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 9)
        more = r" $\foo$" if n == 7 else ""
        return Problem(
            Computed("t/area", Formulas("n**2", wrong=WRONG), **TEXTS | {"ask": both(f"[n]{more}?")}, difficulty=1)
        )

    branch.check(lambda n: sum([n] * n))
    with pytest.raises(CourseError, match=r"TeX command `.foo` is not allowed, for n=7 \(1 of 8"):
        prove_all(branch)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"conventions": ("floor")}, "`conventions` is a str, expected a tuple: write"),
        ({"cells": both("x")}, "`cells` is a Text, expected a tuple"),
        ({"ask": "[n]?"}, "`ask` is a str, expected a Text: write Text"),
        ({"places": "2"}, "`places` is a str, expected a whole number"),
        ({"form": "numbr"}, "there is no form `numbr`; did you mean `number`"),
        ({"follows": ("a", "b")}, "`follows` is a tuple, expected a dictionary"),
        ({"ask": Text(), "say": lambda: both("x")}, "crashed in `say` of `area`: TypeError: `what say returns` is a Text"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_refused_with_what_to_write(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=re.escape(message)):
        prove_all(squares(Formulas("n**2", wrong=WRONG), **wrong))


@pytest.mark.parametrize("problem", [None, one])
def test_a_recipe_that_returns_no_problem_is_refused(problem: Any) -> None:
    @generator(topic="t", minutes=1, source="s")
    def nothing(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        return problem  # type: ignore[no-any-return]

    nothing.check(lambda n: n)
    with pytest.raises(CourseError, match=r"the recipe returns a \w+: write `return Problem"):
        prove_all(nothing)


def test_figures_that_are_no_function_are_refused() -> None:
    part = one("1", "2", "3", "4")
    with pytest.raises(TypeError, match="`figures` is a dict: write a function"):
        Problem(part, None, {"dots": Picture(1, 1, (), "")})  # type: ignore[arg-type]


@pytest.mark.parametrize("in_python", [False, True])
def test_a_generator_gives_the_reason_of_a_mistake_itself(in_python: bool) -> None:
    reason = Text(zh="多加了 [n]。", en="This adds [n: # unit|# units] more.")
    formulas = Formulas("n**2", wrong=WRONG | {"n-more": ("n**2 + n", reason)})

    @generator(topic="t", minutes=1, source="s")
    def own(draw: Draw) -> Problem:
        n = draw.integer("n", 4, 9)
        said = Wording(ask=both(f"{n}?"), claim=both("${}$"), solution=both(f"{n * n}"))
        texts = {"say": lambda: said} if in_python else TEXTS
        return Problem(Computed("t/own", formulas, **texts, difficulty=1))

    own.check(lambda n: sum([n] * n))
    assert prove_all(own).misconceptions == ("one-more", "three-more", "two-more")
    problem, _ = next(variants(own))
    part = problem.parts[0]
    assert isinstance(part, Computed)
    assert part.say().reasons["n-more"].en == "This adds 4 units more."


def test_a_printed_step_that_does_not_hold_is_an_error() -> None:
    assert prove_all(pairs(solution="$[a] + 10 \\times [b] = [a + 10*b]$")).variants == 16
    with pytest.raises(CourseError, match=r"solution of `pair`: 1 \+ 1 = 11 does not hold, for a=1, b=1 \(16 of 16"):
        prove_all(pairs(solution="$[a] + [b] = [a + 10*b]$"))


def test_a_solution_shows_the_key() -> None:
    with pytest.raises(CourseError, match="the key 11 is not in it"):
        prove_all(pairs(solution="Add [a] and ten times [b]."))


def test_what_a_table_prints_leads_to_the_key() -> None:
    """Eight thirds are 2.7; eight times the printed 0.33 is 2.6."""
    formulas = Formulas("n*s", let={"s": "R(1, 3)"}, wrong=WRONG)

    proof = prove_all(squares(formulas, lambda n: Fraction(n, 3), places=1, solution=both("[key:.1]")))
    printed = prove_all(
        squares(formulas, lambda n: Fraction(n, 3), places=1, solution=both("[key:.1]"), given={"s": 2})
    )
    assert proof.variants == 8
    assert printed.variants == 6
    assert printed.left_out == {"the values as they are printed lead to another last digit": 2}


def test_a_rounding_clause_gives_no_option_away(course: Course) -> None:
    """It is printed wherever any value that may be offered is rounded, whether or not the key is."""
    ends = usable(Problem((replace(one("R(1, 2)", "R(1, 3)", "R(1, 4)", places=3), key=None),))).parts[0]
    assert isinstance(ends, Computed)
    assert not ends.value(ends.key).rounded
    assert "three decimal places" in clauses(course, ends, course.wording["en"])
    whole = one("2", "3", "4", places=3)
    assert clauses(course, whole, course.wording["en"]) == ""


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("nn**2", "`nn\\*\\*2`: nothing is called `nn`, for n=2"),
        ("n + sqr(n)", "nothing is called `sqr`"),
    ],
)
def test_a_name_that_is_not_drawn_is_an_error_with_the_expression(key: str, message: str) -> None:
    with pytest.raises(CourseError, match=message) as error:
        prove_all(squares(Formulas(key, wrong=WRONG)))
    assert "did you mean" in error.value.diagnostics[0].hint or "known" in error.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("key", "message"), [("2n", "not an expression"), ("n^2", "`^` is not a power"), ("n +", "not an")]
)
def test_what_is_no_formula_is_refused_where_it_is_written(key: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(message)):
        Formulas(key)


def test_a_draw_is_not_called_like_a_function() -> None:
    @generator(topic="t", minutes=1, source="s")
    def clash(draw: Draw) -> Problem:
        draw.integer("sign", 2, 9)
        return Problem(Computed("t/p", Formulas("2*sign", wrong={"a": "sign", "b": "3*sign"}), **TEXTS, difficulty=1))

    clash.check(lambda sign: sign + sign)
    with pytest.raises(CourseError, match="`sign`: this is the name of a function"):
        prove_all(clash)


def test_a_root_without_decimals_says_what_is_missing() -> None:
    with pytest.raises(CourseError, match="the key is not a finite decimal: set `places`"):
        prove_all(squares(Formulas("sqrt(n*n + 1)", wrong=WRONG), lambda n: (n * n + 1) ** 0.5))


def test_an_empty_text_is_an_error() -> None:
    with pytest.raises(CourseError, match="pair: ask: the text is empty"):
        prove_all(pairs(ask=" "))
