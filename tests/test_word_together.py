"""Papers for Word in several languages at once: every text in each of them, what is the same once, one answer to each question."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from samples import drawing, para
from terminal import Ran
from word_papers import REFERENCE, alone, paragraphs, texts

from hwgen.content.tree import Blocks, Bullets, DisplayMath, Figure, Para, Ref, Str, Table
from hwgen.exam.model import Exam
from hwgen.kinds import ShortAnswerAnswer
from hwgen.words.words import words
from hwgen.writers.docx.document import write
from hwgen.writers.docx.together import Parallel, together

Terminal = Callable[..., Ran]


@pytest.fixture
def exams(small_course: Path) -> list[Exam]:
    """The exam of the small course that asks an item of each kind, in both of its languages."""
    from hwgen.bank.loading import load_course
    from hwgen.classes.paper import exam_of, plan_of
    from hwgen.papercode import Code

    course, codes = load_course(small_course), [Code("named", 7, language) for language in ("zh", "en")]
    return [exam_of(course, plan_of(course, code), code) for code in codes]


def written(exams: Sequence[Exam], *, key: bool = False) -> Document:
    return docx.Document(io.BytesIO(write(exams[0], REFERENCE, "a4", key=key, others=exams[1:])))


def pair(chinese: Blocks, english: Blocks) -> list[Exam]:
    return [alone(content, words=words(language)) for content, language in ((chinese, "zh"), (english, "en"))]


def shown(exams: Sequence[Exam], style: str = "") -> list[str]:
    document = written(exams)
    styles = [style] if style else ["Question", "QuestionText"]
    lines = (texts(p).replace("\xa0", " ") for name in styles for p in paragraphs(document, name))
    return [line for line in (re.sub(r" *[(（] *[)）]$", "", line) for line in lines) if line]


def strings(thing: object) -> Iterator[str]:
    """All that is written in words."""
    if isinstance(thing, Str):
        yield thing.text
    elif isinstance(thing, tuple):
        for part in thing:
            yield from strings(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from strings(getattr(thing, field.name))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
@pytest.mark.parametrize("first", ["zh", "en"])
def test_every_text_of_each_language_is_there(exams: list[Exam], key: bool, first: str) -> None:
    ordered = sorted(exams, key=lambda exam: exam.language != first)
    whole = letters(texts(written(ordered, key=key).element.body))
    for exam in exams:
        asked = exam.sections if key else [question.stem for question in exam.questions]
        hidden = {why for q in exam.questions for cell in getattr(q.answer, "cells", ()) for why in strings(cell.wrong)}
        wanted = [text for text in strings(tuple(asked)) if text not in hidden]
        assert len(wanted) > 20
        assert [text for text in wanted if letters(text) not in whole] == []


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
def test_each_question_and_each_option_stands_once(exams: list[Exam], key: bool) -> None:
    both, one = written(exams, key=key), written(exams[:1], key=key)
    for style in ("Question", "Option", "Pair", "AnswerLine", "Formula"):
        assert len(paragraphs(both, style)) == len(paragraphs(one, style)), style
    assert len(both.element.body.findall(f".//{qn('w:drawing')}")) == len(
        one.element.body.findall(f".//{qn('w:drawing')}")
    )


def test_the_same_papers_have_the_same_bytes(exams: list[Exam]) -> None:
    first, second = (write(exams[0], REFERENCE, "a4", key=False, others=exams[1:]) for _ in range(2))
    assert first == second


def test_a_paper_of_one_language_is_as_it_was(exams: list[Exam]) -> None:
    assert together(exams[:1]) == (exams[0], {})
    assert together([exams[0], exams[0]]) == (exams[0], {})


def test_labels_are_in_each_language(exams: list[Exam]) -> None:
    document = written(exams)
    whole = texts(document.element.body)
    for label in ("姓名 Name", "学号 Student No.", "得分 Score", "一、", "I. "):
        assert label in whole
    footer = texts(document.sections[0].footer._element)
    for exam in exams:
        assert exam.code in footer


def test_what_is_the_same_stands_once() -> None:
    formula = DisplayMath("x^2")
    exams = pair((*para("甲乙丙"), formula, *para("丁" * 40)), (*para("abc"), formula, *para("d" * 60)))
    assert shown(exams) == ["甲乙丙", "abc", "丁" * 40, "d" * 60]
    assert shown(exams, "Formula") == ["x2"]


def test_blocks_that_do_not_correspond_stand_language_by_language() -> None:
    exams = pair((*para("甲"), *para("乙")), (*para("a"), DisplayMath("x")))
    assert shown(exams) == ["甲", "乙", "a"]


def test_short_texts_stand_on_a_line() -> None:
    assert shown(pair(para("方差"), para("variance"))) == ["方差  variance"]
    assert len(shown(pair(para("方" * 20), para("variance " * 5)))) == 2


def test_a_reference_is_named_in_the_language_of_its_sentence() -> None:
    exams = pair(
        (Para((Str("由"), Ref("one"), Str("的结果" * 9))),), (Para((Str("By "), Ref("one"), Str(", and so on" * 5))),)
    )
    chinese, english = shown(exams)
    assert "第 1 题" in chinese
    assert "question 1" in english.lower()


def test_cells_and_items_correspond() -> None:
    tables = [
        Table(((Str(head),), (Str("n"),)), (((Str(cell),), (Str("3"),)),))
        for head, cell in (("头", "格"), ("head", "cell"))
    ]
    exams = pair((tables[0],), (tables[1],))
    cells = [cell.text for row in written(exams).tables[-1].rows for cell in row.cells]
    assert cells == ["头\nhead", "n", "格\ncell", "3"]
    lists = pair((Bullets((para("一"), para("二" * 40))),), (Bullets((para("one"), para("two " * 20))),))
    assert shown(lists, "ListBullet") == ["一  one", "二" * 40]
    assert shown(lists) == ["two " * 20]


def test_a_drawing_that_looks_the_same_stands_once_with_both_descriptions() -> None:
    plain = drawing("x")
    exams = pair(*((Figure(replace(plain, alt=alt)),) for alt in ("一幅图", "a picture")))
    (one,) = written(exams).element.body.iter(qn("wp:docPr"))
    assert one.get("descr") == "一幅图 a picture"
    other = replace(plain, width=plain.width + 1)
    assert len(list(written(pair((Figure(plain),), (Figure(other),))).element.body.iter(qn("wp:docPr")))) == 2


def test_the_key_shows_a_spelling_in_each_language() -> None:
    exams = pair(para("甲" * 30), para("a" * 60))
    answers = (
        ShortAnswerAnswer(None, ("方差", "variance", "var.")),
        ShortAnswerAnswer(None, ("variance", "var.", "方差")),
    )
    asked = []
    for exam, answer in zip(exams, answers, strict=True):
        section, group = exam.sections[0], exam.groups[0]
        group = replace(group, questions=(replace(group.questions[0], answer=answer),))
        asked.append(replace(exam, sections=(replace(section, groups=(group,)),)))
    merged, _ = together(asked)
    assert merged.questions[0].answer.accepted == ("方差 variance", "var.")


def test_a_text_knows_its_parts() -> None:
    text = Parallel(["甲", "a"])
    assert (text, text.parts) == ("甲 a", ("甲", "a"))
    assert Parallel(["same", "same"]) == "same"


def test_an_export_in_all_languages(terminal: Terminal, small_course: Path) -> None:
    ran = terminal("export", "docx", "named", "--seed", "7", "--lang", "all", "-o", "both.docx", folder=small_course)
    assert (ran.code, ran.out.split()) == (0, ["both.docx", "both-key.docx"])
    whole = texts(docx.Document(str(small_course / "both-key.docx")).element.body)
    assert "参考答案 Answer key" in whole
    ran = terminal(
        "export", "docx", "--item", "max-pool", "--lang", "all", "--seed", "7", "-o", "x.docx", folder=small_course
    )
    assert ran.code == 0, ran.err
