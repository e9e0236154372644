"""Options that tell the key to those who have not read the stem: drawn so that they seldom do, and reported where they must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from squares import squares
from terminal import run

from hwgen import Computed, Draw, Formulas, Problem, Text, generator
from hwgen.kinds.guessing import Guess, cues, drawn
from hwgen.problem.formula import quickly
from hwgen.proof.domain import variants
from hwgen.proof.options import usable

CHANCE = 0.25
EVEN = 0.02


def both(text: str) -> Text:
    return Text(zh=text, en=text)


TEXTS = {"ask": both("$[n]$?"), "claim": both("$[value]$"), "solution": both("$[=key]$")}


def guess(key: str, *wrong: str, **more: Any) -> Guess:
    """What guessing comes to where the wrong answers are these."""
    formulas = Formulas(key, wrong={f"w{i}": (expression, both("no")) for i, expression in enumerate(wrong)})

    @generator(topic="t", minutes=1, source="s")
    def planted(draw: Draw) -> Problem:
        draw.integer("n", 11, 50)
        return Problem(Computed("t/part", formulas, difficulty=1, **TEXTS | more))

    planted.check(lambda problem, n: problem.parts[0].formulas({"n": n}).key)
    with quickly():
        parts = [problem.parts[0] for problem, _ in variants(planted)]
    assert all(isinstance(part, Computed) for part in parts)
    from hwgen.proof.guessing import guesses

    return guesses(planted, [draw.choices for _, draw in variants(planted)], [])["part"]


FACTORS = {"form": "product"}
TUPLE = {"form": "tuple"}


@pytest.mark.parametrize(
    ("cue", "share", "key", "wrong", "more"),
    [
        ("the smallest", 1.0, "7*n", ("9*n", "8*n", "11*n", "13*n"), {}),
        ("the largest", 1.0, "7*n", ("6*n", "5*n", "4*n", "3*n"), {}),
        ("number 2 by size", 1.0, "7*n", ("6*n", "9*n", "8*n"), {}),
        ("the one most like the others", 1.0, "(n, 2, 3)", ("(n, 2, 7)", "(n, 5, 3)", "(n + 9, 2, 3)"), TUPLE),
        ("the one least like the others", 1.0, "(n, 2, 3)", ("(n + 1, 2, 9)", "(n + 2, 2, 9)", "(n + 3, 2, 9)"), TUPLE),
        ("the longest", 1.0, "(n, 3, 3)", ("(n, 3)", "(n,)", "(3, 3)", "(n + 1, 3)"), FACTORS),
        ("the shortest", 1.0, "(n, 3)", ("(n, 3, 3)", "(n, n, 3)", "(n, n, 2)"), FACTORS),
        ("the one with most digits", 1.0, "n + 1/8", ("n + 10", "n + 1/2", "n - 10"), {}),
        ("the one with fewest digits", 1.0, "n", ("n + 1/2", "n - 1/2", "n + 1/4"), {"places": 2}),
    ],
)  # fmt: skip
def test_a_key_that_its_options_tell_is_found(
    cue: str, share: float, key: str, wrong: tuple[str, ...], more: dict[str, Any]
) -> None:
    found = guess(key, *wrong, **more)
    assert found.rates[cue] == pytest.approx(share, abs=EVEN)
    assert found.too_easy


@pytest.mark.parametrize(
    ("key", "wrong", "more"),
    [
        ("7*n", ("6*n", "5*n", "8*n", "9*n", "4*n", "13*n"), {}),
        ("(n, 2, 3)", ("(n, 2, 7)", "(n, 5, 7)", "(n - 1, 5, 3)", "(n + 9, 5, 7)", "(n - 9, 2, 7)", "(n - 9, 5, 3)", "(n - 5, 1, 2)"), TUPLE),
    ],
)  # fmt: skip
def test_wrong_options_are_drawn_so_that_none_tells_the_key(
    key: str, wrong: tuple[str, ...], more: dict[str, Any]
) -> None:
    found = guess(key, *wrong, **more)
    assert not found.too_easy
    assert found.best[1] < CHANCE + 0.08


def test_variants_that_can_make_up_for_those_that_cannot() -> None:
    """Half of the variants have nothing below the key: the key is the smallest in all of them, and in none of the others."""
    below = tuple(f"{k}*n if n % 2 else None" for k in (6, 5, 4))
    found = guess("7*n", "8*n", "9*n", "10*n", *below)
    assert found.rates["the smallest"] == pytest.approx(0.5, abs=EVEN)
    assert found.too_easy


def test_papers_draw_at_the_prices_that_were_proven() -> None:
    part = usable(
        Problem(Computed("t/part", Formulas("7*n", wrong={f"w{k}": f"{k}*n" for k in (3, 4, 5, 6, 8)}), {"n": 12}))
    ).parts[0]
    assert isinstance(part, Computed)

    def largest(prices: dict[str, int]) -> float:
        times = 400
        return sum("w8" not in drawn(part, prices, (seed,)) for seed in range(times)) / times

    assert largest({}) == pytest.approx(4 / 10, abs=0.06)
    assert largest({"the largest": 300}) < 0.1
    assert drawn(part, {"the largest": 300}, (1,)) == drawn(part, {"the largest": 300}, (1,))


def test_every_cue_has_a_name() -> None:
    assert len(set(cues(4))) == len(cues(4)) == 10
    assert cues(2)[:2] == ("the smallest", "the largest")


def test_verify_and_check_tell_where_the_key_is_guessed(tmp_path: Path) -> None:
    course = squares(tmp_path / "course")
    told = "part `area`: the key is the smallest of its options in 100% of the variants [key-guessed]"
    verified = run("verify", "square", folder=course)
    assert (verified.code, verified.err.count(told)) == (0, 1)
    assert run("check", folder=course).err.count(told) == 1
    assert '"the smallest": 1.0' in run("verify", "square", "--json", folder=course).out


@pytest.mark.parametrize(("places", "offered"), [(2, {"far"}), (3, {"near", "far"}), (None, {"near", "far"})])
def test_no_option_is_one_last_digit_from_another(places: int | None, offered: set[str]) -> None:
    formulas = Formulas("n + 1/7", wrong={"near": "n + 1/7 + 1/100", "far": "n + 1/7 + 5/100"})
    part = usable(Problem(Computed("t/part", formulas, {"n": 3}, places=places, wrong_count=1))).parts[0]
    assert isinstance(part, Computed)
    assert set(part.wrong) == offered


@pytest.mark.parametrize(("places", "offered"), [(2, {"far"}), (3, {"printed-near", "far"})])
def test_nor_are_options_that_are_printed_so(places: int, offered: set[str]) -> None:
    """3.1351 and 3.1549 are two hundredths apart, and become 3.14 and 3.15."""
    formulas = Formulas("n + 1351/10000", wrong={"printed-near": "n + 1549/10000", "far": "n + 2/3"})
    part = usable(Problem(Computed("t/part", formulas, {"n": 3}, places=places, wrong_count=1))).parts[0]
    assert isinstance(part, Computed)
    assert set(part.wrong) == offered
