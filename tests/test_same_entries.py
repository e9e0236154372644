"""Entries that read the same are one to choose: no right answer is marked wrong for its letter."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminal import Ran

from hwgen.content.markup import parse
from hwgen.content.tree import seen

HEAD = """\
topic: activations
items:
  - id: twins
    kind: {}
    difficulty: 2
    minutes: 2
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.8
    imported: true
    stem: {{zh: 题干, en: The stem}}
"""
EXAM = """\
title: {zh: 同项, en: Same}
minutes: 10
sections:
  - title: {zh: 一, en: One}
    points: 4
    questions:
      - item: twins
"""


def both(text: str) -> str:
    return f"{{zh: '{text}', en: '{text}'}}"


def matching(*pairs: tuple[str, str], extra: tuple[str, ...] = ()) -> str:
    lines = [f"      - {{id: p{i}, left: {both(a)}, right: {both(b)}}}" for i, (a, b) in enumerate(pairs)]
    more = [f"      - {{id: x{i}, text: {both(a)}}}" for i, a in enumerate(extra)]
    return "\n".join([HEAD.format("matching") + "    pairs:", *lines, *(["    extra:", *more] if more else []), ""])


def ordering(*entries: str) -> str:
    lines = [f"      - {{id: e{i}, text: {both(a)}}}" for i, a in enumerate(entries)]
    return "\n".join([HEAD.format("ordering") + "    entries:", *lines, ""])


def choice(right: str, *wrong: str) -> str:
    lines = [f"      - {{id: w{i}, text: {both(a)}}}" for i, a in enumerate(wrong)]
    return "\n".join(
        [
            HEAD.format("choice") + f"    right: [{{id: r, text: {both(right)}}}]",
            "    wrong:",
            *lines,
            "    options: 4",
            "",
        ]
    )


SORTED = matching(
    ("k-means", "unsupervised"), ("PCA", "**unsupervised**"), ("SVM", "supervised"), ("LDA", "supervised")
)
STEPS = ordering("zero the gradients", "forward", "zero  the `gradients`", "backward")


@pytest.fixture
def asked(small_course: Path, terminal: Callable[..., Ran]) -> Callable[..., Any]:
    """Builds an exam of one item as data, and gives the question."""

    def ask(item: str, seed: int = 1, pins: str = "") -> dict[str, Any]:
        (small_course / "bank" / "items" / "twins.yaml").write_text(item)
        (small_course / "bank" / "exams" / "same.yaml").write_text(EXAM + pins)
        said = terminal(
            "build",
            "same",
            "--seed",
            str(seed),
            "--lang",
            "en",
            "--formats",
            "json,moodle,gift,tex,typst",
            folder=small_course,
        )
        assert said.code == 0, said.err
        written = small_course / "output" / "same" / f"seed-{seed}-en" / "exam.json"
        question: dict[str, Any] = json.loads(written.read_text())["sections"][0]["questions"][0]
        return question

    return ask


@pytest.fixture
def refused(small_course: Path, terminal: Callable[..., Ran]) -> Callable[[str], str]:
    """What a build says that makes no paper."""

    def build(item: str) -> str:
        (small_course / "bank" / "items" / "twins.yaml").write_text(item)
        (small_course / "bank" / "exams" / "same.yaml").write_text(EXAM)
        said = terminal("build", "same", "--seed", "1", "--lang", "en", "--formats", "json", folder=small_course)
        assert said.code == 1
        return said.err

    return build


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equal_right_sides_have_one_letter(asked: Callable[..., Any], seed: int) -> None:
    question = asked(SORTED, seed)
    assert sorted(question["right"]) == ["supervised", "unsupervised"]
    chosen = {
        a: question["right"][place] for a, place in zip(question["left"], question["answer"]["value"], strict=True)
    }
    assert chosen == {"k-means": "unsupervised", "PCA": "unsupervised", "SVM": "supervised", "LDA": "supervised"}


def test_an_extra_that_reads_like_a_right_side_is_no_other_one(asked: Callable[..., Any]) -> None:
    question = asked(matching(("a", "$1$"), ("b", "2"), extra=("1", "3")))
    assert sorted(question["right"]) == ["$1$", "2", "3"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equal_lines_of_an_order_have_one_letter_that_comes_again(asked: Callable[..., Any], seed: int) -> None:
    question = asked(STEPS, seed)
    entries, order = question["entries"], question["answer"]["value"]
    assert sorted(entries) == ["backward", "forward", "zero the gradients"]
    assert order[0] == order[2]
    assert Counter(order) == {order[0]: 2, order[1]: 1, order[3]: 1}
    assert question["answer"]["shown"] == " → ".join("ABC"[place] for place in order)


@pytest.mark.parametrize(("item", "blanks"), [(SORTED, 4), (STEPS, 4)], ids=["matching", "ordering"])
def test_the_paper_has_a_blank_for_each_and_says_that_letters_come_again(
    asked: Callable[..., Any], small_course: Path, item: str, blanks: int
) -> None:
    question = asked(item)
    folder = small_course / "output" / "same" / "seed-1-en"
    letters = ["ABCD"[place] for place in question["answer"]["value"]]
    for name, gap in (
        ("exam.tex", r"\\(?:pair\{\d\}|gap\[9mm\])\{(\w?)\}"),
        ("exam.typ", r"#(?:pair\(\d\)|blank\(9\))\[(\w?)\]"),
    ):
        for stem, filled in (("exam", [""] * blanks), ("key", letters)):
            source = (folder / name.replace("exam", stem)).read_text()
            assert re.findall(gap, source) == filled
            assert "A letter may be used more than once." in source.replace("\\", "")


@pytest.mark.parametrize("platform", ["moodle.xml", "moodle.gift.txt"])
def test_platforms_offer_each_entry_once_and_mark_every_place(
    asked: Callable[..., Any], small_course: Path, terminal: Callable[..., Ran], platform: str
) -> None:
    """What a platform gives was compared with the key when the file was written; here it is seen once more."""
    asked(STEPS)
    folder = small_course / "output" / "same" / "seed-1-en"
    path = next(p for p in folder.iterdir() if p.name.endswith(platform.removeprefix("moodle")))
    said = terminal("check-export", str(path), "--scores", folder=small_course)
    right = re.search(r"100\.00%  (.*)", said.out)
    assert right is not None
    choices = right[1].split(", ")
    assert len(choices) == 4
    assert choices[0] == choices[2]
    assert len(set(choices)) == 3


def test_options_that_read_the_same_are_offered_once_and_none_is_like_the_key(asked: Callable[..., Any]) -> None:
    question = asked(choice("ReLU", "**ReLU**", "tanh", "*tanh*", "sigmoid"))
    assert sorted(option["text"] for option in question["options"]) == ["ReLU", "sigmoid", "tanh"]
    assert [option["text"] for option in question["options"] if option["right"]] == ["ReLU"]


def test_pinned_options_that_read_the_same_are_offered_once(asked: Callable[..., Any]) -> None:
    pinned = "        pin: {options: {twins: [w1, w0, r, w2]}}\n"
    question = asked(choice("ReLU", "tanh", "*tanh*", "sigmoid"), pins=pinned)
    assert [option["text"] for option in question["options"]] == ["tanh", "ReLU", "sigmoid"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (matching(("PCA", "linear"), ("**PCA**", "supervised")), "have left sides that read the same"),
        (ordering("step", "*step*"), "all entries of `twins` read the same"),
        (choice("ReLU", "*ReLU*", "`ReLU`", "ReLU"), "all options of `twins` read the same"),
        (matching(("a", "1"), ("b", "2")).replace("en: '2'", "en: '1'"), "read the same in one language only"),
    ],
    ids=["left sides", "all lines", "all options", "one language"],
)
def test_what_nobody_can_tell_apart_is_refused(refused: Callable[[str], str], item: str, message: str) -> None:
    assert message in refused(item)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ReLU", "**ReLU**", True),
        ("ReLU", r"$\mathrm{ReLU}$", True),
        ("$x^2$", "$x^{2}$", False),
        ("$3$", "3", True),
        ("a  b", "a\u00a0b", True),
        ("e\u0301", "é", True),
        ("`f(x)`", "f(x)", True),
        (r"$\mathbf{x}$", "$x$", False),
        ("- one\n- two", "one\ntwo", False),
        ("Yes", "yes", False),
    ],
)
def test_what_reads_the_same(one: str, other: str, same: bool) -> None:
    assert (seen(parse(one)) == seen(parse(other))) is same
