"""Where a drawing and the place for an answer stand in a question."""

from __future__ import annotations

import pytest

from hwgen.content.picture import Picture
from hwgen.content.tree import Block, Blocks, CodeBlock, DisplayMath, Figure, Math, Para, Str, Table
from hwgen.exam.model import Question
from hwgen.kinds import Answer, ChoiceAnswer, Option, TrueFalseAnswer
from hwgen.words.words import words
from hwgen.writers.latex import content as latex
from hwgen.writers.printed.stems import Stem, shared, stem
from hwgen.writers.typst import content as typst

TEXT, ASKED, CODE = Para((Str("text"),)), Para((Str("asked"),)), CodeBlock("x = 1")
SMALL = Figure(Picture(60, 40, (), "a curve"))
BROAD = Figure(Picture(94, 40, (), "a heat map"))
TABLE = Table(((Str("box"),), (Str("score"),)), (((Str("P"),), (Math("0.9"),)),))
LONG_TABLE = Table(((Str("A long heading of a column"),), (Str("another"),)), ())
WIDE = Figure(Picture(120, 40, (), "a long row"))
FORMULA = Para((Math("a + b + c + d + e + f + g + h + i + j + k"),))


def choice(*bodies: Blocks) -> ChoiceAnswer:
    return ChoiceAnswer(tuple(Option(str(i), body, not i, ()) for i, body in enumerate(bodies)))


def laid(answer: Answer, *content: Block, large: bool = False) -> Stem:
    return stem(Question("q", 1, content, answer, 2, ()), (), large=large)


SHORT = choice((TEXT,), (ASKED,))


def test_options_stand_beside_a_small_drawing() -> None:
    assert laid(SHORT, TEXT, SMALL, ASKED) == Stem((TEXT,), (ASKED,), (), SMALL.picture, slot_inside=True)
    assert laid(SHORT, ASKED, SMALL) == Stem((ASKED,), (), (), SMALL.picture)


def test_a_drawing_little_too_wide_is_made_smaller_to_stand_beside_text() -> None:
    laid_out = laid(SHORT, TEXT, BROAD, ASKED)
    assert laid_out.drawing == BROAD.picture
    assert laid_out.width == 84


def test_a_statement_stands_beside_its_drawing() -> None:
    assert laid(TrueFalseAnswer(true=True), TEXT, ASKED, SMALL).before == (TEXT,)
    assert shared((TEXT, SMALL), large=False).inner == (TEXT,)


def test_a_narrow_table_stands_beside_its_drawing() -> None:
    """Below it, it parted a question from its drawing."""
    beside = Stem((TEXT,), (TABLE, ASKED), (), SMALL.picture, slot_inside=True, tables=1)
    assert beside.aside == (TABLE,)
    assert beside.below == (ASKED,)
    assert laid(SHORT, TEXT, TABLE, SMALL, ASKED) == beside
    assert laid(TrueFalseAnswer(true=True), TEXT, TABLE, ASKED, SMALL) == beside
    assert laid(SHORT, TEXT, LONG_TABLE, SMALL, ASKED).before == (TEXT, LONG_TABLE)
    assert laid(SHORT, TABLE, SMALL, ASKED).before == (TABLE,)


def test_a_matrix_is_a_formula_of_several_rows() -> None:
    assert laid(SHORT, TEXT, DisplayMath(r"\begin{pmatrix}1\\2\end{pmatrix}")).has_rows
    assert not laid(SHORT, TEXT, DisplayMath("1 = 1")).has_rows


@pytest.mark.parametrize(
    ("answer", "content", "large"),
    [
        (SHORT, (TEXT, WIDE, ASKED), False),
        (SHORT, (TEXT, SMALL, CODE, ASKED), False),
        (SHORT, (TEXT, SMALL, FORMULA), False),
        (SHORT, (TEXT, SMALL, SMALL, ASKED), False),
        (choice((CODE,), (TEXT,)), (TEXT, SMALL, ASKED), False),
        (SHORT, (TEXT, SMALL, ASKED), True),
    ],
)
def test_what_needs_the_whole_line_has_it(answer: Answer, content: Blocks, large: bool) -> None:
    whole = stem(Question("q", 1, content, answer, 2, ()), (), large=large)
    assert whole.drawing is None
    assert (*whole.before, *whole.inner, *whole.rest) == content


def test_drawings_that_follow_one_another_stand_side_by_side() -> None:
    together, apart = (TEXT, SMALL, BROAD, ASKED), (SMALL, TEXT, BROAD)
    for content, rows, alone in ((together, 1, 0), (apart, 0, 2)):
        tex, typ = (writer.blocks(content, {}, words("en")) for writer in (latex, typst))
        assert (tex.count(r"\begin{drawings}"), tex.count(r"\begin{center}")) == (rows, alone)
        assert (typ.count("#drawings("), typ.count("#drawing(")) == (rows, 2)


def test_what_a_wide_formula_leaves_free_is_not_shared_out_among_chinese_characters() -> None:
    stiff = Para((Str("学习率为"), Math(r"\eta_t = d^{-0.5}\min(t^{-0.5},\ t\,w^{-1.5})")))
    broken = Para((Str("学习率为"), Math("a + b + c + d + e + f + g + h")))
    assert ["#ragged;" in typst.blocks((para,), {}, words("zh")) for para in (stiff, broken)] == [True, False]
    assert "#ragged;" not in typst.blocks((stiff,), {}, words("en"))
