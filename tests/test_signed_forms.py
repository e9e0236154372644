"""Forms that a department fills in and signs: covers of the envelopes of a class, the approval of a paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from terminal import Ran

from hwgen.bank.loading import load
from hwgen.classes.copies import Copy
from hwgen.classes.envelopes import Pages, envelopes
from hwgen.classes.roster import Student
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Holder
from hwgen.looking.approval import approval
from hwgen.papercode import Code
from hwgen.pdf.merge import Layout
from hwgen.pdf.tables import Printing, as_pdf
from hwgen.plan.assembly import assemble
from hwgen.writers.cards import Card

Terminal = Callable[..., Ran]
HEAD = "head:\n  code: CS 231\n  teacher: {zh: 王老师, en: Wang}\n"


def exam_of(root: Path, language: str) -> Exam:
    file = root / "bank" / "exams" / "named.yaml"
    file.write_text(HEAD + file.read_text(encoding="utf-8"), encoding="utf-8")
    course = load(root).course
    return instantiate(course, assemble(course, course.blueprint("named"), 7), language)


def said(card: Card) -> dict[str, str]:
    return dict(chain.from_iterable(card.rows))


def test_an_envelope_counts_what_is_in_it(small_course: Path) -> None:
    exam = exam_of(small_course, "zh")
    rooms = ["A101", "A101", "B202", "A101"]
    dealing = [
        (Student(holder), Copy(Code("named", 7, "zh", copy=i), holder))
        for i, room in enumerate(rooms, 1)
        if (holder := Holder(f"202600{i}", f"学生{i}", "1班", room, ""))
    ]
    records = {copy.stem: Pages(3 + copy.code.copy % 2) for _, copy in dealing}
    del records[dealing[1][1].stem]
    first, second = envelopes(dealing, exam, records, "duplex")
    assert (first.title, second.title) == ("试卷袋封面 A101", "试卷袋封面 B202")
    read = said(first)
    assert (read["课程代码"], read["任课教师"], read["考场"]) == ("CS 231", "王老师", "A101")
    # The second paper failed: its student is expected all the same.
    assert (read["应考人数"], read["袋内试卷份数"], read["试卷序号"]) == ("3", "2", "1、4")
    assert (read["每份试卷页数"], read["试卷总张数"]) == ("3–4", "4")
    assert said(envelopes(dealing, exam, records, "booklet")[0])["试卷总张数"] == "2"
    with_sheets = {stem: replace(pages, sheet=3) for stem, pages in records.items()}
    layouts: tuple[tuple[Layout, str], ...] = (("duplex", "8"), ("booklet", "6"))
    for layout, leaves in layouts:
        cover = envelopes(dealing, exam, with_sheets, layout)[0]
        assert max(map(len, cover.rows)) <= 2
        read = said(cover)
        assert (read["每份试卷页数"], read["每份答题卡页数"], read["试卷总张数"]) == ("3–4", "3", leaves)
    assert read["实考人数"] == said(second)["缺考学生学号"] == ""


def test_an_envelope_of_forms_counts_each(small_course: Path) -> None:
    exam = exam_of(small_course, "en")
    dealing = [
        (Student(holder), Copy(Code("named", 7, "en", form=form)))
        for i, form in enumerate("ABA", 1)
        if (holder := Holder(str(i), f"S{i}", "", "", ""))
    ]
    (cover,) = envelopes(dealing, exam, {"A": Pages(2), "B": Pages(2)}, "duplex")
    assert said(cover)["Copies by number"] == "A: 2, B: 1"


def test_the_form_of_approval_says_what_the_paper_holds(small_course: Path) -> None:
    exam = exam_of(small_course, "zh")
    read = said(approval(exam))
    assert (read["题数"], read["满分"], read["试卷编号"]) == (str(len(exam.questions)), str(exam.points), exam.code)
    assert read["试卷结构"].count("\n") == len(exam.sections) - 1
    shares = [int(line.partition("：")[2].partition(" 分")[0]) for line in read["难度分布"].split("\n")]
    assert sum(shares) == exam.points


@pytest.mark.parametrize("language", ["zh", "en", "de", "fr"])
def test_a_form_is_one_page_whatever_stands_in_it(language: str, small_course: Path) -> None:
    from hwgen.words.words import words

    hostile = r'#set page(width: 1pt) [x] *y* $z$ \ "q" <a> ' * 3
    card = Card(hostile[:40], hostile, (((hostile, hostile), ("a", "")), (("b", hostile),)), (("c", hostile),), "d")
    templates = (Path(__file__).parents[1] / "templates" / "typst",)
    pdf = as_pdf(Printing([card, card], "forms", words(language), templates, "a4")).pdf
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert [round(float(page.mediabox[2])) for page in book.pages] == [595, 595]


def test_every_box_of_a_form_lies_on_its_page() -> None:
    """The last one stood below the paper, as the boxes shared the height of a page that had no title."""
    from hwgen.words.words import words

    rows = tuple(((f"row {i}", ""), ("", "")) for i in range(10))
    boxes = tuple((f"box {i}", "") for i in range(4))
    templates = (Path(__file__).parents[1] / "templates" / "typst",)
    card = Card("Title", "Department", rows, boxes, "signed")
    page = pypdfium2.PdfDocument(as_pdf(Printing([card], "forms", words("en"), templates, "a4")).pdf)[0]
    margin = 20 / 25.4 * 72
    within = page.get_textpage().get_text_bounded(bottom=margin - 1)
    assert within.count("signed") == len(boxes), within


def test_a_build_writes_the_form_of_approval(small_course: Path, terminal: Terminal) -> None:
    done = terminal("build", "picked", "--seed", "7", "--formats", "approval", folder=small_course)
    assert done.code == 0, done.err
    assert (small_course / "output/picked/seed-7-zh/approval.pdf").read_bytes().startswith(b"%PDF")


def test_a_box_of_a_form_has_room_for_its_label() -> None:
    """Where little of the page is left, a label of five lines stood over the rows above and below."""
    from hwgen.words.words import words

    rows = tuple(((f"row {i}", "a\nb"), ("", "")) for i in range(10))
    boxes = (("Zebra " + "word " * 14, ""), ("Yak", ""), ("Xerus", ""))
    templates = (Path(__file__).parents[1] / "templates" / "typst",)
    card = Card("Title", "Department", rows, boxes, "signed")
    page = pypdfium2.PdfDocument(as_pdf(Printing([card], "forms", words("en"), templates, "a4")).pdf)[0]
    text = page.get_textpage()
    label = range(text.get_text_range().index("Zebra"), text.get_text_range().index("Zebra") + 70)
    edges = [text.get_charbox(i) for i in label if text.get_text_range(i, 1).strip()]
    bottom, top = min(edge[1] for edge in edges), max(edge[3] for edge in edges)
    lines = {round(path.get_bounds()[1]) for path in page.get_objects(max_depth=4) if path.type == 2}
    assert bottom < top
    assert not [line for line in lines if bottom < line < top], (bottom, top, lines)
