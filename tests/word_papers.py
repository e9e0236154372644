"""Papers for Word, and what stands in them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from conftest import ROOT
from docx.document import Document
from docx.oxml.ns import qn
from samples import exam, group, question

from hwgen.content.tree import Blocks
from hwgen.exam.model import Exam, Section
from hwgen.kinds import TrueFalseAnswer
from hwgen.writers.docx.document import write

REFERENCE = ROOT / "templates" / "docx" / "reference.docx"


def written(exam: Exam, *, key: bool = False, reference: Path = REFERENCE) -> Document:
    return docx.Document(io.BytesIO(write(exam, reference, "a4", key=key)))


def texts(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t"), qn("m:t")))


def paragraphs(document: Document, style: str) -> list[Any]:
    return [
        p
        for p in document.element.body.iter(qn("w:p"))
        if p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == style
    ]


def alone(stem: Blocks, **settings: Any) -> Exam:
    """An exam of one question with this stem."""
    asked = group("one", question("one", 1, TrueFalseAnswer(True), stem))
    return replace(exam(), sections=(Section("I", (), (asked,)),), **settings)
