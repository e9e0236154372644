"""Papers that waste pages are set a second time, closer, in both engines; others are not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pypdfium2
from test_pages import BOTH_ENGINES, COURSE, TRUE, asked, letters, printed_all

from hwgen.bank.loading import load
from hwgen.exam.model import Exam, Looks
from hwgen.pdf import tex, typst
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import Printed
from hwgen.pdf.split import Title

# Questions of three lines: from one page with room to spare to two that are needed.
COUNTS = range(8, 15)


def _paper(count: int, words: int = 20) -> Exam:
    return asked("en", *[(f"Zebras run.{' Word word.' * words}", TRUE, ())] * count)


def _between_lines(page: pypdfium2.PdfPage) -> float:
    """In points, from a line of a question to its next one: nothing that a page has left goes there."""
    bottoms = sorted({round(letter.bottom, 1) for letter in letters(page) if letter.sign == "W"}, reverse=True)
    return min(above - below for above, below in pairwise(bottoms))


def _questions(page: pypdfium2.PdfPage) -> int:
    return sum(letter.sign == "Z" for letter in letters(page))


@BOTH_ENGINES
def test_a_paper_is_set_closer_where_that_saves_its_last_page_and_as_ever_elsewhere(engine: str) -> None:
    exams = [exam for exam, _ in printed_all([_paper(count) for count in COUNTS], engine)]
    lines = [_between_lines(exam[0]) for exam in exams]
    closer = [line < lines[0] - 0.4 for line in lines]
    assert any(closer)
    assert all(len(exam) == 1 for exam, close in zip(exams, closer, strict=True) if close)
    assert len(exams[-1]) == 2
    assert not closer[-1]
    # The last page of none has a single question.
    assert 1 not in [_questions(exam[len(exam) - 1]) for exam in exams]


@BOTH_ENGINES
def test_a_source_gives_the_pages_of_its_paper_by_itself(engine: str) -> None:
    """Whatever was printed together with it, closer or not."""
    papers = [_paper(count) for count in COUNTS]
    kit = Kit(load(COURSE).course, ENGINES[engine])
    for paper, made in zip(papers, ENGINES[engine].print(papers, kit), strict=True):
        assert isinstance(made, Printed)
        assert made.pdfs[0] == _alone(paper, kit)


def _alone(paper: Exam, kit: Kit) -> bytes | None:
    sources = kit.engine.sources(paper, kit)
    if kit.engine.source == "typst":
        return typst.typeset(sources["exam.typ"], {}).pdfs[0]
    title = Title(f"{paper.course} · {paper.title} · {paper.code}", paper.words.script.tag)
    return tex.typeset(sources["exam.tex"], {}, [title]).pdfs[0]


@BOTH_ENGINES
def test_no_question_stands_on_a_last_page_alone_where_being_closer_saves_none(engine: str) -> None:
    exams = [exam for exam, _ in printed_all([_paper(count, 60) for count in range(4, 7)], engine)]
    assert {len(exam) for exam in exams} == {1, 2}
    assert 1 not in [_questions(exam[len(exam) - 1]) for exam in exams]


@BOTH_ENGINES
def test_large_print_is_never_set_closer(engine: str) -> None:
    papers = [replace(_paper(count), looks=Looks(large=True)) for count in range(1, 5)]
    exams = [exam for exam, _ in printed_all(papers, engine)]
    assert {len(exam) for exam in exams} == {1, 2}
    lines = [_between_lines(exam[0]) for exam in exams]
    assert max(lines) - min(lines) < 0.2
