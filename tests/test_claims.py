"""Claims of true/false questions: false with every wrong value, under every reading."""

from __future__ import annotations

from typing import Any

import pytest

from hwgen import Computed, Draw, Formulas, Problem, Text, generator
from hwgen.errors import CourseError
from hwgen.problem.generator import Generator
from hwgen.proof.prove import prove_all

WRONG = {"one-more": "n**2 + 1", "two-more": "n**2 + 2", "three-more": "n**2 + 3"}
SOUND = {"zh": "面积是 $[value]$。", "en": "The area is $[value]$."}


def claiming(claim: dict[str, str], ask: dict[str, str] | None = None, **more: Any) -> Generator:
    @generator(topic="t", minutes=1, source="s")
    def square(draw: Draw) -> Problem:
        draw.integer("n", 2, 9)
        texts = {"ask": Text(ask or {"zh": "[n]？", "en": "[n]?"}), "claim": Text(SOUND | claim)}
        solution = Text(zh="$[key]$", en="$[key]$")
        return Problem(
            Computed("t/area", Formulas("n**2", wrong=WRONG), **texts, solution=solution, difficulty=1, **more)
        )

    square.check(lambda n: sum([n] * n))
    return square


@pytest.mark.parametrize(
    "claim",
    ["The area of those that do not overlap is $[value]$.", "Those of them that are not red have the area $[value]$."],
)
def test_what_a_claim_speaks_of_may_be_denied(claim: str) -> None:
    assert prove_all(claiming({"en": claim})).variants == 8


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("Those that do overlap do not have the area $[value]$.", "negated"),
        ("The area is not $[value]$.", "English text is negated"),
        ("The area isn’t $[value]$.", "negated"),
        ("The area is never $[value]$.", "negated"),
        ("The area is anything except $[value]$.", "negated"),
        ("The area differs from $[value]$.", "negated"),
        ("$[value]$ is not the area.", "negated"),
        (r"The area has $A \ne [value]$.", "negated"),
        ("The area is at most $[value]$.", "is a bound"),
        ("The area is no more than $[value]$.", "is a bound"),
        ("The square has $[value]$ or more tiles.", "is a bound"),
        ("An upper bound on the area is $[value]$.", "is a bound"),
        (r"The area has $A \le [value]$.", "is a bound"),
        ("The area is $A > [value]$.", "is a bound"),
        ("The area is about $[value]$.", "says “about” of an exact value"),
        (r"The area is $A \approx [value]$.", "says “about”"),
        ("The area is [value].", "the place for a value stands outside a formula"),
    ],
)
def test_an_english_claim_that_can_be_read_otherwise_is_an_error(claim: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(claiming({"en": claim}))


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ("面积不是 $[value]$。", "Chinese text is negated"),
        ("面积并非 $[value]$。", "negated"),
        ("面积不等于 $[value]$。", "negated"),
        ("除 $[value]$ 外都不对。", "negated"),
        ("$[value]$ 不是该面积。", "negated"),
        ("面积不超过 $[value]$。", "is a bound"),
        ("面积至少为 $[value]$。", "is a bound"),
        ("面积的一个上界是 $[value]$。", "is a bound"),
        ("面积在 $[value]$ 以上。", "is a bound"),
        ("面积约为 $[value]$。", "says “about”"),
    ],
)
def test_a_chinese_claim_that_can_be_read_otherwise_is_an_error(claim: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        prove_all(claiming({"zh": claim}))


@pytest.mark.parametrize(
    "claim",
    [
        {"en": "If the edge is not counted, the area is $[value]$.", "zh": "若不计边缘，面积是 $[value]$。"},
        {
            "en": "The number of tiles of at least one unit is $[value]$.",
            "zh": "不小于一个单位的瓷砖共有 $[value]$ 块。",
        },
        {"en": "There are $[value]$ tiles, which are not painted.", "zh": "有 $[value]$ 块不上漆的瓷砖。"},
        {"en": "The smallest upper bound on the area is $[value]$.", "zh": "面积的最小上界是 $[value]$。"},
        {"en": r"With $n \le 9$, the area is $A = [value]$.", "zh": r"当 $n \le 9$ 时，面积为 $A = [value]$。"},
        {"en": "The area that at least one of them covers is $[value]$.", "zh": "至少一个覆盖的面积是 $[value]$。"},
        {"en": "The false positive rate is $[value]$.", "zh": "错误率是 $[value]$。"},
        {
            "en": "The largest number of tiles that fit into it is $[value]$.",
            "zh": "放得下的最多的瓷砖数是 $[value]$。",
        },
    ],
)
def test_a_condition_may_hold_what_a_claim_may_not(claim: dict[str, str]) -> None:
    assert prove_all(claiming(claim)).variants == 8


def test_what_is_rounded_may_be_called_about() -> None:
    about = {"en": "The area is about $[value]$.", "zh": "面积约为 $[value]$。"}
    assert prove_all(claiming(about, places=1)).variants == 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_for_any_bound_has_many_answers(language: str) -> None:
    loose = {"zh": "[n] 的面积的上界是多少？", "en": "Which upper bound on the area of [n] follows?"}
    strict = {"zh": "[n] 的面积的最小上界是多少？", "en": "What is the smallest upper bound on the area of [n]?"}
    claim = {"zh": "面积的最小上界是 $[value]$。", "en": "The smallest upper bound on the area is $[value]$."}
    assert prove_all(claiming(claim, strict)).variants == 8
    with pytest.raises(CourseError, match="question has more than one answer"):
        prove_all(claiming(claim, strict | {language: loose[language]}))


@pytest.mark.parametrize(
    ("ask", "claim", "sound"),
    [
        (
            {"zh": "[n] 最多装几个？", "en": "How many of [n] fit at most?"},
            {"zh": "能装 $[value]$ 个。", "en": "There is a box for $[value]$ of them."},
            {"zh": "能装下的最大个数是 $[value]$。", "en": "The largest number that fits is $[value]$."},
        ),
        (
            {"zh": "[n] 的最大宽度是多少？", "en": "What is the maximum width for [n]?"},
            {"zh": "宽度可取 $[value]$。", "en": "A width of $[value]$ works."},
            {"zh": "最大宽度是 $[value]$。", "en": "The widest that works is $[value]$."},
        ),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_claim_says_that_it_is_of_the_most(
    language: str, ask: dict[str, str], claim: dict[str, str], sound: dict[str, str]
) -> None:
    assert prove_all(claiming(sound, ask)).variants == 8
    with pytest.raises(CourseError, match="the claim does not say so"):
        prove_all(claiming(sound | {language: claim[language]}, ask))
