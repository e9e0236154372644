"""Blanks of Word files: underlined spaces."""

from __future__ import annotations

import io

from docx import Document
from test_written import items, read


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
    assert item["context"]["zh"] == r"力的单位是 (1) \_\_\_\_ ，功的单位是 (2) \_\_\_\_ 。"
    assert [part["accepted"] for part in item["parts"]] == [["牛顿"], ["焦耳"]]
