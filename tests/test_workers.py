"""A course in other processes: it travels as bytes, and what is said of it comes home with its own places."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from hwgen.bank.course import load_course
from hwgen.bank.parcel import opened, parcel
from hwgen.errors import CourseError
from hwgen.looking.tables import generators
from hwgen.proof import certificates
from hwgen.proof.certificates import Certificate, verified
from hwgen.workers import START_METHOD

GENERATORS = """
from hwgen import Computed, Draw, Formulas, Problem, Text, Wording, generator

WRONG = {"one-more": "n**2 + 1", "two-more": "n**2 + 2", "three-more": "n**2 + 3"}


def say() -> Wording:
    return Wording(ask=Text(zh="问", en="ask"), claim=Text(zh="${}$", en="${}$"), solution=Text(zh="=", en="="))


@generator(topic="squares", minutes=1, source="s")
def square(draw: Draw) -> Problem:
    draw.integer("n", 2, 9)
    return Problem((Computed("area", Formulas("n**2", wrong=WRONG), draw.params, say, difficulty=1),))


@square.check
def by_addition(n):
    return sum([n] * n)


@generator(topic="squares", minutes=1, source="s")
def wrong_square(draw: Draw) -> Problem:
    draw.integer("n", 2, 9)
    return Problem((Computed("area", Formulas("n**2", wrong=WRONG), draw.params, say, difficulty=1),))


@wrong_square.check
def too_much(n):
    return sum([n] * n) + 1
"""


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """A course of two generators, one of them wrong."""
    (tmp_path / "bank/exams").mkdir(parents=True)
    (tmp_path / "bank/course.yaml").write_text(
        "name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n", encoding="utf-8"
    )
    why = "name: {zh: 错, en: wrong}, why: {zh: 错, en: wrong}, topics: [squares]"
    lines = (f"{name}: {{{why}}}\n" for name in ("one-more", "two-more", "three-more"))
    (tmp_path / "bank/misconceptions.yaml").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "bank/conventions.yaml").write_text("", encoding="utf-8")
    (tmp_path / "generators").mkdir()
    (tmp_path / "generators/squares.py").write_text(GENERATORS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_proofs_by_workers_come_home(squares: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv(START_METHOD, method)
    monkeypatch.setenv("HWGEN_CACHE", str(squares / "cache"))
    monkeypatch.setattr(certificates, "_held", {})
    (squares / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(squares / "temporary"))
    course = load_course(squares)
    right, wrong = verified(course, generators(course))
    assert isinstance(right, Certificate)
    assert right.variants == 8
    assert isinstance(wrong, CourseError)
    (fault,) = wrong.diagnostics
    assert "the formula gives 4, the check 5" in fault.message
    assert fault.span == course.items["wrong-square"].span
    assert not list((squares / "temporary").iterdir())


def test_a_parcel_is_the_course_again(squares: Path) -> None:
    course = load_course(squares)
    sent = parcel(course)
    assert opened(sent) is course
    arrived = pickle.loads(pickle.dumps(sent))
    assert arrived == sent
    opened.cache_clear()
    other = opened(arrived)
    assert other.root != course.root
    assert other.digest == course.digest
    assert list(other.items) == list(course.items)
    changed = squares / "generators/squares.py"
    changed.write_text(GENERATORS + "\n", encoding="utf-8")
    assert parcel(course) != sent
