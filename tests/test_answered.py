"""The answer of a computed question is what is asked for, and its figure shows the numbers of the question."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hwgen import Computed, Formulas, Problem, Text
from hwgen.content.picture import Label, Picture
from hwgen.errors import Span
from hwgen.flaws.answers import of_answers
from hwgen.flaws.pictures import Pictures
from hwgen.flaws.reading import Reading
from hwgen.problem.computed import Wording
from hwgen.problem.generator import Generator

ASK = Text(zh="每页 3 MB，共 4 页，总共多少 MB？", en="A page takes 3 MB. How many MB do 4 pages take in total?")
CLAIM = Text(zh="总共 ${}$ MB。", en="In total they take ${}$ MB.")
SOLUTION = Text(zh=r"$3 \times 4 = 12$ MB。", en=r"$3 \times 4 = 12$ MB.")


def faults(
    ask: Text = ASK, claim: Text = CLAIM, solution: Text = SOLUTION, formula: str = "a*b", **more: Any
) -> set[str]:
    part = Computed("t/size", Formulas(formula), say=lambda: Wording(ask, claim, solution), **more)
    return {rule for rule, _ in of_answers(Reading("size", (part,), (), ("zh", "en")))}


def same(text: str) -> Text:
    return Text(zh=text, en=text)


SECONDS = Text(zh="每步 3 秒，4 步共多少秒？", en="A step takes 3 s. How many seconds do 4 steps take?")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"claim": Text(zh="总共 ${}$ MB。", en="In total they take ${}$ KB.")}, "unit-differs"),
        ({"solution": same(r"$3 \times 4 = 12$ GB")}, "unit-differs"),
        ({"solution": same(r"$3 \times 4 = 12\,\mathrm{GB}$")}, "unit-differs"),
        ({"ask": SECONDS, "claim": same("${}$"), "solution": Text(zh="$12$ 毫秒", en="$12$ milliseconds")}, "unit-differs"),
        ({"claim": Text(zh="每页 ${}$ MB。", en="In total they take ${}$ MB.")}, "claim-differs"),
        ({"solution": Text(zh="总共 $12$ MB。", en="Each page takes $12$ MB.")}, "claim-differs"),
        ({"ask": Text(zh="3 和 4 的平均值是多少？", en="What is the product?")}, "asks-otherwise"),
        ({"ask": Text(zh="大小是多少？", en="What is the mean of 3 and 4?")}, "asks-otherwise"),
        ({"ask": Text(zh="大小超过 10 吗？", en="What is the size?")}, "asks-otherwise"),
        ({"ask": Text(zh="大小是多少？", en="There are 4 pages. Is it more than 10?")}, "asks-otherwise"),
        ({"ask": Text(zh="大小是多少？", en="What is the size? What is the length?")}, "asks-otherwise"),
        ({"ask": Text(zh="有多少个？", en="What is it?"), "key": Fraction(3, 4)}, "answer-form-differs"),
    ],
)  # fmt: skip
def test_an_answer_to_another_question(changes: dict[str, Any], rule: str) -> None:
    assert faults() == set()
    assert rule in faults(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {
            "ask": Text(zh="3 和 4 的平均值是多少？", en="What is their mean?"),
            "formula": "(a + b)/2",
            "claim": same("${}$"),
        },
        {"solution": Text(zh="每页 3 MB，故 $12$ MB。", en="Each page takes 3 MB, so $12$ MB.")},
        {"solution": same(r"$12288$ KB $= 12$ MB")},
        {"ask": Text(zh="还剩多少 MB？", en="After 4 pages, which is the size in MB?")},
    ],
)
def test_an_answer_that_fits(changes: dict[str, Any]) -> None:
    assert faults(**changes) == set()


def drawn(zh: str, en: str, label: str, count: int = 5, box: str = "") -> list[str]:
    """What is found of a figure of an input whose side n is 5 to 9, where the key is n − 2."""
    generator = Generator("side", "t", 1, "s", (), 0, "choice", "", Span(Path("side.py"), 1), lambda draw: Problem(()))
    watched = Pictures(generator)
    for n in range(5, 5 + count):
        values = {"n": n, "m": n + 1, "key": n - 2, "k": 3, "p": n + (n > 6)}
        alt = Text(zh=zh.format(**values), en=en.format(**values))
        picture = Picture(9, 9, (Label((0, 0), label.format(**values)),), alt)
        ask = Text(zh=f"边长为 {n}，卷积核边长为 3，输出边长？", en=f"Side {n}, kernel of size 3: which side?")
        ask = Text({at: f"{box.format(**values)}{text}" for at, text in ask.items()})
        part = Computed(
            "t/side", Formulas("n - 2"), {"n": n}, say=lambda ask=ask: Wording(ask, same("${}$"), same("")), key=n - 2
        )
        watched.see(Problem(part, None, lambda picture=picture: {"net": picture}), {"n": n}, ("zh", "en"))
    return [flaw.message for flaw in watched.flaws()]


@pytest.mark.parametrize(
    ("zh", "en", "label", "message"),
    [
        ("边长为 {n}", "An input of side {k}", "{n}", "other numbers in Chinese and English"),
        ("边长为 {k}", "An input of side {k}", "{n}", "the side is 5 in the Chinese stem, 3 in the figure `net`"),
        ("边长为 {n}", "An input of side {n}", "{m}", "the labels of the figure `net` show numbers such as 10"),
        ("边长为 {n}", "An input of side {n}", "{p}", "the labels of the figure `net` show numbers such as 10"),
        ("边长为 {n}", "An input of side {n}", "{p} ms", "the labels of the figure `net` show numbers such as 10"),
        ("边长为 {n}", "An input of side {n}", "{key}", "the labels of the figure `net` tell the key"),
        ("边长为 {n}，得 {key}", "An input of side {n}, {key} comes out", "{n}", "the alternative text of the figure `net` tell"),
    ],
)  # fmt: skip
def test_a_figure_of_another_variant(zh: str, en: str, label: str, message: str) -> None:
    assert drawn("边长为 {n}", "An input of side {n}", "{n}") == []
    assert any(message in flaw for flaw in drawn(zh, en, label))


@pytest.mark.parametrize(("there", "flaws"), [("{n}, 3", 0), ("{n}, {n}", 1)])
def test_numbers_in_brackets_are_those_of_their_letter_in_the_stem(there: str, flaws: int) -> None:
    reported = drawn("方框 P (" + there + ")", "A box P (" + there + ")", "{n}", box="$P = ({n},\\ 3)$。")
    assert len([flaw for flaw in reported if "P is (" in flaw]) == flaws
