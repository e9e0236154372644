"""What Chinese keyboards and other programs put into YAML unseen: named with its place and what to write, while its sound twin is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

from hwgen.bank.about import read_about
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.loading import load
from hwgen.errors import CourseError, Diagnostic
from hwgen.flaws.checking import CheckOptions, check
from hwgen.yamlsrc import Document

EXAM = """\
title: {zh: 测, en: Quiz}
minutes: 10
head: {date: {zh: 2026年6月30日, en: 2026-06-30}}
marking: {grades: {优: 90, 良: 80, 差: 0}}
sections:
  - title: {zh: 题, en: Part}
    points: 2
    questions:
      - {pick: 1, kind: [choice, numeric]}
      - {item: x}
"""


IN_ONE_LANGUAGE = """\
topic: waves
items:
  - id: phase
    kind: true-false
    difficulty: 1
    minutes: 1
    language: en
    source: a book
    statements:
      - {id: one, answer: true, text: It is so., why: BECAUSE}
      - {id: two, answer: false, text: It is not so., why: It is.}
"""


def faults_of_exam(tmp_path: Path, text: str) -> list[Diagnostic]:
    path = tmp_path / "quiz.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        Blueprint(path)
    except CourseError as e:
        return list(e.diagnostics)
    return []


@pytest.mark.parametrize("sign", ["\u00a0", "\u00ad", "\u200b", "\u200f", "\u202f", "\u2060", "\u3000", "\ufeff"])
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("    difficulty: 1", "{}    difficulty: 1", (5, 1)),
        ("    difficulty: 1", "  {}  difficulty: 1", (5, 3)),
        ("    difficulty: 1", "{}{}\n    difficulty: 1", (5, 1)),
        ("  - id: extra-item", "  -{}id: extra-item", (3, 4)),
        ("  - id: extra-item", "  {}- id: extra-item", (3, 3)),
    ],
)
def test_a_line_that_begins_with_an_odd_space_has_its_place(
    tmp_path: Path, sign: str, old: str, new: str, place: tuple[int, int]
) -> None:
    found = faults(tmp_path, ITEM.replace(old, new.replace("{}", sign), 1))
    if "unknown key" not in found[0].message:
        assert found[0].message.endswith(f": U+{ord(sign):04X}")
        assert found[0].hint == "delete it, and indent with ordinary spaces"
        assert found[0].span
        assert (found[0].span.line, found[0].span.column) == place
    else:
        assert f"U+{ord(sign):04X}" in found[0].hint


def test_a_directive_in_the_middle_has_its_place(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, ITEM.replace("  - id: extra-item", "%YAML 1.2\n  - id: extra-item"))
    assert "begins a directive" in fault.message
    assert fault.span
    assert fault.span.line == 3


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("minutes: 1", "minutes: 1_0", "write `10`"),
        ("difficulty: 1", "difficulty: 0_1", "write `01`"),
        ("minutes: 1\n", "minutes: 1\n    tags: [一，二]\n", "write `一, 二`"),
    ],
)
def test_a_value_that_another_reader_takes_otherwise_has_a_way_out(
    tmp_path: Path, old: str, new: str, hint: str
) -> None:
    (fault,) = faults(tmp_path, ITEM.replace(old, new, 1))
    assert fault.hint.startswith(hint)


@pytest.mark.parametrize("new", ["tags: ['一，二']", "tags: [一, 二]", "id: 1_0", "tags: [a_1]"])
def test_names_and_texts_in_quotation_marks_stay_as_they_are(tmp_path: Path, new: str) -> None:
    text = (
        ITEM.replace("id: extra-item", new)
        if new.startswith("id")
        else ITEM.replace("minutes: 1", f"minutes: 1\n    {new}")
    )
    assert not faults(tmp_path, text)


def test_the_exam_is_sound_as_it_stands(tmp_path: Path) -> None:
    assert not faults_of_exam(tmp_path, EXAM)


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("title: {zh: 测, en: Quiz}", "title: {zh: '', en: Quiz}", "the text under `zh` is empty", "what stands on the paper"),
        ("2026年6月30日", "2026年6月31日", "the calendar has no day `2026年6月31`", "the year, the month and the day"),
        ("2026-06-30", "2026-30-06", "the calendar has no day `2026-30-06`", "the year, the month and the day"),
        ("90, 良", "90，良", "`，` is a Chinese comma", "write `, ` between"),
        ("差: 0", "差: 60", "the lowest grade begins at 0", "write `差: 0`, or add a grade below `差`"),
        ("[choice, numeric]", "[choice，numeric]", "`，` is a Chinese comma", "write `choice, numeric`"),
        ("{item: x}", "{item: [x, y]}", "found a list", "write each as an entry of its own: `- item: x`"),
    ],
)  # fmt: skip
def test_a_slip_in_an_exam_has_a_way_out(tmp_path: Path, old: str, new: str, message: str, hint: str) -> None:
    fault, *more = faults_of_exam(tmp_path, EXAM.replace(old, new, 1))
    assert not more
    assert message in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(("codes", "hint"), [("[zh，en]", "write `zh, en`"), ("[zh, zh]", "delete one of the two")])
def test_languages_of_a_course_have_a_way_out(tmp_path: Path, codes: str, hint: str) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank/course.yaml").write_text(
        f"languages: {codes}\nname: {{zh: 课, en: C}}\ninstitution: {{zh: 校, en: S}}\n"
    )
    with pytest.raises(CourseError) as caught:
        read_about(tmp_path)
    assert hint in caught.value.diagnostics[0].hint


# A pipe would be read for ever where it is opened; a device that is empty would only be called so.
@pytest.mark.parametrize("name", ["course.yaml", "ledger.yaml", "results.yaml", "exams/named.yaml", "conventions.yaml"])
def test_a_device_in_the_place_of_a_file_is_not_opened(small_course: Path, name: str) -> None:
    (small_course / "bank" / name).unlink(missing_ok=True)
    (small_course / "bank" / name).symlink_to("/dev/null")
    with pytest.raises(CourseError) as caught:
        Document(small_course / "bank" / name)
    assert "a pipe or a device" in caught.value.diagnostics[0].message
    found = check(small_course, CheckOptions(proofs=False)).diagnostics
    assert any("a pipe or a device" in fault.message for fault in found)


def test_files_of_systems_and_editors_are_none_of_the_course(small_course: Path) -> None:
    for name in ("items/._basics.yaml", "items/~$basics.yaml", "exams/._named.yaml"):
        (small_course / "bank" / name).write_bytes(b"\0\5\x16\7")
    (small_course / "generators" / "._max_pool.py").write_bytes(b"\0\5\x16\7")
    assert not load(small_course).errors


def test_an_empty_spelling_is_no_answer(tmp_path: Path) -> None:
    head, _, _ = ITEM.partition("    right:")
    written = head.replace("kind: choice", "kind: short-answer").replace(
        "    explanation", "    accepted: [甲, ' ']\n    explanation"
    )
    (fault,) = faults(tmp_path, written)
    assert "this spelling is empty" in fault.message
    assert not faults(tmp_path, written.replace("' '", "乙"))


@pytest.mark.parametrize("text", [r"$u=L\,v$", r"it is $n$, and $a,\ b$", "see `f(x, y)`, too"])
def test_a_text_that_a_comma_cuts_off_has_no_other_mistake(small_course: Path, text: str) -> None:
    """What is left of it has a formula or a piece of code without an end, which nobody wrote."""
    for quote in ("'", ""):
        path = small_course / "bank/items/waves.yaml"
        path.write_text(IN_ONE_LANGUAGE.replace("BECAUSE", f"{quote}{text}{quote}"), encoding="utf-8")
        assert [fault.rule for fault in load(small_course).errors] == ["yaml-lost"] * (not quote)
