"""Papers that meet a plan: compared with every paper there is, and the reason where there is none with what would mend it."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from boards import blueprint, course, item, section, sitting
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hwgen.bank.blueprint import Blueprint, ExamFile, Range
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.errors import CourseError, NoPaper
from hwgen.exam.instantiate import instantiate
from hwgen.papercode import Code
from hwgen.plan.assembly import assemble
from hwgen.plan.demands import demands
from hwgen.plan.faults import blueprint_faults, unmet
from hwgen.plan.forms import forms
from hwgen.plan.plan import Plan, for_copies
from hwgen.plan.reasons import conflict, irreducible
from hwgen.plan.repeats import repeated, room
from hwgen.plan.solver import Row, at_odds, least
from hwgen.plan.usable import usable
from hwgen.plan.uses import minutes_at, questions, uses
from hwgen.proof.certificates import certificate
from hwgen.text import Text

Write = Callable[..., Blueprint]


@pytest.fixture
def plan(tmp_path: Path) -> Write:
    return lambda *sections, **told: blueprint(tmp_path, *sections, **told)


def ids(paper: Plan) -> list[str]:
    return [slot.item.id for slot in paper.slots]


def why(bank: Course, wanted: Blueprint, seed: int = 1) -> str:
    """The reason that is told; and that it is a least one: each of its demands taken away leaves a paper."""
    with pytest.raises(NoPaper) as caught:
        assemble(bank, wanted, seed)
    used = uses(bank, wanted, seed, graded=wanted.plan.plan is not None)
    found = conflict(used, demands(bank, wanted, seed, used))
    assert found
    assert conflict(used, found) == found
    for one in found:
        assert not conflict(used, [demand for demand in found if demand is not one]), one.words
    (told,) = caught.value.diagnostics
    assert told.span is not None
    assert told.span.line
    return told.message


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
        for copies in (8, 60, 300):
            paper = for_copies(proven, assemble(proven, wanted, seed, copies))
            first, *picked = (room(proven, slot.item, slot.difficulty or 0) for slot in paper.slots)
            assert first == 8
            assert all(count >= copies for count in picked), copies
    alone = [ids(assemble(proven, wanted, seed)) for seed in range(20)]
    assert any(room(proven, proven.items[id], 0) < 300 for those in alone for id in those[1:])
    assert alone == [ids(assemble(proven, wanted, seed, 1)) for seed in range(20)]


def test_repeats_are_as_far_apart_as_they_can_be(proven: Course, plan: Write) -> None:
    proof = certificate(proven, proven.items["activation-plot"])  # type: ignore[arg-type]
    dealt = [proof.variant((7, "activation-plot", "variant"), copy, 2) for copy in range(1, 101)]
    assert len(set(dealt)) == 8
    assert all(a == b for a, b in zip(dealt, dealt[8:], strict=False))
    paper = for_copies(proven, assemble(proven, plan(section("{item: activation-plot}")), 7))
    codes = {Code("planned", 7, "zh", "a4", copy): paper for copy in range(1, 101)}
    (warning,) = repeated(proven, codes, refused=False)
    assert (
        "has 8 variants of difficulty 2 for 100 copies: each is on 12 or 13 of them, 8 papers apart" in warning.message
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
        "pinned": ("part 一 (I)",),
        "fits": ("part 一 (I)",),
        "rival": "it is an enemy of `pinned`, which the blueprint names",
        "old": "the plan wants none of the items that `midterm` asked",
        "other-kind": "part 一 (I) wants another kind (matching)",
        "chinese": "part 一 (I) wants both languages",
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


FEW = [
    item("r1", "rnn", level=3),
    item("r2", "rnn", level=3),
    item("r3", "rnn", level=1),
    item("c1", level=1, minutes=4),
    item("c2", level=2, minutes=4),
    item("c3", level=2, minutes=4, enemies=["c2"]),
    item("l1", "gan", "linked", parts=2),
]
TWO = section("{pick: 2, kind: choice}")


@pytest.mark.parametrize(
    ("sections", "told", "message"),
    [
        (
            [TWO, section("{pick: 3, topic: rnn, difficulty: 3}")],
            {},
            "part 二 (II) needs one more medium item on `rnn`: 2 of 3 found",
        ),
        (
            [section("{pick: 9}")],
            {},
            "part 一 (I) needs 2 more items: 7 of 9 found",
        ),
        (
            [section("{pick: 4, topic: [cnn, gan]}")],
            {},
            "part 一 (I) needs one more item on CNN (卷积网络) or `gan`: 3 of 4 found, given: `c2` and `c3` are enemies",
        ),
        (
            [TWO],
            {"topics": {"cnn": "at least 3"}},
            "the plan wants at least 3 questions on CNN (卷积网络): 2 at most, given: "
            "part 一 (I) takes no more than 2 choice items (line 12)",
        ),
        (
            [section("{pick: 2, topic: cnn}"), section("{pick: 2, topic: rnn}")],
            {"topics": {"cnn": "at most 1"}},
            "the plan wants at most 1 question on CNN (卷积网络): 2 at least, given: "
            "part 一 (I) asks for 2 items on CNN (卷积网络) (line 12)",
        ),
        (
            [TWO],
            {"points": "11"},
            "the plan wants at least 11 points: 10 at most, given: part 一 (I) takes no more than 2 choice items (line 11)",
        ),
        (
            [section("{pick: 2, topic: cnn, kind: choice}")],
            {"minutes": "at most 7.5"},
            "the plan wants at most 7.5 minutes: 8 at least, given: "
            "part 一 (I) asks for 2 choice items on CNN (卷积网络) (line 11)",
        ),
        (
            [section("{pick: 3, topic: rnn}")],
            {"difficulty": "at least 2.5"},
            "the plan wants a mean difficulty of at least 2.5: 2.33 at most, given: "
            "part 一 (I) asks for 3 items on `rnn` (line 11)",
        ),
        (
            [section("{pick: 2, topic: rnn}"), section("{pick: 1, topic: cnn}", points=30)],
            {"topics": {"rnn": "at least 50%"}},
            "the plan wants at least 50% of the points on `rnn`: 33.33% at most, given: "
            "part 二 (II) asks for 1 item on CNN (卷积网络) (line 17)",
        ),
        (
            [section("{pick: 1, kind: linked}")],
            {"exclude": ["l1"]},
            "part 一 (I) needs one more linked item: 0 of 1 found, given: "
            "none of the items that `exclude` names (line 7)",
        ),
        (
            [TWO],
            {"levels": {3: 2}, "topics": {"cnn": "at least 1"}},
            "the plan wants at least 1 question on CNN (卷积网络): 0 at most, given: at least 2 questions of difficulty "
            "3 (medium) (line 7); part 一 (I) takes no more than 2 choice items (line 14)",
        ),
        (
            [section("{item: r1}", "{item: r2}")],
            {"topics": {"rnn": "at most 1"}},
            "the plan wants at most 1 question on `rnn`: 2 at least, given: "
            "part 一 (I) asks for `r1` (line 12); part 一 (I) asks for `r2` (line 13)",
        ),
        (
            [TWO],
            {"generated": "at least 1"},
            "the plan wants at least 1 question from generators: 0 at most",
        ),
    ],
)
def test_the_reason(plan: Write, sections: list[dict[str, Any]], told: dict[str, Any], message: str) -> None:
    assert why(course(FEW), plan(*sections, **told)) == message


def test_the_ledger_as_a_reason(plan: Write) -> None:
    bank = course(FEW, [sitting("old", ["r2"]), sitting("quiz", ["r1"]), sitting("midterm", ["r3"], 4)])
    wanted = plan(section("{pick: 2, topic: rnn}"), fresh=2)
    assert why(bank, wanted) == (
        "part 一 (I) needs one more item on `rnn`: 1 of 2 found, given: none of the items that `quiz` or `midterm` asked (line 6)"
    )
    assert sorted(ids(assemble(bank, plan(section("{pick: 2, topic: rnn}"), fresh=1), 1))) == ["r1", "r2"]
    assert sorted(ids(assemble(bank, plan(section("{item: r3}", "{pick: 1, topic: rnn}"), fresh=2), 1))) == ["r2", "r3"]


def test_a_reason_that_only_whole_numbers_have(plan: Write) -> None:
    """Half of each item would do."""
    bank = course(
        [
            item("a", minutes=3, parts=2, kind="linked"),
            item("b", minutes=5, parts=2, kind="linked"),
            item("c", minutes=9),
        ]
    )
    assert why(bank, plan(section("{pick: 1, kind: linked}"), minutes="4")) == (
        "the plan wants at least 4 minutes: 3 at most, given: at most 4 minutes (line 6)"
    )
    triangle = course([item("a", enemies=["b", "c"]), item("b", enemies=["c"]), item("c")])
    assert why(triangle, plan(section("{pick: 2}"))) == (
        "part 一 (I) needs one more item: 1 of 2 found, given: "
        "`a` and `b` are enemies; `a` and `c` are enemies; `b` and `c` are enemies"
    )


@pytest.mark.parametrize(
    ("told", "message", "place"),
    [
        ({"topics": {"cmn": 3}}, "no item has the topic `cmn`", "cmn"),
        ({"objectives": {"cnn-x": 3}}, "there is no objective `cnn-x`", "cnn-x"),
        ({"bloom": {"know": 3}}, "there is no Bloom level `know`", "know"),
        ({"kinds": {"riddle": 3}}, "there is no kind `riddle`", "riddle"),
        ({"tags": {"plots": 3}}, "no item has the tag `plots`", "plots"),
        ({"levels": {6: 3}}, "`6` is not a difficulty", "6"),
        ({"exclude": ["r9"]}, "there is no item `r9`", "r9"),
        ({"exclude": ["r1"]}, "`r1` is excluded here and asked in line 12", "r1"),
        ({"topics": {"cnn": "at least 60%", "rnn": "50-60%"}}, "the least shares add up to 110%", "cnn"),
        ({"topics": {"cnn": "at most 60%", "others": "20-30%"}}, "the most shares add up to 90%", "cnn"),
        ({"generated": "10-20%", "conceptual": "at most 70%"}, "the most shares add up to 90%", "10-20%"),
    ],
)
def test_a_faulty_plan(plan: Write, told: dict[str, Any], message: str, place: str) -> None:
    wanted = plan(section("{item: r1}"), **told)
    (fault,) = blueprint_faults(course(FEW), wanted)
    assert fault.message == message
    assert fault.span is not None
    line = wanted.path.read_text(encoding="utf-8").splitlines()[fault.span.line - 1]
    assert line[fault.span.column - 1 :].strip("'").startswith(place)
    with pytest.raises(CourseError):
        assemble(course(FEW), wanted, 1)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"topics": {"cnn": "4-2"}}, "the least, 4, is more than the most, 2"),
        ({"topics": {"cnn": "about 3"}}, "expected a range such as 3, 2-4, at least 2, at most 4 or 15-25%"),
        ({"topics": {"cnn": "at least 2-3"}}, "expected a range such as 3, 2-4"),
        ({"topics": {"cnn": "1.5-3"}}, "questions are counted in whole numbers"),
        ({"topics": {"cnn": "20-120%"}}, "a share is at most 100%"),
        ({"topics": {"cnn": ["2-4", "30-20%"]}}, "the least, 30, is more than the most, 20"),
        ({"points": "100%"}, "expected a range such as 100, 80-90"),
        ({"fresh": 0}, "expected a number greater than 0"),
        ({"subjects": {"cnn": 3}}, "unknown key `subjects`"),
    ],
)
def test_a_plan_that_cannot_be_read(plan: Write, told: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError) as caught:
        plan(section("{pick: 1}"), **told)
    (fault,) = caught.value.diagnostics
    assert message in fault.message
    assert fault.span is not None
    assert fault.span.line >= 4
    assert fault.span.column > 1


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{item: r1, topic: rnn, tag: plot}", "`topic` and `tag` can only stand beside `pick`"),
        ("{pick: 1, difficulty: [1, 6]}", "less than or equal to 5"),
        ("{pick: 1, generated: 'yes'}", "expected `true` or `false`"),
    ],
)
def test_a_faulty_entry(plan: Write, entry: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        plan(section(entry))


def test_unmet_tells_what_a_paper_lacks(plan: Write) -> None:
    bank = course(FEW)
    paper = assemble(bank, plan(section("{item: c1}", "{item: r1}")), 1)
    stricter = plan(
        section("{pick: 2, topic: cnn}"),
        name="stricter",
        topics={"rnn": "at most 0"},
        minutes="at least 9",
        points="10",
    )
    told = [d.message for d in unmet(replace(paper, blueprint=stricter))]
    assert told == [
        "`r1` does not fit: its topic is rnn",
        "the paper does not meet the plan: at most 0 questions on `rnn`: it has 1",
        "the paper does not meet the plan: at least 9 minutes: it has 6",
    ]


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@given(st.sets(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_an_irreducible_conflict_is_one(conflicts: set[frozenset[int]]) -> None:
    found = irreducible(range(10), lambda kept: any(c <= set(kept) for c in conflicts))
    assert frozenset(found) in conflicts
    assert not any(c < frozenset(found) for c in conflicts)


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
        assert sum(slot.points * questions(proven, slot.item) for slot in paper.slots) == 100
        assert len({slot.item.topic for slot in paper.slots}) >= 8


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


HOSTILE = "% $ & # _ { } {0} {x} ~ ^ \\ < > ]]> \" ' \U0001f600 עברית " + "Z" * 300


def test_hostile_names_are_told_as_they_are(plan: Write) -> None:
    bank = course(
        [item(HOSTILE, HOSTILE, tags=[HOSTILE], objective="o", enemies=["b"]), item("b")], objectives={"o": "apply"}
    )
    bank = replace(bank, topics={**bank.topics, HOSTILE: Text(zh="", en=HOSTILE)})
    wanted = plan(section("{pick: 2}"), topics={HOSTILE: "at least 1"}, tags={HOSTILE: 1})
    assert why(bank, wanted) == f"part 一 (I) needs one more item: 1 of 2 found, given: `{HOSTILE}` and `b` are enemies"
    single = plan(section({"pick": 1, "topic": HOSTILE, "tag": HOSTILE}), topics={HOSTILE: "at least 2"})
    assert why(bank, single) == f"the plan wants at least 2 questions on {HOSTILE} (): 1 at most"
    assert not unmet(assemble(bank, plan(section({"pick": 1, "topic": HOSTILE})), 1))
