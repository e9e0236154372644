"""The solver: a paper exactly where there is one, and of large banks, too."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import pytest
from boards import blueprint, course, item, section, sitting
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned import ids, why

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import NoPaper
from hwgen.plan.assembly import assemble
from hwgen.plan.faults import unmet
from hwgen.plan.forms import forms
from hwgen.plan.plan import Plan
from hwgen.plan.solver import Row, at_odds, least
from hwgen.plan.uses import minutes_at, questions

TOPICS, LEVELS = ("cnn", "rnn", "gan"), (1, 2, 3)


Bounds = tuple[int, int]


@st.composite
def boards(draw: st.DrawFn) -> tuple[list[BankItem], list[dict[str, Any]], dict[str, Any]]:
    """A bank of at most seven items, one or two parts, and a plan of some bounds."""
    count = draw(st.integers(2, 7))
    items = []
    for i in range(count):
        rivals = draw(st.sets(st.integers(0, count - 1), max_size=1)) - {i}
        parts = draw(st.sampled_from((1, 1, 2)))
        kind = "linked" if parts == 2 else draw(st.sampled_from(("choice", "numeric")))
        items.append(
            item(
                f"i{i}",
                draw(st.sampled_from(TOPICS)),
                kind,
                draw(st.sampled_from(LEVELS)),
                draw(st.sampled_from((1, 1.5, 4))),
                enemies=[f"i{n}" for n in rivals],
                parts=parts,
            )
        )
    sections = []
    for _ in range(draw(st.integers(1, 2))):
        entry: dict[str, Any] = {"pick": draw(st.integers(1, 2))}
        if draw(st.booleans()):
            entry["topic"] = sorted(draw(st.sets(st.sampled_from(sorted({i.topic for i in items})), min_size=1)))
        if draw(st.booleans()):
            entry["difficulty"] = sorted(draw(st.sets(st.sampled_from(LEVELS), min_size=1)))
        sections.append(section(entry, points=draw(st.sampled_from((2, 5)))))

    def bounds(most: int) -> st.SearchStrategy[Bounds]:
        return st.tuples(st.integers(0, most), st.integers(0, most)).map(lambda b: (min(b), max(b)))

    told: dict[str, Any] = {"fresh": 1}
    for name, strategy in (
        ("points", bounds(24)),
        ("minutes", bounds(12)),
        ("difficulty", st.sampled_from(((1, 2), (2, 3), (2, 2)))),
        ("cnn", bounds(4)),
        ("rnn %", bounds(10)),
        ("level 2", bounds(3)),
    ):
        if draw(st.integers(0, 2)) == 0:
            told[name] = draw(strategy)
    return items, sections, told


def as_plan(told: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """The bounds as a blueprint says them."""
    written: dict[str, Any] = {"fresh": told["fresh"]}
    for name in ("points", "minutes", "difficulty"):
        if name in told:
            written[name] = "{}-{}".format(*told[name])
    if "cnn" in told and "cnn" in known:
        written["topics"] = {"cnn": "{}-{}".format(*told["cnn"])}
    if "rnn %" in told and "rnn" in known:
        written.setdefault("topics", {})["rnn"] = "{}-{}%".format(*(10 * n for n in told["rnn %"]))
    if "level 2" in told:
        written["levels"] = {2: "{}-{}".format(*told["level 2"])}
    return written


def is_paper(chosen: Sequence[tuple[BankItem, dict[str, Any]]], told: dict[str, Any], old: str) -> bool:
    """Whether items, each with the part it stands in, make a paper: counted here anew, by nothing that hwgen has."""
    items = [i for i, _ in chosen]
    for i, part in chosen:
        (entry,) = part["questions"]
        if (
            i.topic not in entry.get("topic", TOPICS)
            or i.difficulty not in entry.get("difficulty", LEVELS)
            or i.id == old
        ):
            return False
    if any(b.id in a.enemies for a, b in permutations(items, 2)):
        return False
    size = {i.id: 2 if i.kind == "linked" else 1 for i in items}
    points = {i.id: part["points"] * size[i.id] for i, part in chosen}
    total = sum(points.values())
    have = {
        "points": total,
        "minutes": sum(i.minutes for i in items),
        "difficulty": Fraction(sum(points[i.id] * i.difficulty for i in items), total),
        "cnn": sum(size[i.id] for i in items if i.topic == "cnn"),
        "rnn %": Fraction(10 * sum(points[i.id] for i in items if i.topic == "rnn"), total),
        "level 2": sum(size[i.id] for i in items if i.difficulty == 2),
    }
    return all(low <= have[name] <= high for name, (low, high) in ((n, b) for n, b in told.items() if n in have))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(boards())
def test_there_is_a_paper_exactly_where_one_is_found_among_all(
    tmp_path: Path, board: tuple[list[BankItem], list[dict[str, Any]], dict[str, Any]]
) -> None:
    items, sections, told = board
    known = {i.topic for i in items}
    told = {
        name: bounds
        for name, bounds in told.items()
        if not ((name == "cnn" and "cnn" not in known) or (name == "rnn %" and "rnn" not in known))
    }
    bank = course(items, [sitting("old", ["i0"])])
    wanted = blueprint(tmp_path, *sections, **as_plan(told, known))
    counts = [part["questions"][0]["pick"] for part in sections]
    every = (
        [(i, part) for part, group in zip(sections, groups, strict=True) for i in group]
        for groups in product(*(combinations(items, n) for n in counts))
        if len({i.id for group in groups for i in group}) == sum(counts)
    )
    papers = {
        frozenset((i.id, next(k for k, p in enumerate(sections) if p is part)) for i, part in chosen)
        for chosen in every
        if is_paper(chosen, told, "i0")
    }
    try:
        paper = assemble(bank, wanted, 1)
    except NoPaper:
        assert not papers
        why(bank, wanted)
        return
    parts = [k for k, part in enumerate(sections) for _ in range(part["questions"][0]["pick"])]
    assert frozenset(zip(ids(paper), parts, strict=True)) in papers
    assert not unmet(paper)


def test_the_solver_is_exact_and_silent(capfd: pytest.CaptureFixture[str]) -> None:
    twelve = Row({0: 3, 1: 5, 2: 7}, 12, 12)
    assert least([3, 3, 3], [twelve], [1.0, 1.0, 1.0]) == [0, 1, 1]
    assert least([3, 3, 3], [twelve, Row({1: 1}, None, 0)], [1.0, 1.0, 1.0]) is None
    assert least([], [Row({}, 1, None)], []) is None
    assert at_odds([1, 1], [Row({0: 1, 1: 1}, 3, None), Row({0: 1}, 0, None)], []) == [0]
    assert at_odds([1, 1], [Row({0: 2, 1: 2}, 3, 3)], []) == []
    assert capfd.readouterr() == ("", "")


def test_the_ready_made_exams_can_be_built_on_the_first_day(proven: Course) -> None:
    planned = {name: b for name, b in proven.blueprints.items() if b.plan.plan}
    assert {"quiz-20", "midterm", "final", "topic-cnn", "topic-generative"} <= set(planned)
    for name, wanted in planned.items():
        for seed in (1, 2):
            paper = assemble(proven, wanted, seed)
            assert not unmet(paper), name
            assert sum(minutes_at(proven, slot.item, 0) for slot in paper.slots) <= wanted.plan.minutes, name
    for name in ("midterm", "final"):
        paper = assemble(proven, planned[name], 3)
        assert total(proven, paper) == 100
        assert len({slot.item.topic for slot in paper.slots}) >= 8


def total(course: Course, paper: Plan) -> int:
    return sum(slot.points * questions(course, slot.item) for slot in paper.slots)


def test_the_ready_made_exams_have_round_totals(proven: Course) -> None:
    """Linked items have more than one question: without `points` in its plan, the total of an exam that picks them varies."""
    assert "quiz" in proven.blueprints
    odd = {
        (name, seed): points
        for name, wanted in proven.blueprints.items()
        for seed in range(1, 5)
        if (points := total(proven, assemble(proven, wanted, seed))) % 10
    }
    assert not odd


def test_twenty_of_two_thousand(tmp_path: Path) -> None:
    """The course of the benchmark: solved, ten times over without an item in common; and refused with a least reason."""
    spec = importlib.util.spec_from_file_location("assembly", Path(__file__).parents[1] / "benchmarks" / "assembly.py")
    assert spec is not None
    assert spec.loader is not None
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    bank = bench.course()
    found = forms(bank, bench.blueprint(tmp_path, "final"), 1, 10)
    assert not any(unmet(form.plan) for form in found)
    assert len({slot.item.id for form in found for slot in form.plan.slots}) == 200
    assert why(bank, bench.blueprint(tmp_path, "never", "at least 16"))
