"""What gets points is said to students, in the key and on the markers' sheet as Moodle gives them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.classes import markers_sheet
from hwgen.classes.paper import exam_of, plan_of
from hwgen.exam.instantiate import make_group
from hwgen.exam.marking import accepted, marking, rules, stated, with_rules
from hwgen.exam.model import Question
from hwgen.kinds import Cell, ChoiceAnswer, NumericAnswer, ShortAnswerAnswer
from hwgen.kinds.numeric import typed
from hwgen.lms.moodle.writing.marks import interval, shares
from hwgen.papercode import Code
from hwgen.plan.plan import Slot
from hwgen.values import Value
from hwgen.words.words import words as words_of


def questions(course: Course, language: str) -> list[Question]:
    """Every question of the bank, as a paper asks it."""
    written = [item for item in course.items.values() if isinstance(item, BankItem) and language in item.languages]
    groups = (make_group(course, Slot(item, Pin(), 6, item.span), 7, language, 1) for item in written)
    return [question for group in groups for question in group.questions]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_moodle_gives_points_for_is_said(course: Course, language: str) -> None:
    words = course.wording[language]
    seen = {"range": 0, "share": 0, "several": 0, "spelling": 0}
    for question in questions(course, language):
        said, cell = rules(question, words), accepted(question, words)
        assert set(cell) <= set(said)
        answer = question.answer
        if isinstance(answer, NumericAnswer):
            for part in answer.cells:
                value, tolerance = interval(part)
                if tolerance:
                    low, high = (
                        typed(Value(bound), words).replace("-", "−") for bound in (value - tolerance, value + tolerance)
                    )
                    assert (words.say("marking.range", low=low, high=high) in cell) == (not part.rounds)
                    seen["range"] += not part.rounds
                for wrong in part.wrong:
                    number = typed(Value(Fraction(wrong.value.shown)), words).replace("-", "−")
                    told = words.say("marking.share", value=number, percent=wrong.share)
                    assert (told in cell) == bool(wrong.share)
                    seen["share"] += bool(wrong.share)
        if isinstance(answer, ShortAnswerAnswer):
            # Spellings that differ in their spaces alone look the same in print.
            first, *others = ("".join(spelling.split()) for spelling in answer.accepted)
            shown = "".join("".join(rule.split()) for rule in cell)
            assert all(spelling in shown for spelling in others if spelling != first)
            seen["spelling"] += len(answer.accepted) > 1
        if isinstance(answer, ChoiceAnswer):
            several = sum(not share.startswith("-") and share != "0" for share in shares(answer)) > 1
            assert bool(stated(question, words)) == (words["marking.several"] in said) == several
            seen["several"] += several
    assert all(seen.values()), seen


@pytest.mark.parametrize(
    ("language", "accepted", "shown"),
    [
        ("en", ("watt", "W", "volt ampere"), "also right: W, volt ampere"),
        ("zh", ("瓦", "W", "瓦特"), "下列写法也判为正确：W、瓦特"),
        ("en", ("2400", "3*800", "2,400"), "also right: 3*800; 2,400"),
        ("zh", ("2400", "3*800", "2,400"), "下列写法也判为正确：3*800；2,400"),
    ],
)
def test_no_comma_of_a_list_stands_beside_one_of_a_number(language: str, accepted: tuple[str, ...], shown: str) -> None:
    assert list(ShortAnswerAnswer(None, accepted).rules(words_of(language))) == [shown]


@pytest.mark.parametrize(
    ("value", "tolerance", "rounds"),
    [
        (Value(Fraction("0.93")), "0.005", True),
        (Value(Fraction("0.93")), "0.006", True),
        (Value(Fraction("0.93")), "0.01", False),
        (Value(Fraction(512)), "15", False),
        (Value(Fraction(8)), "0.5", False),
        (Value(0.933703, places=4), "0.00006", True),
        (Value(Fraction(2, 3)), "0.006", False),
        (Value(Fraction(2, 3)), "0.0006", True),
    ],
)
def test_a_range_is_said_where_it_is_more_than_rounding(value: Value, tolerance: str, rounds: bool) -> None:
    assert Cell(value, Fraction(tolerance)).rounds is rounds


def test_rules_stand_where_they_are_read(small_course: Path) -> None:
    course = load_course(small_course)
    code = Code("named", 11, "en")
    exam = exam_of(course, plan_of(course, code), code)
    paper = with_rules(exam)
    several = next(q.number for q in exam.questions if isinstance(q.answer, ChoiceAnswer) and q.answer.several)
    told = [q.number for q, before in zip(paper.questions, exam.questions, strict=True) if q.stem != before.stem]
    assert told == [several]
    assert several in {q.number for q in exam.questions if marking(q, exam.words)}
    cells = markers_sheet.keys(exam)
    assert any("5 gets 50% of the points" in cell for cell in cells)
    assert all("50%" not in cell for q, cell in zip(exam.questions, cells, strict=True) if not accepted(q, exam.words))


def test_numbers_are_written_as_the_language_does(course: Course) -> None:
    assert typed(Value(Fraction(5, 2)), course.wording["en"]) == "2.5"
