"""Papers that are answered on a sheet."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from test_pages import BOTH_ENGINES, COURSE, SIX, TRUE, asked

from hwgen.bank.loading import load
from hwgen.content.markup import parse
from hwgen.content.picture import Label, Picture
from hwgen.kinds import (
    Answer,
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
)
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.merge import written_pages
from hwgen.pdf.printed import Printed
from hwgen.values import Value

# What asks for an answer in the source of a paper: brackets, lines, spaces, boxes for marks.
ASKS = {
    "tex": (r"\truefalse{", r"\blank{", r"\answergap{", r"\gap[", r"\ordergap{", r"\pair{", r"\answerspace", r"\partmarks{", r"\lastscore"),
    "typ": ("#truefalse[", "#bracketed[", "#answergap[", "#blank(", "#ordergap[", "#pair(", "#answerspace(", "marks: marks("),
}  # fmt: skip


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_with_an_answer_sheet_asks_for_no_answer_in_its_questions(engine: str, language: str) -> None:
    """Of every kind; an empty cell of a table has the number that it has on the sheet."""
    seven, eight = (Cell(Value(number), Fraction(0), parse(f"n{number}")) for number in (7, 8))
    entries = Placed("a", parse("first")), Placed("b", parse("second"))
    answers: tuple[Answer, ...] = (
        TRUE,
        ChoiceAnswer(SIX[:2]),
        ChoiceAnswer(SIX, several=True),
        NumericAnswer((replace(seven, label=()),)),
        NumericAnswer((seven, eight)),
        NumericAnswer((seven, eight), 2),
        ShortAnswerAnswer(None, ("word",)),
        MatchingAnswer(entries, entries, (1, 0)),
        OrderingAnswer(entries, (1, 0)),
        EssayAnswer(parse("model"), (), 6),
    )
    assert set(map(type, answers)) == set(get_args(Answer))
    paper = asked(language, *(("Zebras run.", answer, ()) for answer in answers), points=(2,) * len(answers))
    paper = replace(paper, head=replace(paper.head, layout="chinese", scores="questions"))
    found, numbered = {}, {}
    for sheet in (False, True):
        given = replace(paper, sheet=(Picture(210, 297, (), "a sheet"),)) if sheet else paper
        sources = ENGINES[engine].sources(given, Kit(load(COURSE).course, ENGINES[engine]))
        ((name, text),) = ((name, text) for name, text in sources.items() if name.startswith("exam."))
        body = text.partition(r"\begin{paper}")[2] or text.partition("#sealed(")[2]
        found[sheet] = [sign for sign in ASKS[name.partition(".")[2]] if sign in body]
        assert (paper.words["score_got"] in body) != sheet
        plain = body.replace("\\", "")
        numbered[sheet] = plain.count("(1)") + plain.count("(2)")
    assert len(found[False]) > 6
    assert found[True] == []
    assert numbered[True] == numbered[False] + 4


@BOTH_ENGINES
def test_the_blank_back_of_a_paper_is_no_page_of_it(engine: str, tmp_path: Path) -> None:
    head = Label((60, 280), "a sheet", "west", size=10.0)
    paper = replace(asked("en", ("Zebras run.", TRUE, ())), sheet=(Picture(210, 297, (head,), "a sheet"),))
    (result,) = Kit(load(COURSE).course, ENGINES[engine]).print([paper])
    assert isinstance(result, Printed)
    assert result.pages[0] == 3
    (tmp_path / "exam.pdf").write_bytes(result.pdfs[0])
    assert written_pages(tmp_path / "exam.pdf") == 2
