"""What lecturers mistype in a blueprint: each is told what to write, at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.loading import load_course
from hwgen.editing.buffer import buffer
from hwgen.errors import CourseError

EXAM = """title: {zh: 测验, en: Quiz}
minutes: 30
marking: {pass: 60, grades: {A: 90, F: 0}, second-marking: 2, rounding: 1}
plan:
  difficulty: 1-4
  facility: 40-70%
  topics: {basics: at least 10%}
sections:
  - title: {zh: 题, en: Questions}
    points: 5
    questions:
      - {pick: 2}
"""
WHOLE_POINTS = "points are whole numbers: to keep parts of a point, multiply all points by"
SLIPS = [
    ("minutes: ", "30", "３０", "write `30` alone"),
    ("minutes: ", "30", "1h30", "write `90`"),
    ("minutes: ", "30", "1 小时 30 分", "write `90`"),
    ("pass: ", "60", "60%", "write `60` alone"),
    ("pass: ", "60", "六十", "write it in digits"),
    ("pass: ", "60", "0.6", "write `60`"),
    ("A: ", "90", "90-100", "write `90` alone"),
    ("second-marking: ", "2", "±2", "write `2 points` or `2%`"),
    ("second-marking: ", "2", "两三分 2.5", "write `2.5 points` or `2.5%`"),
    ("title: ", "{zh: 测验, en: Quiz}", "Quiz", "write `{zh: …, en: …}`, each with the text in its language"),
    (
        "questions:",
        "\n      - {pick: 2}",
        " all",
        "write each entry below `questions:`, such as `- item: all`",
    ),
    ("difficulty: ", "1-4", "1～4", "write `1-4`"),
    ("difficulty: ", "1-4", "1 to 4", "write `1-4`"),
    ("difficulty: ", "1-4", "最多 4", "write `at most 4`"),
    ("basics: ", "at least 10%", "≥10％", "write `at least 10%`"),
    ("basics: ", "at least 10%", "至少 10%", "write `at least 10%`"),
    ("basics: ", "at least 10%", "10%以上", "write `at least 10%`"),
    ("basics: ", "at least 10%", "10%～20%", "write `10-20%`"),
    ("pick: ", "2", "2-3", "write `2` or `3`"),
    ("points: ", "5", "1/3", f"write `1`; {WHOLE_POINTS} 3"),
    ("points: ", "5", "50%", "write the points themselves, such as `2` for half of 4"),
    ("points: ", "5", "5/2", f"write `2` or `3`; {WHOLE_POINTS} 2"),
    ("rounding: ", "1", "1/2 points", "write `0.5`"),
    ("rounding: ", "1", "up", "write a number such as `2`"),
    ("facility: ", "40-70%", "40-70", "write `40-70%`"),
    ("facility: ", "40-70%", "easy", "write `at least 70%`"),
    ("facility: ", "40-70%", "困难", "write `at most 40%`"),
    ("facility: ", "40-70%", "0.4-0.7", "write `40-70%`"),
    ("facility: ", "40-70%", "at least 0.4", "write `at least 40%`"),
    ("basics: ", "at least 10%", "15%-25%", "write `15-25%`"),
    ("basics: ", "at least 10%", "25-15%", "write `15-25%`"),
    ("basics: ", "at least 10%", "6-3", "write `3-6`"),
    ("basics: ", "at least 10%", "0.1", "write `10%`"),
    ("basics: ", "at least 10%", "2.5", "write `2` or `3`"),
    ("basics: ", "at least 10%", "half", "write `50%`"),
    ("basics: ", "at least 10%", "2 at least", "write `at least 2`"),
    ("basics: ", "at least 10%", "minimum of 2", "write `at least 2`"),
    ("basics: ", "at least 10%", "no more than 20 percent", "write `at most 20%`"),
    ("basics: ", "at least 10%", "between 2 and 4", "write `2-4`"),
    ("basics: ", "at least 10%", "介于2到4之间", "write `2-4`"),
    ("basics: ", "at least 10%", "2 or 3", "write `2-3`"),
    ("basics: ", "at least 10%", "2道", "write `2`"),
    ("basics: ", "at least 10%", "at most 3 questions", "write `at most 3`"),
    ("basics: ", "at least 10%", "[2, 3]", "write `2-3`"),
    ("basics: ", "at least 10%", "{min: 2, max: 3}", "write `2-3`"),
    ("plan:\n  ", "difficulty: 1-4", "minutes: at most 1.5 h", "write `at most 90`"),
    ("plan:\n  ", "difficulty: 1-4", "points: [90, 100]", "write `90-100`"),
    ("plan:\n  ", "difficulty: 1-4", "points: {max: 100}", "write `at most 100`"),
    ("difficulty: ", "1-4", "50%", "write a number or a range such as `2-3`"),
    ("difficulty: ", "1-4", "7", "write a number or a range such as `2-3`"),
    ("difficulty: ", "1-4", "hard", "write `4`"),
    ("difficulty: ", "1-4", "中等", "write `3`"),
    ("pick: 2", "", ", difficulty: easy", "write `2`"),
    ("pick: 2", "", ", difficulty: '>2'", "write `[3, 4, 5]`"),
    ("points: 5", "", "\n    deduct: 0.25", "write `25`"),
    ("points: 5", "", "\n    deduct: 25%", "write `25`"),
    ("points: 5", "", "\n    deduct: -25", "write `25`"),
    ("points: 5", "", "\n    deduct: 1/4", "write `25`"),
]


@pytest.mark.parametrize(("key", "right", "wrong", "hint"), SLIPS)
def test_a_slip_in_a_number_has_a_place_and_a_way_out(
    key: str, right: str, wrong: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM, encoding="utf-8")
    assert Blueprint(path).name == "quiz"
    text = EXAM.replace(key + right, key + wrong, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Blueprint(path)
    (fault,) = caught.value.diagnostics
    assert fault.hint == hint
    assert fault.span is not None
    value = re.sub(r"^[\n ,]*[a-z]+: ", "", wrong)
    assert text.split("\n")[fault.span.line - 1][fault.span.column - 1 :].startswith(value.strip())


@pytest.mark.parametrize("fixed", ["variant: 3", "pin: {params: {n: 3}}"])
def test_what_fixes_one_item_is_refused_where_items_are_picked(fixed: str, tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM.replace("{pick: 2}", f"{{pick: 2, {fixed}}}"), encoding="utf-8")
    with pytest.raises(CourseError, match=f"`{fixed[:3]}.*` can only be used with `item`"):
        Blueprint(path)


def test_a_chinese_colon_between_brackets_is_told(tmp_path: Path) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM.replace("A: 90", "A：90"), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Blueprint(path)
    (fault,) = caught.value.diagnostics
    assert fault.hint == "is `：` meant as a colon? write `:` and a space after the name of a key"
    assert fault.span is not None
    assert fault.span.line == 3


def test_an_exam_with_other_errors_has_its_unknown_names_in_the_editor_too(small_course: Path) -> None:
    text = EXAM.replace("minutes: 30", "minutes: half").replace("basics", "basic").replace("pick: 2", "item: max-pol")
    held = buffer(load_course(small_course), small_course / "bank" / "exams" / "quiz.yaml", text)
    assert [fault.message for fault in held.faults] == [
        "expected a whole number",
        "no item has the topic `basic`",
        "there is no item `max-pol`",
    ]
