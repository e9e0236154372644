"""The domain of a generator: what is drawn, left out, sampled, and told apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from squares_of import TEXTS, WRONG, dots, pairs, squares

from hwgen import Computed, Draw, Formulas, Problem, generator
from hwgen.errors import CourseError
from hwgen.lines import line_of
from hwgen.problem.generator import Generator
from hwgen.proof.prove import prove_all


def test_a_domain_without_end_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwgen.proof.prove.BOUND", 5)
    with pytest.raises(CourseError, match="has more than 5 variants"):
        prove_all(squares(Formulas("n**2", wrong=WRONG)))


def sampled() -> Generator:
    @generator(topic="t", minutes=1, source="s", sampled=50)
    def large(draw: Draw) -> Problem:
        draw.integer("n", 2, 10**6)
        return Problem((Computed("t/area", Formulas("n + 1", wrong=MORE), **TEXTS, difficulty=1),))

    MORE = {"a": "n + 2", "b": "n + 3", "c": "n"}
    large.check(lambda n: len(range(n + 1)))
    return large


def test_a_sampled_domain_says_so_and_has_no_variant_twice() -> None:
    proof = prove_all(sampled())
    assert proof.sampled
    assert len(set(proof.choices)) == 50


def test_each_variant_of_a_sample_has_the_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    restarted: list[None] = []
    monkeypatch.setattr("hwgen.proof.prove.restart_time", lambda: restarted.append(None))
    # And so has what is asked of all of them together.
    assert len(prove_all(sampled()).choices) == len(restarted) - 1 == 50


def test_a_recipe_that_draws_a_name_twice_is_reported() -> None:
    @generator(topic="t", minutes=1, source="s")
    def twice(draw: Draw) -> Problem:
        draw.integer("n", 2, 3)
        draw.integer("n", 2, 3)
        raise AssertionError

    twice.check(lambda n: n)
    with pytest.raises(CourseError, match=r"`twice` crashed: ValueError: `n` is drawn twice, for n=2"):
        prove_all(twice)


def test_a_recipe_that_crashes_is_reported_with_how_many_others_do() -> None:
    @generator(topic="t", minutes=1, source="s")
    def brittle(draw: Draw) -> Problem:
        n = draw.integer("n", 2, 9)
        draw.let("k", 6 // (n % 3))
        return Problem((Computed("t/p", Formulas("n", wrong=WRONG), **TEXTS, difficulty=1),))

    brittle.check(lambda n: n)
    with pytest.raises(CourseError, match=r"`brittle` crashed: ZeroDivisionError: .* for n=3 \(3 of 8 variants fail\)"):
        prove_all(brittle)


def test_an_empty_domain_is_reported() -> None:
    @generator(topic="t", minutes=1, source="s")
    def nothing(draw: Draw) -> Problem:
        draw.require(draw.integer("n", 2, 9) > 9)
        raise AssertionError

    nothing.check(lambda n: n)
    with pytest.raises(CourseError) as caught:
        prove_all(nothing)
    (fault,) = caught.value.diagnostics
    assert fault.message == (
        "`nothing` has no variant: this requirement refuses 8 of 8 combinations of draws, such as n=2"
    )
    assert fault.span is not None
    assert "draw.require(" in line_of(fault.span.file, fault.span.line)


def test_a_recipe_that_draws_without_end_is_reported() -> None:
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
    halves = prove_all(
        squares(Formulas("n/2", wrong=WRONG), lambda n: sum([Fraction(1, 2)] * n), places=0, signed=True)
    )
    assert halves.left_out == {"the key lies halfway between two decimals": 4}
    # 1/16, 1/36, 1/64 and 1/81 become 0.06, 0.03, 0.02 and 0.01; of 1/49, 2% is lost.
    coarse = prove_all(squares(Formulas("1/n**2", wrong=WRONG), lambda n: Fraction(1, sum([n] * n)), places=2))
    assert coarse.left_out["rounded to so few decimals, the key moves by more than 3%"] == 4
