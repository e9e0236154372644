"""What the copies of a class take: no two sections alike, keys as different as they can be, everything equally often."""

from __future__ import annotations

import itertools
from collections import Counter
from math import prod
from pathlib import Path

import pytest

from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.turns import Dealer, turns
from hwgen.kinds import LETTERS, ChoiceAnswer
from hwgen.plan.assembly import assemble

HW2 = ["TFFTFT", "TFTFTF", "TTFFFT", "TFTF", "FFTT"]
SECTIONS = [
    HW2,
    ["TF", "TF"],
    ["TF", "TFT"],
    ["TFTF"] * 10,
    ["ABCD"] * 3,
    ["TFT", "TFFT", "FTTFT"],
    ["TFTF"],
    ["T", "TF"],
]


def dealt(answers: list[str], copies: int, seed: int = 1) -> tuple[list[tuple[int, ...]], list[str]]:
    dealer = Dealer((seed,), answers)
    rows = [dealer.row(i) for i in range(copies)]
    return rows, ["".join(a[place] for a, place in zip(answers, row, strict=True)) for row in rows]


@pytest.mark.parametrize("answers", SECTIONS, ids=lambda answers: "-".join(answers))
def test_no_two_copies_have_the_same_section_until_all_are_used_up(answers: list[str]) -> None:
    all_rows = prod(map(len, answers))
    copies = min(all_rows, 60)
    rows, _ = dealt(answers, 2 * copies)
    assert len(set(rows[:copies])) == copies
    assert all_rows == 1 or all(a != b for a, b in itertools.pairwise(rows)), "neighbours, also after that"


@pytest.mark.parametrize("answers", SECTIONS, ids=lambda answers: "-".join(answers))
@pytest.mark.parametrize("copies", [12, 60])
def test_everything_is_used_equally_often(answers: list[str], copies: int) -> None:
    """But for one where most sections are used up, and a fresh one comes first."""
    rows, _ = dealt(answers, copies)
    for places, pool in zip(zip(*rows, strict=True), answers, strict=True):
        used = Counter(places)
        counts = [used[place] for place in range(len(pool))]
        assert max(counts) - min(counts) <= (1 if 2 * copies < prod(map(len, answers)) else 2)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_keys_of_a_class_differ(seed: int) -> None:
    """Of 32 possible keys all are used, none on more than 3 of 60 papers, and never the same on two in a row."""
    rows, keys = dealt(HW2, 60, seed)
    assert len(set(keys)) == 32
    assert max(Counter(keys).values()) <= 3
    assert all(a != b for a, b in itertools.pairwise(keys))
    common = sum(a == b for one, other in itertools.pairwise(rows) for a, b in zip(one, other, strict=True))
    assert common <= 6, "of 295 pairs of statements of copies that follow each other"


@pytest.mark.parametrize("columns", [8, 10])
def test_neighbours_on_seats_share_no_section_and_no_key(columns: int) -> None:
    """60 students sit row by row in the order of the roster: beside each other, and behind one another."""
    rows, keys = dealt(HW2, 60, seed=7)
    beside = [(i, i + 1) for i in range(59) if (i + 1) % columns]
    behind = [(i, i + columns) for i in range(60 - columns)]
    assert [(i, j) for i, j in beside + behind if rows[i] == rows[j] or keys[i] == keys[j]] == []


def test_a_row_does_not_depend_on_later_ones() -> None:
    assert dealt(HW2, 5)[0] == dealt(HW2, 40)[0][:5]
    assert dealt(HW2, 40)[0] != dealt(HW2, 40, seed=2)[0]


def test_the_papers_of_a_class_are_those_rows(small_course: Path) -> None:
    course = load_course(small_course)
    plan = assemble(course, course.blueprint("named"), 7)
    pool = course.items["relu-values"].problem.parts[0].pool  # type: ignore[union-attr]
    statements, letters = [], []
    for copy in range(1, 9):
        taken = turns(plan, copy)
        statement, choice, *_ = instantiate(course, plan, "en", "a4", copy).questions[::2]
        assert statement.variant == pool[taken["relu-values", statement.id]].id
        statements.append(statement.variant)
        assert isinstance(choice.answer, ChoiceAnswer)
        assert choice.answer.letters == LETTERS[taken["kept-units", choice.id]]
        letters.append(choice.answer.letters)
    assert set(Counter(statements).values()) == {8 // len(pool)}
    assert set(Counter(letters).values()) == {2}
    assert turns(plan, 0) == {}


CLAIM = """
  - id: claim-{id}
    kind: true-false
    objective: basics-training
    difficulty: 2
    minutes: 1
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.12
    statements:
      - {{id: holds, answer: true, text: {{zh: 对{id}, en: right {id}}}, why: {{zh: 对, en: right}}}}
      - {{id: fails, answer: false, text: {{zh: 错{id}, en: wrong {id}}}, why: {{zh: 错, en: wrong}}}}
"""
CLAIMS = """\
title: {zh: 判断, en: Claims}
minutes: 9
sections:
  - title: {zh: 判断题, en: True or false}
    points: 2
    questions: [{item: claim-a}, {item: claim-b}, {item: claim-c}, {item: max-pool, as: true-false}]
"""


@pytest.mark.parametrize("copy", [0, 3])
def test_statements_of_a_part_are_not_all_true_or_all_false(
    small_course: Path, monkeypatch: pytest.MonkeyPatch, copy: int
) -> None:
    """Papers for which they would be differ in one question, the others in none."""
    items = small_course / "bank" / "items" / "basics.yaml"
    items.write_text(items.read_text() + "".join(CLAIM.format(id=id) for id in "abc"))
    (small_course / "bank" / "exams" / "claims.yaml").write_text(CLAIMS)
    course = load_course(small_course)
    changed = Counter[int]()
    for seed in range(40):
        plan = assemble(course, course.blueprints["claims"], seed)
        paper = instantiate(course, plan, "en", copy=copy)
        assert len({q.answer.brief for q in paper.questions}) == 2
        with monkeypatch.context() as patched:
            patched.setattr("hwgen.exam.instantiate.MIXED", 99)
            before = instantiate(course, plan, "en", copy=copy)
        alike = len({q.answer.brief for q in before.questions}) == 1
        pairs = zip(paper.questions, before.questions, strict=True)
        assert sum(new != old for new, old in pairs) == alike
        changed[alike] += 1
    assert changed[True] >= 1
