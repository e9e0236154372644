"""Difficulty, minutes and calculator of computed questions: functions of the variant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hwgen import Computed, Draw, Formulas, Problem, Text, generator
from hwgen.errors import CourseError
from hwgen.problem.generator import Generator
from hwgen.proof.calculating import needed
from hwgen.proof.domain import variants
from hwgen.proof.prove import prove_all

WRONG = {"a": "n + 11", "b": "n + 12", "c": "n + 13", "d": "n + 14"}


def both(text: str) -> Text:
    return Text(zh=text, en=text)


TEXTS = {"ask": both("[n]?"), "claim": both("$[value]$"), "solution": both("$[key]$")}


def asked(
    minutes: float | str = 1,
    key: str = "n + 10",
    check: Callable[..., object] = lambda n: len(range(n + 10)),
    **more: Any,
) -> Generator:
    @generator(topic="t", minutes=minutes, source="s", calculator=more.pop("calculator", None))
    def counted(draw: Draw) -> Problem:
        draw.integer("n", 3, 6)
        draw.let("doubled", 2 * draw.params["n"])
        return Problem(
            Computed(
                "t/p",
                Formulas(key, wrong=WRONG | more.get("wrong", {})),
                **TEXTS | {"difficulty": 1} | {k: v for k, v in more.items() if k != "wrong"},
            )
        )

    counted.check(check)
    return counted


def test_difficulty_and_minutes_are_expressions_over_what_is_drawn() -> None:
    proof = prove_all(asked(minutes="doubled/2 + 1", difficulty="1 + (n > 4)"))
    assert proof.by_difficulty == {1: 2, 2: 2}
    assert proof.minutes == {1: 4.5, 2: 6.5}


@pytest.mark.parametrize("difficulty", ["2*n", "0", "n/4"])
def test_a_difficulty_beyond_the_scale_is_an_error(difficulty: str) -> None:
    with pytest.raises(CourseError, match=r"the difficulty is (\d+|3/4), (or not stated, )?for n=\d"):
        prove_all(asked(difficulty=difficulty))


def test_minutes_that_cannot_be_worked_out_are_an_error() -> None:
    with pytest.raises(CourseError, match="`layers`: nothing is called `layers`"):
        prove_all(asked(minutes="layers"))


def test_a_single_formula_is_at_most_three() -> None:
    assert prove_all(asked(difficulty=3)).by_difficulty == {3: 4}
    with pytest.raises(CourseError, match="the difficulty is 4, and a single formula is at most 3"):
        prove_all(asked(difficulty=4))


ROOT = {"wrong": {"a": "n/3", "b": "n/4", "c": "n/5", "d": "n/6"}, "solution": both("$[key:.3]$")}


@pytest.mark.parametrize(
    ("kind", "calculator"),
    [
        ({}, "none"),
        ({"key": "sqrt(n)", "check": lambda n: n**0.5, "places": 3, **ROOT}, "scientific"),
        ({"key": "R(n, 7)", "check": lambda n: n / 7, "places": 3, **ROOT}, "basic"),
        ({"key": "R(n, 2)", "check": lambda n: n / 2, "places": 3, **ROOT}, "none"),
        ({"calculator": "scientific"}, "scientific"),
    ],
)
def test_the_calculator_follows_from_formulas_and_answers(kind: dict[str, Any], calculator: str) -> None:
    counted = asked(**kind)
    assert (counted.calculator or needed(next(variants(counted))[0])) == calculator
    assert prove_all(counted).calculator == calculator


def test_an_unknown_calculator_is_refused() -> None:
    with pytest.raises(ValueError, match="no calculator is called `simple`"):
        asked(calculator="simple")
