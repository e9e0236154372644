"""Signs of exams and letters of names are printed by each engine; what no font has costs no paper and is reported at its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from samples import exam
from terminal import Ran, run_apart

from hwgen.exam.model import Holder
from hwgen.pdf import fallback, tex, typst
from hwgen.pdf.glyphs import absences, clusters
from hwgen.pdf.split import Title
from hwgen.words.script import NARROW, narrowed
from hwgen.writers.latex.escaping import escape as latex_escape
from hwgen.writers.typst.escaping import escape as typst_escape

# Between Chinese characters and between letters, in both languages.
SIGNS = {
    "circled": "①②③⑨⑩⑪⑮⑳⑴⒈㈠㈩㊀",
    "roman": "ⅠⅡⅢⅣⅨⅩⅫⅰⅱⅳ",
    "units": "℃‰№ℓ°㎏㎡㏄Å′″％￥€£",
    "arrows": "→⇒←⇐↔⇔",
    "maths": "≤≥√∞±≈≠≡∑∏∫∂∇∈∉⊂⊆∪∩∅∀∃∧∨¬⊕⊗⊥∥∠△×÷",
    "strokes": "…—～·–「」『』《》【】",
    "greek": "αβγδεθλμπσφωΓΔΘΛΣΦΨΩςάώϵϕ",
    "parts": "½⅓¼¾²³¹⁰ⁿ₀₁",
    "wide": "ＡＢｘｙ０１（）＋＝",
}
APOSTROPHES = "don’t Bayes’ rule 叫作“引号”的"
ITEM = """\
topic: activations
items:
  - id: signs
    kind: true-false
    difficulty: 2
    minutes: 2
    source: Unicode 15.1
    imported: true
    statements:
"""
EXAM = """\
title: {zh: 符号, en: Signs}
minutes: 10
sections:
  - title: {zh: 一, en: One}
    points: 4
    questions:
      - item: signs
"""


def planted(course: Path, text: str) -> None:
    statement = f"      - {{id: s, answer: true, text: {{zh: '{text}', en: '{text}'}}, why: {{zh: 对, en: yes}}}}\n"
    (course / "bank" / "items" / "signs.yaml").write_text(ITEM + statement)
    (course / "bank" / "exams" / "signs.yaml").write_text(EXAM)


def letters(pdf: Path) -> Iterator[tuple[str, float, float, float]]:
    """The characters of a paper with their left and right edges and the height of their middle."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        for i in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(i)
            yield unicodedata.normalize("NFKC", text.get_text_range(i, 1)), left, right, (bottom + top) / 2
    document.close()


@pytest.mark.parametrize("engine", ["typst", "xelatex"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sign_is_printed_beside_its_neighbours(
    small_course: Path, terminal: Callable[..., Ran], engine: str, language: str
) -> None:
    signs = "".join(SIGNS.values())
    pairs = " ".join(f"汉{sign}汉 a{sign}b" for sign in signs)
    planted(small_course, f"{pairs} {APOSTROPHES} 3 kΩ 与 6 Ω 的电阻")
    words = ("build", "signs", "--seed", "1", "--lang", language, "--engine", engine, "--formats", "pdf")
    said = terminal(*words, folder=small_course)
    assert said.code == 0, said.err
    assert "no font" not in said.err
    printed = list(letters(small_course / "output" / "signs" / f"seed-1-{language}" / "exam.pdf"))
    shown = "".join(char for char, *_ in printed if not char.isspace())
    for sign in signs:
        plain = unicodedata.normalize("NFKC", sign)
        if sign == "～" and engine == "xelatex":
            plain = "∼"
        assert f"汉{plain}汉" in shown, sign
        assert f"a{plain}b" in shown, sign
    neighbours = [letter for letter in printed if letter[0].strip()]
    for (one, left, right, height), (other, start, _, line) in pairwise(neighbours):
        if abs(height - line) < 4 and start > left:
            assert start > right - 1.5, f"{other} is printed over {one}"
    if language == "zh":
        gaps = {
            "".join(c for c, *_ in three): three[2][1] - three[0][2]
            for three in zip(*(neighbours[i:] for i in range(3)), strict=False)
        }
        assert gaps["n’t"] < 4.5
        assert gaps["作“引"] > 6
        after_unit = {one[0] + other[0]: other[1] - one[2] for one, other in pairwise(neighbours)}
        assert after_unit["Ω与"] > 1.5
        assert after_unit["Ω的"] > 1.5


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("don’t", "don_t"),
        ("Bayes’ rule", "Bayes_ rule"),
        ("学生’s", "学生’s"),
        ("叫作‘dropout’的", "叫作‘dropout’的"),
        ("叫作“dropout”的", "叫作“dropout”的"),
        ("“引号”", "“引号”"),
        ("the term “dropout” means", "the term _dropout_ means"),
        ("the ‘don’t’ rule", "the _don_t_ rule"),
        ("他说“I don’t know”。", "他说“I don_t know”。"),
        ("单独的’号", "单独的’号"),
    ],
)
def test_quotes_are_as_wide_as_their_neighbours(text: str, narrow: str) -> None:
    assert narrowed(text).translate(dict.fromkeys(map(ord, NARROW.values()), "_")) == narrow


NAMES = [
    "Γιώργος Στέλιος",
    "తెలుగు పేరు",
    "বাংলা নাম",
    "தமிழ் பெயர்",
    "བོད་ཡིག",
    "සිංහල නම",
    "เด็กดี",
    "김철수",
    "𠮷野家",
    "Zoë D’Arcy",
    "x\U0003fff0y",
]


@pytest.mark.parametrize("engine", ["typst", "xelatex"])
def test_a_name_costs_no_paper_and_is_reported_at_its_row(small_course: Path, engine: str) -> None:
    planted(small_course, "汉")
    rows = "".join(f"{i:03},{name}\n" for i, name in enumerate(NAMES, 1))
    (small_course / "class.csv").write_text(f"id,name\n{rows}")
    words = ("build", "signs", "--seed", "1", "--lang", "zh", "--roster", "class.csv")
    said = run_apart(*words, "--engine", engine, folder=small_course)
    assert said.code == 0, said.err
    document = pypdfium2.PdfDocument(small_course / "output" / "signs" / "seed-1-zh-class" / "print.pdf")
    pages = list(filter(None, (page.get_textpage().get_text_range() for page in document)))
    assert len(pages) == len(NAMES)
    assert "Γιώργος Στέλιος" in pages[0]
    assert "Zoë D’Arcy" in pages[9]
    assert all(f"{i:03}" in page for i, page in enumerate(pages, 1))
    assert "x□y" in pages[10].replace(" ", "")
    assert "class.csv:12: warning: for x\U0003fff0y (011): no font has the character \U0003fff0 (U+3FFF0)" in said.err
    assert "signs.yaml" not in said.err


def test_a_text_of_many_signs_without_a_shape_is_printed() -> None:
    """Each of them alone is named by Typst, and none twice."""
    signs = [chr(0x3FF00 + i) for i in range(80)]
    text = "".join(f"{sign}\u0c3f " for sign in signs)
    done = typst.typeset(f'#set document(title: "t")\n{text}', {})
    assert not done.diagnostics
    assert done.pdfs
    assert done.missing == set(clusters(text))


@pytest.mark.parametrize("name", ["1\ufe0f\u20e3 0\ufe0f\u20e3", "\ufeffZoë", "é1\u20e3é"])
def test_marks_on_digits_and_what_no_pdf_may_hold_cost_no_page(name: str) -> None:
    done = typst.typeset(f'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n{name} 10', {})
    assert done.pdfs
    text = pypdfium2.PdfDocument(done.pdfs[0] or b"")[0].get_textpage().get_text_bounded()
    assert "10" in text
    assert text.count("□") == sum(not char.isascii() for char in name if unicodedata.category(char) in ("Me", "Cf"))


@pytest.mark.parametrize("escape", [latex_escape, typst_escape])
def test_joiners_stay_where_they_shape_letters(escape: Callable[[str], str]) -> None:
    for name in ("می\u200cخواهم", "ශ්\u200dරී"):
        assert "".join(char for char in escape(name) if not char.isascii()) == name
    assert "\u200d" not in escape("👩\u200d💻 a\u200db")


def test_rare_signs_need_no_run_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emoji in a name, a superscript in an item that all papers have: TeX runs once, and each paper is taken out of the run."""
    runs = []
    run = tex._run
    monkeypatch.setattr(tex, "_run", lambda program, folder: runs.append(program) or run(program, folder))
    head = (
        r"\documentclass{article}\usepackage[fontset=fandol]{ctex}\newfontfamily\symbolfont{Symbola}\pagestyle{empty}"
    )
    papers = [rf"\typeout{{Paper of 1 pages}}{name} xᵀ \newpage " for name in (r"{\symbolfont 😀}", "王")]
    both, alone = (
        tex.typeset(rf"{head}\begin{{document}}{body}\end{{document}}", {}, [Title("t", "en")] * body.count("Paper"))
        for body in ("".join(papers), papers[0])
    )
    assert len(runs) == 2
    assert None not in both.pdfs
    assert both.pdfs[0] == alone.pdfs[0]


def test_marks_belong_to_their_letters() -> None:
    assert list(clusters("ab తె é\u0323x김")) == ["తె", "é\u0323", "김"]


def test_what_no_font_has_is_reported_where_it_stands() -> None:
    paper = replace(exam(), holder=Holder("07", "김 𓀀"))
    sources = ["김\n% bank/items/a.yaml:3 (first)\n𓀀𓀁\n% bank/items/a.yaml:9 (second)\nx"] * 2
    found = list(absences({"김", "𓀀", "𓀁"}, paper, sources, Path("/course")))
    assert [(d.subject, d.span.line if d.span else 0) for d in found] == [("07", 0), ("first", 3)]
    assert "김 (U+AE40), 𓀀 (U+13000)" in found[0].message
    assert "𓀀 (U+13000), 𓀁 (U+13001)" in found[1].message


def test_the_name_on_an_answer_sheet_belongs_to_no_item() -> None:
    paper = replace(exam(), holder=Holder("07", "김민준"))
    sources = ["% bank/items/a.yaml:3 (last)\n\\name{김민준}", "% bank/items/a.yaml:9 (other)\n김"]
    found = list(absences({"김", "민", "준"}, paper, sources, Path("/course")))
    assert [d.subject for d in found] == ["07", "other"]


def test_fonts_of_the_system_take_over_run_by_run() -> None:
    document = "\\title{é}\n\\begin{document}\n% é\nxéééଆ김\n"
    fonts = {"é": "One", "ଆ": "Two", "김": None}
    head, _, body = fallback.with_fonts(document, fonts).partition("\\begin{document}")
    assert body == "\n% é\nx\\otherface{One}{ééé}\\otherface{Two}{ଆ}□\n"
    assert head.startswith("\\title{é}\n")
    assert head.count("\n") == 1
    assert fallback.more_fonts(document, {"é"}, {"é": "One"})["é"] is None


@pytest.mark.parametrize("name", [r"\rarehan{𠮷}", r"\symbols{🫠}", "\\rarehan{\U0003fff0}"])
def test_what_the_font_of_its_command_lacks_is_known_without_a_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    run = tex._run
    monkeypatch.setattr(tex, "_run", lambda program, folder: runs.append(program) or run(program, folder))
    head = r"\documentclass{article}\usepackage[fontset=fandol]{ctex}\newfontfamily\symbolfont{Symbola}\newCJKfontfamily\rarehanfont{NotoSerifSC-Regular.otf}"
    commands = r"\newcommand{\symbols}[1]{{\symbolfont #1}}\newcommand{\rarehan}[1]{{\rarehanfont #1}}"
    body = rf"\typeout{{Paper of 1 pages}}李{name}"
    done = tex.typeset(rf"{head}{commands}\begin{{document}}{body}\end{{document}}", {}, [Title("t", "zh")])
    assert len(runs) == 1
    assert done.pdfs
    # Whether a font of this machine has them or not.
    assert done.missing <= set(name)
