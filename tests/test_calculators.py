"""A plan says which calculator students may use: no question needs more, and the head of the paper says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.bank.course import Course
from hwgen.bank.recipes import recipe_file
from hwgen.errors import CourseError
from hwgen.problem.computed import Wording
from hwgen.proof.calculating import needed
from hwgen.proof.prove import prove_all

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
        ("floor(100*log(a)/b)", {"a": 3, "b": 2}, None, "scientific"),
        ("ceiling(log2(a)) + b", {"a": 8, "b": 2}, None, "none"),
        ("ceiling(log2(a)) + b", {"a": 9, "b": 2}, None, "scientific"),
        ("floor(a/b)", {"a": 9, "b": 2}, None, "none"),
    ],
)
def test_the_calculator_follows_from_formula_and_key(
    formula: str, params: dict[str, int], places: int | None, calculator: str
) -> None:
    assert needed(Problem(computed(formula, params, places))) == calculator


def computed(formula: str, params: dict[str, int], places: int | None = None, solution: str = "See above.") -> Computed:
    formulas = Formulas(formula)
    wording = Wording(Text(en="What is it?"), Text(en="It is ${}$."), Text(en=solution))
    return Computed("t/x", formulas, params, places=places, key=formulas(params).key, say=lambda: wording)


def test_a_rounded_step_needs_one_though_the_answer_is_a_whole_number() -> None:
    params = {"a": 20, "b": 57}
    assert needed(Problem(computed("a*b", params, solution=r"$20/57 \approx 0.351$"))) == "basic"
    assert needed(Problem(computed("a*b", params, solution="$20/40 = 0.5$"))) == "none"


def test_a_generator_does_not_name_less_than_it_needs(tmp_path: Path, course: Course) -> None:
    for named, faulty in (("none", True), ("basic", True), ("scientific", False)):
        path = tmp_path / "root.py"
        path.write_text(ROOT.replace("CALCULATOR", named), encoding="utf-8")
        generator = recipe_file(path, tmp_path, "").generators[0]
        if faulty:
            with pytest.raises(CourseError, match=f'says `calculator="{named}"`, but needs `scientific`'):
                prove_all(generator, course.conventions, course.languages)
        else:
            assert prove_all(generator, course.conventions, course.languages).calculator == "scientific"


ROOT = '''"""The length of a vector of ones."""
import math
from hwgen import Computed, Draw, Formulas, Problem, Text, generator

LENGTH = Formulas("sqrt(n)/u", wrong={
    "no-root": ("n/u", Text(zh="没有开方。", en="Takes no root.")),
    "not-divided": ("sqrt(n)", Text(zh="没有除。", en="Does not divide.")),
    "multiplied": ("sqrt(n)*u", Text(zh="应除却乘。", en="Multiplies instead of dividing.")),
    "one-more": ("sqrt(n + 1)/u", Text(zh="多算了一个分量。", en="Counts one component more.")),
})

@generator(topic="mlp", minutes=2, source="x", calculator="CALCULATOR")
def root(draw: Draw) -> Problem:
    n = draw.pick("n", (3, 5, 7, 11))
    u = draw.pick("u", (2, 4))
    return Problem(Computed(
        "t/root", LENGTH, difficulty=1, places=3,
        ask=Text(zh="[n] 个分量都是 1 的向量的长度除以 [u] 是多少？", en="What is the length of a vector whose [n] components are 1, divided by [u]?"),
        claim=Text(zh="结果是 $[value]$。", en="The result is $[value]$."), solution=Text(zh="$[=key]$", en="$[=key]$"),
    ))

@root.check
def as_the_hypotenuse(n, u):
    return math.hypot(*[1] * n) / u
'''
