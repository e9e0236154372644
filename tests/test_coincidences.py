"""Misconceptions that come to the key, or to each other: reported with a variant, where no drawn value explains it and no reason is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from squares import squares

from hwgen.bank.loading import load_course
from hwgen.proof.certificates import certificate, doubts

GENERATOR = '''
from hwgen import Computed, Draw, Formulas, Problem, generator, may_coincide

FORMULAS = Formulas("{key}").with_wrong("""
    planted: {wrong}
        错了。 || This is wrong.
    one-more: {key} + 101
    two-more: {key} + 102
    three-more: {key} + 103
""")


@generator(topic="squares", minutes=1, source="s"){excuse}
def side(draw: Draw) -> Problem:
    """A number."""
    n = draw.integer("n", 2, 12)
    k = draw.pick("k", (1, 2, 3))
    draw.require({require})
    return Problem(Computed("side", FORMULAS, difficulty=1)).worded("""
        边长 [n]，步幅 [k]。 || Side [n], stride [k].

        ask: 多少？ || How many?
        claim: 是 $[value]$。 || It is $[value]$.
        solution: $$[=key].$$ || $$[=key].$$
    """)


@side.check
def by_adding(n, k):
    return {check}
'''
PRODUCT = {"key": "n*k", "check": "sum([n] * k)"}
EXCUSE = '\n@may_coincide("Small numbers.", "planted")'


def reported(folder: Path, *, excuse: str = "", require: str = "True", **more: str) -> list[tuple[str, str]]:
    """The rule and the message of what is doubtful of a generator with one planted misconception."""
    root = squares(folder)
    text = GENERATOR.format(excuse=excuse, require=require, **PRODUCT | more)
    (root / "generators/squares.py").write_text(text, encoding="utf-8")
    course = load_course(root)
    generator: Any = course.items["side"]
    reports = doubts(course, generator, certificate(course, generator, here=True))
    return [(doubt.rule, doubt.message) for doubt in reports if doubt.rule != "key-guessed"]


def test_a_misconception_that_comes_to_the_key_in_a_single_variant_is_reported_with_it(tmp_path: Path) -> None:
    assert reported(tmp_path, wrong="n + k") == [
        (
            "misconception-is-key",
            "`side`, part `side`: the misconception `planted` comes to the key in 1 of 33 variants, such as n=2, k=2",
        )
    ]


@pytest.mark.parametrize(
    "sound",
    [
        {"wrong": "n + k", "require": "n * k != n + k"},
        {"wrong": "n + k if n != 2 else None"},
        {"wrong": "n + k", "excuse": EXCUSE},
        # What ignores a stride of 1 ignores nothing.
        {"wrong": "n"},
    ],
)
def test_one_that_cannot_or_that_may_is_not(tmp_path: Path, sound: dict[str, str]) -> None:
    assert reported(tmp_path, **sound) == []


def test_two_misconceptions_that_often_come_to_one_value_are_reported(tmp_path: Path) -> None:
    ((rule, message),) = reported(tmp_path, wrong="n*k + 101 + 50*(n % 2)")
    assert rule == "misconceptions-coincide"
    assert (
        "the misconceptions `planted` and `one-more` come to the same value in 18 of 33 variants, such as n=2, k=1"
        in message
    )


def test_two_that_seldom_do_are_not(tmp_path: Path) -> None:
    assert reported(tmp_path, wrong="n*k + 101 + 50*(n + k > 4)") == []


def test_a_reason_that_excuses_nothing_is_reported(tmp_path: Path) -> None:
    assert reported(tmp_path, wrong="n*k + 1", excuse=EXCUSE) == [
        ("coincidence-excused", "`side` says why `planted` may coincide, but it does not")
    ]


def test_a_reason_needs_words_and_names(small_course: Path, terminal: Callable[..., Any]) -> None:
    path = small_course / "generators/max_pool.py"
    text = path.read_text(encoding="utf-8")
    reason = "Whether something is left over is what the question is about."
    assert reason in text
    path.write_text(text.replace(reason, ""), encoding="utf-8")
    ran = terminal("verify", folder=small_course)
    assert ran.code == 1
    assert "give a reason and at least one misconception" in ran.err
