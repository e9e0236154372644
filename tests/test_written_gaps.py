"""What the type of a Word file means: underlined spaces are blanks, bold options are right."""

from __future__ import annotations

import io

import pytest
from docx import Document
from test_written import items, read, summary
from test_written_documents import numbered as lists


def test_underlined_spaces_and_tabs_are_blanks() -> None:
    doc = Document()
    doc.add_paragraph("一、填空题")
    stem = doc.add_paragraph("1. 力的单位是")
    for words, underlined in (("    ", True), ("  \u3000", True), ("，功的单位是", False), ("\t", True), ("。", False)):
        stem.add_run(words).underline = underlined
    doc.add_paragraph("答案：牛顿；焦耳")
    data = io.BytesIO()
    doc.save(data)
    (item,) = items(read(data.getvalue(), "docx"))
    assert item["context"]["zh"] == r"力的单位是 (1) \_\_\_\_，功的单位是 (2) \_\_\_\_。"
    assert [part["accepted"] for part in item["parts"]] == [["牛顿"], ["焦耳"]]


def test_a_bold_option_is_right_also_if_its_letter_is_not_bold_or_counted_by_word() -> None:
    doc = Document()
    put = lists(doc, "decimal", "upperLetter")
    put(doc.add_paragraph("Which quantity is a vector?"), 0)
    for words in ("mass", "velocity", "time"):
        option = doc.add_paragraph()
        option.add_run(words).bold = words == "velocity"
        put(option, 1)
    doc.add_paragraph("2. Which quantity is a scalar?")
    for letter, words in (("A. ", "force"), ("B. ", "velocity"), ("C. ", "mass")):
        option = doc.add_paragraph(letter)
        option.add_run(words).bold = words == "mass"
    data = io.BytesIO()
    doc.save(data)
    assert list(map(summary, items(read(data.getvalue(), "docx")))) == ["choice B", "choice C"]


DRAWN = (
    (
        "1. The unit of force is\n____\nAnswer: newton",
        ["short-answer newton"],
        r"""The unit of force is\
\_\_\_\_""",
    ),
    (
        "1. Name two colours of the flag.\n____\n____\nAnswer: red; blue",
        ["essay red; blue"],
        "Name two colours of the flag.",
    ),
    (
        "1. Why?\n____\nAnswer: Because the gradient of it vanishes.",
        ["essay Because the gradient of it vanishes."],
        "Why?",
    ),
    ("1. Why?\n____________________________________\nAnswer: It is.", ["essay It is."], "Why?"),
    ("1. Which?\n____\nA. one\nB. two\nAnswer: B", ["choice B"], "Which?"),
    ("1. The sky is blue.\n____\nAnswer: T", ["true-false T"], ""),
    ("1. The sky is blue. (T)\n____\n2. Grass is red. (F)", ["true-false T", "true-false F"], ""),
    ("一、填空题\n1. 力的单位是\n____________________\n答案：牛顿", ["short-answer 牛顿"], ""),
)


@pytest.mark.parametrize(("text", "expected", "stem"), DRAWN)
@pytest.mark.parametrize("source", ["text", "docx"])
def test_a_line_of_its_own_is_a_blank_where_an_answer_fits_into_it(
    text: str, expected: list[str], stem: str, source: str
) -> None:
    doc, data = Document(), io.BytesIO()
    for line in text.split("\n"):
        if set(line) == {"_"}:
            doc.add_paragraph().add_run(" " * len(line)).underline = True
        else:
            doc.add_paragraph(line)
    doc.save(data)
    read_items = items(read(text if source == "text" else data.getvalue(), source))
    assert list(map(summary, read_items)) == expected
    if stem:
        assert read_items[0]["stem"]["en"] == stem
