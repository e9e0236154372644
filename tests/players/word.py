"""Papers for Word in LibreOffice and in pandoc: every item of the starter course, and every formula. `make players` runs it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from test_word_formulas import formulas
from word_papers import REFERENCE

from hwgen.bank.course import Course
from hwgen.classes.paper import exam_of, exam_of_items, plan_of
from hwgen.content import tree
from hwgen.exam.model import Exam
from hwgen.papercode import Code
from hwgen.pdf.readback import faults_of, pages
from hwgen.values import Value
from hwgen.writers.docx.document import write
from hwgen.writers.docx.losses import losses
from hwgen.writers.docx.package import Package
from hwgen.writers.docx.wml import paragraph
from hwgen.writers.mathml import fault, mathml
from hwgen.writers.omml import omml

# What LibreOffice shows for a formula that it does not understand.
ERROR = "¿"
# Signs that are written in two ways, and what stands for nothing.
SAME = str.maketrans({"‾": "¯", "ˉ": "¯", "̲": "¯", "∣": "|", "⋅": "·", "∗": "*", "∥": "‖", "…": "...", "⋯": "...", "ˆ": "^", "\u0302": "^", "˜": "~", "\u0303": "~", "−": "-", "ε": "ϵ", "⃗": "→", "\u200b": ""})  # fmt: skip
NOTHING = r"\text{\!}"


# As a PDF that has the places of bookmarks.
PLACES = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'


def converted(data: bytes, folder: Path, form: str = "pdf") -> Path:
    """The PDF that LibreOffice makes of a document."""
    (folder / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), "paper.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "paper.pdf"


@pytest.fixture(scope="module", params=["zh", "en"])
def everything(course: Course, request: pytest.FixtureRequest) -> Exam:
    return exam_of_items(course, list(course.items), 1, 7, request.param)


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
def test_every_item_of_the_starter_course(everything: Exam, key: bool, tmp_path: Path) -> None:
    pdf = converted(write(everything, REFERENCE, "a4", key=key), tmp_path).read_bytes()
    read = pages(pdf, everything.code)
    assert list(losses(everything)) == []
    assert [str(d) for d in faults_of(everything, read, "paper.pdf", key=key) if d.rule == "text-lost"] == []
    assert in_order(everything, "".join(page.text for page in read)) > 300
    print(f"{len(everything.questions)} questions, {len(read)} pages")


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
def test_every_item_in_both_languages_at_once(course: Course, key: bool, tmp_path: Path) -> None:
    exams = [exam_of_items(course, list(course.items), 1, 7, language) for language in ("zh", "en")]
    pdf = converted(write(exams[0], REFERENCE, "a4", key=key, others=exams[1:]), tmp_path).read_bytes()
    text = "".join(page.text for page in pages(pdf, exams[0].code))
    assert [in_order(exam, text) > 300 for exam in exams] == [True, True]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["hw2", "quiz", "midterm"])
def test_papers_have_the_texts_of_their_pdfs_in_order(name: str, language: str, course: Course, tmp_path: Path) -> None:
    from hwgen.formats import FORMATS
    from hwgen.pdf.engines import ENGINES
    from hwgen.pdf.kit import Kit

    code = Code(name, 7, language)
    exam = exam_of(course, plan_of(course, code), code)
    printed = FORMATS["pdf"].write(exam, Kit(course, ENGINES["typst"])).files["exam.pdf"]
    ours = converted(write(exam, REFERENCE, "a4", key=False), tmp_path).read_bytes()
    counts = [in_order(exam, "".join(page.text for page in pages(pdf, exam.code))) for pdf in (printed, ours)]
    assert counts[0] == counts[1] > 5


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "seed"), [("quiz", 1), ("quiz-20", 1), ("midterm", 13)])
def test_no_page_parts_a_question(name: str, seed: int, language: str, course: Course, tmp_path: Path) -> None:
    code = Code(name, seed, language)
    exam = exam_of(course, plan_of(course, code), code)
    document = docx.Document(io.BytesIO(write(exam, REFERENCE, "a4", key=False)))
    mark_questions(document)
    document.save(str(tmp_path / "marked.docx"))
    pdf = converted((tmp_path / "marked.docx").read_bytes(), tmp_path, PLACES)
    read = subprocess.run(["pdfinfo", "-dests", str(pdf)], check=True, capture_output=True, text=True).stdout
    pages = {place: int(page) for page, place in re.findall(r'^ *(\d+) .*"(\w+)"$', read, re.M)}
    numbers = range(1, len(exam.questions) + 1)
    assert [
        (n, pages[f"first{n}"], pages[f"last{n}"]) for n in numbers if pages[f"first{n}"] != pages[f"last{n}"]
    ] == []


def mark_questions(document: Document) -> None:
    """Puts bookmarks into the first and the last paragraph of each question, room for its answer apart."""
    number, last = 0, None
    for p in [p for block in document.element.body for p in block.iter(qn("w:p"))]:
        style = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        if style in ("Question", "Heading1", "Shared"):
            if last is not None:
                bookmark(last, f"last{number}")
                last = None
            if style == "Question":
                number += 1
                bookmark(p, f"first{number}")
        if number and style not in ("Heading1", "Shared", "SharedText", "Instructions", "AnswerSpace", "Gap"):
            last = p
    bookmark(last, f"last{number}")


def bookmark(p: Any, name: str) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), name.replace("first", "1").replace("last", "2"))
        mark.set(qn("w:name"), name)
        p.append(mark)


def in_order(exam: Exam, text: str) -> int:
    """How many stems begin in the text, each behind the one before it: all that have enough letters to be known."""
    place = count = 0
    for question in exam.questions:
        start = letters(first_words(question.stem))[:12]
        if len(start) == 12:
            found = text.find(start, place)
            assert found >= 0, (question.number, start)
            place, count = found, count + 1
    return count


def first_words(stem: tree.Blocks) -> str:
    """The text of a stem up to its first formula."""
    for block in stem:
        if isinstance(block, tree.Para):
            text = ""
            for inline in block.inlines:
                if not isinstance(inline, tree.Str):
                    break
                text += inline.text
            if len(letters(text)) >= 12:
                return text
    return ""


def letters(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z\u3400-\u9fff]", "", unicodedata.normalize("NFKD", text))


# --- Formulas
@pytest.fixture(scope="module")
def every_formula(course: Course) -> list[str]:
    exams = (exam_of_items(course, list(course.items), 1, 7, language) for language in course.languages)
    known = [tex for exam in exams for tex in (*tree.formulas(exam.sections), *values(exam.sections))]
    return [tex for tex in dict.fromkeys((*known, *formulas())) if not fault(tex)]


def values(thing: object) -> Iterator[str]:
    """The formulas of answers."""
    if isinstance(thing, Value):
        yield thing.shown_with(thing.digits).tex()
    elif isinstance(thing, tuple):
        for part in thing:
            yield from values(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from values(getattr(thing, name))


def document(tex: Iterable[str]) -> bytes:
    body = [paragraph("Cell", omml(formula)) for formula in tex]
    return Package(REFERENCE, "a4").finished(body, "", "", "formulas", "en")


def test_libreoffice_shows_every_formula(every_formula: list[str], tmp_path: Path) -> None:
    assert len(every_formula) > 2000
    pdf = converted(document(every_formula), tmp_path)
    read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert [line for line in read.splitlines() if ERROR in line] == []


def test_libreoffice_shows_an_error_sign_where_a_bracket_is_loose(tmp_path: Path) -> None:
    loose = paragraph("Cell", "<m:oMath><m:r><m:t>(</m:t></m:r><m:r><m:t>in</m:t></m:r></m:oMath>")
    pdf = converted(Package(REFERENCE, "a4").finished([loose], "", "", "formulas", "en"), tmp_path)
    assert ERROR in subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout


def test_pandoc_reads_every_formula_back(every_formula: list[str], tmp_path: Path) -> None:
    (tmp_path / "formulas.docx").write_bytes(document(every_formula))
    command = ["pandoc", "-f", "docx", "-t", "json", "formulas.docx"]
    read = json.loads(subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout)
    back = ["".join(part["c"][1] for part in block["c"] if part["t"] == "Math") for block in read["blocks"]]
    pairs = zip(every_formula, map(as_written, back), strict=True)
    assert [(tex, other) for tex, other in pairs if linear(tex) != linear(other)] == []


def as_written(tex: str) -> str:
    """What pandoc writes in a way of its own: primes, braces below, and two signs."""
    tex = (
        re.sub(r"\^\{('+)\}", r"\1", tex).replace(r"\smallsetminus", r"\setminus").replace(r"\overrightarrow", r"\vec")
    )
    return re.sub(r"\\overset\{([^{}]*)\}\{\\underbrace\{\}\}", r"\\underbrace{\1}", tex)


def linear(tex: str) -> str:
    """A formula on one line, by which it is compared: the signs of its MathML with marks for what stands above, below and under a root.

    Rows, spaces and the sizes of brackets are left out, and signs that look alike are one.
    """
    root = etree.fromstring(mathml(tex.replace(NOTHING, "")))
    return re.sub(r"[\s\u2061-\u2064\ufe00]", "", unicodedata.normalize("NFKC", _linear(root).translate(SAME)))


MARKS = {"msub": "_", "munder": "_", "msup": "^", "mover": "^", "msubsup": "_^", "munderover": "_^"}


def _linear(element: etree._Element) -> str:
    name, parts = etree.QName(element).localname, [_linear(child) for child in element]
    if name in MARKS:
        # Pandoc writes what does not stand above or below as an empty mark, and an empty row behind the last one.
        marks = zip(MARKS[name], parts[1:], strict=True)
        return parts[0] + "".join(f"{sign}{{{mark}}}" for sign, mark in marks if mark.strip())
    if name == "mtr" and not "".join(parts).strip():
        return ""
    if name in ("mfrac", "mroot", "msqrt", "mtr"):
        return f"{name[1]}{''.join(f'{{{part}}}' for part in parts)}"
    return (element.text or "") + "".join(parts)
