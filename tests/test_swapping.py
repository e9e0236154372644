"""One place of a paper changes, and every other stays; what was swapped is kept beside the exam."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from terminal import Ran

from hwgen.bank.loading import load_course
from hwgen.classes.paper import exam_of, plan_of
from hwgen.exam.fingerprint import differences, marks
from hwgen.exam.model import Exam
from hwgen.papercode import Code

SEED = ("--seed", "7")
ANOTHER = """
  - id: kept-maps
    kind: choice
    difficulty: {level}
    minutes: 1
    source: our own
    stem: {{zh: 卷积层输出几个特征图？, en: How many maps does it give?}}
    right: [{{id: one, text: {{zh: 一, en: one}}, why: {{zh: 一, en: one}}}}]
    wrong:
      - {{id: two, text: {{zh: 二, en: two}}, why: {{zh: 二, en: two}}}}
      - {{id: three, text: {{zh: 三, en: three}}, why: {{zh: 三, en: three}}}}
      - {{id: four, text: {{zh: 四, en: four}}, why: {{zh: 四, en: four}}}}
    explanation: {{zh: 一, en: one}}
"""


@pytest.fixture
def command(small_course: Path, terminal: Callable[..., Ran]) -> Callable[..., Ran]:
    return lambda *words: terminal(*words, folder=small_course)


def paper(course: Path, name: str = "picked") -> Exam:
    loaded = load_course(course)
    code = Code(name, 7, "en")
    return exam_of(loaded, plan_of(loaded, code), code)


def add_item(course: Path, level: int) -> None:
    path = course / "bank/items/basics.yaml"
    path.write_text(path.read_text().rstrip() + "\n" + ANOTHER.format(level=level).lstrip("\n"))


def numbers(before: Exam, after: Exam) -> set[int]:
    return {int(re.findall(r"question (\d+)", line)[0]) for line in differences(marks(before), marks(after))}


@pytest.mark.parametrize(("wish", "level"), [((), 1), (("--harder",), 2), (("--with", "kept-maps"), 2)])
def test_a_swap_changes_one_question_alone(
    wish: tuple[str, ...], level: int, small_course: Path, command: Callable[..., Ran]
) -> None:
    command("lock", "picked", *SEED)
    command("unlock", "picked", *SEED, "--all")
    before = paper(small_course)
    assert before.groups[0].item == "kept-units"
    command("lock", "picked", *SEED, "2", "3")
    add_item(small_course, level)
    done = command("swap", "picked", *SEED, "1", *wish)
    assert done.code == 0, done.err
    after = paper(small_course)
    assert after.groups[0].item == "kept-maps"
    assert after.groups[1:] == before.groups[1:]
    assert after.code != before.code
    assert paper(small_course).code == after.code


def test_the_paper_that_was_printed_is_found_again(small_course: Path, command: Callable[..., Ran]) -> None:
    """What was swapped afterwards is named, with the place where it stands."""
    built = ("build", "picked", *SEED, "--formats", "json")
    kept = small_course / "bank/papers/picked-7.yaml"
    add_item(small_course, 1)
    assert command(*built).code == 0
    assert command("swap", "picked", *SEED, "1").code == 0
    printed = json.loads((small_course / "output/picked/seed-7-zh/manifest.json").read_text(encoding="utf-8"))["code"]
    for asked in (built, ("build", "--code", printed, "--formats", "json")):
        refused = command(*asked)
        assert refused.code == 1
        assert "what was swapped since stands in bank/papers/picked-7.yaml" in refused.err
    kept.unlink()
    again = command("build", "--code", printed, "--formats", "json")
    assert again.code == 0, again.err


def test_another_variant_is_the_same_item(small_course: Path, command: Callable[..., Ran]) -> None:
    before = paper(small_course)
    assert command("swap", "picked", *SEED, "2", "--variant", "1").code == 0
    after = paper(small_course)
    assert [group.item for group in after.groups] == [group.item for group in before.groups]
    assert numbers(before, after) == {2}
    assert after.groups[1].params != before.groups[1].params


def test_a_redrawn_question_is_the_same_item(small_course: Path, command: Callable[..., Ran]) -> None:
    papers = [paper(small_course)]
    for _ in range(2):
        assert command("redraw", "picked", *SEED, "1", "2").code == 0
        papers.append(paper(small_course))
    assert len({tuple(group.item for group in each.groups) for each in papers}) == 1
    for before, after in pairwise(papers):
        assert {1, 2} == numbers(before, after)


REFUSED = {
    "what has no other variant": ("redraw", "picked", *SEED, "3"),
    "no such question": ("swap", "picked", *SEED, "9"),
    "nothing easier": ("swap", "picked", *SEED, "1", "--easier"),
    "an item twice": ("swap", "picked", *SEED, "3", "--with", "kept-units"),
    "an item that is not there": ("swap", "picked", *SEED, "1", "--with", "kept-unit"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_swapped_is_refused(name: str, small_course: Path, command: Callable[..., Ran]) -> None:
    before = paper(small_course)
    assert command(*REFUSED[name]).code == 2
    assert paper(small_course) == before
    assert not (small_course / "bank/papers").exists()


def test_a_locked_question_stays(small_course: Path, command: Callable[..., Ran]) -> None:
    command("lock", "picked", *SEED, "2")
    assert "question 2 is locked" in command("swap", "picked", *SEED, "2", "--variant", "1").err
    command("unlock", "picked", *SEED, "2")
    assert not (small_course / "bank/papers/picked-7.yaml").exists()
    assert command("swap", "picked", *SEED, "2", "--variant", "1").code == 0


def test_a_locked_paper_does_not_move_with_the_bank(small_course: Path, command: Callable[..., Ran]) -> None:
    command("lock", "picked", *SEED)
    before = paper(small_course)
    add_item(small_course, 1)
    assert paper(small_course).code == before.code


def test_a_paper_that_was_given_cannot_be_swapped(small_course: Path, command: Callable[..., Ran]) -> None:
    words = ("--engine", "typst", "--formats", "json", "--final", "--on", "2026-11-23")
    assert command("build", "picked", *SEED, *words).code == 0
    assert "has been given out" in command("swap", "picked", *SEED, "1").err


def test_a_swap_that_breaks_the_plan_says_so(small_course: Path, command: Callable[..., Ran]) -> None:
    done = command("swap", "picked", *SEED, "1", "--with", "reason-to-shuffle")
    assert done.code == 0
    assert "[swap-breaks-plan]" in done.err


@pytest.mark.parametrize("name", ["named", "picked"])
def test_a_frozen_paper_has_the_same_questions(name: str, small_course: Path, command: Callable[..., Ran]) -> None:
    command("swap", name, *SEED, "2", "--variant", "2")
    done = command("freeze", name, *SEED, "frozen")
    assert done.code == 0, done.err
    before, after = paper(small_course, name), paper(small_course, "frozen")
    assert differences(marks(before), marks(after)) == ()
    assert "pick:" not in (small_course / "bank/exams/frozen.yaml").read_text()
    assert command("format", "--check").code == 0
    assert "to build it: hwgen build frozen --seed 7" in done.err
    assert command("freeze", name, *SEED, "frozen").code == 2


@pytest.mark.parametrize("name", ["my exam", "../elsewhere", "Frozen"])
def test_a_frozen_paper_has_a_name_that_exams_can_have(
    name: str, small_course: Path, command: Callable[..., Ran]
) -> None:
    before = sorted(small_course.rglob("*.yaml"))
    refused = command("freeze", "named", *SEED, name)
    assert refused.code == 2
    assert f"`{name}` is not a valid name" in refused.err
    assert sorted(small_course.rglob("*.yaml")) == before
