"""Physics, statistics, economics and networks: what their questions may say, and the slips that are found in them."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from readings import question

from hwgen import Computed, Draw, Formulas, Problem, Text
from hwgen.errors import CourseError
from hwgen.flaws.contraries import negation_differs
from hwgen.flaws.foreign import of_foreign_reasons
from hwgen.flaws.meaning import meaning_differs
from hwgen.flaws.percent import percent_for_points
from hwgen.flaws.plausible import of_implausible
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import of_reasons
from hwgen.flaws.references import nothing_shown
from hwgen.kinds.kind import Passage
from hwgen.problem.computed import Wording
from hwgen.proof.printed import refuse_misprinted
from hwgen.proof.wording import SPELT

ASK = Text(zh="是多少？", en="What is it?")


def computed(formulas: str, params: dict[str, Any], ask: Text = ASK) -> Computed:
    wrong = Formulas(formulas).with_wrong("inverse: R(b, a) || 颠倒了。 || This is upside down.")
    values = wrong(params)
    return Computed(
        "t/it", wrong, params=params, places=2, say=lambda: Wording(ask, ask, ask), key=values.key, wrong=values.wrong
    )


def stem(zh: str, en: str, parts: int = 1) -> Reading:
    part = computed("R(a, b)", {"a": 3, "b": 4})
    return Reading("it", (part,) * parts, (Passage("stem", Text(zh=zh, en=en)),), ("zh", "en"))


@pytest.mark.parametrize(
    ("zh", "en", "subjects"),
    [
        ("质量为 4 千克的物体，动能是多少？", "What is the kinetic energy of a body of 4 kilograms?", 0),
        ("圆的面积是多少？", "What is the area of the circle?", 2),
    ],
)
def test_momentum_is_no_foreign_word_where_there_are_masses(zh: str, en: str, subjects: int) -> None:
    reason = Text(zh="这是动量。", en="This is the momentum.")
    assert len(list(of_foreign_reasons(question(zh, en, reasons={"less": reason})))) == subjects


@pytest.mark.parametrize(
    ("zh", "rules"),
    [("少算了一个半衰期。", []), ("少算了一个。", ["reason-direction"])],
)
def test_one_too_few_of_something_else_may_give_more(zh: str, rules: list[str]) -> None:
    reason = Text(zh=zh, en="This stops early.")
    assert [
        rule for rule, _ in of_reasons(question("还剩多少？", "How much is left?", reasons={"more": reason}))
    ] == rules


@pytest.mark.parametrize(
    ("zh", "en", "findings"),
    [
        ("最多可以有多少个主键？", "How many primary keys can there be at least?", 1),
        ("最多可以有多少个主键？", "How many primary keys can there be at most?", 0),
        ("哪个值出现最多，至少出现两次？", "Which value is most frequent and occurs at least twice?", 0),
    ],
)
def test_at_most_is_not_at_least(zh: str, en: str, findings: int) -> None:
    assert len(list(meaning_differs(stem(zh, en)))) == findings


@pytest.mark.parametrize(("zh", "findings"), [("哪个量不守恒？", 1), ("哪个量守恒？", 0)])
def test_what_is_conserved_is_so_in_both_languages(zh: str, findings: int) -> None:
    assert len(list(negation_differs(stem(zh, "Which quantity is conserved?")))) == findings


@pytest.mark.parametrize(
    ("zh", "findings"),
    [("利率为 5%、通胀率为 2% 时，实际利率约为 3%。", 0), ("准确率由 80% 提高到 85%，提高了 5%。", 1)],
)
def test_rates_in_a_row_are_no_change(zh: str, findings: int) -> None:
    assert len([f for f in percent_for_points(stem(zh, "It is so.")) if "points" in f.message]) == findings


@pytest.mark.parametrize(("wanted", "flaws"), [("利用率", 1), ("比率", 0)])
def test_no_utilisation_is_above_one(wanted: str, flaws: int) -> None:
    ask = Text(zh=f"{wanted}是多少？", en="What is it?")
    part = computed("R(a, b)", {"a": 3, "b": 4}, ask)
    assert len(list(of_implausible(Reading("it", (part,), (Passage("stem", ask),), ("zh", "en"))))) == flaws


@pytest.mark.parametrize(("number", "findings"), [(3, 2), (1, 0)])
def test_a_question_of_a_number_that_is_not_there(number: int, findings: int) -> None:
    item = stem(f"用第 {number} 题的结果。", f"Use the result of Question {number}.", parts=2)
    assert len(list(nothing_shown(item))) == findings


@pytest.mark.parametrize(("first", "second", "findings"), [("", "[@one]", 0), ("[@two]", "", 2), ("[@one]", "", 2)])
def test_a_question_goes_on_from_an_earlier_one_alone(first: str, second: str, findings: int) -> None:
    parts = [
        replace(part, about=id, say=lambda text=text: Wording(text, text, Text(zh="$9$", en="$9$")))
        for id, text in (
            ("one", Text(zh=f"用{first}求。", en=f"Find it {first}.")),
            ("two", Text(zh=f"由{second}求。", en=f"Use {second}.")),
        )
        for part in question("求。", "Find it.").parts
    ]
    assert len(list(nothing_shown(Reading("it", tuple(parts), (), ("zh", "en"))))) == findings


def test_a_unit_is_defined_with_an_article() -> None:
    assert re.search(SPELT["en"]["1"], "a kilobyte has 1000 bytes")
    assert not re.search(SPELT["en"]["1"], "a file of 20 bytes")


def misprinted(formulas: str) -> None:
    part = computed(formulas, {"a": 6, "b": 3})
    problem = Problem(part, Text(zh="下降 6%，上升 3%。", en="It falls by 6% and rises by 3%."))
    generator: Any = SimpleNamespace(id="ratio", span=None)
    refuse_misprinted(generator, [(problem, Draw(lambda name, bound: 0))])


def test_percentages_may_be_put_into_a_ratio() -> None:
    misprinted("R(a, b)")
    with pytest.raises(CourseError, match="in percent"):
        misprinted("a*b")
