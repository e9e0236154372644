"""Papers, exams and classes in which something is amiss: what it is, and where, is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_bad_input import EXAM, ITEM, PINNED, Run, plant


def test_a_block_of_html_has_its_article(small_course: Path, hwgen: Run) -> None:
    plant(small_course, item=ITEM.replace('en: "one"}', 'en: "<div>\\n\\none"}', 1))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert "an HTML block is not allowed" in done.stderr, done.stderr


@pytest.mark.parametrize(("kind", "more"), [("linked", True), ("choice", False)])
def test_a_picked_item_of_several_questions_is_said(small_course: Path, hwgen: Run, kind: str, *, more: bool) -> None:
    plant(small_course, exam=EXAM.replace("item: extra-item", f"{{pick: 1, kind: {kind}, generated: false}}"))
    done = hwgen("build", "extra", "--seed", "1", "--formats", "json", "--course", small_course)
    assert done.returncode == 0, done.stderr
    assert ("`small-network` has " in done.stderr) == more


def test_a_mistake_in_one_part_of_an_exam_hides_none_in_another(small_course: Path, hwgen: Run) -> None:
    exam = EXAM.replace("minutes: 10", "minutes: 10\nhead: {logo: files/lgo.png}")
    plant(small_course, exam=exam.replace("- item: extra-item", "- item: extra-itme\n      - {pick: 1, kind: choise}"))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert "lgo.png" in done.stderr
    assert "there is no item `extra-itme`" in done.stderr or "did you mean `extra-item`?" in done.stderr
    assert "choise" in done.stderr


def test_a_source_that_names_nothing_is_quoted(small_course: Path, hwgen: Run) -> None:
    plant(small_course, item=ITEM.replace('source: "a book"', "source: me"))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert "the source `me` names nothing in which the key could be looked up [no-source]" in done.stderr


def test_a_paper_changed_by_hand_is_wrong_at_its_line(small_course: Path, hwgen: Run) -> None:
    plant(small_course)
    papers = small_course / "bank" / "papers"
    papers.mkdir()
    (papers / "extra-1.yaml").write_text("- {item: extra-itme}\n", encoding="utf-8")
    done = hwgen("build", "extra", "--seed", "1", "--course", small_course)
    assert "bank/papers/extra-1.yaml:1:10: error: there is no item `extra-itme` any more" in done.stderr
    assert "did you mean `extra-item`?" in done.stderr
    assert "ledger" not in done.stderr
    (papers / "extra-1.yaml").write_text("- {item: extra-item}\n" * 2, encoding="utf-8")
    done = hwgen("build", "extra", "--seed", "1", "--course", small_course)
    assert "remove this file, so that the seed decides again" in done.stderr


def test_a_file_of_generators_is_no_generator(small_course: Path, hwgen: Run) -> None:
    (small_course / "generators" / "pool.py").write_text("", encoding="utf-8")
    done = hwgen("verify", "pool", "--course", small_course)
    assert "generators/pool.py: error: there is no generator `pool`: this file is empty" in done.stderr


@pytest.mark.parametrize(("exam", "alike"), [(PINNED, True), (EXAM, False)])
def test_a_class_whose_papers_are_all_the_same_is_warned_of(
    small_course: Path, hwgen: Run, exam: str, *, alike: bool
) -> None:
    plant(small_course, exam=exam)
    command = ("build", "extra", "--seed", "1", "--copies", "8", "--engine", "typst", "--course", small_course)
    done = hwgen(*command)
    assert done.returncode == 0, done.stderr
    assert ("every copy has the same questions and the same key [copies-alike]" in done.stderr) == alike
