"""Every platform of the table: each kind of question exported, checked, read back, marked against the key, imported, exported again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.commands import platforms as commands
from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam
from hwgen.kinds import KINDS
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.checking import check, check_file
from hwgen.lms.export import Target, exam_entries, exam_file, exam_slots, export_exam, export_pools, slots_of
from hwgen.lms.intake import import_file
from hwgen.lms.keys import differences, keys_of
from hwgen.lms.platforms import PLATFORMS, Platform, recognised
from hwgen.plan.assembly import assemble
from hwgen.text import Language
from hwgen.writers import native

Terminal = Callable[..., Ran]
EVERY = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
MARKING = [row for row in PLATFORMS.values() if row.marks]
IMPORTED = [row for row in PLATFORMS.values() if row.imports]


@pytest.fixture(scope="module")
def small() -> Course:
    return load_course(ROOT / "tests" / "course")


def paper(course: Course, language: Language) -> Exam:
    return instantiate(course, assemble(course, course.blueprint("named"), 7), language)


@pytest.fixture(scope="module")
def exam(small: Course) -> Exam:
    return paper(small, "en")


def target(platform: Platform, folder: Path, *languages: Language, **options: Any) -> Target:
    out = folder / f"questions{platform.suffixes[0]}"
    return Target(platform, languages or ("en",), out, ExportOptions(**options))


@EVERY
@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")], ids=["zh", "en", "both"])
def test_every_kind_is_exported_and_marked_as_the_key(
    platform: Platform, languages: tuple[Language, ...], small: Course, exam: Exam, tmp_path: Path
) -> None:
    assert {type(question.answer) for question in exam.questions} == {kind.answer for kind in KINDS}
    for linked in platform.linked:
        if len(languages) > 1 and not platform.languages:
            continue
        done = export_exam(small, "named", 7, target(platform, tmp_path, *languages, linked=linked))
        assert not done.warnings
        (file,) = done.files
        report = check_file(platform, file, None, scores=True)
        assert not report.diagnostics
        assert report.questions == done.questions >= len(exam.groups)
        assert sum(len(asked.responses) for asked in report.scored) == done.responses
        assert (done.responses > 20) == platform.marks
        key = tmp_path / "exam.json"
        key.write_bytes(native.write(paper(small, languages[0])))
        assert not check_file(platform, file, key, scores=False).diagnostics


def spoilt(key: dict[str, Any]) -> dict[str, Any]:
    """The key of a question with another answer."""
    answer = key["answer"]
    match key["kind"]:
        case "true-false":
            return {**key, "answer": {**answer, "value": not answer["value"]}}
        case "choice" | "multiple-choice":
            return {**key, "options": [{**option, "right": not option["right"]} for option in key["options"]]}
        case "numeric" | "table":
            return {
                **key,
                "answer": {**answer, "cells": [{**c, "value": float(c["value"]) + 7} for c in answer["cells"]]},
            }
        case "short-answer":
            return {**key, "answer": {**answer, "accepted": ["something else"]}}
        case "matching" | "ordering":
            return {**key, "answer": {**answer, "value": answer["value"][::-1]}}
        case "essay":
            return {**key, "kind": "true-false", "answer": {"value": True}}
        case other:
            raise AssertionError(f"spoil {other}, too")


@pytest.mark.parametrize("platform", MARKING, ids=lambda row: row.name)
def test_a_wrong_key_is_noticed_in_every_kind(platform: Platform, exam: Exam) -> None:
    whole = json.loads(native.write(exam))
    data, pieces = exam_file(platform, exam)
    asked = {}
    platform.adapter().read_back(data, lambda one: asked.update({one.id: one} if one.counts else {}))
    assert set(asked) == {piece.id for piece in pieces}
    right = keys_of(whole, set(asked))
    for section in whole["sections"]:
        section["questions"] = [spoilt(question) for question in section["questions"]]
    wrong = keys_of(whole, set(asked))
    for id, one in asked.items():
        assert not list(differences(one, right[id])), id
        assert list(differences(one, wrong[id])), id


@EVERY
def test_points_are_compared_or_reported_as_lost(platform: Platform, exam: Exam) -> None:
    data, pieces = exam_file(platform, exam)
    read: list[Any] = []
    platform.adapter().read_back(data, read.append)
    without = {one.id for one in read if one.counts and any(field.points is None for field in one.fields)}
    for piece in pieces:
        for question in piece.asked:
            lost = any(
                "points" in loss.what for other in pieces for loss in other.losses if loss.question in (question,)
            )
            assert (piece.id not in without) or lost or not platform.marks or question.points == 1 or "cell" in piece.id
    assert {loss.group.item for piece in pieces for loss in piece.losses} <= {group.item for group in exam.groups}


@EVERY
def test_the_same_questions_give_the_same_bytes(platform: Platform, exam: Exam) -> None:
    assert exam_file(platform, exam) == exam_file(platform, exam)


@EVERY
def test_a_file_is_recognised_by_what_it_holds_or_by_its_name(platform: Platform, exam: Exam, tmp_path: Path) -> None:
    file = tmp_path / "questions.dat"
    file.write_bytes(exam_file(platform, exam)[0])
    assert recognised(file) == platform
    assert recognised(file, platform.name) == platform
    with_name = tmp_path / f"broken{platform.suffixes[0]}"
    with_name.write_bytes(b"nothing of the kind")
    assert platform.suffixes[0] in recognised(with_name).suffixes


def test_an_unknown_file_is_an_error_that_names_all_platforms(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(UsageError) as caught:
        recognised(file)
    (fault,) = caught.value.diagnostics
    assert all(row.title in fault.message and f"--as {row.name}" in fault.hint for row in PLATFORMS.values())


def contents(folder: Path, done: Any) -> list[Any]:
    """All that imported items say, but not who they are."""
    course = load_course(folder)
    told = []
    for question in instantiate(course, assemble(course, course.blueprint(done.exams[0]), 1), "en").questions:
        told.append((question.stem, question.answer, question.explanation))
    return told


@pytest.mark.parametrize("platform", IMPORTED, ids=[row.name for row in IMPORTED])
def test_imported_and_exported_again_nothing_changes(platform: Platform, small: Course, tmp_path: Path) -> None:
    first = export_exam(small, "named", 7, target(platform, tmp_path / "1")).files[0]
    done = import_file(platform, first, tmp_path / "course")
    again = load_course(tmp_path / "course")
    second = export_exam(again, done.exams[0], 1, target(platform, tmp_path / "2")).files[0]
    once_more = import_file(platform, second, tmp_path / "another")
    assert contents(tmp_path / "another", once_more) == contents(tmp_path / "course", done)
    assert done.items == once_more.items >= len(KINDS)

    def marks(file: Path) -> list[Any]:
        scored = check_file(platform, file, None, scores=True).scored
        return [(asked.type, [(r.text, r.fraction) for r in asked.responses]) for asked in scored]

    assert marks(first) == marks(second)


@EVERY
def test_a_pool_has_a_category_for_each_thing_that_is_drawn(platform: Platform, small: Course, tmp_path: Path) -> None:
    slots = exam_slots(small, "named", 7)
    done = export_pools(small, slots, (), 3, 7, target(platform, tmp_path))
    report = check(platform, done.files[0].read_bytes(), done.files[0])
    assert not report.diagnostics
    parts = {
        (entry.piece.asked[0].id, entry.piece.part)
        for entry in exam_entries(
            platform, [instantiate(small, assemble(small, small.blueprint("named"), 7), "en")], ExportOptions()
        )
    }
    # Cards to learn from stand in a deck for each item.
    assert done.categories == len(parts if platform.marks else slots)
    assert done.questions > len(parts)


@EVERY
def test_files_of_a_size(platform: Platform, small: Course, tmp_path: Path) -> None:
    slots = slots_of(small, ["max-pool"], None, 10)
    done = export_pools(small, slots, (), 12, 7, target(platform, tmp_path, max_size=9000))
    assert (len(done.files) > 1) == platform.max_size
    assert all(file.stat().st_size <= 9000 for file in done.files) or not platform.max_size
    again = export_pools(small, slots, (), 1, 7, target(platform, tmp_path))
    assert len(again.files) == 1
    assert len(again.warnings) == (len(done.files) if platform.max_size else 0)


@EVERY
def test_a_file_with_more_questions_than_are_read_at_once_is_several(
    platform: Platform, small: Course, tmp_path: Path
) -> None:
    slots = slots_of(small, ["max-pool", "relu-values"], None, 10)
    few = replace(platform, most=3)
    done = export_pools(small, slots, (), 5, 7, target(few, tmp_path))
    assert (len(done.files), done.questions) == (2, 7), "a pool stays together"
    done = export_pools(small, slots[:1], (), 7, 7, target(few, tmp_path))
    assert (len(done.files), done.questions) == (2, 7), "one that is too large does not"


@EVERY
def test_commands_are_made_from_the_row(platform: Platform, terminal: Terminal, tmp_path: Path) -> None:
    helped = terminal("export", platform.name, "--help", folder=tmp_path).out
    assert ("--linked" in helped) == (len(platform.linked) > 1)
    assert ("--no-ordering" in helped) == bool(platform.ordering)
    assert ("--max-size" in helped) == platform.max_size
    assert ("or all of them" in " ".join(helped.split())) == platform.languages
    assert platform.title in helped
    assert ("--no-keys" in helped) == (platform.keyless is not None)
    assert (platform.title in terminal("import", platform.name, "--help", folder=tmp_path).out) == platform.imports
    assert platform.name in terminal("check-export", "--help", folder=tmp_path).out
    words = ("--course", ROOT / "tests" / "course", "--seed", "7", "--lang", "en", "--json")
    wrong = terminal("export", platform.name, "named", *words, "-o", "x.doc", folder=tmp_path)
    assert wrong.code == 2
    assert f"accepts only names that end in {platform.suffixes[0]}" in wrong.err
    out = f"x{platform.suffixes[0]}"
    done = terminal("export", platform.name, "named", *words, "-o", out, folder=tmp_path)
    summary = json.loads(done.out)
    assert summary["files"] == [out]
    assert (summary["losses"] > 0) == ("lost in" in done.err)
    plain = terminal("export", platform.name, "named", *words[:-1], "-o", out, folder=tmp_path)
    assert plain.out == f"{out}\n"
    assert f"In {platform.steps.where}:" in plain.err
    checked = terminal("check-export", out, folder=tmp_path)
    assert checked.code == 0
    assert checked.out.startswith(f"{platform.title}: {summary['questions']} questions")
    if platform.imports:
        taken = terminal("import", platform.name, out, "--into", "mine", folder=tmp_path)
        assert taken.code == 0, taken.err


def test_a_platform_is_a_row(terminal: Terminal, tmp_path: Path) -> None:
    """A new row has its commands without another line."""
    toy = replace(PLATFORMS["moodle"], name="toy", title="Toy XML", suffixes=(".toy",), linked={"separate": "apart"})
    commands.add(toy)
    try:
        helped = terminal("export", "toy", "--help", folder=tmp_path).out
        assert "Toy XML" in helped
        assert "--linked" not in helped
    finally:
        for group in (commands.export, commands.import_):
            del group.commands["toy"]


def test_a_package_carries_the_files_of_its_pieces(small: Course, tmp_path: Path) -> None:
    """A platform whose file is a zip: its writer says which files a piece shows, and they count for the size of a file."""
    moodle = PLATFORMS["moodle"].adapter()

    def pieces(*given: Any) -> Iterator[Piece]:
        for piece in moodle.pieces(*given):
            yield replace(piece, files={f"{piece.id}.svg": b"<svg/>" * 100})

    def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in [
                ("questions.xml", moodle.pack(placed)),
                *(f for _, p in placed for f in p.files.items()),
            ]:
                archive.writestr(zipfile.ZipInfo(name), data)
        return out.getvalue()

    def read_back(data: bytes, take: Callable[[Any], None]) -> Sequence[Diagnostic]:
        return moodle.read_back(zipfile.ZipFile(io.BytesIO(data)).read("questions.xml"), take)

    packed = replace(moodle, pieces=pieces, pack=pack, read_back=read_back)
    platform = replace(PLATFORMS["moodle"], name="zip", suffixes=(".zip",), adapter=lambda: packed)
    done = export_exam(small, "named", 7, target(platform, tmp_path, max_size=20_000))
    names = [name for file in done.files for name in zipfile.ZipFile(file).namelist()]
    assert len(done.files) > 1
    assert sum(name.endswith(".svg") for name in names) == done.questions


def test_an_export_that_fails_leaves_nothing(small: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hwgen.errors import CourseError
    from hwgen.lms.moodle.writing import marks

    monkeypatch.setitem(marks.SHARES, 2, "49")
    with pytest.raises(CourseError):
        export_exam(small, "named", 7, target(PLATFORMS["moodle"], tmp_path))
    assert list(tmp_path.iterdir()) == []


@EVERY
def test_losses_are_listed_question_by_question_or_refused(
    platform: Platform, terminal: Terminal, tmp_path: Path
) -> None:
    words = ("--course", ROOT / "tests" / "course", "--seed", "7", "--lang", "en", "-o", f"x{platform.suffixes[0]}")
    listed = terminal("export", platform.name, "named", *words, "--losses", "--json", folder=tmp_path)
    summary = json.loads(listed.out)
    assert len(summary["lost"]) == summary["losses"]
    assert "lost in" not in listed.err
    plain = terminal("export", platform.name, "named", *words, "--losses", folder=tmp_path).out
    assert all(f"{loss['item']}: {loss['what']}" in plain for loss in summary["lost"])
    (tmp_path / summary["files"][0]).unlink()
    refused = terminal("export", platform.name, "named", *words, "--strict", folder=tmp_path)
    assert (refused.code == 0) == (not summary["losses"])
    assert ("export-strict" in refused.err) == bool(summary["losses"])
    assert bool(list(tmp_path.iterdir())) == (not summary["losses"])


def test_a_file_without_keys_is_not_said_to_mark_answers(terminal: Terminal, tmp_path: Path) -> None:
    words = ("export", "html", "named", "--course", ROOT / "tests" / "course", "--seed", "7", "--lang", "en")
    with_keys = terminal(*words, "-o", "practice.html", folder=tmp_path).err
    without = terminal(*words, "--no-keys", "-o", "exam.html", folder=tmp_path).err
    assert "the page marks it" in with_keys
    assert "the page marks it" not in without
    assert "mark it by hand" in without
