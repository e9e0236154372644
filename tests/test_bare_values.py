"""A word where a list belongs, nothing where a value does, a truth in another language, a key of the command line: each is met with what to write."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from test_blueprint_slips import EXAM
from yaml_slips import ITEM, faults

from hwgen.bank.about import read_about
from hwgen.bank.blueprint import Blueprint
from hwgen.commands.building import build
from hwgen.errors import CourseError
from hwgen.othernames import _FLAGS, _OPTIONS

COURSE = "languages: [zh, en]\nname: {zh: 课程, en: Course}\ninstitution: {zh: 系, en: Department}\n"
PICK = "      - {pick: 2}\n"


@pytest.mark.parametrize(
    ("sound", "slip", "hint"),
    [
        ("minutes: 30", "minutes: 30\nseed: 7", "it belongs on the command line: `hwgen build --seed 7`"),
        ("minutes: 30", "minutes: 30\nlanguages: en", "it belongs on the command line: `hwgen build --lang en`"),
        ("minutes: 30", "minutes: 30\n名单: [a]", "it belongs on the command line: `hwgen build --roster …`"),
        ("minutes: 30", "minutes: 30\nlarge_print: true", "it belongs on the command line: `hwgen build --large-print`"),
        ("minutes: 30", "minutes: 30\nsheets: true", "did you mean `answer-sheet`?"),
        ("minutes: 30", "minutes: 30\nspelling: none", "it belongs to bank/course.yaml"),
        ("minutes: 30", "minutes: 30\nanswer-sheet: ja", "write `true`"),
        ("minutes: 30", "minutes: 30\nanswer-sheet:", "write a value behind `answer-sheet:`, or delete it"),
        ("\n" + PICK, " median", "write each entry below `questions:`, such as `- item: median`"),
        ("\n" + PICK, "", "write each entry below `questions:`, such as `- item: …`"),
        (PICK, "      - item:\n", "write a value behind `item:`, or delete it"),
        (PICK, "      - {pick: 1, topic: }\n", "write a value behind `topic:`, or delete it"),
        (PICK, "      - {pick: }\n", "write a number such as `1`"),
        (PICK, "      - {pick: 2, difficulty: 3-2}\n", "write `[2, 3]`"),
        (PICK, "      - {pick: 1, generated: nein}\n", "write `false`"),
        ("marking:", "head: {闭卷: 是}\nmarking:", "did you mean `book`?"),
    ],
)  # fmt: skip
def test_a_slip_in_an_exam_is_met_with_what_to_write(sound: str, slip: str, hint: str, tmp_path: Path) -> None:
    assert sound in EXAM
    path = tmp_path / "quiz.yaml"
    path.write_text(EXAM.replace(sound, slip, 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        Blueprint(path)
    assert [(d.hint, d.span and d.span.column > 0) for d in caught.value.diagnostics] == [(hint, True)]


@pytest.mark.parametrize(
    ("sound", "slip", "hint"),
    [
        ("    minutes: 1", "    minutes: 1\n    languages: en", "write `[en]`"),
        ("    minutes: 1", "    minutes: 1\n    tags: robust、mean", "write `[robust, mean]`"),
        ("    minutes: 1", "    minutes: 1\n    tags:", "write a value behind `tags:`, or delete it"),
        ("    minutes: 1", "    minutes: 1\n    language: English", "write `en`"),
        ("    minutes: 1", "    minutes: 1\n    objective:", "write a value behind `objective:`, or delete it"),
        ("    minutes: 1", "    minutes: 1\n    points: 3", "it belongs to an exam, in bank/exams"),
        ("    minutes: 1", "    minutes: 1\n    imported: vrai", "write `true`"),
        ("    minutes: 1", "    minutes: 1\n    seed: 3", "it belongs on the command line: `hwgen build --seed 3`"),
        ("topic: extra\nitems:\n", "", "begin the file with `topic:` and `items:`"),
    ],
)
def test_a_slip_in_an_item_is_met_with_what_to_write(sound: str, slip: str, hint: str, tmp_path: Path) -> None:
    assert sound in ITEM
    found = faults(tmp_path, ITEM.replace(sound, slip, 1))
    # An English item has no Chinese texts; of those in this one, nothing is asked here.
    assert hint in [fault.hint for fault in found if fault.rule in ("wrong-value", "unknown-key")]
    assert len([fault for fault in found if fault.rule in ("wrong-value", "unknown-key")]) == 1


@pytest.mark.parametrize(
    ("slip", "hints"),
    [
        ("languages: zh, en", ["write `[zh, en]`"]),
        ("languages: zh en", ["write `[zh, en]`"]),
        ("languages: zh/en", ["write `[zh, en]`"]),
        ("languages: zh and en", ["write `[zh, en]`"]),
        ("languages: ［zh, en］", ["write `[zh, en]`"]),
        ("languages: 【zh，en】", ["write `[zh, en]`"]),
        ("languages: [cn, en]", ["write `zh`"]),
        ("languages: cn, en", ["write `[zh, en]`"]),
        ("languages: 中文和英文", ["write `[zh, en]`"]),
        ("langages: [zh, en]", ["did you mean `languages`?"]),
        ("languages: [中文, English]", ["write `zh`", "write `en`"]),
        ("languages: [zh, en]\nexam:", ["write a value behind `exam:`, or delete it"]),
        ("languages: [zh, en]\nengine: typst", ["it belongs on the command line: `hwgen build --engine typst`"]),
    ],
)
def test_a_slip_in_the_file_of_the_course_is_met_with_what_to_write(
    slip: str, hints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "course.yaml").write_text(COURSE.replace("languages: [zh, en]", slip), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        read_about(tmp_path)
    assert [d.hint for d in caught.value.diagnostics] == hints


@pytest.mark.parametrize(
    ("slip", "hints"),
    [
        ("languages: English", ["write `[en]`"]),
        ("langages: [en]", ["did you mean `languages`?"]),
        ("language: en", ["did you mean `languages`?"]),
        ("languages:", ["write `languages: [en]`, or write every text under `zh` and `en`"]),
        ("exam: quiz", ["write `languages: [en]`, or write every text under `zh` and `en`"]),
        (
            "spelling: us",
            ["write `languages: [en]`, or write every text under `zh` and `en`", "did you mean `american`?"],
        ),
    ],
)
def test_a_course_of_one_language_is_told_what_to_write_once(slip: str, hints: list[str], tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    about = f"name: Physics\ninstitution: University\n{slip}\n"
    (tmp_path / "bank" / "course.yaml").write_text(about, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        read_about(tmp_path)
    assert [d.hint for d in caught.value.diagnostics] == hints


def test_every_option_that_is_named_is_one_of_build() -> None:
    known = {name for option in build.params if isinstance(option, click.Option) for name in option.opts}
    assert {f"--{name}" for name in (*_OPTIONS, *_FLAGS)} <= known
