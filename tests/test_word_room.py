"""Room for answers in papers for Word, and what of it stays with its question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from samples import exam, group, para, question
from word_papers import paragraphs, texts, written

from hwgen.exam.model import Section
from hwgen.kinds import EssayAnswer, TrueFalseAnswer
from hwgen.layouts import Space

LINES = 5
SPACES = ("blank", "ruled", "grid", "box")


def _paper(space: Space, *, last: bool) -> Document:
    """One question with room for its answer, which ends the paper or does not."""
    groups = [group("essay", question("essay", 1, EssayAnswer(para("m"), (), LINES, para("begun"), space)))]
    if not last:
        groups.append(group("next", question("next", 2, TrueFalseAnswer(True))))
    return written(replace(exam(), sections=(Section("I", (), tuple(groups)),)))


def _stays(paragraph: Any) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def _lines(document: Document, space: Space) -> list[Any]:
    """A paragraph of each line that is there; the cells of a row are alike."""
    if space == "blank":
        return paragraphs(document, "AnswerSpace")
    return [row.cells[0].paragraphs[0]._p for row in document.tables[-1].rows]


@pytest.mark.parametrize("space", SPACES)
def test_an_answer_has_the_room_that_it_was_given(space: Space) -> None:
    document = _paper(space, last=True)
    lines = _lines(document, space)
    room: float = len(lines)
    if space == "blank":
        spacing = lines[-1].find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        room += int(spacing.get(qn("w:after"))) / int(spacing.get(qn("w:line")))
    assert room == LINES
    assert "begun" in texts(document.element.body)


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("space", SPACES)
def test_half_of_the_room_stays_with_its_question_and_no_rest_of_it_has_a_page_of_its_own(
    space: Space, last: bool
) -> None:
    """What a page need not have is space below a paragraph. Lines that end a paper stay together, as those to draw in do."""
    document = _paper(space, last=last)
    before = [p for style in ("Question", "QuestionText") for p in paragraphs(document, style)]
    assert all(map(_stays, before[: 2 if last else 1]))
    together = LINES if space in ("grid", "box") or (space == "ruled" and last) else 3
    assert [_stays(line) for line in _lines(document, space)[:together]] == [True] * (together - 1) + [False]
    assert len(_lines(document, space)) == (3 if space == "blank" else LINES)
