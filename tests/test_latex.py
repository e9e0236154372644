"""TeX made of content, pictures and text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hwgen.content.picture import Dots, Label, Line, Picture
from hwgen.content.tree import (
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    LineBreak,
    Math,
    Numbered,
    Para,
    Ref,
    Str,
    Strong,
    Table,
)
from hwgen.errors import Span
from hwgen.exam.model import Exam, Group, Question, Section
from hwgen.kinds import ChoiceAnswer, EssayAnswer, Option, RubricLine, TrueFalseAnswer
from hwgen.text import Language, Text
from hwgen.words.words import words
from hwgen.writers.latex import document as latex
from hwgen.writers.latex.content import blocks, inlines
from hwgen.writers.latex.document import environment, write
from hwgen.writers.latex.escaping import Tex, escape

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("50%", r"50\%"),
        ("$", r"\$"),
        ("&", r"\&"),
        ("#", r"\#"),
        ("a_b", r"a\_b"),
        ("{}", r"\{\}"),
        ("~", r"\textasciitilde{}"),
        ("^", r"\textasciicircum{}"),
        ("\\", r"\textbackslash{}"),
        ("`", r"\textasciigrave{}"),
        ("a < b > c", r"a \textless{} b \textgreater{} c"),
        ("]]>", r"{]}{]}\textgreater{}"),
        ('"', r"\textquotedbl{}"),
        ("it's", "it's"),
        ("''", r"'\/'"),
        ("a-b", "a-b"),
        ("a---b", r"a-\/-\/-b"),
        ("one\ntwo\tthree", "one two three"),
        ("tea \u2615\ufe0f!", "tea \\symbols{\u2615}!"),
        ("\U0001f469\u200d\U0001f4bb", "\\symbols{\U0001f469\U0001f4bb}"),
        ("√×", "√×"),
        ("∇ → ℝ", "\\symbols{∇} → \\symbols{ℝ}"),
        ("−1", "$-$1"),
        ("1～5", r"1$\sim$5"),
        ("卷积", "卷积"),
    ],
)
def test_escape(text: str, tex: str) -> None:
    assert escape(text) == tex
    assert isinstance(escape(text), Tex)


def test_a_long_word_can_break_everywhere_but_a_long_chinese_text_is_left_alone() -> None:
    assert escape("x" * 300) == r"\penalty500 ".join(["x" * 10] * 30)
    assert escape("x" * 30) == "x" * 30
    assert escape("字" * 300) == "字" * 300
    assert escape("_" * 31) == r"\penalty500 ".join([r"\_" * 10] * 3 + [r"\_"])


@pytest.mark.parametrize("value", ["'50%'", "true", "1.5", "none", "text"])
def test_a_template_prints_nothing_that_is_not_tex(value: str) -> None:
    template = environment().from_string(rf"\VAR{{ {value} }}")
    with pytest.raises(TypeError, match="TeX or whole numbers"):
        template.render(text="50% & more")


def test_a_template_prints_tex_and_whole_numbers() -> None:
    template = environment().from_string(r"\VAR{ text } \VAR{ text | tex } \VAR{ made | indent(1) } \VAR{ 7 }\#{ no }")
    assert template.render(text=Tex(r"\a"), made=Tex("a\n\nb")) == "\\a \\a  a\n\n b 7"


def test_the_refusal_names_the_value() -> None:
    with pytest.raises(TypeError, match="'50%'"):
        environment().from_string(r"\VAR{ value }").render(value="50%")


def test_inlines() -> None:
    content = (
        Str("a & "),
        Emph((Str("b"),)),
        Strong((Math("x^2"),)),
        Code("f(_)"),
        LineBreak(),
        Ref("shape"),
    )
    start = r"a \& \emph{b}\textbf{$x^2$}\texttt{f(\_)}" + "\\newline\n"
    assert inlines(content, {"shape": 7}, words("zh")) == start + "第~7~题"
    assert inlines(content, {"shape": 7}, words("en")) == start + "question~7"


def para(text: str) -> Blocks:
    return (Para((Str(text),)),)


@pytest.mark.parametrize(
    ("content", "tex"),
    [
        ((*para("a"), *para("b")), "a\n\nb"),
        ((*para("a"), DisplayMath("x\n\n= 1"), *para("b")), "a\n\\[\n  x\n  = 1\n\\]\nb"),
        ((Bullets((para("a"), para("b"))),), "\\begin{itemize}\n  \\item a\n  \\item b\n\\end{itemize}"),
        ((Numbered((para("[a]"),)),), "\\begin{enumerate}\n  \\item {[}a{]}\n\\end{enumerate}"),
        (
            (CodeBlock("if x:\n  y = {1}\n", "python"),),
            "\\begin{codeblock}\n  \\codeline{if\\ x:}\n  \\codeline[2]{\\ \\ y\\ =\\ \\{1\\}}\n\\end{codeblock}",
        ),
        (
            (Table(((Str("k"),), (Str("v"),)), (((Math("K"),), (Str("3%"),)),)),),
            "\\begin{datatable}{|c|c|}\n  \\hline\n  \\textbf{k} & \\textbf{v} \\\\ \\hline\n"
            "  $K$ & 3\\% \\\\ \\hline\n\\end{datatable}",
        ),
    ],
)
def test_blocks(content: Blocks, tex: str) -> None:
    assert blocks(content, {}, words("en")) == tex


def test_a_table_of_long_texts_shares_the_line() -> None:
    table = Table(((Str("a"),), (Str("b"),)), (((Str("word " * 30),), (Str("word " * 30),)),))
    assert blocks((table,), {}, words("en")).count(r"\linewidth-2\tabcolsep") == 2


def test_figure() -> None:
    marks = (
        Line(((0, 0), (5, 5), (10, 10)), stroke="dashed", grey=0.5, arrow=True),
        Dots(((1, 2),)),
        Label((3, 4), Text(zh="损失 50%", en="loss 50%"), "north"),
        Label((5, 6), "x_1", "west", italic=True),
        Label((7, 8), "n−1_x′", "west", italic=True),
    )
    picture = Picture(40, 30, marks, Text(zh="图", en="figure"))
    tex = blocks((Figure(picture.in_language("en")),), {}, words("en"))
    assert r"\begin{drawing}{40}{30}" in tex
    assert r"\stroke{1.06 1.06}{0.6}{50}{0 0 m 10 10 l}" in tex
    assert re.search(r"\\area\{50\}\{10 10 m \d\.\d+ \d\.\d+ l \d\.\d+ \d\.\d+ l\}", tex)
    disc = re.search(r"\\area\{100\}\{1\.700 2\.000 m\s+1\.700 2\.387 1\.387 2\.700 1\.000 2\.700 c", tex)
    assert disc
    assert r"\lettering{3}{4}{t}{loss 50\%}" in tex
    assert r"\lettering{5}{6}{l}{$x_{1}$}" in tex
    # Signs that would end a formula, or mean something else in it.
    assert r"\lettering{7}{8}{l}{$\textit{n$-$1}_{\textit{x$'$}}$}" in tex


def sample(language: Language) -> Exam:
    options = tuple(
        Option(name, para(f"body-{name}"), name == "right", para(f"WHY-{name}")) for name in ("bias", "right")
    )
    questions = (
        Question("a", 1, para("50% & more"), TrueFalseAnswer(True), 2, para("EXPLAINED-1")),
        Question("b", 2, para("pick"), ChoiceAnswer(options), 2, para("EXPLAINED-2")),
        Question("c", 3, para("show"), EssayAnswer(para("MODEL"), (RubricLine(para("RUBRIC"), 5),), 6), 5, ()),
    )
    span = Span(ROOT / "bank" / "items" / "conv.yaml", 12)
    group = Group("conv-out", span, {}, para("shared context"), questions, "cnn", 1, 3.0, (), "")
    section = Section("Part_1", (), (group,))
    return Exam("e", "C&C", "Inst", "Final", "2026", 90, words(language), 1, "A-1", (section,))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_exam_holds_nothing_of_the_key(language: Language) -> None:
    templates = environment(ROOT / "templates" / "latex")
    exam = write(sample(language), words(language), templates, key=False, root=ROOT)
    key = write(sample(language), words(language), templates, key=True, root=ROOT)
    secrets = (
        "EXPLAINED-1",
        "EXPLAINED-2",
        "WHY-bias",
        "WHY-right",
        "MODEL",
        "RUBRIC",
        r"\blank{B}" if language == "zh" else "right={B}",
    )
    assert [secret for secret in secrets if secret in exam] == []
    assert [secret for secret in secrets if secret not in key] == []
    document = latex.document([exam, key], "letter", words(language), templates)
    assert r"\documentclass[letterpaper" in document
    assert document.count(r"\begin{paper}") == 2
    for tex in (exam, key):
        assert "\n% bank/items/conv.yaml:12 (conv-out)\n" in tex
        assert tex.count("shared context") == 1
        assert r"50\% \& more" in tex
        assert r"{C\&C}" in tex
    assert r"\answerspace[blank]{6}" in exam
    assert r"\answerspace[blank]{6}" not in key


def test_the_key_has_no_empty_box_and_no_empty_list() -> None:
    silent = (Option("right", para("x"), True, ()), Option("bias", para("y"), False, ()))
    questions = (
        Question("a", 1, para("q"), TrueFalseAnswer(True), 1, ()),
        Question("b", 2, para("q"), ChoiceAnswer(silent), 1, ()),
    )
    group = Group("i", Span(ROOT / "bank" / "i.yaml", 1), {}, (), questions, "t", 1, 1.0, (), "")
    exam = Exam("e", "c", "i", "t", "", 9, words("en"), 1, "A-1", (Section("S", (), (group,)),))
    key = write(exam, words("en"), environment(ROOT / "templates" / "latex"), key=True, root=ROOT)
    assert key.count(r"\begin{key}") == 0
    assert r"\reason{" not in key
    assert "(2 questions, 1 point each, 2 points)" in key


def test_a_long_run_breaks_behind_its_signs_rather_than_within_its_words() -> None:
    broken = escape("x_adv.detach().requires_grad_(True)")
    assert broken.split(r"\allowbreak{}") == [r"x\_adv.", "detach().", r"requires\_g\penalty500 rad\_(", "True)"]
