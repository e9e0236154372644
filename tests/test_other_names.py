"""What teachers call things: each is led to the name that is meant, and what is short of a `*` or has one value too many to its way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.about import read_about
from hwgen.bank.blueprint import Blueprint
from hwgen.classes.roster import read_roster
from hwgen.errors import CourseError, UsageError, did_you_mean
from hwgen.kinds import KIND
from hwgen.othernames import _CALLED, meant
from hwgen.paired import BlockError, entries, lines_of
from hwgen.problem.calculation import NotCalculated, calculated
from hwgen.problem.evaluating import ExpressionError, refuse_malformed, refuse_unknown

ITEM_SLIPS = [
    ("kind: choice", "kind: 选择题", "did you mean `choice`?"),
    ("kind: choice", "kind: single-choice", "did you mean `choice`?"),
    ("kind: choice", "kind: Multiple Answers", "did you mean `multiple-choice`?"),
    ("kind: choice", "kind: 填空题", "did you mean `numeric` or `short-answer`?"),
    ("kind: choice", "type: choice", "did you mean `kind`?"),
    ("minutes: 1", "minutes: -1", "write `1`, without a minus sign"),
    ("minutes: 1", "minutes: 0", "write a number such as `1`"),
    ("minutes: 1", "minutes: [2]", "write `2` alone, not as a list"),
    ("minutes: 1", "minutes: about 2", "write `2` alone"),
    ("minutes: 1", "minutes: short", "write a number such as `1`"),
    ("difficulty: 1", "difficulty: [1, 2]", "write one value, not a list"),
    ("difficulty: 1", "difficulty: -1", "write `1`, without a minus sign"),
    ("topic: extra", "topic: [extra]", "write `extra` alone, not as a list"),
    ("    stem:", "    question:", "did you mean `stem`?"),
    ("    right:", "    correct:", "did you mean `right`?"),
    ("    wrong:", "    distractors:", "did you mean `wrong`?"),
    ("    explanation:", "    feedback:", "did you mean `explanation`?"),
    ("    difficulty:", "    level:", "did you mean `difficulty`?"),
]
EXAM = "title: {zh: 测验, en: Quiz}\nminutes: 30\nplan:\n  points: 5\nsections:\n  - title: {zh: 题, en: Questions}\n    points: 5\n    questions:\n      - pick: 1\n"
EXAM_SLIPS = [
    ("points: 5\nsections", "fresh: yes\nsections", "write a number such as `2`"),
    ("points: 5\nsections", "calculator: yes\nsections", "did you mean `basic` or `scientific`?"),
    ("points: 5\nsections", "generated: yes\nsections", "write a number or a range such as `2-4`"),
    ("points: 5\nsections", "points: -5\nsections", "write `5`, without a minus sign"),
    ("points: 5\nsections", "topics: [basics, more]\nsections", "write a value after each name: `basics: …`"),
    ("points: 5\nsections", "topics: basics\nsections", "write a value after each name: `basics: …`"),
    ("minutes:", "time:", "did you mean `minutes`?"),
    ("pick: 1", "{pick: 1, as: 判断题}", "did you mean `true-false`?"),
    ("pick: 1", "{pick: 1, topics: basics}", "did you mean `topic`?"),
    ("pick: 1", "pick: all", "write a number such as `1`"),
]


@pytest.mark.parametrize(("right", "slip", "hint"), ITEM_SLIPS)
def test_a_slip_in_an_item_has_the_way_out_that_is_meant(right: str, slip: str, hint: str, tmp_path: Path) -> None:
    assert not faults(tmp_path, ITEM)
    (fault,) = faults(tmp_path, ITEM.replace(right, slip, 1))
    assert fault.hint == hint
    assert fault.span is not None
    assert fault.span.line


@pytest.mark.parametrize(("right", "slip", "hint"), EXAM_SLIPS)
def test_a_slip_in_an_exam_has_the_way_out_that_is_meant(right: str, slip: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM, encoding="utf-8")
    assert Blueprint(path).name == "quiz"
    path.write_text(EXAM.replace(right, slip, 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Blueprint(path)
    (fault,) = caught.value.diagnostics
    assert fault.hint == hint


def test_every_kind_has_other_names_and_none_is_led_away_from_its_own() -> None:
    assert set(KIND) <= {name for names in _CALLED for name in names}
    for name in KIND:
        assert set(meant(name, KIND)) <= {name}
    assert did_you_mean("Single Choice Question", KIND) == "did you mean `choice`?"
    assert meant("单选题", ["numeric"]) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2x + 1", "2*x + 1"),
        ("a t/2", "a*t/2"),
        ("(a + 1)(a - 1) b", "(a + 1)*(a - 1)*b"),
        ("8x3", "8*3"),
        ("2(a+1) b", "2*(a+1)*b"),
    ],
)
def test_a_product_without_its_sign_is_written_out(written: str, meant: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        refuse_malformed(written)
    assert caught.value.hint == f"write `{meant}`: a product needs its `*`"
    with pytest.raises(NotCalculated, match="a product needs its `\\*`"):
        calculated(written, dict.fromkeys("abtx", 1))


def test_names_that_stand_one_after_the_other_are_a_product() -> None:
    for written, hint in (("at**2", "write `a*t`: a product needs its `*`"), ("sgima", "did you mean `sigma`?")):
        with pytest.raises(ExpressionError) as caught:
            refuse_unknown(written, {"a", "t", "sigma"})
        assert caught.value.hint == hint


@pytest.mark.parametrize("written", ["a +", "a if b", "a ** ", "not a b"])
def test_what_no_sign_mends_is_no_product(written: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        refuse_malformed(written)
    assert "a product" not in caught.value.hint


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a*t^2", "write `a*t**2`"),
        ("$a t^2/2$", "write it as in Python: `a*x**2`"),
        ("s = a*t**2/2", "write `a*t**2/2` alone"),
    ],
)
def test_a_formula_in_another_notation_is_written_out(written: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        refuse_malformed(written)
    assert caught.value.hint == hint


@pytest.mark.parametrize("line", ["fall-speed = a*t", "fall speed: a*t"])
def test_an_entry_of_a_block_that_is_nearly_one_is_written_out(line: str) -> None:
    with pytest.raises(BlockError) as caught:
        entries(lines_of(f"\n    fall-time: t\n    {line}\n"))
    assert caught.value.hint == "write `fall-speed: a*t`"


def test_a_class_list_with_chinese_commas_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    for text, said in (
        ("姓名，学号\n张三，1\n", "write `,` between the columns"),
        ("", "begin with the names of the columns"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError) as caught:
            read_roster(path)
        assert caught.value.diagnostics[0].hint.startswith(said)


def test_languages_that_are_countries_or_no_list_spoil_no_texts(tmp_path: Path) -> None:
    path = tmp_path / "bank" / "course.yaml"
    path.parent.mkdir()
    for languages, text in (("en", "Course"), ("[en, cn]", "{en: Course, zh: 课程}")):
        path.write_text(f"languages: {languages}\nname: {text}\ninstitution: {text}\n", encoding="utf-8")
        with pytest.raises(CourseError) as caught:
            read_about(tmp_path)
        (fault,) = caught.value.diagnostics
        assert fault.span is not None
        assert fault.span.line == 1
