"""How signs, codes, formulas and letters stand beside each other on printed pages, in both engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest
from test_pages import BOTH_ENGINES, SQUARE, TRUE, Letter, asked, letters, printed, printed_all, rows

from hwgen.content.markup import parse
from hwgen.exam.model import Looks
from hwgen.kinds import ChoiceAnswer, EssayAnswer, Option
from hwgen.writers.typst.formulas import formula

# Where a word goes on in the next line.
HYPHEN = "\ufffe"
PATH = pypdfium2.raw.FPDF_PAGEOBJ_PATH


def options(*texts: str, right: int = 0) -> ChoiceAnswer:
    return ChoiceAnswer(tuple(Option(f"o{i}", parse(text), i == right, ()) for i, text in enumerate(texts)))


def first(read: Iterable[Letter], sign: str) -> Letter:
    return next(letter for letter in read if letter.sign == sign)


@BOTH_ENGINES
def test_the_frame_of_a_right_letter_leaves_the_next_one_alone(engine: str) -> None:
    """It ran through the letter of the option below it."""
    _, key = printed(asked("en", ("Q?", options("zebra", "okapi " * 12, "yak"), ())), engine)
    read = list(letters(key[0]))
    right = next(a for a, b in pairwise(read) if a.sign == "A" and b.sign == "z")
    below = next(a for a, b in pairwise(read) if a.sign == "B" and b.sign == ".")
    edges = [
        thing.get_bounds()[1]
        for thing in key[0].get_objects(filter=(PATH,))
        if thing.get_bounds()[0] < right.left + 6 < thing.get_bounds()[2] + 8
        and right.bottom - 6 < thing.get_bounds()[1] < right.top
    ]
    assert edges
    assert min(edges) > below.top + 2.5


@BOTH_ENGINES
def test_code_alone_stands_on_the_line_of_its_letter(engine: str) -> None:
    exam, _ = printed(asked("en", ("Q?", options("`zux`", "`oux`"), ())), engine)
    read = list(letters(exam[0]))
    assert abs(first(read, "A").bottom - first(read, "z").bottom) < 0.4


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"J_n\cdots J_1", "attach(J, b: n)#h(0.167em)⋯#h(0.167em)attach(J, b: 1)"),
        (r"a, \ldots, b", r"a\,…#h(0.167em)\,b"),
        (r"1+\dots+n", "1+⋯+n"),
        (r"(\ldots)", r"\(…\)"),
        (r"x\ldots\,y", "x#h(0.167em)…#h(0.167em)y"),
        (r"\ldots", "…"),
        (r"x_{1\ldots n}", "attach(x, b: 1…n)"),
    ],
)
def test_dots_of_typst_have_the_spaces_of_tex(tex: str, shown: str) -> None:
    assert formula(tex) == shown


@BOTH_ENGINES
def test_the_index_of_an_index_stays_above_the_next_line(engine: str) -> None:
    text = "1. " + r"$\max_{\|g\|_\infty\le g} f$" + "\n2. 口口口口口口口口。"
    exam, _ = printed(asked("zh", (text, EssayAnswer((), (), 3), ())), engine)
    read = list(letters(exam[0]))
    assert min(letter.bottom for letter in read if letter.sign in "∞≤") > first(read, "口").top + 1


@BOTH_ENGINES
def test_an_empty_line_of_a_program_is_as_high_as_any(engine: str) -> None:
    exam, _ = printed(asked("en", ("Try.\n\n```\nzzz\nxxx\n\nvvv\n```", EssayAnswer((), (), 3), ())), engine)
    z, x, v = (first(letters(exam[0]), sign).bottom for sign in "zxv")
    assert (x - v) / (z - x) == pytest.approx(2, abs=0.12)


@BOTH_ENGINES
@pytest.mark.parametrize("name", ["tanh", "max", "log_2"])
def test_brackets_that_grow_stand_as_close_to_a_function_as_others(engine: str, name: str) -> None:
    gaps = []
    for opening, closing in ((r"\left(", r"\right)"), ("(", ")")):
        exam, _ = printed(asked("en", (rf"$\{name}{opening}7{closing} = 8$", TRUE, ())), engine)
        read = list(letters(exam[0]))
        seven = next(i for i, letter in enumerate(read) if letter.sign == "7")
        gaps.append(read[seven - 1].left - read[seven - 2].right)
    assert gaps[0] == pytest.approx(gaps[1], abs=0.5)


@BOTH_ENGINES
def test_a_high_formula_in_a_table_keeps_its_distance_from_the_rules(engine: str) -> None:
    text = "Which?\n\n| a | b |\n|---|---|\n" + r"| c | $\left\lfloor\frac{6-3}{7}\right\rfloor+1$ |" * 1
    exam, _ = printed(asked("en", (text, TRUE, ())), engine)
    read = list(letters(exam[0]))
    high, low = first(read, "6").top, first(read, "7").bottom
    levels = [
        level
        for thing in exam[0].get_objects(filter=(PATH,), max_depth=3)
        for level in (thing.get_bounds()[1], thing.get_bounds()[3])
        if thing.get_bounds()[2] - thing.get_bounds()[0] > 20
    ]
    assert levels
    assert min(level for level in levels if level > high) - high > 1.5
    assert low - max(level for level in levels if level < low) > 1.5


@BOTH_ENGINES
def test_a_wide_display_parts_where_its_formulas_do(engine: str) -> None:
    """A break within brackets was as good, since the space of \\qquad was none to break at."""
    sums = "+".join(["x"] * 11)
    tex = rf"$$u = \sin({sums}),\qquad v = \cos({sums}).$$"
    plain = asked("en", (f"Let\n\n{tex}\n\nbe so.", TRUE, ()))
    exam, _ = printed(replace(plain, looks=Looks(large=True)), engine)
    shown = [row.replace(" ", "") for row in rows(exam[0])]
    assert any(row.startswith(("u=", "𝑢=")) and row.endswith("),") for row in shown), shown


@BOTH_ENGINES
def test_no_option_is_hyphenated(engine: str) -> None:
    text = "generalisation representation normalisation initialisation backpropagation"
    papers = [asked("en", ("Q?", options("a" * n + " " + text, text), (SQUARE,))) for n in range(1, 9)]
    for exam, _ in printed_all(papers, engine):
        assert HYPHEN not in exam[0].get_textpage().get_text_range()


@BOTH_ENGINES
def test_no_part_of_a_word_stands_alone_before_the_bracket_of_an_answer(engine: str) -> None:
    papers = [asked("en", (f"Zebras {'run ' * n}without any regularisation.", TRUE, ())) for n in range(8, 22)]
    for exam, _ in printed_all(papers, engine):
        assert not [row for row in rows(exam[0]) if HYPHEN in row and row.endswith(")")]
