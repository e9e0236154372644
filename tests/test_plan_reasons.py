"""Why no paper meets a plan: a least reason, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from boards import blueprint, course, item, section, sitting
from hypothesis import given
from hypothesis import strategies as st
from planned import Write, ids, why

from hwgen.errors import CourseError, NoPaper
from hwgen.plan.assembly import assemble
from hwgen.plan.faults import blueprint_faults, unmet
from hwgen.plan.reasons import irreducible
from hwgen.text import Text


@pytest.fixture
def plan(tmp_path: Path) -> Write:
    return lambda *sections, **told: blueprint(tmp_path, *sections, **told)


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
            "part 2 needs one more medium item on `rnn`: 2 of 3 found",
        ),
        (
            [section("{pick: 9}")],
            {},
            "part 1 needs 2 more items: 7 of 9 found",
        ),
        (
            [section("{pick: 4, topic: [cnn, gan]}")],
            {},
            "part 1 needs one more item on `cnn` or `gan`: 3 of 4 found, given: `c2` and `c3` are enemies",
        ),
        (
            [TWO],
            {"topics": {"cnn": "at least 3"}},
            "the plan wants at least 3 questions on `cnn`, and the parts have 2",
        ),
        (
            [section("{pick: 2, topic: cnn}"), section("{pick: 2, topic: rnn}")],
            {"topics": {"cnn": "at most 1"}},
            "the plan wants at most 1 question on `cnn`: 2 at least, given: part 1 asks for 2 items on `cnn` (line 12)",
        ),
        (
            [TWO],
            {"points": "11"},
            "the plan wants at least 11 points, and the parts have 10: part 1 has 10",
        ),
        (
            [section("{pick: 2, topic: cnn, kind: choice}")],
            {"minutes": "at most 7.5"},
            "the plan wants at most 7.5 minutes: 8 at least, given: part 1 asks for 2 choice items on `cnn` (line 11)",
        ),
        (
            [section("{pick: 3, topic: rnn}")],
            {"difficulty": "at least 2.5"},
            "the plan wants a mean difficulty of at least 2.5: 2.33 at most, given: "
            "part 1 asks for 3 items on `rnn` (line 11)",
        ),
        (
            [section("{pick: 2, topic: rnn}"), section("{pick: 1, topic: cnn}", points=30)],
            {"topics": {"rnn": "at least 50%"}},
            "the plan wants at least 50% of the points on `rnn`: 33.33% at most, given: "
            "part 2 asks for 1 item on `cnn` (line 17)",
        ),
        (
            [section("{pick: 1, kind: linked}")],
            {"exclude": ["l1"]},
            "part 1 needs one more linked item: 0 of 1 found, given: none of the items that `exclude` names (line 7)",
        ),
        (
            [TWO],
            {"levels": {3: 2}, "topics": {"cnn": "at least 1"}},
            "the plan wants at least 1 question on `cnn`: 0 at most, given: at least 2 questions of difficulty "
            "3 (medium) (line 7); part 1 takes no more than 2 choice items (line 14)",
        ),
        (
            [section("{item: r1}", "{item: r2}")],
            {"topics": {"rnn": "at most 1"}},
            "the plan wants at most 1 question on `rnn`: 2 at least, given: "
            "part 1 asks for `r1` (line 12); part 1 asks for `r2` (line 13)",
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


SUMS = [
    (
        {"points": "30", "topics": {"rnn": "1-2", "cnn": "at least 2"}},
        ["the plan wants at least 30 points, and the parts have 15: part 1 has 10; part 2 has 5"],
    ),
    (
        {"points": "15", "topics": {"rnn": "at least 1", "cnn": "3-4"}},
        ["the topics ask for at least 4 questions, and the parts have 3: `cnn` 3, `rnn` 1"],
    ),
    (
        {"points": "at most 12", "kinds": {"choice": "2", "numeric": "2"}},
        [
            "the plan wants at most 12 points, and the parts have 15: part 1 has 10; part 2 has 5",
            "the kinds ask for at least 4 questions, and the parts have 3: `choice` 2, `numeric` 2",
        ],
    ),
    (
        {"topics": {"rnn": "at most 1", "others": "at most 1"}},
        ["the topics allow at most 2 questions, and the parts have 3: `rnn` 1, `others` 1"],
    ),
    (
        {"generated": "at least 2", "conceptual": "at least 2"},
        [
            "the numbers of generated and conceptual questions ask for at least 4 questions, and the parts have 3: `generated` 2, `conceptual` 2"
        ],
    ),
]


@pytest.mark.parametrize(("told", "messages"), SUMS)
def test_sums_that_the_blueprint_contradicts_are_all_reported(
    plan: Write, told: dict[str, Any], messages: list[str]
) -> None:
    wanted = plan(section("{pick: 2, kind: choice}"), section("{pick: 1, kind: choice}"), **told)
    assert why(course(FEW), wanted).splitlines() == messages


def test_what_may_still_add_up_is_no_contradiction(plan: Write) -> None:
    """Topics without a most can be asked any number of times, and a linked item has several questions."""
    bank = course(FEW)
    assert assemble(bank, plan(section("{pick: 2, topic: cnn}"), topics={"rnn": "at most 1", "cnn": "at least 1"}), 1)
    assert assemble(bank, plan(section("{pick: 1}"), topics={"gan": "at least 2"}), 1)


def test_the_ledger_as_a_reason(plan: Write) -> None:
    bank = course(FEW, [sitting("old", ["r2"]), sitting("quiz", ["r1"]), sitting("midterm", ["r3"], 4)])
    wanted = plan(section("{pick: 2, topic: rnn}"), fresh=2)
    assert why(bank, wanted) == (
        "part 1 needs one more item on `rnn`: 1 of 2 found, given: none of the items that `quiz` or `midterm` asked (line 6)"
    )
    assert sorted(ids(assemble(bank, plan(section("{pick: 2, topic: rnn}"), fresh=1), 1))) == ["r1", "r2"]
    assert sorted(ids(assemble(bank, plan(section("{item: r3}", "{pick: 1, topic: rnn}"), fresh=2), 1))) == ["r2", "r3"]


def test_an_item_that_lacks_a_language_is_the_way_out_of_a_pick(plan: Write) -> None:
    chinese = item("only-chinese", languages=("zh",))
    for bank, hint in (
        ([item("a"), chinese], "write the text that `only-chinese` lacks, or ask it by `- item: only-chinese`"),
        ([item("a"), item("l1", "gan", "linked", languages=("zh",))], "write more items, or lower `pick`"),
    ):
        with pytest.raises(NoPaper) as refused:
            assemble(course(bank), plan(section("{pick: 2, kind: choice}")), 1)
        assert refused.value.diagnostics[0].hint.endswith(hint)


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
        "part 1 needs one more item: 1 of 2 found, given: "
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
        ("{item: r1, topic: rnn, tag: plot}", "`topic` and `tag` can only be used with `pick`"),
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


@given(st.sets(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_an_irreducible_conflict_is_one(conflicts: set[frozenset[int]]) -> None:
    found = irreducible(range(10), lambda kept: any(c <= set(kept) for c in conflicts))
    assert frozenset(found) in conflicts
    assert not any(c < frozenset(found) for c in conflicts)


HOSTILE = "% $ & # _ { } {0} {x} ~ ^ \\ < > ]]> \" ' \U0001f600 עברית " + "Z" * 300


def test_hostile_names_are_reported_as_they_are(plan: Write) -> None:
    bank = course(
        [item(HOSTILE, HOSTILE, tags=[HOSTILE], objective="o", enemies=["b"]), item("b")], objectives={"o": "apply"}
    )
    bank = replace(bank, topics={**bank.topics, HOSTILE: Text(zh="", en=HOSTILE)})
    wanted = plan(section("{pick: 2}"), topics={HOSTILE: "at least 1"}, tags={HOSTILE: 1})
    assert why(bank, wanted) == f"part 1 needs one more item: 1 of 2 found, given: `{HOSTILE}` and `b` are enemies"
    single = plan(section({"pick": 1, "topic": HOSTILE, "tag": HOSTILE}), topics={HOSTILE: "at least 2"})
    assert why(bank, single) == f"the plan wants at least 2 questions on `{HOSTILE}`, and the parts have 1"
    assert not unmet(assemble(bank, plan(section({"pick": 1, "topic": HOSTILE})), 1))
