"""A probability under a condition is not that of two events at once, nor of one or the other; by a table, it is that of the events named."""

from __future__ import annotations

from typing import Any

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.events import of_events

ZH = "调查结果：\n\n| | {} | {} |\n|---|---|---|\n| 女生 | 12 | 9 |\n| 男生 | 20 | 6 |\n\n{}"
EN = "A survey:\n\n| | {} | {} |\n|---|---|---|\n| girls | 12 | 9 |\n| boys | 20 | 6 |\n\n{}"
HEADS = ("会", "不会", "can swim", "cannot swim")
GIVEN = (
    "已知选到的是女生，她会游泳的概率是多少？",
    "Given that it is a girl, what is the probability that she can swim?",
)
GIVEN_SWIMS = (
    "已知选到的学生会游泳，是女生的概率是多少？",
    "Given that the student can swim, what is the probability that it is a girl?",
)
GIVEN_NOT = (
    "已知选到的学生不会游泳，是男生的概率是多少？",
    "Given that the student cannot swim, what is the probability that it is a boy?",
)
BOTH = ("选到的是女生且会游泳的概率是多少？", "What is the probability of choosing a girl who can swim?")
AND = ("选到的是女生且会游泳的概率是多少？", "What is the probability that it is a girl and can swim?")
EITHER = ("选到的是女生或会游泳的概率是多少？", "What is the probability that it is a girl or can swim?")


def rules(asked: tuple[str, str], key: float, heads: tuple[str, ...] = HEADS, formula: str = "a/(a + b)") -> list[str]:
    zh, en = ZH.format(*heads[:2], asked[0]), EN.format(*heads[2:], asked[1])
    reading = question(zh, en, formula, {"a": 12, "b": 9}, key=key, places=3)
    return [rule for rule, _ in of_events(reading)]


@pytest.mark.parametrize(
    ("asked", "key", "languages"),
    [
        (GIVEN, 12 / 21, 0),
        (GIVEN, 12 / 32, 2),
        (GIVEN, 12 / 47, 2),
        (GIVEN_SWIMS, 12 / 32, 0),
        (GIVEN_SWIMS, 12 / 21, 2),
        (GIVEN_NOT, 6 / 15, 0),
        (GIVEN_NOT, 9 / 15, 2),
        (AND, 12 / 47, 0),
        (AND, 12 / 21, 2),
        # In English it may be a share of the girls.
        (BOTH, 12 / 21, 1),
        (EITHER, 41 / 47, 0),
        (EITHER, 12 / 21, 2),
        (EITHER, 12 / 47, 2),
        # Another number than a probability of the table.
        (EITHER, 0.25, 0),
        (AND, 0.25, 0),
    ],
)
def test_the_probability_is_that_of_the_events_named(asked: tuple[str, str], key: float, languages: int) -> None:
    assert rules(asked, key) == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("formula", "languages"), [("a/(a + b)", 2), ("R(a, b)", 2), ("a/(a + b)*(a - 1)/(a + b - 1)", 0)]
)
def test_a_share_is_one_of_the_table(formula: str, languages: int) -> None:
    assert rules(GIVEN, 0.31, formula=formula) == ["asks-otherwise"] * languages


def test_a_table_with_an_empty_row_is_read() -> None:
    zh = (
        "| | 会 | 不会 |\n|---|---|---|\n| 女生 | 0 | 0 |\n| 男生 | 3 | 4 |\n\n已知选到的是女生，她会游泳的概率是多少？"
    )
    en = "| | can | cannot |\n|---|---|---|\n| girls | 0 | 0 |\n| boys | 3 | 4 |\n\nGiven that it is a girl, what is the probability?"
    assert list(of_events(question(zh, en, key=0.5))) == []


def test_columns_that_change_places_are_noticed() -> None:
    assert rules(GIVEN, 12 / 21, ("不会", "会", "cannot swim", "can swim")) == ["asks-otherwise"] * 2


BAYES: dict[str, Any] = {"p": 0.1, "s": 0.9, "f": 0.2}
SHARE = "p*s/(p*s + (1 - p)*f)"


@pytest.mark.parametrize(
    ("zh", "en", "formula", "languages"),
    [
        ("此人患病且检出阳性的概率是多少？", "What is the probability that a person is ill and tests positive?", SHARE, 2),
        ("检出阳性的人患病的概率是多少？", "What is the probability that a person who tests positive is ill?", SHARE, 0),
        ("已知检出阳性，此人患病且未治的概率是多少？", "Given a positive test, what is the probability of being ill and untreated? It is known that the test is right.", SHARE, 0),
        ("此人患病且检出阳性的概率是多少？", "What is the probability that a person is ill and tests positive?", "p*s", 0),
    ],
)  # fmt: skip
def test_both_at_once_is_no_share(zh: str, en: str, formula: str, languages: int) -> None:
    reading = question(zh, en, formula, BAYES, key=0.333, places=3)
    assert [rule for rule, _ in of_events(reading)] == ["asks-otherwise"] * languages


@pytest.mark.parametrize(
    ("zh", "en", "languages"),
    [
        ("女生共 $12 + 9 = 21$ 人。", "There are $12 + 9 = 21$ girls.", 0),
        ("女生共 32 人。", "There are 32 girls.", 2),
        ("女生有 12 人会。", "Of them, 12 girls can swim.", 0),
    ],
)
def test_a_total_of_the_solution_is_that_of_its_label(zh: str, en: str, languages: int) -> None:
    texts = ZH.format(*HEADS[:2], GIVEN[0]), EN.format(*HEADS[2:], GIVEN[1])
    reading = question(*texts, "a", {"a": 12}, Text(zh=zh, en=en), key=12 / 21, places=3)
    assert [rule for rule, _ in of_events(reading)] == ["claim-differs"] * languages
