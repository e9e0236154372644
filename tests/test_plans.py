"""Papers that meet a plan: compared with every paper there is, and the reason where there is none with what would mend it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from boards import blueprint, course, item, section, sitting
from planned import Write, ids

from hwgen.bank.blueprint import Blueprint, ExamFile, Range
from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.errors import NoPaper
from hwgen.exam.instantiate import instantiate
from hwgen.papercode import Code
from hwgen.plan.assembly import assemble
from hwgen.plan.faults import blueprint_faults, unmet
from hwgen.plan.plan import for_copies
from hwgen.plan.repeats import repeated, room
from hwgen.plan.usable import usable
from hwgen.proof.certificates import certificate


@pytest.fixture
def plan(tmp_path: Path) -> Write:
    return lambda *sections, **told: blueprint(tmp_path, *sections, **told)


BANK = [
    *(item(f"tf{i}", ("cnn", "rnn")[i % 2], "true-false", 1 + i % 3, 1) for i in range(8)),
    *(item(f"mc{i}", ("cnn", "rnn", "gan")[i % 3], "choice", 2 + i % 3, 2.5) for i in range(12)),
    *(item(f"sa{i}", ("cnn", "gan")[i % 2], "essay", 3 + i % 2, 10) for i in range(4)),
    *(item(f"li{i}", "rnn", "linked", 3, 6, parts=2) for i in range(2)),
]


def test_a_paper_meets_its_plan(plan: Write) -> None:
    wanted = plan(
        section("{pick: 4, kind: true-false}", points=2),
        section("{pick: 4, kind: choice}", "{pick: 1, kind: linked}", points=6),
        section("{pick: 2, kind: essay}", points=18),
        points="80",
        minutes="at most 40",
        difficulty="2.5-3",
        levels={1: "at most 2", 4: "at least 10%"},
        topics={"cnn": ["3-5", "30-50%"], "rnn": "at least 4", "others": "at least 1"},
        kinds={"linked": "2"},
        conceptual="100%",
        exclude="mc0",
    )
    for seed in range(20):
        paper = assemble(course(BANK), wanted, seed)
        assert not unmet(paper)
        used = {slot.item.id: slot for slot in paper.slots}
        assert len(used) == 11
        assert "mc0" not in used
        counts = Counter({id: 2 if id.startswith("li") else 1 for id in used})
        points = {id: slot.points * counts[id] for id, slot in used.items()}
        assert sum(points.values()) == 80
        assert sum(slot.item.minutes for slot in paper.slots) <= 40
        levels = {id: slot.item.difficulty for id, slot in used.items()}  # type: ignore[union-attr]
        assert 2.5 <= sum(points[id] * levels[id] for id in used) / 80 <= 3
        cnn = [id for id, slot in used.items() if slot.item.topic == "cnn"]
        assert 3 <= len(cnn) <= 5
        assert 24 <= sum(points[id] for id in cnn) <= 40
        assert sum(counts[id] for id, slot in used.items() if slot.item.topic == "rnn") >= 4


def test_the_seed_makes_the_paper(plan: Write) -> None:
    wanted = plan(section("{pick: 3, kind: true-false}", "{pick: 4, kind: choice}"), topics={"cnn": "2-3"})
    papers = [tuple(ids(assemble(course(BANK), wanted, seed))) for seed in range(10)]
    assert papers == [tuple(ids(assemble(course(list(reversed(BANK))), wanted, seed))) for seed in range(10)]
    assert len(set(papers)) == 10


def test_every_item_has_its_turn(plan: Write) -> None:
    """300 seeds: among items that the plan does not tell apart, Pearson's statistic stays below its 99.9% quantile."""
    bank = [item(f"{topic}{i}", topic, level=level) for topic, level in (("cnn", 2), ("rnn", 3)) for i in range(8)]
    wanted = plan(section("{pick: 5}"), topics={"cnn": "3"}, difficulty="2-4")
    counts = Counter(id for seed in range(300) for id in ids(assemble(course(bank), wanted, seed)))
    for topic, share in (("cnn", 3), ("rnn", 2)):
        expected = 300 * share / 8
        seen = [counts[f"{topic}{i}"] for i in range(8)]
        assert sum(seen) == 300 * share
        # Draws without replacement scatter less than Pearson's statistic allows for.
        assert sum((n - expected) ** 2 / expected for n in seen) < 24.3


def test_a_generator_is_not_drawn_more_often_for_its_many_difficulties(proven: Course, plan: Write) -> None:
    wanted = plan(section("{pick: 3, topic: loss}"), difficulty="1-5")
    counts = Counter(id for seed in range(300) for id in ids(assemble(proven, wanted, seed)))
    eligible = [id for id, found in usable(proven, wanted).items() if found.parts]
    expected = 900 / len(eligible)
    assert set(counts) == set(eligible)
    assert sum((counts[id] - expected) ** 2 / expected for id in eligible) < 2.5 * len(eligible)


@pytest.mark.parametrize("quotas", [{}, {"difficulty": "1-5"}])
def test_a_class_is_asked_what_has_a_variant_for_each_copy(proven: Course, plan: Write, quotas: dict[str, str]) -> None:
    """Where a choice is left; what the blueprint names stands, and a paper for one does not depend on it."""
    wanted = plan(section("{item: activation-plot}", "{pick: 3, generated: true, topic: [loss, cnn]}"), **quotas)
    for seed in range(4):
        for copies in (22, 60, 300):
            paper = for_copies(proven, assemble(proven, wanted, seed, copies))
            first, *picked = (room(proven, slot.item, slot.difficulty or 0) for slot in paper.slots)
            assert first in (22, 44)
            assert all(count >= copies for count in picked), copies
    alone = [ids(assemble(proven, wanted, seed)) for seed in range(20)]
    assert any(room(proven, proven.items[id], 0) < 300 for those in alone for id in those[1:])
    assert alone == [ids(assemble(proven, wanted, seed, 1)) for seed in range(20)]


def test_repeats_are_as_far_apart_as_they_can_be(proven: Course, plan: Write) -> None:
    proof = certificate(proven, proven.items["activation-plot"])  # type: ignore[arg-type]
    dealt = [proof.variant((7, "activation-plot", "variant"), copy, 2) for copy in range(1, 101)]
    assert len(set(dealt)) == 22
    assert all(a == b for a, b in zip(dealt, dealt[22:], strict=False))
    paper = for_copies(proven, assemble(proven, plan(section("{item: activation-plot}")), 7))
    codes = {Code("planned", 7, "zh", "a4", copy): paper for copy in range(1, 101)}
    (warning,) = repeated(proven, codes, refused=False)
    assert (
        "has 44 variants of difficulty 3 for 100 copies: each is on 2 or 3 of them, 44 papers apart" in warning.message
    )


def test_generators_are_taken_by_difficulty(proven: Course, plan: Write) -> None:
    wanted = plan(
        section("{pick: 4, topic: [optimisation, cnn], generated: true, difficulty: [2, 3, 4]}"),
        difficulty="at most 2.5",
        levels={4: "1"},
    )
    for seed in range(5):
        paper = assemble(proven, wanted, seed)
        assert not unmet(paper)
        harder = replace(paper.slots[0], difficulty=1)
        sections = ((paper.sections[0][0], (harder, *paper.slots[1:])),)
        assert "its difficulty is 1" in str(unmet(replace(paper, sections=sections))[0])
        chosen = [slot.difficulty for slot in paper.slots]
        assert chosen.count(4) >= 1
        assert all(level in (2, 3, 4) for level in chosen)
        assert all(slot.generator for slot in paper.slots)


def test_pinned_params_have_their_difficulty(proven: Course, plan: Write) -> None:
    pinned = "{item: conv-layer, pin: {params: {size: 64, channels: 3, filters: 32, kernel: 3, stride: 1, padding: 0, bias: 0}}}"
    exam = instantiate(proven, assemble(proven, plan(section(pinned)), 1), "en")
    level = exam.groups[0].difficulty
    paper = assemble(proven, plan(section(pinned), difficulty=str(level)), 1)
    assert not unmet(paper)
    assert unmet(replace(paper, blueprint=plan(section(pinned), name="other", difficulty=str(level + 1))))
    with pytest.raises(NoPaper):
        assemble(proven, plan(section(pinned), difficulty=str(level + 1)), 1)


def test_what_is_picked_can_be_asked_that_way(proven: Course, plan: Write) -> None:
    for manner in ("numeric", "table", "multiple-choice", "true-false"):
        paper = assemble(proven, plan(section(f"{{pick: 1, as: {manner}}}"), difficulty="1-5"), 3)
        assert all(slot.generator for slot in paper.slots)
        instantiate(proven, paper, "en")


def test_filters_take_one_or_several(plan: Write) -> None:
    bank = course(
        [
            item("a", tags=["plot"], objective="o1"),
            item("b", "rnn", tags=["plot", "code"], objective="o2"),
            item("c", "gan", "true-false", 3, objective="o1"),
            item("d", "gan", languages=("zh",)),
        ],
        objectives={"o1": "apply", "o2": "analyse"},
    )
    fits = {
        "{pick: 1, topic: [cnn, rnn]}": "ab",
        "{pick: 1, tag: code}": "b",
        "{pick: 1, tag: [code, plot]}": "ab",
        "{pick: 1, objective: o1}": "ac",
        "{pick: 1, bloom: [apply, analyse], difficulty: 2}": "ab",
        "{pick: 1, difficulty: [1, 3]}": "c",
        "{pick: 1, kind: choice, generated: false}": "ab",
        "{pick: 3}": "abc",
    }
    for entry, wanted in fits.items():
        found = usable(bank, plan(section(entry)))
        assert "".join(id for id, use in found.items() if use.parts) == wanted, entry
        assert all(use.reason for use in found.values() if not use.parts)


def test_why_an_item_cannot_be_used(plan: Write) -> None:
    bank = course(
        [
            item("pinned", enemies=["rival"]),
            item("rival"),
            item("fits"),
            item("old"),
            item("other-kind", kind="matching"),
            item("chinese", languages=("zh",)),
            item("hard", level=5),
            item("away", "gan"),
        ],
        [sitting("midterm", ["old"])],
    )
    wanted = plan(
        section("{item: pinned}", "{pick: 1, kind: choice}"), fresh=2, topics={"gan": 0}, levels={5: "at most 0"}
    )
    found = usable(bank, wanted)
    assert {id: use.reason or use.parts for id, use in found.items()} == {
        "pinned": ("part 1",),
        "fits": ("part 1",),
        "rival": "it is an enemy of `pinned`, which the blueprint names",
        "old": "the plan wants none of the items that `midterm` asked",
        "other-kind": "part 1 wants another kind (matching)",
        "chinese": "part 1 wants both languages",
        "hard": "the plan wants at most 0 questions of difficulty 5 (very hard)",
        "away": "the plan wants at most 0 questions on `gan`",
    }


def test_enemies_stand_on_no_paper_together_whichever_of_them_says_so(plan: Write) -> None:
    bank = course([item("a", enemies=["b"]), item("b"), item("c", enemies=["d"]), item("d"), item("e")])
    for told in ({}, {"difficulty": "1-5"}):
        seen = set()
        for seed in range(40):
            paper = frozenset(ids(assemble(bank, plan(section("{pick: 2}", "{pick: 1}"), **told), seed)))
            assert len(paper & {"a", "b"}) <= 1
            assert len(paper & {"c", "d"}) <= 1
            seen.add(paper)
        assert len(seen) == 4


def test_a_generator_can_be_an_enemy(proven: Course, plan: Write) -> None:
    rival = item("rival", enemies=["lstm-params"])
    bank = replace(proven, items={"rival": rival, **proven.items})
    wanted = plan(section("{item: lstm-params}", "{item: rival}"))
    assert "`rival` is an enemy of `lstm-params`" in blueprint_faults(bank, wanted)[0].message


def test_two_picks_may_want_the_same_item(plan: Write) -> None:
    """The first alone would often take what only the second cannot do without."""
    bank = course([item("a"), item("b", "rnn")])
    for seed in range(10):
        assert ids(assemble(bank, plan(section("{pick: 1}", "{pick: 1, topic: rnn}")), seed)) == ["a", "b"]


def test_the_manual_shows_a_plan_that_can_be_read(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[1] / "docs/howto/blueprints.md").read_text(encoding="utf-8")
    path = tmp_path / "midterm.yaml"
    path.write_text(manual.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    read = Blueprint(path).plan
    assert read.plan
    assert read.plan.topics["loss"] == (Range(Fraction(2), Fraction(4)), Range(None, Fraction(20), share=True))
    assert read.plan.levels["5"] == (Range(Fraction(0), Fraction(0)),)
    assert read.picks


def test_the_schema_of_a_blueprint_takes_what_is_read() -> None:
    schema = ExamFile.model_json_schema(by_alias=True)
    quota = schema["$defs"]["PlanRecord"]["properties"]["topics"]["additionalProperties"]
    entry = schema["$defs"]["Entry"]["properties"]
    for told, part in (
        ("2-4", quota),
        (3, quota),
        (["2-4", "10-20%"], quota),
        ("cnn", entry["topic"]),
        (2, entry["difficulty"]),
    ):
        jsonschema.validate(told, part)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(9, entry["difficulty"])


TOGETHER = """\
title: {zh: 题, en: Quiz}
minutes: 9
plan: {points: 12}
sections:
  - title: {zh: 题, en: Part}
    points: 6
    questions:
      - {pick: 1, kind: linked, generated: false}
      - {pick: 1, kind: essay}
"""


def test_parts_may_have_the_points_of_one_question_together(small_course: Path) -> None:
    """A total that is the sum of single questions leaves no room for linked ones else; the message names the way."""
    loaded, path = load_course(small_course), small_course / "bank/exams/together.yaml"
    path.write_text(TOGETHER, encoding="utf-8")
    with pytest.raises(NoPaper) as caught:
        assemble(loaded, Blueprint(path), 1)
    assert "`together: true` gives all parts of an item the points of one question" in caught.value.diagnostics[0].hint
    path.write_text(TOGETHER.replace("generated: false", "generated: false, together: true"), encoding="utf-8")
    exam = instantiate(loaded, assemble(loaded, Blueprint(path), 1), "en")
    assert [question.points for question in exam.questions] == [3, 3, 6]
    assert exam.points == 12


def test_parts_that_share_too_few_points_are_neither_picked_nor_asked(small_course: Path) -> None:
    loaded, path = load_course(small_course), small_course / "bank/exams/together.yaml"
    few = TOGETHER.replace("plan: {points: 12}\n", "").replace("points: 6", "points: 1")
    path.write_text(few.replace("generated: false", "together: true"), encoding="utf-8")
    with pytest.raises(NoPaper):
        assemble(loaded, Blueprint(path), 1)
    path.write_text(few.replace("pick: 1, kind: linked, generated: false", "item: small-network, together: true"))
    (fault,) = blueprint_faults(loaded, Blueprint(path))
    assert fault.message == "`small-network` has 2 questions, and 1 point for all of them together"
