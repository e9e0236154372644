"""A plan says which calculator students may use: no question needs more, and the head of the paper says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem
from hwgen.proof.calculating import needed

PLAN = """
title: {zh: 测, en: Quiz}
minutes: 20
plan: {calculator: CALC}
sections:
  - title: {zh: 题, en: Questions}
    points: 5
    questions:
      - QUESTION
"""


@pytest.fixture
def quiz(small_course: Path, terminal: Callable[..., Any]) -> Callable[..., Any]:
    """Builds an exam of one question, which needs a basic calculator if it is computed."""
    path = small_course / "generators" / "max_pool.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace("minutes=1,", 'minutes="n/7", calculator="basic",'), encoding="utf-8"
    )

    def build(calculator: str, question: str, *more: str) -> Any:
        text = PLAN.replace("CALC", calculator).replace("QUESTION", question)
        (small_course / "bank/exams/calc.yaml").write_text(text, encoding="utf-8")
        return terminal(
            "build",
            "calc",
            "--seed",
            "1",
            "--lang",
            "en",
            "--formats",
            "tex",
            "--replace",
            "--out",
            str(small_course / "out"),
            *more,
            folder=small_course,
        )

    return build


def test_a_plan_says_which_calculator_is_allowed(quiz: Callable[..., Any], small_course: Path) -> None:
    assert quiz("basic", "{item: max-pool}").code == 0
    (exam,) = (small_course / "out").rglob("exam.tex")
    assert r"\fact{Calculator}{basic, for the four operations}" in exam.read_text(encoding="utf-8")
    refused = quiz("none", "{item: max-pool}")
    assert refused.code == 5
    assert "no question that needs more than paper and pencil" in refused.err
    assert quiz("none", "{pick: 1, kind: choice}").code == 0


@pytest.mark.parametrize(
    ("formula", "params", "places", "calculator"),
    [
        ("a*b", {"a": 3, "b": 4}, None, "none"),
        ("a/b", {"a": 3, "b": 4}, None, "none"),
        ("a/b", {"a": 3, "b": 7}, 2, "basic"),
        ("a*b", {"a": 999, "b": 1001}, None, "basic"),
        ("exp(a)", {"a": 2, "b": 1}, 3, "scientific"),
        ("(a/b)**(1/3)", {"a": 5, "b": 2}, 2, "scientific"),
        ("(a/b)**0.5", {"a": 5, "b": 2}, 2, "scientific"),
        ("sqrt(a)", {"a": 9, "b": 2}, 2, "none"),
        ("a**b", {"a": 2, "b": 3}, None, "none"),
    ],
)
def test_the_calculator_follows_from_formula_and_key(
    formula: str, params: dict[str, int], places: int | None, calculator: str
) -> None:
    formulas = Formulas(formula)
    part = Computed("t/x", formulas, params, places=places, key=formulas(params).key)
    assert needed(Problem(part)) == calculator
