"""What a class keeps of its answer sheets, for marking and for print."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT
from terminal import run_apart
from test_sheets import answered

from hwgen.bank.course import Course
from hwgen.bank.loading import load
from hwgen.content.image import image_kind
from hwgen.content.picture import Line, Picture
from hwgen.content.tree import Bullets, Figure
from hwgen.kinds import EssayAnswer
from hwgen.sheets import keys, layout
from hwgen.sheets.figures import figures_of, named_apart
from hwgen.sheets.keys import Policy
from hwgen.writers.plain import blocks


@pytest.fixture(scope="module")
def small() -> Course:
    return load(ROOT / "tests" / "course").course


def test_layouts_and_keys_are_read_as_they_were_written(small: Course) -> None:
    _, sheet = answered(small, "zh", holder=True)
    known = keys.Keys(
        "named", "t", "c", "zh", 7, (sheet.copy,), Policy(rounding=Fraction(1, 2)), figures={"a.png": b"\x89\xff"}
    )
    assert keys.read(keys.write(known)) == known
    plans = layout.Layouts({sheet.layout.digest: sheet.layout})
    assert layout.read(layout.write(plans)) == plans
    with pytest.raises(ValueError, match="version 9"):
        keys.read(keys.write(replace(known, schema=9)))
    with pytest.raises(ValueError, match="version 9"):
        layout.read(layout.write(replace(plans, schema=9)))


def test_pictures_of_model_answers_and_reasons_are_kept(small: Course) -> None:
    """Two that have the same words have numbers behind them; of those without any, nothing tells which is which."""

    def drawing(alt: str, width: float = 20) -> Figure:
        return Figure(Picture(width, 10, (Line(((0, 0), (width, 5))),), alt))

    essay = EssayAnswer(
        (
            drawing("a"),
            Bullets(((drawing("b\n c", 200),),)),
            drawing("twice", 1),
            drawing("twice", 2),
            drawing("twice", 1),
            drawing(""),
        ),
        (),
        3,
    )
    exam, _ = answered(small, "en")
    question = named_apart(replace(exam.questions[0], answer=essay))
    kept = figures_of(question)
    shown = [("[a]", 20), ("[b c]", 140), ("[twice]", 1), ("[twice (2)]", 2)]
    assert [(figure.text, figure.width) for figure in kept] == shown
    assert isinstance(question.answer, EssayAnswer)
    text = blocks(question.answer.model, {}, exam.words)
    assert re.findall(r"\[.*?\]", text) == ["[a]", "[b c]", "[twice]", "[twice (2)]", "[twice]", "[]"]
    assert [image_kind(data) for data in kept.values()] == ["svg"] * 4


def test_a_class_keeps_what_marking_needs(small_course: Path) -> None:
    (small_course / "students.csv").write_text(
        "id,name,extra,language\n01,Ada,,\n02,Bo,large-print,en\n", encoding="utf-8"
    )
    text = (small_course / "bank" / "exams" / "picked.yaml").read_text(encoding="utf-8")
    rules = "answer-sheet: true\nmarking: {double: wrong, best-of: 1, rounding: 0.5, pass: 60, grades: {A: 90, B: 60, F: 0}}\n"
    (small_course / "bank" / "exams" / "picked.yaml").write_text(rules + text, encoding="utf-8")
    build = ("build", "picked", "--seed", "3", "--engine", "typst", "--roster", "students.csv")
    ran = run_apart(*build, folder=small_course)
    assert ran.code == 0, ran.err
    folder = small_course / "output" / "picked" / "seed-3-zh-class"
    known = keys.read((folder / "keys.json").read_bytes())
    plans = layout.read((folder / "layout.json").read_bytes()).layouts
    assert [(copy.serial, copy.id, copy.name) for copy in known.copies] == [(1, "01", "Ada"), (2, "02", "Bo")]
    assert [(copy.language, copy.title) for copy in known.copies] == [("", ""), ("en", "Picked quiz")]
    assert {at: words["mail_subject"] for at, words in known.other_words.items()} == {"en": "{exam}: your marks"}
    assert {copy.layout for copy in known.copies} == plans.keys()
    assert (known.policy.double, known.policy.best_of, known.policy.rounding) == ("wrong", 1, Fraction(1, 2))
    assert [grade.name for grade in known.policy.grades] == ["A", "B", "F"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"layout.json", "keys.json", "sheets.pdf"} <= manifest["files"].keys()
    sheets = pypdfium2.PdfDocument(folder / "sheets.pdf")
    assert len(sheets) == sum(plans[copy.layout].pages + plans[copy.layout].pages % 2 for copy in known.copies)
    shown = "".join(sheets[0].get_textpage().get_text_range().split())
    assert known.copies[0].code in shown
    assert "只计得分最高的1题" in shown
    before = (folder / "keys.json").read_bytes()
    again = run_apart(*build, "--resume", folder=small_course)
    assert "2 of them kept from before" in again.err
    assert (folder / "keys.json").read_bytes() == before


def test_a_booklet_has_its_sheets_apart(small_course: Path) -> None:
    build = ("build", "named", "--seed", "7", "--engine", "typst", "--forms", "2", "--booklet", "--sheets")
    ran = run_apart(*build, folder=small_course)
    assert ran.code == 0, ran.err
    folder = small_course / "output" / "named" / "seed-7-zh-forms"
    papers = pypdfium2.PdfDocument(folder / "print.pdf")
    assert not any("1/2" in page.get_textpage().get_text_range() for page in papers)
    assert len(pypdfium2.PdfDocument(folder / "sheets.pdf")) == 4


@pytest.mark.parametrize("students", [(), ("--copies", "2")])
def test_a_class_keeps_the_chinese_words_for_the_office(students: tuple[str, ...], small_course: Path) -> None:
    """As the course has them, though no paper is in Chinese."""
    words = small_course / "templates" / "words"
    words.mkdir(parents=True, exist_ok=True)
    (words / "zh.yaml").write_text("marks: {score: 总评成绩}\n", encoding="utf-8")
    ran = run_apart(
        "build",
        "picked",
        "--seed",
        "3",
        "--lang",
        "en",
        "--sheets",
        "--engine",
        "typst",
        *students,
        folder=small_course,
    )
    assert ran.code == 0, ran.err
    (kept,) = (small_course / "output").rglob("keys.json")
    assert keys.read(kept.read_bytes()).other_words["zh"]["score"] == "总评成绩"
