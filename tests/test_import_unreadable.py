"""Files that are no questions: what is wrong is said in words of those who write them, with a way out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from hwgen.errors import Diagnostic, UsageError
from hwgen.lms.intake import import_file
from hwgen.lms.sources import SOURCES

# Words of libraries that no teacher knows.
RAW = re.compile(r"File is not|no element found|token|NoneType|codec|traceback|Errno|\bb'|well-formed|Excel::|\bkey 0x")


def refused(source: str, data: bytes, folder: Path) -> Diagnostic:
    file = folder / "quiz.dat"
    file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        import_file(SOURCES[source], file, folder / "course")
    first = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert not RAW.search(first.message + first.hint)
    return first


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"  \r\n\t"], ids=["nothing", "line", "mark", "spaces"])
@pytest.mark.parametrize("source", SOURCES)
def test_an_empty_file_is_called_empty(source: str, data: bytes, tmp_path: Path) -> None:
    assert "the file is empty" in refused(source, data, tmp_path).message


JUNK = {
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "half a zip": b"PK\x03\x04\x14\x00 and no more",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "half of XML": b"<quiz><question type='essay'><name>",
    "wrong XML": b"<quiz><a></b></quiz>",
    "prose": b"nothing here is a question",
}


@pytest.mark.parametrize("data", JUNK.values(), ids=list(JUNK))
@pytest.mark.parametrize("source", SOURCES)
def test_what_is_no_question_is_refused_in_plain_words(source: str, data: bytes, tmp_path: Path) -> None:
    first = refused(source, data, tmp_path)
    assert first.message
    assert first.hint


TABLE = "Question,Option A,Option B,Answer\nWhich is even?,1,2,B\n"
TABLES = {
    "commas": TABLE.encode(),
    "semicolons": TABLE.replace(",", ";").encode(),
    "below a title": f"Quiz 1,,,\n{TABLE}".encode("utf-8-sig"),
    "GBK": "题干,答案\n天空是蓝色的。,对\n".encode("gbk"),
    "UTF-16": "题干\t答案\n天空是蓝色的。\t对\n".encode("utf-16"),
}


@pytest.mark.parametrize("data", TABLES.values(), ids=list(TABLES))
@pytest.mark.parametrize("source", ["moodle", "gift", "qti", "canvas", "docx"])
def test_a_table_of_questions_is_met_with_the_command_for_spreadsheets(
    source: str, data: bytes, tmp_path: Path
) -> None:
    assert "hwgen import excel " in refused(source, data, tmp_path).hint


@pytest.mark.parametrize("source", ["gift", "qti", "canvas"])
def test_a_file_in_no_known_format_is_met_with_what_its_command_reads(source: str, tmp_path: Path) -> None:
    hint = refused(source, JUNK["prose"], tmp_path).hint
    assert f"reads the format {SOURCES[source].title};" in hint
    assert "hwgen import --help" in hint


@pytest.mark.parametrize("source", ["docx", "excel", "text"])
def test_a_web_page_with_the_name_of_a_document_is_called_one(source: str, tmp_path: Path) -> None:
    first = refused(source, b"<html><table><tr><td>1. Which is even?</td></tr></table></html>", tmp_path)
    assert "this is a web page" in first.message
    assert "save it as" in first.hint


@pytest.mark.parametrize("source", ["moodle", "qti"])
def test_prose_in_place_of_xml_is_not_called_xml_with_a_bad_character(source: str, tmp_path: Path) -> None:
    first = refused(source, b"// a note\n1. Which is even?", tmp_path)
    assert "not XML" in first.message
    assert "CDATA" not in first.hint


def test_a_file_without_questions_is_met_with_the_form_of_its_format(tmp_path: Path) -> None:
    assert "ANSWER: B" in refused("aiken", JUNK["prose"], tmp_path).hint
    assert "begins with a number" in refused("text", JUNK["prose"], tmp_path).hint


def test_an_excel_file_as_text_names_the_command_for_it(tmp_path: Path) -> None:
    assert "hwgen import excel" in refused("text", JUNK["half a zip"], tmp_path).hint


@pytest.mark.parametrize(
    ("column", "meant"),
    [("Anwser", "Answer"), ("Explantion", "Explanation"), ("Dificulty", "Difficulty"), ("正确答桉", "正确答案")],
)
def test_a_misspelt_column_is_named_with_the_one_that_was_meant(column: str, meant: str, tmp_path: Path) -> None:
    file = tmp_path / "quiz.csv"
    file.write_text(f"Question,Answer,{column}\nThe sky is blue.,true,x\n", encoding="utf-8")
    done = import_file(SOURCES["excel"], file, tmp_path / "course")
    assert f"“{column}” (did you mean “{meant}”?)" in " ".join(d.message for d in done.doubts)


def archive(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(name, "")
    return held.getvalue()


FORMATS = {
    "moodle": b"<?xml version='1.0'?>\n<!-- exported -->\n<quiz></quiz>",
    "qti": b"<qti-assessment-item xmlns='urn:x'></qti-assessment-item>",
    "gift": b"::Q1:: What is 2+2? {=4 ~3 ~5}",
    "aiken": b"What is 2+2?\r\nA. 3\r\nB. 4\r\nANSWER: B\r\n",
    "docx": archive("word/document.xml"),
    "excel": archive("xl/workbook.xml"),
}


@pytest.mark.parametrize("source", ["moodle", "gift", "docx", "excel", "qti", "canvas"])
@pytest.mark.parametrize("known", ["moodle", "qti", "gift", "aiken", "docx", "excel"])
def test_a_file_in_another_format_is_met_with_its_command(source: str, known: str, tmp_path: Path) -> None:
    if source == known:
        return
    first = refused(source, FORMATS[known], tmp_path)
    assert first.rule == "import-other-format"
    assert f"hwgen import {known} " in first.hint


@pytest.mark.parametrize("text", [b"The sum $\\sum_{i=1}^n i$", b"a \\frac{T}{2} of {a, b}", b"A. 3\nB. 4\nanswer"])
def test_a_text_in_no_known_format_is_met_with_what_its_own_command_reads(text: bytes, tmp_path: Path) -> None:
    assert refused("moodle", text, tmp_path).rule == "moodle-not-xml"
