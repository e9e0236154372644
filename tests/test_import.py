"""Moodle XML into a bank: what was exported comes back, what is foreign is carried over or told, what is hostile is refused."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from subprocess import CompletedProcess

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from moodle_files import export_exam, export_pools, import_moodle
from PIL import Image as pillow
from test_check_export import answer, category, choice, field, file, number, ordering, pair, question, quiz, tolerance

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
from hwgen.errors import CourseError, UsageError
from hwgen.exam.instantiate import instantiate
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import slots_of
from hwgen.lms.intake import Taken
from hwgen.lms.moodle.importing.html import Reader
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.assembly import assemble
from hwgen.words.words import words
from hwgen.writers import html, markdown

Run = Callable[..., CompletedProcess[str]]
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
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    options = ExportOptions(linked=linked, follow_through=True, max_size=10**8)
    slots = []
    for id in proven.items:
        trial = slots_of(proven, [id], manner, 12)
        try:
            if manner:
                export_pools(proven, trial, (), 2, 5, languages, first, options)
        except CourseError:
            # The item cannot be asked in this way.
            continue
        slots += trial
    assert slots
    export_pools(proven, slots, (), 2, 5, languages, first, options)
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
    done, found = brought(tmp_path, question(kind, rest, text=text))
    assert [q["type"] for q in found] == ["shortanswer"]
    assert "has no Chinese text" in doubts(done)


def test_imported_pictures_are_printed(course: Course, tmp_path: Path, hwgen: Run) -> None:
    whole = tmp_path / "hw2.xml"
    export_exam(course, "hw2", 7, ("zh", "en"), whole)
    assert hwgen("import", "moodle", whole, "--into", "own").returncode == 0
    done = hwgen("build", "hw2", "--seed", "1", "--lang", "en", "--course", "own", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["warnings"] == 0
    shown = [name for name in summary["files"] if name.endswith(".png")]
    assert len(shown) == 5
    with pikepdf.open(tmp_path / summary["folder"] / "exam.pdf") as pdf:
        drawn = [x for page in pdf.pages for x in page.Resources.get("/XObject", {}).values() if x.Subtype == "/Image"]
        assert len(drawn) == 4
    svg = next((tmp_path / "own/bank/files/hw2").glob("*.svg"))
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', encoding="utf-8")
    done = hwgen("build", "hw2", "--seed", "1", "--lang", "en", "--course", "own", "--out", "again")
    later = hwgen("build", "hw2", "--seed", "1", "--lang", "zh", "--course", "own", "--out", "again")
    assert {done.returncode, later.returncode} == {1}
    assert f"{svg.name}` cannot be used: its width is 0 pixels" in done.stderr + later.stderr


def brought(tmp_path: Path, *questions: str) -> tuple[Taken, list[dict]]:
    source = tmp_path / "old bank.xml"
    source.write_text(quiz(*questions), encoding="utf-8")
    done = import_moodle(source, tmp_path / "course")
    own = load_course(tmp_path / "course")
    out = tmp_path / "again.xml"
    export_exam(own, done.exams[0], 1, ("en",), out)
    return done, [
        {"type": q.get("type"), "text": q.findtext("questiontext/text"), "node": q}
        for q in etree.parse(str(out)).getroot()
        if q.get("type") != "category"
    ]


def doubts(done: Taken) -> str:
    return "\n".join(d.message for d in done.doubts)


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
    assert "it has no Chinese text and is marked with `language: en` (9 questions, this is the first)" in said


def test_suspicious_keys_and_doubles_are_told(tmp_path: Path) -> None:
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


def pixel(value: int) -> bytes:
    """A PNG of one pixel."""
    out = io.BytesIO()
    pillow.new("L", (1, 1), value).save(out, "PNG")
    return out.getvalue()


def picture(name: str, data: bytes) -> str:
    shown = f'<img src="@@PLUGINFILE@@/{name}" alt="A | `picture`">'
    return question("essay", text=f"Look: {shown} here.", files=file(name, base64.b64encode(data).decode()))


def test_pictures_are_unpacked_under_safe_names(tmp_path: Path) -> None:
    names = ("../../../etc/evil.png", "a b.png", "..\\..\\c.png", ".hidden.png", "d.exe")
    done, _ = brought(tmp_path, *(picture(name, pixel(i)) for i, name in enumerate(names)))
    files = {path.relative_to(tmp_path / "course").as_posix() for path in done.files if "files" in path.parts}
    assert files == {f"bank/files/old-bank/{n}.png" for n in ("evil", "a-b", "c", "hidden", "d")}
    assert {p.name for p in tmp_path.iterdir()} == {"old bank.xml", "course", "again.xml"}


@pytest.mark.parametrize("data", [b"MZ no picture at all", pixel(1)[:40], b"<svg><g></svg>"])
def test_files_that_are_no_sound_pictures_are_dropped(tmp_path: Path, data: bytes) -> None:
    done, found = brought(tmp_path, picture("a.svg", data))
    assert "the picture `a.svg` was dropped: it" in doubts(done)
    assert not found[0]["node"].findall("questiontext/file")


@pytest.mark.parametrize(("more", "inner"), [("", "<script>alert(1)</script>"), (' onload="alert(1)"', "")])
def test_a_picture_is_kept_without_what_is_active(tmp_path: Path, more: str, inner: str) -> None:
    xmlns = 'xmlns="http://www.w3.org/2000/svg" width="9" height="9"'
    done, _ = brought(tmp_path, picture("a.svg", f"<svg {xmlns}{more}><rect/>{inner}</svg>".encode()))
    assert "taken out of the picture `a.svg`: " in doubts(done)
    kept = (tmp_path / "course/bank/files/old-bank/a.svg").read_text()
    assert "<rect/>" in kept
    assert "alert" not in kept


def test_scripts_in_html_do_not_survive(tmp_path: Path) -> None:
    hostile = (
        "<p onclick='x()'>Say <script>alert(1)</script><iframe src='http://x'></iframe><b onmouseover='y'>this</b>.</p>"
    )
    done, found = brought(tmp_path, question("essay", text=hostile))
    assert found[0]["text"] == "<p>Say <strong>this</strong>.</p>"
    assert "<script> was dropped" in doubts(done)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<!DOCTYPE q [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>', "declares an entity"),
        ('<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "declares an entity"),
        ("<quiz>" + "<a>" * 1000, "nested too deeply"),
        ("<quiz><question type='essay'>" + "<a/>" * 30_000 + "</question></quiz>", "too many elements"),
        ("<quiz>" + " " * (65 * 2**20) + "</quiz>", "more than 64 MB"),
        ("GIF89a", "nothing is imported"),
        (quiz(question("ddwtos")), "none of its questions could be imported"),
    ],
)
def test_hostile_files_are_refused_and_leave_nothing(tmp_path: Path, text: str, told: str) -> None:
    source = tmp_path / "bank.xml"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(told)):
        import_moodle(source, tmp_path / "course")
    assert not (tmp_path / "course").exists()


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


def test_an_item_in_one_language_is_not_asked_in_the_other(tmp_path: Path, hwgen: Run) -> None:
    source = tmp_path / "bank.xml"
    source.write_text(quiz(choice(answer("a", "100"), answer("b"))), encoding="utf-8")
    hwgen("import", "moodle", source, "--into", "course")
    done = hwgen("export", "moodle", "bank", "--seed", "1", "--lang", "zh", "-o", "x.xml", "--course", "course")
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
@settings(max_examples=400, deadline=None)
def test_markdown_is_read_back_as_it_was_written(line: tuple) -> None:
    content = simple((Para(line),))
    assert simple(parse(markdown.blocks(content))) == content


@given(LINE)
@example((Str("$"), Math("x^2"), Str("$")))
@settings(max_examples=400, deadline=None)
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
