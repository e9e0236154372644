"""Papers for Word, read back: every text, lists, formulas, tables, pictures, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import ROOT
from docx.document import Document
from docx.oxml.ns import qn
from samples import VISIBLE, drawing, exam, para
from terminal import Ran
from word_papers import REFERENCE, alone, paragraphs, texts, written

from hwgen.content.tree import Bullets, CodeBlock, Emph, Math, Numbered, Para, Str, Strong, Table
from hwgen.errors import CourseError
from hwgen.exam.model import Exam, Fact, Head, Holder, Looks
from hwgen.pdf.readback import Page, faults_of
from hwgen.writers.docx import package
from hwgen.writers.docx.document import write
from hwgen.writers.docx.wml import joined

Terminal = Callable[..., Ran]


def read(document: Document) -> list[Page]:
    return [Page("".join(char for char in texts(document.element.body) if char.isalnum()), False)]


@pytest.fixture(params=["zh", "en"])
def every_kind(request: pytest.FixtureRequest, small_course: Path) -> Exam:
    """The exam of the small course that asks an item of each kind."""
    from hwgen.bank.loading import load_course
    from hwgen.classes.paper import exam_of, plan_of
    from hwgen.papercode import Code

    course, code = load_course(small_course), Code("named", 7, request.param)
    return exam_of(course, plan_of(course, code), code)


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
def test_every_text_of_every_kind_is_there(every_kind: Exam, key: bool) -> None:
    document = written(every_kind, key=key)
    assert list(faults_of(every_kind, read(document), "docx", key=key)) == []


def test_a_lost_text_is_noticed(every_kind: Exam) -> None:
    assert list(faults_of(every_kind, read(written(alone(para("x")))), "docx", key=False))


@pytest.mark.parametrize("key", [False, True], ids=["exam", "key"])
def test_the_same_paper_has_the_same_bytes(key: bool) -> None:
    data = write(exam(), REFERENCE, "a4", key=key)
    assert data == write(exam(), REFERENCE, "a4", key=key)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("key", [False, True])
def test_a_long_paper_is_written_in_pieces_of_the_same_bytes(
    every_kind: Exam, key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write(every_kind, REFERENCE, "a4", key=key)
    monkeypatch.setattr(package, "LARGE", 1)
    put = []
    monkeypatch.setattr(package, "joined", lambda blocks: put.append(len(blocks)) or joined(blocks))
    assert write(every_kind, REFERENCE, "a4", key=key) == whole
    assert len(put) > 20


def test_questions_and_options_are_lists_of_word(every_kind: Exam) -> None:
    document = written(every_kind)
    assert len(paragraphs(document, "Question")) == len(every_kind.questions)
    options = sum(
        len(getattr(q.answer, name, ())) for q in every_kind.questions for name in ("options", "right", "entries")
    )
    assert len(paragraphs(document, "Option")) == options > 0
    for style in ("Question", "Option", "Pair"):
        assert document.styles.element.get_by_id(style).find(f".//{qn('w:numId')}") is not None
    assert not any(texts(p).lstrip().startswith(("1.", "A.")) for p in paragraphs(document, "Question"))


def test_numbered_lists_begin_with_one_each() -> None:
    content = (Numbered((para("a"), para("b"))), Numbered((para("c"), (Bullets((para("d"),)),))))
    lists = [p.find(f".//{qn('w:numId')}").get(qn("w:val")) for p in paragraphs(written(alone(content)), "ListNumber")]
    assert lists[0] == lists[1] != lists[2] == lists[3]


def test_options_begin_with_a_and_pairs_with_one(every_kind: Exam) -> None:
    """A list in which a deeper level comes first would count one of the level above it."""
    document = written(every_kind)

    def list_of(style: str) -> str:
        return str(document.styles.element.get_by_id(style).find(f".//{qn('w:numId')}").get(qn("w:val")))

    assert list_of("Question") == list_of("Option") != list_of("Pair")
    matchings = [question for question in every_kind.questions if question.answer.kind == "matching"]
    numbers = {pair.find(f".//{qn('w:numId')}").get(qn("w:val")) for pair in paragraphs(document, "Pair")}
    assert len(numbers) == len(matchings) > 0


def test_hostile_text_is_printed_as_it_stands() -> None:
    document = written(exam(), key=True)
    shown = VISIBLE.translate({ord("'"): "’"})
    words_of_it = [word for word in shown.replace('"', " ").split() if word.isascii()]
    whole = texts(document.element.body)
    assert [word for word in words_of_it if word not in whole] == []
    assert "\ufdd0" not in whole


def test_names_and_codes_stand_in_header_and_footer() -> None:
    holder = Holder("2026<1>", "王 & <b>\x00小明")
    document = written(replace(exam(), holder=holder))
    header, footer = (part._element for part in (document.sections[0].header, document.sections[0].footer))
    assert "王 & <b>小明" in texts(header)
    assert "2026<1>" in texts(header)
    assert [node.get(qn("w:instr")) for node in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "CODE" in texts(footer)
    assert "2026<1>" in texts(document.element.body)


def test_pictures_have_their_alternative_text() -> None:
    drawings = list(written(exam()).element.body.iter(qn("wp:docPr")))
    assert [node.get("descr").split()[0] for node in drawings] == [
        "context",
        "relu",
        "sigmoid",
        "tanh",
    ]
    assert len({node.get("id") for node in drawings}) == len(drawings)


def test_heads_of_tables_come_again_on_each_page() -> None:
    table = Table(((Str("h"),), (Str("i"),)), (((Str("c"),), (Math("x"),)),))
    tables = written(alone((Para(()), table))).element.body.findall(qn("w:tbl"))
    heads = [len(shown.findall(f".//{qn('w:tblHeader')}")) for shown in tables if "h" in texts(shown).split("i")[0]]
    assert heads == [1]


def test_word_makes_no_one_table_of_two() -> None:
    table = Table(((Str("h"),),), (((Str("c"),),),))
    for element in written(alone((table, table))).element.body.iter(qn("w:tbl")):
        following = element.getnext()
        assert following is not None
        assert following.tag != qn("w:tbl")


def test_every_cell_ends_in_a_paragraph(every_kind: Exam) -> None:
    for key in (False, True):
        assert all(cell[-1].tag == qn("w:p") for cell in written(every_kind, key=key).element.body.iter(qn("w:tc")))


def test_styles_of_text_may_stand_in_each_other() -> None:
    both = (Para((Strong((Str("a"), Emph((Str("b"),)))), Emph((Str("c"), Strong((Str("d"),)))))),)
    runs = {
        run.find(qn("w:t")).text: run.find(qn("w:rPr"))
        for run in paragraphs(written(alone(both)), "Question")[0].iter(qn("w:r"))
        if run.find(qn("w:rPr")) is not None
    }
    looks = {
        text: (look.find(qn("w:rStyle")).get(qn("w:val")), look.find(qn("w:b")) is not None)
        for text, look in runs.items()
        if text in "abcd"
    }
    assert looks == {"a": ("Strong", False), "b": ("Emphasis", True), "c": ("Emphasis", False), "d": ("Emphasis", True)}


def test_programs_keep_their_lines_and_spaces() -> None:
    document = written(alone((Para((Str("look"),)), CodeBlock("for x in y:\n\tpass\n\n    z", "python", True))))
    (program,) = paragraphs(document, "Program")
    lines = "".join(node.text or "\n" for node in program.iter(qn("w:t"), qn("w:br"))).split("\n")
    assert lines == [" 1  for x in y:", " 2      pass", " 3  ", " 4      z"]


@pytest.mark.parametrize("layout", ["plain", "western", "chinese"])
@pytest.mark.parametrize("scores", ["parts", "questions", "none"])
def test_heads_say_what_the_exam_says(layout: Any, scores: Any) -> None:
    head = Head(
        layout,
        drawn_logo(),
        "Department",
        (Fact("code", "CS231"),),
        "B",
        (para("Rule one"),),
        "Honour",
        ("Dean",),
        scores,
    )
    body = written(replace(exam(), head=head, form="C")).element.body
    whole = texts(body)
    for text in ("Department", "CS231", "Version B", "Form C", "Rule one", "Honour", "Dean", "Student No."):
        assert text in whole
    assert ("Total" in whole) == (scores != "none")
    assert ("do not write beyond this line" in whole) == (layout == "chinese")
    # The boxes for marks stay with what is below them.
    boxes = [table for table in body.iter(qn("w:tbl")) if "Marker" in texts(table)]
    assert bool(boxes) == (layout == "chinese")
    assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for box in boxes for p in box.iter(qn("w:p")))


def drawn_logo() -> Any:
    from hwgen.content.image import Image
    from hwgen.writers.svg import svg

    return Image("logo.svg", svg(drawing("logo")), "logo")


def test_large_print_is_larger_and_contrast_has_no_thin_strokes() -> None:
    def styles(looks: Looks) -> Any:
        return written(replace(exam(), looks=looks)).styles.element

    usual, large = (
        styles(looks).find(f".//{qn('w:docDefaults')}//{qn('w:sz')}").get(qn("w:val"))
        for looks in (Looks(), Looks(large=True))
    )
    assert int(large) > 1.5 * int(usual)
    fonts = {node.get(qn("w:ascii")) for node in styles(Looks(contrast=True)).iter(qn("w:rFonts"))} - {None}
    assert fonts == {"Arial"}


def test_a_short_key_says_below_what_no_table_holds(every_kind: Exam) -> None:
    document = written(replace(every_kind, looks=Looks(short_key=True)), key=True)
    assert all(child.tag in (qn("w:p"), qn("w:tbl"), qn("w:sectPr")) for child in document.element.body)
    (typed,) = (question for question in every_kind.questions if question.answer.kind == "short-answer")
    whole = [texts(p) for p in paragraphs(document, "QuestionText")]
    assert f"{typed.number}." in whole
    assert any(typed.answer.accepted[0] in texts(p) for p in paragraphs(document, "AnswerLine"))


def test_a_short_key_has_the_answers_alone() -> None:
    whole = texts(written(replace(exam(), looks=Looks(short_key=True)), key=True).element.body)
    assert "Answers at a glance" in whole
    assert "explained" not in whole


def test_rows_of_answers_at_a_glance_are_about_as_long() -> None:
    first = exam().groups[0]
    groups = tuple(replace(first, questions=(replace(first.questions[0], number=i),)) for i in range(1, 12))
    section = replace(exam().sections[0], groups=groups)
    document = written(replace(exam(), sections=(section,)), key=True)
    glanced = [len(table.columns) - 1 for table in document.tables[:2]]
    assert glanced == [6, 5]


def test_a_reference_document_brings_its_own_looks(tmp_path: Path) -> None:
    own = docx.Document(str(REFERENCE))
    own.styles["Question"].font.name = "Comic Sans MS"
    own.sections[0].header.paragraphs[0].text = "The letterhead"
    own.sections[0].left_margin = docx.shared.Mm(40)
    own.save(str(tmp_path / "own.docx"))
    document = written(exam(), reference=tmp_path / "own.docx")
    assert document.styles["Question"].font.name == "Comic Sans MS"
    assert document.sections[0].header.paragraphs[0].text == "The letterhead"
    assert round(document.sections[0].left_margin.mm) == 40


@pytest.mark.parametrize("fault", ["no zip", "no style", "no list"])
def test_a_reference_document_that_cannot_be_used_is_an_error(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    own = docx.Document(str(REFERENCE))
    if fault == "no zip":
        path.write_text("no document")
    elif fault == "no style":
        docx.Document().save(str(path))
    else:
        style = own.styles["Option"].element
        style.pPr.remove(style.pPr.numPr)
        own.save(str(path))
    with pytest.raises(
        CourseError, match={"no zip": "cannot be read", "no style": "has no style", "no list": "has no list"}[fault]
    ):
        written(exam(), reference=path)


def test_the_reference_document_is_what_its_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import runpy

    script = runpy.run_path(str(ROOT / "scripts" / "reference_docx.py"))
    monkeypatch.setitem(script["main"].__globals__, "ROOT", tmp_path)
    script["main"]()
    assert (tmp_path / "templates/docx/reference.docx").read_bytes() == REFERENCE.read_bytes()


def test_a_build_writes_exam_and_key(terminal: Terminal, small_course: Path) -> None:
    ran = terminal("build", "named", "--seed", "7", "--formats", "docx", "--lang", "en", folder=small_course)
    assert ran.code == 0
    folder = small_course / "output" / "named" / "seed-7-en"
    assert {path.name for path in folder.iterdir()} == {"exam.docx", "key.docx", "manifest.json"}
    ran = terminal("build", "named", "--seed", "7", "--formats", "docx", "--sheets", folder=small_course)
    assert "exam.docx does not end in the answer sheet" in ran.err


def test_a_class_gets_a_document_for_each_student(hwgen_apart: Callable[..., Any], small_course: Path) -> None:
    roster = small_course / "students.csv"
    roster.write_text("id,name\n1,Ada\n2,Ben\n", encoding="utf-8")
    command = ("build", "named", "--seed", "7", "--roster", roster, "--formats", "docx", "--engine", "typst")
    done = hwgen_apart(*command, "--course", small_course, "--out", small_course / "output")
    assert done.returncode == 0, done.stderr
    folder = small_course / "output" / "named" / "seed-7-zh-class"
    for part in ("copies", "keys"):
        assert {path.name for path in (folder / part).iterdir()} == {
            f"000{i}-{i}.{form}" for i in (1, 2) for form in ("pdf", "docx")
        }
    names = [texts(docx.Document(str(folder / "copies" / f"000{i}-{i}.docx")).element.body) for i in (1, 2)]
    assert ["Ada" in names[0], "Ben" in names[0], "Ada" in names[1], "Ben" in names[1]] == [True, False, False, True]
    assert "copies/0001-1.docx" in (folder / "manifest.json").read_text(encoding="utf-8")


def test_an_exam_and_items_are_exported(terminal: Terminal, small_course: Path) -> None:
    ran = terminal("export", "docx", "named", "--seed", "7", "-o", "named.docx", folder=small_course)
    assert (ran.code, ran.out.split()) == (0, ["named.docx", "named-key.docx"])
    terminal("build", "named", "--seed", "7", "--formats", "docx", folder=small_course)
    built = small_course / "output" / "named" / "seed-7-zh"
    assert (small_course / "named.docx").read_bytes() == (built / "exam.docx").read_bytes()
    assert (small_course / "named-key.docx").read_bytes() == (built / "key.docx").read_bytes()
    ran = terminal(
        "export",
        "docx",
        "--item",
        "max-pool",
        "small-network",
        "--count",
        "2",
        "--seed",
        "7",
        "-o",
        "x.docx",
        folder=small_course,
    )
    assert ran.code == 0, ran.err
    # Two variants of the one, and the two questions of the other, which has no other variant.
    assert len(paragraphs(docx.Document(str(small_course / "x.docx")), "Question")) == 4


@pytest.mark.parametrize("language", ["en", "all"])
def test_losses_are_listed_question_by_question_or_refused(
    language: str, terminal: Terminal, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hwgen.writers.docx import losses

    words = ("export", "docx", "--exam", "named", "--seed", "7", "--lang", language, "-o", "x.docx")
    assert terminal(*words, "--strict", folder=small_course).code == 0
    for file in small_course.glob("x*.docx"):
        file.unlink()
    monkeypatch.setattr(losses, "fault", lambda tex: "no" if tex == "x=5" else "")
    refused = terminal(*words, "--strict", folder=small_course)
    assert (refused.code, "export-strict" in refused.err, list(small_course.glob("x*.docx"))) == (2, True, [])
    listed = terminal(*words, "--losses", folder=small_course)
    lost = [line for line in listed.out.splitlines() if "which stands there as TeX" in line]
    assert lost == ["1. relu-values: the formula `x=5`, which stands there as TeX"]
    assert "lost in" not in listed.err


@pytest.mark.parametrize(
    "wrong", [("named", "-o", "named.doc"), ("-o", "x.docx"), ("named", "--count", "2", "-o", "x.docx")]
)
def test_exports_that_cannot_be_are_errors(wrong: tuple[str, ...], terminal: Terminal, small_course: Path) -> None:
    assert terminal("export", "docx", "--seed", "7", *wrong, folder=small_course).code == 2
    assert not list(small_course.glob("*.doc*"))
