"""A plan says which calculator students may use: no question needs more, and the head of the paper says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
