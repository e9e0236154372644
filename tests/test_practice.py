"""The practice page: what it holds, what it hides in an exam, and damaged pages. `make players` drives it in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import samples
from conftest import ROOT
from lxml import html

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.kinds import OrderingAnswer
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.asked import Asked, Choice, Matching, Number, Typed
from hwgen.lms.export import Target, exam_entries, exam_file, exam_slots, export_exam, export_pools
from hwgen.lms.html import reading
from hwgen.lms.html.document import pack
from hwgen.lms.html.reading import read_back
from hwgen.lms.platforms import PLATFORMS
from hwgen.plan.assembly import assemble

PRACTICE = PLATFORMS["html"]
Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def small() -> Course:
    return load_course(ROOT / "tests" / "course")


@pytest.fixture(scope="module")
def page(small: Course) -> bytes:
    return exam_file(PRACTICE, instantiate(small, assemble(small, small.blueprint("named"), 7), "en"))[0]


def exported(course: Course, folder: Path, *languages: str, **options: Any) -> bytes:
    target = Target(PRACTICE, languages or ("en",), folder / "page.html", ExportOptions(**options))
    return export_exam(course, "named", 7, target).files[0].read_bytes()


def test_a_page_for_an_exam_does_not_tell_what_is_right(small: Course, tmp_path: Path) -> None:
    exam = instantiate(small, assemble(small, small.blueprint("named"), 7), "en")
    hidden = exported(small, tmp_path, keys=False).decode()
    open_ = exported(small, tmp_path).decode()
    tree, known = html.document_fromstring(hidden.encode()), html.document_fromstring(open_.encode())
    for name in ("marking", "solution", "why", "check", "earned", "key"):
        assert not tree.find_class(name), name
        assert known.find_class(name), name
    body = hidden.split("<main>")[1].split("</main>")[0]
    assert not re.search(r"misconception|correct|data-why|" + "|".join(_option_ids(exam)), body)
    assert [one.get("data-id") for one in tree.iter("article")] == [f"q{i}" for i in range(1, len(exam.groups) + 1)]
    # The same fields are there to be answered, none of them filled in.
    fields = [len(list(one.iter("input", "select", "textarea"))) for one in (tree, known)]
    assert fields[0] == fields[1] - len(known.find_class("earned")) > 20
    assert not tree.xpath("//*[@checked or @selected]")


def _option_ids(exam: Any) -> list[str]:
    return [rf"\b{re.escape(o.id)}\b" for q in exam.questions for o in getattr(q.answer, "options", ()) if "-" in o.id]


def test_a_page_is_the_same_each_time_and_loads_nothing(small: Course, page: bytes, tmp_path: Path) -> None:
    assert exported(small, tmp_path, "zh", "en") == exported(small, tmp_path, "zh", "en")
    assert b"default-src 'none'" in page
    assert not re.search(rb"(?:src|href)=\"(?!data:)", page)


def test_hostile_texts_stay_texts() -> None:
    exam = samples.exam()
    data = pack([(e.category, e.piece) for e in exam_entries(PRACTICE, [exam], ExportOptions())])
    tree = html.document_fromstring(data)
    assert not tree.xpath("//main//b | //main//i")
    assert len(tree.xpath("//script")) == 1 + len(tree.find_class("marking"))
    for script in tree.find_class("marking"):
        assert json.loads(script.text)["points"] >= 0


def test_pools_hold_variants_of_which_the_first_is_shown(small: Course, tmp_path: Path) -> None:
    target = Target(PRACTICE, ("zh", "en"), tmp_path / "page.html")
    done = export_pools(small, exam_slots(small, "named", 7), (), 3, 7, target)
    tree = html.document_fromstring(done.files[0].read_bytes())
    for section in tree.iter("section"):
        first, *others = section.iter("article")
        assert first.get("hidden") is None
        assert all(other.get("hidden") for other in others)
        assert bool(section.find_class("another")) == bool(others)
    assert any(len(list(section.iter("article"))) == 3 for section in tree.iter("section"))


def asked(data: bytes) -> tuple[list[Asked], list[str]]:
    found: list[Asked] = []
    whole = read_back(data, found.append)
    return found, [d.rule for d in (*whole, *(d for one in found for d in one.diagnostics))]


def test_what_is_read_back_marks_as_the_page_does(page: bytes) -> None:
    found, rules = asked(page)
    assert not rules
    kinds = [field.kind for one in found for field in one.fields]
    several = next(k for k in kinds if isinstance(k, Choice) and len(k.marks) > k.count)
    assert max(mark for _, mark in several.marks) == pytest.approx(1)
    assert min(mark for _, mark in several.marks) == 0
    assert any(isinstance(kind, Number) and kind.mark(2.5) in (0, 1) for kind in kinds)
    typed = next(kind for kind in kinds if isinstance(kind, Typed))
    assert typed.mark("early  Stopping ") == 1
    assert typed.mark("stopping") == 0
    assert sum(isinstance(kind, Matching) for kind in kinds) == 2


def test_of_a_large_page_one_question_is_held_at_a_time(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read, whole = asked(page)
    held: list[int] = []
    monkeypatch.setattr(reading, "CHUNK", 100)
    one_asked = reading._asked
    monkeypatch.setattr(
        reading, "_asked", lambda one: held.append(len(one.getroottree().findall(".//article/*"))) or one_asked(one)
    )
    again, rules = asked(page)
    assert ([one.id for one in again], rules) == ([one.id for one in read], whole)
    assert len(held) == len(read) > 5
    assert max(held) < 10


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda data: b"<p>hello</p>", "html-no-page"),
        (lambda data: b"", "html-no-page"),
        (lambda data: data.replace(b'"shares": [', b'"shares": [1, ', 1), "html-marking"),
        (lambda data: data.replace(b'"kind": "text"', b'"kind": "guess"', 1), "html-marking"),
        (lambda data: data.replace(b'"key": [', b'"key": [99, ', 1), "html-marking"),
        (lambda data: data.replace(b'"cells": [', b'"cells": {', 1), "html-marking"),
        (lambda data: data.replace(b"<h1>", b'<h1><img src="https://example.org/a.png"/>', 1), "html-loads"),
        (lambda data: data.replace(b"<style>", b"<style>@import 'a.css';", 1), "html-loads"),
    ],
)
def test_a_damaged_page_is_an_error(change: Change, rule: str, page: bytes) -> None:
    assert change(page) != page
    assert asked(change(page))[1] == [rule]


def test_what_is_no_page_is_not_read_to_its_end(page: bytes) -> None:
    begin = page.index(b"<article")
    few, many = (page[:begin] + b"<b>" * count + page[begin:] for count in (1_000, 400_000))
    asked: list[Asked] = []
    assert not read_back(few, asked.append)
    assert asked
    assert [d.rule for d in read_back(many, lambda _: None)] == ["html-no-page"]


def test_an_ordering_is_asked_by_places(small: Course) -> None:
    exam = instantiate(small, assemble(small, small.blueprint("named"), 7), "en")
    ordering = next(q for q in exam.questions if isinstance(q.answer, OrderingAnswer))
    (entry,) = (e for e in exam_entries(PRACTICE, [exam], ExportOptions()) if ordering in e.piece.asked)
    selects = html.fragment_fromstring(entry.piece.data.decode()).findall(".//select")
    assert [[o.text for o in select][1:] for select in selects] == [["1", "2", "3"]] * 3
