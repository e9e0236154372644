"""Both engines print the same paper, and Typst's can be read by a screen reader."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from hwgen.bank.course import Course
from hwgen.classes.paper import Built, build
from hwgen.content.markup import parse_inline
from hwgen.content.texmath import COMMANDS
from hwgen.errors import CourseError
from hwgen.exam.model import Exam
from hwgen.papercode import Code
from hwgen.pdf import typst
from hwgen.text import Language
from hwgen.words.words import words
from hwgen.writers import plain
from hwgen.writers.typst.content import inlines
from hwgen.writers.typst.escaping import escape
from hwgen.writers.typst.formulas import formula

Make = Callable[..., Built]
Run = Callable[..., subprocess.CompletedProcess[str]]


def told(pdf: Path) -> str:
    """What a PDF says in reading order."""
    return subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout


def words_of(text: str) -> str:
    """Text without spaces; mathematical letters as plain ones."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def typeset(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Make:
    done: dict[tuple[str, int, Language], Built] = {}

    def make(name: str, seed: int, language: Language) -> Built:
        if (name, seed, language) not in done:
            out = tmp_path_factory.mktemp("typst")
            done[name, seed, language] = build(course, Code(name, seed, language), engine="typst", out=out)
        return done[name, seed, language]

    return make


PAPERS = [("hw2", 7, "zh"), ("hw2", 7, "en"), ("quiz", 3, "en")]


FOOT = re.compile(r"第 *\d+ *页|共 *\d+ *页|Page \d+ of \d+\b")
TOLD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff×√]")


def questions(pdf: Path, exam: Exam) -> list[Counter[str]]:
    """What is printed of each question: its letters, digits and Chinese characters. They are found in their order."""
    text = words_of(FOOT.sub("", re.sub(f"(试卷编号|Paper) *{exam.code}", "", told(pdf))))
    places = []
    for group in exam.groups:
        refs = {question.id: question.number for question in group.questions}
        for question in group.questions:
            first = group.context if group.context and len(group.questions) == 1 else question.stem
            begin = re.sub(r"[\s$`].*", "", plain.blocks(first, refs, words(exam.language)), flags=re.DOTALL)[:8]
            marker = f"{question.number}.{words_of(begin)}"
            assert marker in text, (marker, text)
            places.append(text.index(marker, places[-1] if places else 0))
    # TeX's tall roots are read as `p` or `q`, by their height.
    return [Counter(TOLD.findall(re.sub("[pq√]", "", text[a:b]))) for a, b in pairwise([*places, len(text)])]


@pytest.mark.parametrize(("name", "seed", "language"), PAPERS)
@pytest.mark.parametrize("stem", ["exam", "key"])
def test_both_engines_print_the_same_paper(
    built: Make, typeset: Make, name: str, seed: int, language: Language, stem: str
) -> None:
    """The same questions in the same order, with the same options and the same numbers."""
    exam = built(name, seed, language).exam
    assert typeset(name, seed, language).exam == exam
    tex, typ = (questions(make(name, seed, language).folder / f"{stem}.pdf", exam) for make in (built, typeset))
    for number, (one, other) in enumerate(zip(tex, typ, strict=True), 1):
        assert one == other, number
        assert sum(one.values()) > 5


def test_short_options_share_a_line_and_questions_fill_the_page(built: Make, typeset: Make) -> None:
    for make in (built, typeset):
        quiz = make("quiz", 3, "en").folder / "exam.pdf"
        text = subprocess.run(["pdftotext", "-layout", quiz, "-"], capture_output=True, text=True, check=True).stdout
        assert re.search(r"A\. *[\d.]+ +B\. *[\d.]+ +C\. *[\d.]+ +D\. *[\d.]+\n", text)
        # Beside a drawing, too, as many as there is room for.
        assert re.search(r"A\. *box P *B\. *box Q\b", text)
        for language in ("zh", "en"):
            first = PdfDocument(make("hw2", 7, language).folder / "exam.pdf")[0].render(scale=1).to_numpy()
            rows = (first.reshape(len(first), -1).min(axis=1) < 128).nonzero()[0] / len(first)
            # The foot of the page stands lower.
            assert rows[rows < 0.93].max() > 0.86


def test_lualatex_prints_the_same_paper(
    built: Make, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No machine has this locale.
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    lua = build(course, Code("hw2", 7, "en"), engine="lualatex", out=tmp_path)
    assert not lua.warnings
    for stem in ("exam", "key"):
        one, other = (questions(made.folder / f"{stem}.pdf", lua.exam) for made in (built("hw2", 7, "en"), lua))
        for tex, other_tex in zip(one, other, strict=True):
            # LuaTeX does not name the glyphs of large operators, which come out as letters.
            assert sum(((tex - other_tex) + (other_tex - tex)).values()) <= 4
            assert {c: n for c, n in tex.items() if c.isdigit()} == {c: n for c, n in other_tex.items() if c.isdigit()}


@pytest.mark.parametrize("stem", ["exam", "key"])
def test_one_run_over_a_source_is_enough(stem: str, built: Make, tmp_path: Path) -> None:
    """Whoever edits it compiles it once: the log asks for no second run, and a second one prints the same pages."""
    source = tmp_path / f"{stem}.tex"
    source.write_bytes((built("hw2", 7, "en").folder / source.name).read_bytes())
    printed = []
    for _ in range(2):
        command = ["xelatex", "-interaction=nonstopmode", source.name]
        subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        assert "Rerun" not in source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
        printed.append(told(source.with_suffix(".pdf")))
    assert re.search(r"Page 1 of [1-9]", printed[0])
    assert printed[0] == printed[1]


def test_the_tags_tell_a_screen_reader_what_is_there(typeset: Make) -> None:
    """PDF/UA: language, title, a tree of structure, an alternative text for each figure and formula."""
    for language in ("zh", "en"):
        with pikepdf.open(typeset("hw2", 7, language).folder / "key.pdf") as paper:
            assert str(paper.Root.Lang).startswith(language)
            assert paper.Root.MarkInfo.Marked
            assert paper.Root.ViewerPreferences.DisplayDocTitle
            with paper.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
                assert metadata["dc:title"]
            kinds = Counter[str]()
            todo = [paper.Root.StructTreeRoot.K]
            while todo:
                node = todo.pop()
                if isinstance(node, pikepdf.Array):
                    todo += list(node)
                elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                    kinds[str(node.S)] += 1
                    if node.S in ("/Figure", "/Formula"):
                        assert str(node.Alt).strip()
                    todo.append(node.get("/K", pikepdf.Array()))
            assert kinds["/Figure"] >= 5
            assert kinds["/Formula"] > 10
            assert kinds["/P"] > 20
            assert kinds["/H1"] + kinds["/H2"] >= 3


def test_typst_gives_the_same_bytes(course: Course, typeset: Make, tmp_path: Path) -> None:
    again = build(course, Code("hw2", 7, "zh"), engine="typst", out=tmp_path)
    for name in typeset("hw2", 7, "zh").files:
        assert (again.folder / name).read_bytes() == (typeset("hw2", 7, "zh").folder / name).read_bytes()


def test_without_tex_typst_makes_the_pdfs_and_says_so(hwgen: Run, tmp_path: Path) -> None:
    done = hwgen("build", "--seed", "7", PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == "XeLaTeX is not installed; the PDFs are made by Typst"
    names = {p.name for p in (tmp_path / "output" / "hw2" / "seed-7-zh").iterdir()}
    assert {"exam.pdf", "key.pdf", "exam.tex", "key.tex", "exam.typ", "key.typ"} < names


def compiled(*bodies: str) -> bytes:
    head = '#set document(title: "t")\n#set text(lang: "en", font: ("New Computer Modern", "Noto Serif SC"))\n'
    done = typst.typeset(head + "\n\n".join(bodies), {})
    assert not done.diagnostics, done.diagnostics
    assert done.pdfs[0]
    return done.pdfs[0]


def test_every_command_that_a_formula_may_hold_is_printed() -> None:
    """Each before two arguments: what takes fewer leaves the others as letters. Delimiters and environments stand apart."""
    sized = {name for name in COMMANDS if re.fullmatch(r"[bB]ig+[lrm]?|left|right|middle", name)}
    names = [name for name in sorted(COMMANDS - sized - {"begin", "end", "limits", "nolimits"}) if name.isalpha()]
    assert len(names) > 100
    formulas = (
        *(rf"\{name}{{a}}{{b}}" for name in names),
        *(rf"\{name}( x" for name in sorted(sized - {"left", "right", "middle"})),
        r"\sum\limits_{i} \left\{ x y \right]",
        r"\sum_{\substack{i \\ j}} \left( a \middle| b \right) \xrightarrow[a]{b} \begin{smallmatrix} a & b \end{smallmatrix}",
    )
    compiled(*(f'#math.equation(alt: "formula", ${formula(tex)}$)' for tex in formulas))


def test_no_line_begins_with_a_chinese_semicolon_behind_a_formula() -> None:
    """Typst breaks before it, as between any two objects."""
    assert inlines(parse_inline("已是 $x$；这是"), {}, words("zh")).count("\u2060；") == 1
    assert "\u2060" not in inlines(parse_inline("已是 $x$，这是 $y$ 的值；"), {}, words("zh"))


def test_a_formula_that_cannot_be_read_is_named() -> None:
    with pytest.raises(CourseError, match="frac"):
        formula(r"\frac{1}")


@settings(max_examples=40)
@given(
    st.lists(
        st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="\xad\x7f"), max_size=30),
        max_size=8,
    )
)
def test_any_text_prints_as_it_is(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    printable = [t for t in texts if t.isprintable()]
    pdf = tmp_path_factory.getbasetemp() / "any.pdf"
    done = typst.typeset('#set document(title: "t")\n' + "\n\n".join(map(escape, printable)), {})
    pdf.write_bytes(done.pdfs[0] or b"")
    missing = {
        char for char in set("".join(printable)) if any(f"character {char} (" in d.message for d in done.diagnostics)
    }
    wanted = words_of("".join("".join(printable)).replace("'", "’"))
    shown = words_of(told(pdf)).replace("-", "").replace("'", "’")
    assert Counter(shown) - Counter("□") == Counter(c for c in wanted.replace("-", "") if c not in missing)


def test_typst_breaks_no_unit_at_its_stroke() -> None:
    assert escape("100 GB/s、8 ms/step") == "100 GB\\/\u2060s、8 ms\\/step"
