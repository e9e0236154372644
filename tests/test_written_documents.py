"""Word files of questions as teachers have them: lists that Word numbers, formulas, pictures, tables; and files that cannot be read."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Sequence

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches
from docx.text.paragraph import Paragraph
from PIL import Image as pillow
from test_written import items, read, summary

from hwgen.errors import MissingProgram
from hwgen.foreign import OLD_OFFICE
from hwgen.lms.intake import exams_of
from hwgen.lms.places import Unreadable
from hwgen.lms.written import document

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
HALF = (
    f"<m:oMath {MATH}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)
LEVEL = (
    '<w:lvl {ns} w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%{number}."/></w:lvl>'
)


def saved(doc: Doc) -> bytes:
    data = io.BytesIO()
    doc.save(data)
    return data.getvalue()


def numbered(doc: Doc, *forms: str) -> Callable[[Paragraph, int], None]:
    """Puts a paragraph into a list of Word, on a level from 0; the levels count in these forms, such as decimal and upperLetter."""
    part = doc.part.numbering_part.element
    levels = "".join(LEVEL.format(ns="", level=level, form=form, number=level + 1) for level, form in enumerate(forms))
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    part.insert(0, abstract)
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def put(paragraph: Paragraph, level: int) -> None:
        properties = paragraph._p.get_or_add_pPr()
        number = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", level), ("w:numId", 77)):
            child = OxmlElement(name)
            child.set(qn("w:val"), str(value))
            number.append(child)
        properties.append(number)

    return put


def png() -> io.BytesIO:
    data = io.BytesIO()
    pillow.new("RGB", (60, 40), "red").save(data, "PNG")
    data.seek(0)
    return data


def test_lists_that_word_numbers_are_questions_and_options() -> None:
    doc = Document()
    put = numbered(doc, "decimal", "upperLetter")
    for stem, options, key in (
        ("哪个是激活函数？", ("SGD", "ReLU", "Adam"), "B"),
        ("哪个是优化器？", ("Adam", "ReLU", "GELU"), "A"),
    ):
        put(doc.add_paragraph(stem), 0)
        for option in options:
            put(doc.add_paragraph(option), 1)
        doc.add_paragraph(f"答案：{key}")
    imported = read(saved(doc), "docx")
    assert list(map(summary, items(imported))) == ["choice B", "choice A"]
    assert [item["stem"]["zh"] for item in items(imported)] == ["哪个是激活函数？", "哪个是优化器？"]
    assert {doubt.rule for doubt in imported.doubts} == {"import-one-language"}


def test_options_in_a_table_without_lines_are_options() -> None:
    doc = Document()
    doc.add_paragraph("1. Which is an activation function?")
    table = doc.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("A. SGD", "B. ReLU", "C. Adam", "D. Momentum"), strict=True):
        cell.text = text
    doc.add_paragraph("Answer: B")
    (item,) = items(read(saved(doc), "docx"))
    assert summary(item) == "choice B"
    assert [option["text"]["en"] for option in item["wrong"]] == ["SGD", "Adam", "Momentum"]


def test_formulas_scripts_blanks_emphasis_and_pictures_are_kept() -> None:
    doc = Document()
    stem = doc.add_paragraph("1. Let ")
    stem._p.append(parse_xml(HALF))
    stem.add_run(" of x")
    stem.add_run("2").font.superscript = True
    stem.add_run(" be ")
    stem.add_run("twice").italic = True
    stem.add_run(" as large. What is the picture's colour?")
    doc.add_paragraph().add_run().add_picture(png(), width=Inches(1))
    for option in ("A. red", "B. blue", "C. green"):
        doc.add_paragraph(option)
    doc.add_paragraph("Answer: A")
    blank = doc.add_paragraph("2. Two and two is ")
    blank.add_run("        ").underline = True
    blank.add_run(".")
    doc.add_paragraph("Answer: 4")
    imported = read(saved(doc), "docx")
    choice, number = items(imported)
    (name,) = imported.files
    text = "Let $\\frac{1}{2}$ of x${}^{2}$ be *twice* as large. What is the picture's colour?"
    assert choice["stem"]["en"] == f"{text}\n\n![](files/{name})"
    assert imported.files[name].startswith(b"\x89PNG")
    assert summary(number) == "numeric 4"


def test_a_bold_option_is_the_right_one_and_tables_of_a_question_stay() -> None:
    doc = Document()
    doc.add_paragraph("1. Which row is larger?")
    table = doc.add_table(rows=3, cols=2)
    for cell, text in zip(table._cells, ("row", "value", "first", "3", "second", "5"), strict=True):
        cell.text = text
    doc.add_paragraph("A. the first")
    doc.add_paragraph().add_run("B. the second").bold = True
    (item,) = items(read(saved(doc), "docx"))
    assert summary(item) == "choice B"
    assert "| first | 3 |" in item["stem"]["en"]


def test_a_table_with_named_columns_is_read_as_a_spreadsheet() -> None:
    doc = Document()
    rows = (
        ("题干", "A", "B", "C", "答案", "解析"),
        ("1+1=?", "1", "2", "3", "B", "加法"),
        ("天是蓝的。", "", "", "", "√", ""),
    )
    fill(doc, rows)
    assert list(map(summary, items(read(saved(doc), "docx")))) == ["choice B", "true-false T"]


def fill(doc: Doc, rows: Sequence[Sequence[str]]) -> None:
    table = doc.add_table(rows=len(rows), cols=len(rows[0]))
    for cell, text in zip(table._cells, (text for row in rows for text in row), strict=True):
        cell.text = text


def test_a_table_has_the_points_of_its_heading_and_its_place_in_the_file() -> None:
    doc = Document()
    doc.add_paragraph("一、单选题（每题2分）")
    head = ("题干", "A", "B", "C", "D", "答案", "分值")
    fill(doc, (head, ("1+1=?", "1", "2", "3", "4", "B", ""), ("2+2=?", "1", "2", "3", "4", "D", "5")))
    doc.add_paragraph("二、判断题（每题1分）")
    doc.add_paragraph("1. 天是蓝的。（√）")
    doc.add_paragraph("三、判断题（每题4分）")
    fill(doc, (("题目", "答案"), ("2+2=4", "对"), ("2+2=5", "错")))
    doc.add_paragraph("四、填空题（每题3分）")
    doc.add_paragraph("1. 三加三等于____。")
    doc.add_paragraph("答案：6")
    imported = read(saved(doc), "docx")
    (exam,) = exams_of("t", imported, ("zh",)).values()
    by_id = {item["id"]: summary(item) for item in items(imported)}
    assert [(by_id[entry["item"]], entry.get("points", 1)) for entry in exam] == [
        ("choice B", 2),
        ("choice D", 5),
        ("true-false T", 1),
        ("true-false T", 4),
        ("true-false F", 4),
        ("numeric 6", 3),
    ]


def test_a_table_that_stands_in_another_one_is_read_behind_all_others() -> None:
    doc = Document()
    doc.add_paragraph("1. 天是蓝的。（√）")
    outer = doc.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "甲"
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for cell, text in zip(inner._cells, ("题干", "答案", "草是红的。", "×"), strict=True):
        cell.text = text
    assert list(map(summary, items(read(saved(doc), "docx")))) == ["true-false T", "true-false F"]


def test_what_is_to_be_done_in_a_section_is_no_question() -> None:
    doc = Document()
    for line in ("一、判断题", "正确的画“√”，错误的画“×”。", "1. 天是蓝的。（√）", "2. 草是红的。（×）"):
        doc.add_paragraph(line)
    imported = read(saved(doc), "docx")
    assert list(map(summary, items(imported))) == ["true-false T", "true-false F"]
    assert any("正确的画" in doubt.message and "was dropped" in doubt.message for doubt in imported.doubts)


def package(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


BOMB = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (OLD_OFFICE + "WordDocument".encode("utf-16-le"), "this is an old Word file"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "this is a file with a password"),
        (b"{\\rtf1\\ansi 1. Which?}", "this is a Word file .*rtf"),
        (b"\r\n<html><body>1. Which?</body></html>", "this is a web page or an XML file, not a Word"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;", "this is a web page or an XML file, not a Word"),
        ("1. 哪个？".encode(), "this is a text, or nothing that is known, not a Word"),
        (package(**{"xl/workbook.xml": "<a/>"}), "no Word file"),
        (package(**{"word/document.xml": "<w:document"}), "the XML is broken"),
        (package(**{"word/document.xml": "<a/>"}), "damaged"),
        (package(**{"word/document.xml": BOMB}), "declares entities"),
        (saved(Document())[:900], "end of the zip archive is missing"),
        (saved(Document()), "no question in the file"),
    ],
    ids=[
        "old",
        "password",
        "rtf",
        "html",
        "mht",
        "text",
        "excel",
        "broken XML",
        "other XML",
        "entities",
        "cut",
        "empty",
    ],
)
def test_files_that_cannot_be_read_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        read(data, "docx")


def test_without_pandoc_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(MissingProgram) as refused:
        read(saved(Document()), "docx")
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.rule, "without pandoc" in diagnostic.message) == ("missing-word-extra", True)
