"""A course in other processes: it travels as bytes, and what is said of it comes home with its own places."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from squares import GENERATORS, squares

from hwgen.bank.course import load_course
from hwgen.bank.parcel import opened, parcel
from hwgen.errors import CourseError
from hwgen.looking.tables import generators
from hwgen.proof import certificates
from hwgen.proof.certificates import Certificate, verified
from hwgen.workers import START_METHOD


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_proofs_by_workers_come_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv(START_METHOD, method)
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(certificates, "_held", {})
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    course = load_course(squares(tmp_path))
    right, wrong = verified(course, generators(course))
    assert isinstance(right, Certificate)
    assert right.variants == 8
    assert isinstance(wrong, CourseError)
    (fault,) = wrong.diagnostics
    assert "the formula gives 4, the check 5" in fault.message
    assert fault.span == course.items["wrong-square"].span
    assert not list((tmp_path / "temporary").iterdir())


def test_a_parcel_is_the_course_again(tmp_path: Path) -> None:
    course = load_course(squares(tmp_path))
    sent = parcel(course)
    assert opened(sent) is course
    arrived = pickle.loads(pickle.dumps(sent))
    assert arrived == sent
    opened.cache_clear()
    other = opened(arrived)
    assert other.root != course.root
    assert other.digest == course.digest
    assert list(other.items) == list(course.items)
    changed = tmp_path / "generators/squares.py"
    changed.write_text(GENERATORS + "\n", encoding="utf-8")
    assert parcel(course) != sent
