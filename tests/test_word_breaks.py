"""What no page parts in papers for Word: a question and its options, and the lines of a program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from samples import exam, group, para, question
from word_papers import paragraphs, texts, written

from hwgen.content.tree import Blocks, CodeBlock, Str, Table
from hwgen.exam.model import Section
from hwgen.kinds import ChoiceAnswer, Option

LONG, SHORT = [f"{letter} " * 60 for letter in "abcd"], list("abcd")
TABLE = Table(((Str("h"),),), (((Str("c"),),),))
STEMS: dict[str, Blocks] = {
    "text": para("stem"),
    "program": (*para("stem"), CodeBlock("x = 1\n" * 12, "python", False)),
    "table": (*para("stem"), TABLE),
}


def _asked(stem: Blocks, options: list[str]) -> Document:
    """A paper of one question with these options."""
    answer = ChoiceAnswer(tuple(Option(text, para(text), i == 0, ()) for i, text in enumerate(options)))
    asked = group("one", question("one", 1, answer, stem))
    return written(replace(exam(), sections=(Section("I", (), (asked,)),)))


def _blocks(document: Document) -> list[Any]:
    """What the question is made of, as blocks of the page: paragraphs, and rows of tables."""
    body = list(document.element.body)
    blocks = body[body.index(paragraphs(document, "Question")[0]) : -1]
    return [part for block in blocks for part in (block.findall(qn("w:tr")) or [block])]


def _stays(block: Any) -> bool:
    return all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in block.iter(qn("w:p")))


@pytest.mark.parametrize("options", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("stem", STEMS)
def test_each_block_of_a_question_stays_with_the_next_one(stem: str, options: list[str]) -> None:
    """So does the gap between two tables."""
    blocks = _blocks(_asked(STEMS[stem], options))
    assert [_stays(block) for block in blocks] == [True] * (len(blocks) - 1) + [False]


def test_options_below_each_other_are_paragraphs_of_one_row() -> None:
    """A row is never parted, and Word goes on with the letters."""
    document = _asked(STEMS["text"], LONG)
    (row,) = (block for block in _blocks(document) if block.tag == qn("w:tr"))
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert [texts(option).strip() for option in row.iter(qn("w:p"))] == [text.strip() for text in LONG]
    assert len(paragraphs(document, "Option")) == len(LONG)


def test_a_question_has_few_blocks() -> None:
    """A page with more blocks than LibreOffice first puts there may part them."""
    assert len(_blocks(_asked(STEMS["program"], LONG))) == 3
