"""How the lines of pages are set, in both engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from test_pages import BOTH_ENGINES, TRUE, Letter, asked, letters, printed, printed_all, rows

from hwgen.content.markup import parse
from hwgen.kinds import Answer, Cell, ChoiceAnswer, NumericAnswer, Option
from hwgen.values import Value


def _closest(read: Iterable[Letter], signs: str) -> float:
    """The least distance from one of these characters to the next one in its line."""
    chosen = [letter for letter in read if letter.sign in signs]
    lines = ((a, b) for a, b in pairwise(chosen) if abs(a.bottom - b.bottom) < 3 and a.left < b.left)
    return min(b.left - a.left for a, b in lines)


@BOTH_ENGINES
def test_lines_of_large_print_are_not_drawn_apart(engine: str) -> None:
    """Those that break early, since a wide formula follows, or signs that begin no line."""
    wide = ("损失值来回震荡" * 3 + f" ${'xyz' * 6}$ 之后。", TRUE, ())
    plain = [asked("zh", wide), asked("zh", ("损失值来回震荡" * 3 + "。）", TRUE, ()))]
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], engine):
        assert _closest(letters(exam[0]), "损失值来回震荡") < 17.5


@BOTH_ENGINES
def test_a_line_of_chinese_is_not_drawn_apart_for_the_blank_below_it(engine: str) -> None:
    """Which stands below a line that is full, or beside the end of the text."""
    cell = Cell(Value(3), Fraction(0), ())
    text = "训练开始前的平均交叉熵损失是多少？（对数为自然对数；结果保留三位小数。）"
    papers = [asked("zh", ("甲" * count + text, NumericAnswer((cell,)), ())) for count in range(8)]
    for exam, _ in printed_all(papers, engine):
        assert _closest(letters(exam[0]), "训练开始前平均交叉熵") < 11.3


@BOTH_ENGINES
def test_a_line_of_chinese_is_not_drawn_apart_before_long_code(engine: str) -> None:
    papers = [asked("zh", (f"{'甲' * count}编写函数 `convolve(x,w,b,stride)` 。", TRUE, ())) for count in range(18, 30)]
    for exam, _ in printed_all(papers, engine):
        assert _closest(letters(exam[0]), "甲编写函数") < 11.3


@BOTH_ENGINES
def test_a_line_of_chinese_is_not_drawn_apart_so_that_the_last_one_is_longer(engine: str) -> None:
    papers = [asked("zh", (f"{'甲' * count}给定点 $x = (3, 1, -2)$。\n\n对吗？", TRUE, ())) for count in range(26, 34)]
    for exam, _ in printed_all(papers, engine):
        assert _closest(letters(exam[0]), "甲给定点") < 11.7


@BOTH_ENGINES
@pytest.mark.parametrize("part", [0, 1], ids=["exam", "key"])
def test_the_heads_of_a_table_to_fill_in_stand_on_one_line_where_there_is_room(engine: str, part: int) -> None:
    cells = tuple(
        Cell(Value(number), Fraction(0), parse(head)) for number, head in ((1, "庚辛壬癸庚辛壬癸"), (2, "甲"))
    )
    page = printed(asked("zh", ("各是多少？", NumericAnswer(cells), ())), engine)[part][0]
    head = [letter for letter in letters(page) if letter.sign in "庚辛壬癸"]
    assert max(letter.bottom for letter in head) - min(letter.bottom for letter in head) < 3


@pytest.mark.parametrize("large", [True, False])
def test_typst_centres_the_formula_of_a_stem_that_pages_may_part(large: bool) -> None:
    stem = "Read.\n\n```\nstep()\n```\n\n$$7 = 7$$\n\nSo?"
    choice = ChoiceAnswer(tuple(Option(f"o{i}", parse(f"Herd {i}."), i == 0, ()) for i in range(4)))
    plain = asked("en", (stem, choice, ()))
    exam, key = printed(replace(plain, looks=replace(plain.looks, large=large)), "typst")
    page = exam[0] if large else key[0]
    formula = [letter for letter in letters(page) if letter.sign == "7" and letter.bottom > 60]
    assert abs((formula[0].left + formula[-1].right) / 2 - page.get_width() / 2) < 20


def test_the_first_lines_of_a_long_program_stay_together_in_latex() -> None:
    program = "\n\n```\n" + "\n".join(f"zebra({line})" for line in range(40)) + "\n```"
    plain = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), ("Do." + program, TRUE, ()))
        for filling in range(12, 24)
    ]
    parted = 0
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], "xelatex"):
        counts = [sum("zebra" in row for row in rows(page)) for page in exam]
        first = next(count for count in counts if count)
        assert first > 3, counts
        parted += first < 20
    assert parted


def test_typst_breaks_a_formula_that_is_wide_though_its_signs_are_commands() -> None:
    """It stayed whole, which left the line before it drawn apart."""
    formula = r"$\lVert\alpha-\beta\rVert_\infty\le\gamma+\delta+\epsilon$"
    papers = [asked("en", (f"Zebras run.{' word' * count} {formula} so.", TRUE, ())) for count in range(7, 16)]
    ends = [row for exam, _ in printed_all(papers, "typst") for row in rows(exam[0]) if "word" in row]
    assert any(row.endswith(("+", "≤")) for row in ends)


@BOTH_ENGINES
@pytest.mark.parametrize("answer", [TRUE, NumericAnswer((Cell(Value(3), Fraction(0), parse("c")),) * 2)])
def test_a_number_stands_in_the_first_line_of_its_question_however_high_that_is(engine: str, answer: Answer) -> None:
    """By Typst, it stood at the top of a matrix there."""
    stem = r"Zebras run from $\begin{pmatrix}7\\7\\7\\7\end{pmatrix}$."
    paper = asked("en", (stem, answer, ()), ("Yaks run.", TRUE, ()), points=(5, 5))
    for page in (pdf[0] for pdf in printed(paper, engine)):
        read = list(letters(page))
        for begin in "ZY":
            at = next(i for i, letter in enumerate(read) if letter.sign == begin)
            beside = [letter for letter in read if abs(letter.bottom - read[at].bottom) < 2 and letter.sign in "12"]
            assert any(0 < read[at].left - number.right < 80 for number in beside)


@BOTH_ENGINES
def test_a_line_of_chinese_before_a_wide_formula_is_not_drawn_apart(engine: str) -> None:
    """And those of the next paragraph end at the edge."""
    wide = r"$p = \exp(z_i / T) / \textstyle\sum_j \exp(z_j / T)$"
    after = "学习率很大时。" * 12
    for count in range(8):
        text = f"{'丙' * count}{'损失值来回震荡 logit 为' * 3} {wide}，如下图。\n\n{after}"
        page = printed(asked("zh", (text, TRUE, ())), engine)[0][0]
        read = list(letters(page))
        words = [letter for letter in read if letter.sign in "损失值来回震荡"]
        steps = [b.left - a.left for a, b in pairwise(words) if abs(a.bottom - b.bottom) < 3]
        assert max(step for step in steps if step < 22) < 12.5
        ends = sorted((letter.right for letter in read if letter.sign in "学习率很大时"), reverse=True)
        assert page.get_width() - ends[0] < 75


@BOTH_ENGINES
def test_no_line_ends_within_short_code(engine: str) -> None:
    papers = [asked("en", (f"{'ab ' * count}`(Q, H, Z)` ends.", TRUE, ())) for count in range(24, 36)]
    for exam, _ in printed_all(papers, engine):
        code = [letter.bottom for letter in letters(exam[0]) if letter.sign in "QHZ"]
        assert max(code) - min(code) < 3
