"""Responses get what they get on Moodle, and what the policies of the exam say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.marking import MarkingRecord
from hwgen.exam.instantiate import make_group
from hwgen.exam.model import Group
from hwgen.exam.model import Question as Asked
from hwgen.kinds import LETTERS, EssayAnswer, MatchingAnswer, NumericAnswer, OrderingAnswer
from hwgen.lms.adapter import Category, ExportOptions
from hwgen.lms.platforms import PLATFORMS
from hwgen.marks.response import Response
from hwgen.marks.scoring import number, score
from hwgen.plan.plan import Slot
from hwgen.sheets.fields import fields
from hwgen.sheets.keys import Boxes, Copy, Grade, Interval, Number, Option, Policy, Question, Written
from hwgen.words.words import words

MOODLE = PLATFORMS["moodle"].adapter()
POINTS = 6


def groups(course: Course) -> Iterator[Group]:
    """Questions of every kind; of the most frequent ones a part."""
    for i, item in enumerate(item for item in course.items.values() if isinstance(item, BankItem)):
        if item.kind not in ("true-false", "choice") or i % 8 == 0:
            yield make_group(course, Slot(item, Pin(), POINTS, item.span, deduct=25 * (i % 2)), 7, "en", 1)


def copy_of(question: Asked, group: Group, columns: int = 9) -> Copy:
    asked = fields(question, group, columns, words("en"))
    kind = question.answer.kind
    one = Question(question.number, group.item, question.id, "", kind, Fraction(question.points), asked)
    return Copy(1, "CODE", "", (one,))


def moodle(group: Group, question: Asked) -> Iterator[tuple[object, float, str]]:
    """Each response to a question as Moodle takes it, with the part of the points that it gets there."""
    alone = replace(group, questions=(question,), context=())
    for piece in MOODLE.pieces([alone], [words("en")], set(), 0, ExportOptions()):
        asked = []
        MOODLE.read_back(MOODLE.pack([(Category(("x",)), piece)]), asked.append)
        for each in asked:
            yield from ((response.given, response.fraction, each.type) for response in each.responses)


def edges(field: Number | Written) -> list[float]:
    intervals = field.accepted if isinstance(field, Number) else field.numbers
    return [float(edge) for interval in intervals for edge in (interval.low, interval.high)]


def translated(question: Asked, copy: Copy, given: object, right: Sequence[str]) -> Response | None:
    """The response on a sheet; None for a number at an edge, where Moodle's floats decide."""
    answer, id = question.answer, f"q{question.number}"
    match given:
        case bool():
            return Response(1, {id: ("T" if given else "F",)})
        case (int() as place, float() as value) if isinstance(answer, NumericAnswer):
            return typed(f"{id}.{place}", copy.questions[0].fields[place - 1], value)
        case int() if not isinstance(answer, NumericAnswer):
            return Response(1, {id: (LETTERS[given],)})
        case float() | int():
            return typed(id, copy.questions[0].fields[0], float(given))
        case str():
            return Response(1, texts={id: given})
        case None:
            return Response(1)
        case tuple() if isinstance(answer, MatchingAnswer):
            spare = next((c for i, c in enumerate(LETTERS[: len(answer.right)]) if i not in answer.key), "?")
            letters = {name: LETTERS[place] for name, place in zip(right, answer.key, strict=True)}
            return Response(1, {f"{id}.{i}": (letters.get(name, spare),) for i, name in enumerate(given, 1)})
        case tuple() if isinstance(answer, OrderingAnswer):
            return Response(1, {f"{id}.{i}": (LETTERS[answer.key[place]],) for i, place in enumerate(given, 1)})
        case tuple():
            return Response(1, {id: tuple(LETTERS[i] for i in given)})
    raise AssertionError(given)


def typed(id: str, field: object, value: float) -> Response | None:
    assert isinstance(field, Number)
    near = min((abs(value - edge) / (abs(edge) or 1) for edge in edges(field)), default=1.0)
    inside = any(interval.low == interval.high for interval in field.accepted)
    return None if near < 1e-9 and not inside else Response(1, texts={id: f"{Decimal(repr(value)):f}"})


def test_responses_get_what_they_get_on_moodle(course: Course) -> None:
    compared: dict[str, int] = {}
    for group in groups(course):
        for question in group.questions:
            if isinstance(question.answer, EssayAnswer):
                continue
            copy = copy_of(question, group)
            answers = list(moodle(group, question))
            right = next((given for given, fraction, _ in answers if fraction > 0.999 and isinstance(given, tuple)), ())
            for given, fraction, type in answers:
                response = translated(question, copy, given, right)
                if response is not None:
                    share = score(copy, response, Policy()).questions[0].share
                    assert float(share) == pytest.approx(fraction, abs=2e-6), (group.item, given)
                    compared[type] = compared.get(type, 0) + 1
    kinds = {"truefalse", "multichoice", "numerical", "shortanswer", "matching", "ordering", "cloze"}
    assert compared.keys() >= kinds, compared
    assert min(compared.values()) > 8, compared


ONE = Boxes(
    "q1", (Option("A", Fraction(1)), Option("B", Fraction(-1, 4), "b", "mixed-up"), Option("C", Fraction(-1, 4)))
)
SEVERAL = Boxes("q1", tuple(Option(v, Fraction(1, 2) if v in "AB" else Fraction(-1, 3)) for v in "ABCDE"), several=True)
GRID = Number(
    ("q1#1", "q1#2", "q1#3"),
    (Interval(Fraction(1, 4), Fraction(1, 4), Fraction(1)), Interval(Fraction(3), Fraction(4), Fraction(1, 2), "half")),
)
ESSAY = Written("q1", ("q1.points",), "q1.half")


def alone(field: Boxes | Number | Written, points: int = 4) -> Copy:
    return Copy(1, "CODE", "", (Question(1, "item", "part", "", "kind", Fraction(points), (field,)),))


@pytest.mark.parametrize(
    ("field", "marked", "points", "doubts"),
    [
        (ONE, {"q1": ("A",)}, 4, ()),
        (ONE, {"q1": ("B",)}, -1, ()),
        (ONE, {}, 0, ()),
        (ONE, {"q1": ("A", "B")}, -1, ("q1",)),
        (SEVERAL, {"q1": ("A", "B")}, 4, ()),
        (SEVERAL, {"q1": ("A", "C")}, Fraction(2, 3), ()),
        (SEVERAL, {"q1": ("A", "B", "C", "D", "E")}, 0, ()),
        (SEVERAL, {"q1": ("C",)}, 0, ()),
        (GRID, {"q1#1": ("1",), "q1#2": ("/",), "q1#3": ("4",)}, 4, ()),
        (GRID, {"q1#1": (".",), "q1#2": ("2",), "q1#3": ("5",)}, 4, ()),
        (GRID, {"q1#2": ("3",)}, 2, ()),
        (GRID, {"q1#1": ("3",), "q1#3": (".",)}, 2, ("q1#2",)),
        (GRID, {"q1#1": ("3", "4")}, 0, ("q1#1",)),
        (GRID, {"q1#1": (".",)}, 0, ("q1#1",)),
        (GRID, {"q1#1": ("1",), "q1#2": ("/",), "q1#3": ("0",)}, 0, ("q1#1",)),
        (ESSAY, {"q1.points": ("3",), "q1.half": ("½",)}, Fraction(7, 2), ()),
        (ESSAY, {"q1.half": ("½",)}, Fraction(1, 2), ()),
        (ESSAY, {"q1.points": ("4",), "q1.half": ("½",)}, 4, ("q1.points",)),
        (ESSAY, {"q1.points": ("2", "3")}, 3, ("q1.points",)),
    ],
)
def test_marks_become_points(
    field: Boxes | Number | Written, marked: dict[str, tuple[str, ...]], points: Fraction, doubts: tuple[str, ...]
) -> None:
    result = score(alone(field), Response(1, marked), Policy())
    assert (result.total, result.doubts, result.waits) == (points, doubts, False)
    assert score(alone(field), Response(1, marked, decided=doubts), Policy()).doubts == ()


def test_two_marks_are_wrong_without_a_question_where_the_policy_says_so() -> None:
    result = score(alone(ONE), Response(1, {"q1": ("A", "B")}), Policy(double="wrong"))
    assert (result.total, result.doubts) == (-1, ())


def test_what_a_person_has_not_marked_waits() -> None:
    result = score(alone(ESSAY), Response(1), Policy())
    assert (result.total, result.waits) == (0, True)
    assert score(alone(ESSAY), Response(1, points={"q1": Fraction(5, 2)}), Policy()).total == Fraction(5, 2)


def test_misconceptions_are_known_by_what_was_chosen() -> None:
    assert score(alone(ONE), Response(1, {"q1": ("B",)}), Policy()).questions[0].fields[0].misconceptions == (
        "mixed-up",
    )
    assert score(alone(GRID), Response(1, texts={"q1": "3.5"}), Policy()).questions[0].fields[0].misconceptions == (
        "half",
    )


@pytest.mark.parametrize(
    ("step", "points", "total", "grade", "passed"),
    [
        (Fraction(0), Fraction(7, 3), Fraction(7, 3), "D", False),
        (Fraction(1, 2), Fraction(7, 3), Fraction(5, 2), "C", True),
        (Fraction(1), Fraction(5, 2), Fraction(3), "C", True),
        (Fraction(1), Fraction(4), Fraction(4), "A", True),
    ],
)
def test_totals_are_rounded_and_graded(
    step: Fraction, points: Fraction, total: Fraction, grade: str, passed: bool
) -> None:
    scale = (Grade("A", Fraction(90)), Grade("C", Fraction(60)), Grade("D", Fraction(0)))
    policy = Policy(rounding=step, pass_percent=Fraction(60), grades=scale)
    result = score(alone(ESSAY), Response(1, points={"q1": points}), policy)
    assert (result.total, result.grade, result.passed) == (total, grade, passed)


@pytest.mark.parametrize(
    ("best", "got", "most", "total", "beside"),
    [
        (None, (4, 1, 3), 12, 8, set()),
        (2, (4, 1, 3), 8, 7, {2}),
        (2, (3, 3, 3), 8, 6, {3}),
        (2, (0, 0, 4), 8, 4, {2}),
        (5, (4, 1, 3), 12, 8, set()),
    ],
)
def test_of_the_questions_the_best_ones_count(
    best: int | None, got: Sequence[int], most: int, total: int, beside: set[int]
) -> None:
    essays = [replace(ESSAY, id=f"q{i}", digits=(f"q{i}.points",), half=f"q{i}.half") for i in (1, 2, 3)]
    questions = [replace(alone(essay).questions[0], number=i) for i, essay in enumerate(essays, 1)]
    copy = replace(alone(ESSAY), questions=tuple(questions))
    points = {essay.id: Fraction(value) for essay, value in zip(essays, got, strict=True)}
    result = score(copy, Response(1, points=points), Policy(best_of=best))
    assert (result.most, result.total, result.beside) == (most, total, beside)
    assert result.percent == Fraction(100 * total, most)


@pytest.mark.parametrize(
    ("text", "value"),
    [("-2.5", Fraction(-5, 2)), (".5", Fraction(1, 2)), ("3.", Fraction(3)), ("1/3", Fraction(1, 3))]
    + [(text, None) for text in ("", "-", ".", "1/", "/2", "1/0", "1..2", "--1", "1-2", "1/2/3", "1e3")],
)
def test_signs_make_a_number_or_none(text: str, value: Fraction | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize("grades", [{"A": 90, "B": 60, "F": 0}, {"F": 0, "B": 60, "A": 90}])
def test_grades_stand_in_the_order_of_their_percentages(grades: dict[str, int]) -> None:
    assert dict(MarkingRecord.model_validate({"grades": grades}).grades) == grades
    with pytest.raises(ValueError, match="another order than their percentages"):
        MarkingRecord.model_validate({"grades": grades | {"B": 95}})
