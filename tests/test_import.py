"""Moodle XML into a bank: what was exported comes back, what is foreign is carried over or told, what is hostile is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from imported_questions import Run, brought, doubts
from lxml import etree
from moodle_files import export_exam, export_pools, import_moodle
from moodle_questions import answer, category, choice, field, number, ordering, pair, question, quiz, tolerance

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.content.markup import parse
from hwgen.content.tree import (
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Math,
    Numbered,
    Para,
    Str,
    Strong,
    Table,
)
from hwgen.errors import CourseError
from hwgen.exam.instantiate import instantiate
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import slots_of
from hwgen.lms.moodle.importing.html import Reader
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.assembly import assemble
from hwgen.words.words import words
from hwgen.writers import html, markdown

OURS = ("name", "idnumber", "tags")


SCENES = [
    (("zh", "en"), "separate", None),
    (("en",), "cloze", None),
    (("zh",), "cloze", "numeric"),
    (("en",), "separate", "numeric"),
    (("en",), "cloze", "true-false"),
    (("zh", "en"), "separate", "table"),
    (("zh",), "separate", "short-answer"),
    (("en",), "separate", "multiple-choice"),
]


def content_of(path: Path) -> list[list[tuple[str, dict[str, str], str]]]:
    """All that a file's questions hold but their names, ids and tags."""
    return [
        [
            (str(node.tag), dict(node.attrib), " ".join((node.text or "").split()))
            for child in found
            if child.tag not in OURS
            for node in child.iter()
        ]
        for found in etree.parse(str(path)).getroot()
        if found.get("type") != "category"
    ]


@pytest.mark.parametrize(("languages", "linked", "manner"), SCENES)
def test_exported_imported_and_exported_again_nothing_is_lost(
    proven: Course, tmp_path: Path, languages: tuple, linked: str, manner: str | None
) -> None:
    """Every sixth item in each scene, others in the next; all of them with ALL_ITEMS in the environment."""
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    options = ExportOptions(linked=linked, follow_through=True, max_size=10**8)
    scene = SCENES.index((languages, linked, manner))
    ids = list(proven.items) if os.environ.get("ALL_ITEMS") else list(proven.items)[scene % 6 :: 6]
    slots = slots_of(proven, ids, manner, 12)
    while not first.exists():
        try:
            export_pools(proven, slots, (), 2, 5, languages, first, options)
        except CourseError as error:
            # Items that cannot be asked in this way are named all at once, before anything is written; others of the rest may have such variants.
            assert manner
            assert not first.exists()
            refused = {diagnostic.span for diagnostic in error.diagnostics}
            before, slots = slots, [slot for slot in slots if slot.span not in refused]
            assert len(slots) < len(before)
    assert slots
    done = import_moodle(first, tmp_path / "course")
    assert not [d for d in done.doubts if d.rule != "import-one-language"]
    # Items of several topics stand in several files; the exam asks them in the order of the first file.
    export_exam(load_course(tmp_path / "course"), done.exams[0], 1, languages, second, options)
    assert content_of(second) == content_of(first)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_imported_exam_is_printed_too(course: Course, tmp_path: Path, language: str) -> None:
    whole = tmp_path / "quiz.xml"
    export_exam(course, "quiz", 3, ("zh", "en"), whole)
    done = import_moodle(whole, tmp_path / "course")
    own = load_course(tmp_path / "course")
    exam = instantiate(own, assemble(own, own.blueprint(done.exams[0]), 1), language)  # type: ignore[arg-type]
    sources = ENGINES["xelatex"].sources(exam, Kit(own, ENGINES["xelatex"]))
    assert sources["exam.tex"].count(r"\bankimage{0.24}") == whole.read_text().count("<file") // 2


@pytest.mark.parametrize(
    ("kind", "text", "rest"),
    [
        ("shortanswer", "What is this method called?", answer("RMSProp 算法", "100")),
        ("cloze", "This method is called {1:SHORTANSWER:=RMSProp~=RMSProp 算法}.", ""),
    ],
)
def test_a_question_is_in_the_language_it_asks_in_not_in_that_of_what_may_be_typed(
    tmp_path: Path, kind: str, text: str, rest: str
) -> None:
    _, found = brought(tmp_path, question(kind, rest, text=text))
    assert [q["type"] for q in found] == ["shortanswer"]
    assert load_course(tmp_path / "course").languages == ("en",)


def test_every_kind_of_an_instructors_bank_is_carried_over(tmp_path: Path) -> None:
    done, found = brought(
        tmp_path,
        category("$course$/top/Old/Week 3"),
        question("truefalse", answer("true", "0") + answer("false", "100", "<feedback><text>No.</text></feedback>")),
        choice(answer("a", "100"), answer("<b>b</b>"), answer("c")),
        choice(answer("a", "50"), answer("b", "50"), answer("c", "-100"), single="false"),
        number(
            answer("0.5", "100", tolerance("0.1")),
            answer("2", "25", tolerance("0") + "<feedback><text>Half.</text></feedback>"),
        ),
        question("shortanswer", "<usecase>1</usecase>" + answer("ReLU", "100") + answer("relu", "100")),
        question("matching", pair("one", "1") + pair("two", "2") + pair("", "3")),
        ordering("first", "second", "third"),
        question("essay", '<graderinfo format="html"><text>Model.</text></graderinfo>'),
        question("description", text="A long story."),
        field(r"It is {2:NUMERICAL:=4:0.5} or {2:MULTICHOICE:=a~%0%b#no} of \(\frac{a}{b}\)."),
    )
    assert [q["type"] for q in found] == [
        *("truefalse", "multichoice", "multichoice", "numerical", "shortanswer", "matching", "ordering", "essay"),
        *("numerical", "multichoice"),
    ]
    assert [a.findtext("text") for a in found[1]["node"].findall("answer")][1] == "<p><strong>b</strong></p>"
    assert [a.get("fraction") for a in found[2]["node"].findall("answer")] == ["50", "50", "-100"]
    assert [a.get("fraction") for a in found[3]["node"].findall("answer")] == ["100", "25"]
    assert found[4]["node"].findtext("usecase") == "1"
    assert [n.findtext("answer/text") for n in found[5]["node"].findall("subquestion")] == ["1", "2", "3"]
    assert [a.findtext("text") for a in found[6]["node"].findall("answer")] == [
        "<p>first</p>",
        "<p>second</p>",
        "<p>third</p>",
    ]
    assert "Model." in found[7]["node"].findtext("graderinfo/text")
    gaps = r"<p>It is (1) ____ or (2) ____ of \(\frac{a}{b}\).</p>"
    assert gaps in found[8]["text"]
    assert gaps in found[9]["text"]
    said = doubts(done)
    assert "there is no marking scheme" in said
    assert "a description was dropped: “A long story.”" in said
    assert "Chinese" not in said, "the course is in the language of its questions"


@pytest.mark.parametrize(
    ("first", "second", "remark"),
    [
        ("ture", "false", "the answer `ture` is neither true nor false; it was taken for true"),
        ("true", "flase", "the answer `flase` is neither true nor false; it was taken for false"),
        ("False", "True", "the answer `False` is neither true nor false; it was taken for true"),
        ("True", "FALSE", ""),
    ],
)
def test_an_answer_that_is_neither_true_nor_false_is_a_doubt(
    tmp_path: Path, first: str, second: str, remark: str
) -> None:
    wrong = answer(second, "0", "<feedback><text>No.</text></feedback>")
    done, found = brought(tmp_path, question("truefalse", answer(first, "100") + wrong))
    key = {a.findtext("text"): a.get("fraction") for a in found[0]["node"].findall("answer")}
    assert key == {"true": "100", "false": "0"}, "as Moodle reads it"
    said = doubts(done)
    assert remark in said
    assert ("neither true nor false" in said) == bool(remark)


def test_suspicious_keys_and_doubles_are_reported(tmp_path: Path) -> None:
    done, found = brought(
        tmp_path,
        choice(answer("a", "100"), answer("b", "100"), answer("a", "0")),
        question("truefalse", answer("true", "100") + answer("false", "100")),
        question("shortanswer", answer("a*", "100")),
        question("ddmarker"),
        question("numerical", answer("five", "100", tolerance("0"))),
        choice(answer("a", "100"), answer("b", "50")),
    )
    said = doubts(done)
    assert len(found) == 4
    for told in (
        "a duplicate option",
        "suspicious key: 2 options have 100",
        "suspicious key: 2 answers have 100; it was taken for false",
        "stars were dropped from `a*`",
        "questions of type `ddmarker`",
        "without a right answer was dropped",
        "partial or negative marks of options were dropped",
    ):
        assert told in said
    listed = (tmp_path / "course/bank/old-bank-doubts.txt").read_text()
    assert "old bank.xml:3: one: a duplicate option" in listed


def test_what_is_there_is_never_overwritten(tmp_path: Path, hwgen: Run) -> None:
    source = tmp_path / "bank.xml"
    source.write_text(quiz(choice(answer("a", "100"), answer("b"))), encoding="utf-8")
    done = hwgen("import", "moodle", source, "--into", "course", "--json")
    assert json.loads(done.stdout)["items"] == 1
    item = tmp_path / "course/bank/items/bank.yaml"
    before = item.read_text()
    again = hwgen("import", "moodle", source, "--into", "course")
    assert (again.returncode, "already exists" in again.stderr) == (2, True)
    assert item.read_text() == before
    other = source.rename(tmp_path / "more.xml")
    assert hwgen("import", "moodle", other, "--into", "course").returncode == 0
    assert "id: one-2" in (tmp_path / "course/bank/items/more.yaml").read_text()
    assert hwgen("check", "--ignore", "duplicate", "--course", "course").returncode == 0


def test_an_item_in_one_language_is_not_asked_in_the_other(tmp_path: Path, small_course: Path, hwgen: Run) -> None:
    source = tmp_path / "bank.xml"
    source.write_text(quiz(choice(answer("a", "100"), answer("b"))), encoding="utf-8")
    hwgen("import", "moodle", source, "--into", small_course)
    done = hwgen("export", "moodle", "bank", "--seed", "1", "--lang", "zh", "-o", "x.xml", "--course", small_course)
    assert (done.returncode, "`one` has no Chinese text" in done.stderr) == (1, True)


# Markdown and HTML as two more roads of the same content.

# An import leaves out signs that nobody sees: zero-width space, word joiner, byte-order mark.
UNSEEN = "\u200b\u2060\ufeff"


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Co", "Cn"), exclude_characters=UNSEEN
    ),
    min_size=1,
    max_size=12,
)


PLAIN = st.lists(WORDS, min_size=1, max_size=4).map(lambda words: Str(" ".join(words)))


FORMULA = st.sampled_from([Math("x^2"), Math(r"\frac{a}{b}"), Math(r"a < b"), Math(r"\{1, 2\}")])


LINE = st.lists(st.one_of(PLAIN, FORMULA), min_size=1, max_size=3).map(tuple)


def simple(content: Blocks) -> Blocks:
    """The content with neighbouring strings joined."""

    def joined(inlines: Iterable) -> tuple:
        done: list = []
        for inline in inlines:
            if isinstance(inline, Str) and done and isinstance(done[-1], Str):
                done[-1] = Str(done[-1].text + inline.text)
            else:
                done.append(inline)
        return tuple(done)

    return tuple(Para(joined(block.inlines)) if isinstance(block, Para) else block for block in content)


@given(LINE)
@example((Math("x^2"), Str("\\")))
@settings(max_examples=400)
def test_markdown_is_read_back_as_it_was_written(line: tuple) -> None:
    content = simple((Para(line),))
    assert simple(parse(markdown.blocks(content))) == content


@given(LINE)
@example((Str("$"), Math("x^2"), Str("$")))
@settings(max_examples=400)
def test_html_is_read_back_as_it_was_written(line: tuple) -> None:
    content = simple((Para(line),))
    told: list[str] = []
    found = Reader({}, lambda name, data: "", told.append).blocks(html.blocks(content, words("en"), {}))
    assert (simple(found), told) == (content, [])


BLOCKS: Blocks = (
    Para((Strong((Str("bold"),)), Str(" and "), Emph((Str("slanted"),)), Str(" "), Code("a`b"))),
    DisplayMath("x < y"),
    Bullets(((Para((Str("one"),)),), (Para((Str("two"),)), Para((Str("more"),))))),
    Numbered(((Para((Str("first"),)),),)),
    CodeBlock("for x in y:\n    pass # ```", "python"),
    Table(((Str("a|b"),), ()), (((Math("x"),), (Str("c"),)),)),
)


def test_every_block_goes_through_markdown_and_html() -> None:
    assert simple(parse(markdown.blocks(BLOCKS))) == BLOCKS
    assert simple(Reader({}, lambda name, data: "", print).blocks(html.blocks(BLOCKS, words("en"), {}))) == BLOCKS


def test_literal_delimiters_are_not_taken_for_formulas() -> None:
    content = (Para((Str(r"write \(x\) or $$y$$ or \[z\]"),)),)
    written = html.blocks(content, words("en"), {})
    assert r"\(" not in written
    assert "$$" not in written
    assert Reader({}, lambda name, data: "", print).blocks(written) == content


def test_a_bar_in_a_formula_stays_in_its_cell() -> None:
    cells = ((Math("|r|"),), (Math(r"\|x\|"),), (Str("a|b"),), (Code("x|y"),))
    blocks = (Table(cells, (cells,)),)
    assert parse(markdown.blocks(blocks)) == blocks
