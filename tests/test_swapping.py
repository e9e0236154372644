"""One place of a paper changes, and every other stays; what was swapped is kept beside the exam."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from terminal import Ran

from hwgen.bank.loading import load, load_course
from hwgen.classes.paper import exam_of, plan_of
from hwgen.exam.fingerprint import differences, marks
from hwgen.exam.model import Exam
from hwgen.kinds import TrueFalseAnswer
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
    assert command("lock", "picked", *SEED, "1").code == 0
    exam = small_course / "bank/exams/picked.yaml"
    exam.write_text(exam.read_text(encoding="utf-8").replace("minutes: ", "minutes: 1"), "utf-8")
    retimed = command(*built)
    assert ("its title, time or instructions" in retimed.err, "swapped since" in retimed.err) == (True, False)


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


def test_a_change_names_both_difficulties_and_the_new_text(small_course: Path, command: Callable[..., Ran]) -> None:
    lines = command("redraw", "picked", *SEED, "1", "2").out.splitlines()
    assert lines[0] == "question 1: `kept-units` (difficulty 1) -> `kept-units` (difficulty 1, variant 1)"
    assert lines[1].startswith("  一层有 200 个单元，")
    assert lines[2].startswith("question 2: `max-pool` (difficulty 2) -> ")
    assert len(lines) == 4
    add_item(small_course, 1)
    exam = small_course / "bank/exams/named.yaml"
    exam.write_text(exam.read_text().replace("        as: true-false\n", "", 1))
    level = paper(small_course, "named").groups[1].difficulty
    # The line of the blueprint names no difficulty.
    line, text = command("swap", "named", *SEED, "2", "--with", "kept-maps").out.splitlines()
    assert line == f"question 2: `max-pool` (difficulty {level}) -> `kept-maps` (difficulty 1)"
    assert text.startswith("  ")


def test_the_new_text_is_in_a_language_that_the_item_has(small_course: Path, command: Callable[..., Ran]) -> None:
    path = small_course / "bank/items/basics.yaml"
    only = "  - id: chinese\n    languages: [zh]\n    kind: true-false\n    difficulty: 1\n    minutes: 1\n    objective: basics-quantities\n    source: A\n    statements:\n      - {id: one, answer: true, text: {zh: 一加一等于二。}, why: {zh: 定义。}}\n      - {id: two, answer: false, text: {zh: 二加一等于四。}, why: {zh: 定义。}}\n"
    path.write_text(path.read_text().rstrip() + "\n\n" + only)
    done = command("swap", "named", *SEED, "1", "--with", "chinese")
    assert done.code == 0, done.err
    assert "等于" in done.out.splitlines()[1]


def copies(course: Path, name: str) -> list[Exam]:
    """The first papers of a class."""
    loaded = load_course(course)
    codes = [Code(name, 7, "en", copy=copy) for copy in range(1, 9)]
    return [exam_of(loaded, plan_of(loaded, code), code) for code in codes]


def add_claims(course: Path, keys: str) -> None:
    """Items `claim-0` and so on, each with a statement for each letter of a word, and an exam of them and a choice."""
    items = course / "bank/items/basics.yaml"
    text = items.read_text().rstrip() + "\n"
    for i, answers in enumerate(keys.split()):
        statements = "".join(
            f"      - {{id: s{j}, answer: {answer}, text: {{zh: 句{i}{j}, en: claim {i}{j}}}, why: {{zh: 因, en: so}}}}\n"
            for j, answer in enumerate("true" if key == "T" else "false" for key in answers)
        )
        text += f"  - {{id: claim-{i}, kind: true-false, difficulty: 2, minutes: 1, source: ours, statements: [\n"
        text += statements.replace("      - ", "      ").replace("}}\n", "}},\n") + "    ]}\n"
    items.write_text(text)
    asked = "".join(f"      - item: claim-{i}\n" for i in range(5))
    (course / "bank/exams/claims.yaml").write_text(
        "title: {zh: 判断, en: Claims}\nminutes: 9\nsections:\n  - title: {zh: 判断题, en: Claims}\n    points: 2\n"
        f"    questions:\n{asked}      - item: kept-units\n"
    )


SWAPPED = {
    "another item": (("1", "--with", "claim-5"), 1),
    "a choice in its place": (("2", "--with", "learned-quantities"), 2),
    "another statement": (("3", "--variant", "1"), 3),
    "another place of the key": (("6", "--variant", "1"), 6),
}


@pytest.mark.parametrize("name", SWAPPED)
def test_a_swap_changes_one_question_of_each_copy(name: str, small_course: Path, command: Callable[..., Ran]) -> None:
    words, number = SWAPPED[name]
    add_claims(small_course, "TF TFF TTF TFTF FT TF")
    before = [*copies(small_course, "claims"), paper(small_course, "claims")]
    assert command("swap", "claims", *SEED, *words).code == 0
    after = [*copies(small_course, "claims"), paper(small_course, "claims")]
    assert all(numbers(old, new) <= {number} for old, new in zip(before, after, strict=True))
    assert all(numbers(old, new) == {number} for old, new in zip(before[:-1], after[:-1], strict=True))


def test_what_is_swapped_back_is_as_it_was(small_course: Path, command: Callable[..., Ran]) -> None:
    add_claims(small_course, "TF TFF TTF TFTF FT TF")
    before = copies(small_course, "claims")
    command("lock", "claims", *SEED, "5")
    for item in ("claim-5", "learned-quantities", "claim-0"):
        command("swap", "claims", *SEED, "1", "--with", item)
    assert copies(small_course, "claims") == before
    assert "instead-of" not in (small_course / "bank/papers/claims-7.yaml").read_text()


def test_a_statement_turned_because_all_were_true_stays_turned(small_course: Path, command: Callable[..., Ran]) -> None:
    """Of four statements that were all true, one is asked the other way; what is swapped in has no say in that."""
    add_claims(small_course, "T T T T TTTTTTTF F")
    before = paper(small_course, "claims")
    assert [q.answer.true for q in before.questions if isinstance(q.answer, TrueFalseAnswer)] == [True] * 4 + [False]
    command("swap", "claims", *SEED, "2", "--with", "claim-5")
    assert numbers(before, paper(small_course, "claims")) == {2}


def test_what_was_swapped_out_and_is_gone_is_named(small_course: Path, command: Callable[..., Ran]) -> None:
    add_claims(small_course, "TF TFF TTF TFTF FT TF")
    command("swap", "claims", *SEED, "1", "--with", "claim-5")
    swaps = small_course / "bank/papers/claims-7.yaml"
    assert "{item: claim-5, instead-of: {item: claim-0}}" in swaps.read_text()
    command("rename", "claim-0", "old-claim")
    assert "{item: claim-5, instead-of: {item: old-claim}}" in swaps.read_text()
    swaps.write_text(swaps.read_text().replace("old-claim", "no-claim"))
    done = command("lock", "claims", *SEED)
    assert "there is no item `no-claim` any more" in done.err
    assert "delete `instead-of`" in done.err


REFUSED = {
    "what has no other variant": ("redraw", "picked", *SEED, "3"),
    "no such question": ("swap", "picked", *SEED, "9"),
    "nothing easier": ("swap", "picked", *SEED, "1", "--easier"),
    "an item twice": ("swap", "picked", *SEED, "3", "--with", "kept-units"),
    "the item that it asks": ("swap", "picked", *SEED, "3", "--with", "precision-and-recall"),
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


def test_a_renamed_exam_does_not_lose_its_swaps_in_silence(small_course: Path, command: Callable[..., Ran]) -> None:
    assert command("lock", "picked", *SEED, "1").code == 0
    exams, papers = small_course / "bank/exams", small_course / "bank/papers"
    (exams / "picked.yaml").rename(exams / "resit-2.yaml")
    (warning,) = [fault for fault in load(small_course).faults if fault.span and fault.span.file.parent == papers]
    assert (warning.rule, warning.message) == ("file-not-read", "this file is not read: there is no exam `picked`")
    assert "`bank/papers/EXAM-7.yaml`" in warning.hint
    (papers / "picked-7.yaml").rename(papers / "resit-2-7.yaml")
    assert not [fault for fault in load(small_course).faults if fault.rule == "file-not-read"]
    refused = command("swap", "resit-2", *SEED, "1")
    assert "is locked" in refused.err


def test_a_locked_paper_does_not_move_with_the_bank(small_course: Path, command: Callable[..., Ran]) -> None:
    command("lock", "picked", *SEED)
    before = paper(small_course)
    add_item(small_course, 1)
    assert paper(small_course).code == before.code


def test_a_paper_that_was_given_is_not_changed(small_course: Path, command: Callable[..., Ran]) -> None:
    """Its locks stay, too: without them, the seed could draw another paper."""
    assert command("lock", "picked", *SEED, "2").code == 0
    kept = small_course / "bank/papers/picked-7.yaml"
    before = kept.read_bytes()
    words = ("--engine", "typst", "--formats", "json", "--final", "--on", "2026-11-23")
    assert command("build", "picked", *SEED, *words).code == 0
    for change in (("swap", "1"), ("redraw", "1"), ("lock", "1"), ("unlock", "2"), ("unlock", "--all")):
        done = command(change[0], "picked", *SEED, *change[1:])
        assert (done.code, "has been given out" in done.err) == (2, True), change
    assert kept.read_bytes() == before


@pytest.mark.parametrize(
    "change", [("swap", "--seed", "7", "1"), ("redraw", "--seed", "7", "2"), ("unlock", "--seed", "7", "2")]
)
def test_a_paper_that_was_marked_is_not_changed(
    change: tuple[str, ...], small_course: Path, command: Callable[..., Ran]
) -> None:
    """The sheets could not be built in the place of those that were marked, so nothing leads there."""
    (small_course / "output/picked/seed-7-zh-class/marks").mkdir(parents=True)
    (small_course / "output/picked/seed-77-zh-class").mkdir(parents=True)
    done = command(change[0], "picked", *change[1:])
    assert done.code == 2
    assert "seed-7-zh-class/marks: error: answer sheets of `picked` with seed 7 were marked" in done.err
    assert "hwgen freeze picked --seed 7 NAME" in done.err
    assert "--replace" not in done.err
    assert not (small_course / "bank/papers/picked-7.yaml").exists()
    assert command("redraw", "picked", "--seed", "77", "2").code == 0


def test_a_swap_that_breaks_the_plan_says_so(small_course: Path, command: Callable[..., Ran]) -> None:
    done = command("swap", "picked", *SEED, "1", "--with", "reason-to-shuffle")
    assert done.code == 0
    assert "[swap-breaks-plan]" in done.err
    built = command("build", "picked", *SEED, "--formats", "json")
    assert (built.code, built.err.count("[swap-breaks-plan]")) == (0, 1)


def test_a_locked_paper_says_that_the_plan_has_changed(small_course: Path, command: Callable[..., Ran]) -> None:
    assert command("lock", "picked", *SEED, "1").code == 0
    assert "plan" not in command("build", "picked", *SEED, "--formats", "json").err
    plan = small_course / "bank/exams/picked.yaml"
    plan.write_text(plan.read_text("utf-8").replace("points: 14", "points: 13"), "utf-8")
    built = command("build", "picked", *SEED, "--formats", "json", "--replace")
    assert (built.code, built.err.count("the paper does not meet the plan: at most 13 points: it has 14")) == (0, 1)


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


def test_a_frozen_paper_has_the_values_of_its_file(small_course: Path, command: Callable[..., Ran]) -> None:
    """Numbers stay numbers and texts texts, or an editor that knows the keys underlines them."""
    exams = small_course / "bank/exams"
    kept = {
        "answer-sheet": True,
        "head": {"code": "2301", "letter": "A"},
        "marking": {"pass": 60, "rounding": 0.5, "grades": {"A": 90, "F": 0}, "second-marking": "10%"},
    }
    text = (exams / "named.yaml").read_text(encoding="utf-8")
    (exams / "named.yaml").write_text(yaml.safe_dump(kept) + text.replace("points: ", "room: 2\n    points: "), "utf-8")
    assert command("freeze", "named", *SEED, "frozen").code == 0
    frozen = yaml.safe_load((exams / "frozen.yaml").read_text(encoding="utf-8"))
    assert {key: frozen[key] for key in kept} == kept
    assert {section["room"] for section in frozen["sections"]} == {2}


@pytest.mark.parametrize("name", ["my exam", "../elsewhere", "Frozen"])
def test_a_frozen_paper_has_a_name_that_exams_can_have(
    name: str, small_course: Path, command: Callable[..., Ran]
) -> None:
    before = sorted(small_course.rglob("*.yaml"))
    refused = command("freeze", "named", *SEED, name)
    assert refused.code == 2
    assert f"`{name}` is not a valid name" in refused.err
    assert sorted(small_course.rglob("*.yaml")) == before


def test_a_frozen_paper_keeps_the_difficulty(small_course: Path, command: Callable[..., Ran]) -> None:
    """Without its pins, a class gets other numbers of the same difficulty."""
    picked = small_course / "bank/exams/picked.yaml"
    picked.write_text(picked.read_text().replace("  points: 14", "  calculator: basic\n  points: 14"))
    before = paper(small_course)
    assert command("freeze", "picked", *SEED, "frozen").code == 0
    exam = small_course / "bank/exams/frozen.yaml"
    assert "difficulty: 2" in exam.read_text()
    assert paper(small_course, "frozen").head == before.head
    assert differences(marks(before), marks(paper(small_course, "frozen"))) == ()
    without = re.sub(r", pin: \{params: [^}]*\}.*\}", "}", exam.read_text())
    exam.write_text(re.sub(r"\n +pin:\n(?: {10,}.*\n)+", "\n", without))
    assert "pin" not in exam.read_text()
    assert all(each.groups[1].difficulty == 2 for each in copies(small_course, "frozen"))


def test_what_is_swapped_into_a_frozen_paper_has_no_pins_of_another_item(
    small_course: Path, command: Callable[..., Ran]
) -> None:
    command("freeze", "picked", *SEED, "frozen")
    before = paper(small_course, "frozen")
    add_item(small_course, 1)
    for number, item in (("2", "kept-maps"), ("1", "max-pool")):
        assert command("swap", "frozen", *SEED, number, "--with", item).code == 0
        assert paper(small_course, "frozen").groups[int(number) - 1].item == item
    command("swap", "frozen", *SEED, "1", "--with", "kept-units")
    command("swap", "frozen", *SEED, "2", "--with", "max-pool")
    assert paper(small_course, "frozen") == before


def test_a_variant_beyond_the_last_is_refused(small_course: Path, command: Callable[..., Ran]) -> None:
    (number, *_) = [q.number for g in paper(small_course, "named").groups for q in g.questions if g.item == "max-pool"]
    refused = command("swap", "named", *SEED, str(number), "--variant", "99999")
    assert (refused.code, refused.err.count("\n  hint: write a number from 1 to ")) == (2, 1), refused.err
    assert "variants to choose from, and no variant 99999" in refused.err
    most = refused.err.rpartition("from 1 to ")[2].split()[0]
    assert command("swap", "named", *SEED, str(number), "--variant", most).code == 0
    path = small_course / "bank" / "exams" / "named.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("- item: max-pool\n", "- item: max-pool\n        variant: 99999\n"), encoding="utf-8")
    ran = command("check", "--exam", "named")
    assert "bank/exams/named.yaml:9:18: error: `max-pool` has " in ran.err
