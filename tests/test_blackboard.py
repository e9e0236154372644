"""Blackboard: one line for each question, texts that stay on it, lines that are checked, and the same file read as a teacher's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import samples
from conftest import ROOT

from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Section
from hwgen.kinds import LETTERS, MatchingAnswer, OrderingAnswer, Placed
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.asked import Asked
from hwgen.lms.blackboard.fields import field, lines
from hwgen.lms.export import exam_entries, exam_file
from hwgen.lms.platforms import PLATFORMS, recognised
from hwgen.lms.sources import SOURCES
from hwgen.plan.assembly import assemble

ROW = PLATFORMS["blackboard"]


@pytest.fixture(scope="module")
def exam() -> Exam:
    course = load_course(ROOT / "tests" / "course")
    return instantiate(course, assemble(course, course.blueprint("named"), 7), "en")


def imported(data: bytes) -> Any:
    return SOURCES["text"].reads()(data, "quiz", set(), "quiz", ("en",), "en")


def read(data: bytes) -> tuple[list[Asked], Sequence[str]]:
    asked: list[Asked] = []
    whole = ROW.adapter().read_back(data, asked.append)
    return asked, [d.rule for d in (*whole, *(d for one in asked for d in one.diagnostics))]


@pytest.mark.parametrize("text", ["a < b & c > d", "one\n  two\n\nthree", "&lt;br&gt; <br> <!-- x -->", "[a] — 中文"])
def test_a_text_is_a_field_and_comes_back(text: str) -> None:
    assert "\n" not in field(text)
    assert lines(field(text)) == text
    assert "\t" not in field(f"{text}\t{text}\u2028\v\r\n")


def test_every_question_is_a_line_of_utf_8(exam: Exam) -> None:
    data, pieces = exam_file(ROW, exam)
    assert data.count(b"\n") == len(pieces)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert b"\n\n" not in data
    kinds = {line.split("\t")[0] for line in data.decode().splitlines()}
    assert kinds == {"MC", "MA", "TF", "ESS", "FIB", "NUM", "ORD", "FIB_PLUS"}


def test_the_file_is_imported_as_a_teachers(exam: Exam) -> None:
    data, pieces = exam_file(ROW, exam)
    done = imported(data)
    items = [item for those in done.items.values() for item in those]
    assert len(items) == len(pieces)
    assert not [d for d in done.doubts if d.rule not in ("import-one-language", "import-no-rubric")]
    expected = {
        "MC": "choice",
        "MA": "multiple-choice",
        "TF": "true-false",
        "ESS": "essay",
        "FIB": "short-answer",
        "NUM": "numeric",
        "ORD": "ordering",
        "FIB_PLUS": "linked",
    }
    assert [item["kind"] for item in items] == [expected[piece.shown] for piece in pieces]
    keys = [key for entry in exam_entries(ROW, [exam], ExportOptions()) for key in entry.keys]
    for item, key in zip(items, keys, strict=True):
        answer = key["answer"]
        if item["kind"] == "true-false":
            assert item["statements"][0]["answer"] is answer["value"]
        elif item["kind"] in ("choice", "multiple-choice"):
            assert len(item["right"]) == sum(option["right"] for option in key["options"])
            assert len(item["wrong"]) == sum(not option["right"] for option in key["options"])
        elif item["kind"] == "short-answer":
            assert item["accepted"] == answer["accepted"]
        elif item["kind"] == "ordering":
            assert len(item["entries"]) == len(key["entries"])
        elif item["kind"] == "linked":
            assert [part["accepted"] for part in item["parts"]] == [[LETTERS[i]] for i in answer["value"]]


def test_what_a_line_cannot_show_is_a_loss() -> None:
    _, pieces = exam_file(ROW, samples.exam())
    lost = {loss.what for piece in pieces for loss in piece.losses}
    for part in ("a picture", "the lines of a table", "the typeface of a program", "the points", "the solution"):
        assert any(what.startswith(part) for what in lost), part


def line_of(answer: MatchingAnswer | OrderingAnswer) -> tuple[list[str], set[str]]:
    group = samples.group("one", samples.question("one", 1, answer, samples.para("match [these]")))
    exam = replace(samples.exam(), sections=(Section("I", (), (group,)),))
    data, pieces = exam_file(ROW, exam)
    lost = {
        loss.what
        for piece in pieces
        for loss in piece.losses
        if not loss.what.startswith(("the points", "the solution"))
    }
    assert not data or read(data)[1] == []
    return data.decode().rstrip("\n").split("\t"), lost


def placed(*names: str) -> tuple[Placed, ...]:
    return tuple(Placed(name, samples.para(name)) for name in names)


def test_a_matching_without_partners_of_its_own_fills_letters_in() -> None:
    fields, lost = line_of(MatchingAnswer(placed("one", "two"), placed("odd", "even"), (0, 1)))
    assert [fields[0], *fields[2:]] == ["MAT", "one", "odd", "two", "even"]
    assert not lost
    fields, lost = line_of(MatchingAnswer(placed("one", "[x]", "three"), placed("odd", "even"), (0, 1, 0)))
    assert [fields[0], *fields[2:]] == ["FIB_PLUS", "b1", "A", "", "b2", "B", "", "b3", "A"]
    assert "match &#91;these&#93;" in fields[1]
    assert "&#91;x&#93; [b2]" in fields[1]
    assert lost == {"the matching: letters are filled into blanks"}


def test_a_matching_with_more_blanks_than_blackboard_takes_is_left_out() -> None:
    many = placed(*(f"n{i}" for i in range(11)))
    group = samples.group("one", samples.question("one", 1, MatchingAnswer(many, placed("a", "b"), (0,) * 11)))
    (entry,) = exam_entries(ROW, [replace(samples.exam(), sections=(Section("I", (), (group,)),))], ExportOptions())
    assert not entry.piece.data
    assert [loss.what for loss in entry.piece.losses] == ["the whole question"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("MC\tWhich?\ta\tcorrect\tb\tcorrect", "blackboard-answer"),
        ("MC\tWhich?\ta\tright\tb\tincorrect", "blackboard-answer"),
        ("MA\tWhich?\ta\tincorrect\tb\tincorrect", "blackboard-answer"),
        ("TF\tTrue?\tTRUE!", "blackboard-answer"),
        ("TF\t\ttrue", "blackboard-answer"),
        ("NUM\tHow many?\tfew", "blackboard-answer"),
        ("FIB\tWhat?", "blackboard-answer"),
        ("MAT\tMatch.\ta\tb\tc\tb", "blackboard-answer"),
        ("FIB_PLUS\tThe [a].\tb\tx", "blackboard-answer"),
        ("GUESS\tWhat?\tx", "blackboard-line"),
        ("", "blackboard-line"),
        ("MC", "blackboard-answer"),
    ],
)
def test_a_spoilt_line_is_an_error_and_others_are_not(line: str, rule: str) -> None:
    sound = "TF\tIt is.\ttrue\n"
    assert read(sound.encode())[1] == []
    assert read(f"{sound}{line}\n{sound}".encode())[1] == [rule]


def test_a_file_that_is_no_plain_utf_8_or_too_long_is_named() -> None:
    assert read("TF\t它是。\ttrue\n".encode("gbk"))[1] == ["blackboard-encoding"]
    assert read("\ufeffTF\tIt is.\ttrue\n".encode())[1] == ["blackboard-encoding"]
    assert read(b"TF\tIt is.\ttrue\n" * 501)[1] == ["blackboard-many"]


def test_a_formula_in_braces_does_not_make_it_gift(tmp_path: Any) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(rb"TF	The rank of \(A^{T}\) is that of \(A\).	true" + b"\n")
    assert recognised(file) == ROW
