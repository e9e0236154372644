"""Parallel forms, and the ledger of exams that were given: what is promised of them is counted anew."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from boards import blueprint, course, item, section, sitting

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.ledger import load_ledger, record
from hwgen.bank.loading import load_course
from hwgen.bank.swaps import write_swaps
from hwgen.classes.copies import forms_of
from hwgen.classes.paper import plan_of
from hwgen.errors import CourseError, HwgenError
from hwgen.exam.model import Looks
from hwgen.papercode import Code, decode
from hwgen.plan.assembly import assemble
from hwgen.plan.certificate import bounds_reached, in_words
from hwgen.plan.faults import unmet
from hwgen.plan.forms import forms, turn
from hwgen.plan.plan import Plan
from hwgen.plan.uses import questions
from hwgen.words.words import words

Run = Callable[..., subprocess.CompletedProcess[str]]
BANK = [
    *(item(f"tf{i}", ("cnn", "rnn")[i % 2], "true-false", 1 + i % 3, 1 + i % 2 / 4) for i in range(24)),
    *(
        item(f"mc{i}", ("cnn", "rnn", "gan")[i % 3], "choice", 2 + i % 2, 2.5, enemies=[f"mc{(i + 6) % 18}"])
        for i in range(18)
    ),
    *(item(f"li{i}", "rnn", "linked", 3, 6, parts=2) for i in range(2)),
    item("pinned", "gan", "essay", 4, 9),
]


@pytest.fixture
def wanted(tmp_path: Path) -> Blueprint:
    return blueprint(
        tmp_path,
        section("{pick: 5, kind: true-false}", points=2),
        section("{pick: 3, kind: [choice, linked]}", "{pick: 1, kind: linked}", points=6),
        section("{item: pinned}", points=20),
        topics={"cnn": "3-4"},
        kinds={"linked": "2"},
    )


def ids(paper: Plan) -> list[str]:
    return [str(slot.item.id) for slot in paper.slots]


def test_forms_are_parallel(wanted: Blueprint) -> None:
    bank = course(BANK)
    for seed in range(4):
        found = forms(bank, wanted, seed, 4)
        first = found[0].plan
        assert ids(first) == ids(assemble(bank, wanted, seed))
        for form in found:
            assert not unmet(form.plan)
            for a, b in zip(first.slots, form.plan.slots, strict=True):
                assert (a.points, a.span) == (b.points, b.span)
                assert a.item.difficulty == b.item.difficulty  # type: ignore[union-attr]
                assert questions(bank, a.item) == questions(bank, b.item)
            topics = [
                Counter(s.item.topic for s in p.slots for _ in range(questions(bank, s.item)))
                for p in (first, form.plan)
            ]
            assert topics[0] == topics[1]
            minutes = [sum(s.item.minutes for s in p.slots) for p in (first, form.plan)]
            assert abs(minutes[1] - minutes[0]) <= 0.05 * minutes[0]
        common = set(ids(found[0].plan)) & set(ids(found[1].plan))
        assert common == {"pinned"}


def test_the_overlap_is_the_least_there_is(tmp_path: Path) -> None:
    """Compared with every parallel form of a bank of eight items."""
    bank = course([item(f"i{i}", ("cnn", "rnn")[i % 2], level=1 + i // 4, minutes=2) for i in range(8)])
    wanted = blueprint(tmp_path, section("{pick: 4}"))
    for seed in range(6):
        found = forms(bank, wanted, seed, 3)
        before: Counter[str] = Counter()
        shape = Counter((i.topic, i.difficulty) for i in map(bank.items.get, ids(found[0].plan)))  # type: ignore[union-attr]
        topics, levels = (Counter(key[n] for key in shape.elements()) for n in (0, 1))
        for form in found:
            least = min(
                sum(before[i.id] for i in group)
                for group in combinations(bank.items.values(), 4)
                if Counter(i.topic for i in group) == topics and Counter(i.difficulty for i in group) == levels  # type: ignore[union-attr]
            )
            assert sum(before[id] for id in ids(form.plan)) == least
            before.update(ids(form.plan))


def test_a_form_does_not_depend_on_later_ones(wanted: Blueprint) -> None:
    three, five = (forms(course(BANK), wanted, 3, count) for count in (3, 5))
    assert [ids(form.plan) for form in three] == [ids(form.plan) for form in five[:3]]


def test_what_is_locked_stands_in_every_form(wanted: Blueprint, tmp_path: Path) -> None:
    bank = replace(course(BANK), root=tmp_path)
    first = assemble(bank, wanted, 3)
    free = forms(bank, wanted, 3, 3)
    places = [i for i, id in enumerate(ids(first)) if all(ids(form.plan)[i] != id for form in free[1:])]
    assert places
    write_swaps(tmp_path, wanted.name, 3, first.chosen, frozenset(places[:2]))
    kept = forms(bank, wanted, 3, 3)
    for form in kept:
        assert [ids(form.plan)[i] for i in places[:2]] == [ids(first)[i] for i in places[:2]]
    assert ids(kept[1].plan) != ids(first)


def test_the_bounds_are_reported_in_words(wanted: Blueprint) -> None:
    found = forms(course(BANK), wanted, 1, 3)
    told = bounds_reached(found)
    assert [form["form"] for form in told["forms"]] == ["A", "B", "C"]
    common = len(set(ids(found[0].plan)) & set(ids(found[1].plan)))
    assert told["forms"][1]["in_common"] == {"A": common}
    assert told["forms"][1]["least_in_common"] == common
    assert {form["points"] for form in told["forms"]} == {60}
    zh, en = in_words(found, words("zh")), in_words(found, words("en"))
    assert f"B 卷：与 A 卷相同 {common} 道" in zh
    assert "组卷方案指定的 1 道题各卷都有。" in zh
    assert f"Form B: {common} in common with form A; {common} in all, and no parallel form has fewer" in en


def test_personal_papers_take_forms_in_turn_where_the_plan_says_so(tmp_path: Path) -> None:
    plain = blueprint(tmp_path, section("{pick: 5, kind: true-false}"), difficulty="1-3")
    turns = blueprint(tmp_path, section("{pick: 5, kind: true-false}"), name="turns", difficulty="1-3", personal=3)
    codes = [Code("paper", 1, "zh", copy=n) for n in range(1, 8)]
    assert [turn(plain, code) for code in codes] == [0] * 7
    assert [turn(turns, code) for code in codes] == [0, 1, 2, 0, 1, 2, 0]
    assert turn(turns, Code("paper", 1, "zh", copy=2, form="B")) == 1
    assert turn(turns, Code("paper", 1, "zh")) == 0


def test_a_code_leads_to_its_form() -> None:
    for n, letter in enumerate("ABCDEFGHJK", 1):
        code = Code("midterm", 7, "zh", copy=n, form=letter)
        assert decode(str(code)) == code


def test_the_ledger_keeps_comments_and_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    assert load_ledger(tmp_path) == ()
    record(tmp_path, "midterm", 7, "MIDTERM-7-ZH-3", {"A": ["a", "conv-layer@2"], "B": ["c", "d"]}, "2026-11-23")
    path = tmp_path / "bank" / "ledger.yaml"
    path.write_text(path.read_text() + "# by hand\n- exam: old\n  items: [x, 'y: #z']\n- {exam: old, items: [w]}")
    record(tmp_path, "final, 'B'", 8, "FINAL-8-ZH-3", {"A": ["a: b", "c"]}, "2026-12-01")
    record(tmp_path, "midterm", 7, "MIDTERM-7-ZH-3", {"A": ["z"], "C": ["e", "f"]}, "2026-12-02")
    assert "# by hand\n" in path.read_text()
    found = load_ledger(tmp_path)
    assert [(s.exam, s.seed) for s in found] == [("old", None), ("old", None), ("final, 'B'", 8), ("midterm", 7)]
    assert found[0].items == {"x", "y: #z"}
    assert found[2].items == {"a: b", "c"}
    assert found[3].forms == {"A": ("a", "conv-layer@2"), "B": ("c", "d"), "C": ("e", "f")}
    assert found[3].items == {"a", "conv-layer", "c", "d", "e", "f"}
    assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize("text", ["exam: midterm\n", "[{exam: a, items: []}]\n", "- exam: [\n"])
def test_a_ledger_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / "bank").mkdir()
    path = tmp_path / "bank" / "ledger.yaml"
    path.write_text(text)
    with pytest.raises(HwgenError, match="cannot write the ledger"):
        record(tmp_path, "midterm", 7, "M", {"A": ["a"]}, "2026-11-23")
    assert path.read_text() == text
    assert [p.name for p in path.parent.iterdir()] == ["ledger.yaml"]


def test_a_fault_in_the_ledger_is_reported_at_its_line(small_course: Path) -> None:
    (small_course / "bank" / "ledger.yaml").write_text("# given\n- exam: midterm\n  itmes: [a]\n")
    with pytest.raises(CourseError) as caught:
        load_course(small_course)
    assert {str(d.span).rpartition("ledger.yaml")[2] + d.message for d in caught.value.diagnostics} == {
        ":3:3unknown key `itmes`",
    }


def test_a_paper_of_the_ledger_is_taken_from_it(wanted: Blueprint) -> None:
    """Though its items are not fresh, the plan has changed, and the bank has grown."""
    before = forms(course(BANK), wanted, 5, 2)
    given = sitting("paper", ids(before[0].plan), 5)
    given.forms["B"] = tuple(ids(before[1].plan))  # type: ignore[index]
    fresher = blueprint(
        wanted.path.parent,
        section("{pick: 5, kind: true-false}", points=2),
        section("{pick: 3, kind: [choice, linked]}", "{pick: 1, kind: linked}", points=6),
        section("{item: pinned}", points=20),
        fresh=2,
        difficulty="1-5",
    )
    grown = course(
        [item("li2", "rnn", "linked", 3, 6, parts=2), *(item(f"new{i}", kind="true-false") for i in range(40)), *BANK],
        [given, sitting("paper", ["tf0"], 6)],
    )
    after = forms(grown, fresher, 5, 3)
    assert [ids(form.plan) for form in after[:2]] == [ids(form.plan) for form in before]
    assert [form.least for form in after] == [True, False, True]
    asked = {id for form in before for id in ids(form.plan)} - {"pinned"}
    assert not {"tf0", *asked} & set(ids(assemble(grown, fresher, 7)))


def test_a_paper_of_the_ledger_that_cannot_be_made_any_more(tmp_path: Path) -> None:
    wanted = blueprint(tmp_path, section("{pick: 2}"))
    bank = course(BANK, [sitting("paper", ["tf0", "gone"], 1), sitting("paper", ["tf0"], 2)])
    with pytest.raises(CourseError, match="there is no item `gone` any more"):
        assemble(bank, wanted, 1)
    with pytest.raises(CourseError, match="`paper` with seed 2 asked 1 item, its blueprint asks for 2 now"):
        assemble(bank, wanted, 2)


ITEMS = """topic: extra
name: {{zh: 附加题, en: Extra}}
items:
{items}"""
ITEM = """  - id: extra-{n}
    kind: true-false
    difficulty: {level}
    minutes: 1
    source: "a book"
    statements:
      - {{id: one, answer: true, text: {{zh: "甲{n}", en: "one {n}"}}, why: {{zh: 甲, en: one}}}}
      - {{id: two, answer: false, text: {{zh: "乙{n}", en: "two {n}"}}, why: {{zh: 乙, en: two}}}}
"""
EXAM = """title: {zh: 小测, en: Quiz}
minutes: 10
plan: {minutes: at most 9, fresh: 1, personal: 2}
sections:
  - title: {zh: 判断, en: True or false}
    points: 5
    questions:
      - {pick: 4, topic: extra}
"""


@pytest.fixture
def extra(own_course: Path) -> Path:
    items = "".join(ITEM.format(n=n, level=2 + n % 2) for n in range(16))
    (own_course / "bank" / "items" / "extra.yaml").write_text(ITEMS.format(items=items), encoding="utf-8")
    (own_course / "bank" / "exams" / "extra.yaml").write_text(EXAM, encoding="utf-8")
    return own_course


def built(done: subprocess.CompletedProcess[str]) -> Path:
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["folder"])


def asked(folder: Path) -> list[str]:
    return [group["item"] for group in json.loads((folder / "manifest.json").read_text())["groups"]]


def test_a_final_paper_is_built_again_from_its_code(extra: Path, hwgen: Run, tmp_path: Path) -> None:
    words = ("--course", extra, "--json", "--engine", "typst")
    first = built(hwgen("build", "extra", "--seed", "7", *words, "--out", tmp_path / "draft"))
    final = hwgen("build", "extra", "--seed", "7", *words, "--final", "--on", "2026-11-23", "--out", tmp_path / "final")
    ledger = extra / "bank" / "ledger.yaml"
    assert "entered into " in final.stderr
    assert "  on: 2026-11-23\n  seed: 7\n  code: EXTRA-7-ZH-" in ledger.read_text(encoding="utf-8")
    code = json.loads(final.stdout)["code"]
    again = built(hwgen("build", "--code", code, *words, "--out", tmp_path / "again"))
    for name in ("exam.pdf", "key.pdf", "exam.json", "moodle.xml", "manifest.json"):
        assert (first / name).read_bytes() == (built(final) / name).read_bytes() == (again / name).read_bytes(), name
    manifest = json.loads((again / "manifest.json").read_text())
    assert manifest["versions"]["highspy"]
    assert len(set(asked(again))) == 4
    other = built(hwgen("build", "extra", "--seed", "8", *words, "--out", tmp_path / "other"))
    assert not set(asked(other)) & set(asked(again))
    text = ledger.read_text(encoding="utf-8")
    twice = hwgen("build", "extra", "--seed", "7", *words, "--final", "--lang", "en", "--out", tmp_path / "en")
    assert "bank/given/extra-7.json.xz" in twice.stderr
    assert ledger.read_text(encoding="utf-8") == text
    dated = hwgen("build", "extra", "--seed", "8", *words, "--final", "--out", tmp_path / "x", SOURCE_DATE_EPOCH="0")
    assert dated.returncode == 0, dated.stderr
    assert "on: 1970-01-01" in ledger.read_text(encoding="utf-8")
    wrong = hwgen("build", "extra", "--seed", "8", *words, "--final", "--on", "soon")
    assert wrong.returncode == 2
    assert "`soon` is not a date" in wrong.stderr


def test_forms_of_a_class_have_their_own_items_and_one_sheet(extra: Path, hwgen: Run, tmp_path: Path) -> None:
    words = ("--course", extra, "--json", "--engine", "typst", "--out", tmp_path / "forms")
    folder = built(hwgen("build", "extra", "--seed", "7", "--forms", "3", "--final", *words))
    manifest = json.loads((folder / "manifest.json").read_text())
    papers = manifest["forms"]
    assert not set(papers["A"]) & set(papers["B"])
    assert not set(papers["C"]) & set(papers["B"] + papers["A"])
    certificate = json.loads((folder / "certificate.json").read_text())
    assert {form["form"]: form["items"] for form in certificate["forms"]} == papers
    assert certificate["forms"][2]["in_common"] == {"A": 0, "B": 0}
    assert "B 卷：与 A 卷相同 0 道" in (folder / "certificate.txt").read_text(encoding="utf-8")
    (given,) = load_ledger(extra)
    assert {form: list(items) for form, items in given.forms.items()} == papers
    code = manifest["copies"][1]["code"]
    again = built(hwgen("build", "--code", code, "--course", extra, "--json", "--engine", "typst", "--out", tmp_path))
    assert asked(again) == papers["B"]
    assert (again / "exam.pdf").read_bytes() == (folder / "copies" / "B.pdf").read_bytes()
    personal = built(hwgen("build", "extra", "--seed", "7", "--copies", "4", *words))
    assert sorted(json.loads((personal / "manifest.json").read_text())["forms"]) == ["A", "B"]
    assert (personal / "certificate.txt").is_file()
    third = manifest_code(personal, 2)
    again = built(hwgen("build", "--code", third, "--course", extra, "--json", "--engine", "typst", "--out", tmp_path))
    assert asked(again) == papers["A"]


def manifest_code(folder: Path, i: int) -> str:
    code: str = json.loads((folder / "manifest.json").read_text())["copies"][i]["code"]
    return code


def test_all_named_items_are_in_each_form(course: Course) -> None:
    plans = [plan_of(course, copy.code) for copy in forms_of("hw2", 7, "zh", "a4", 3, Looks())]
    assert len({plan.chosen for plan in plans}) == 1
