"""Formulas of Word: what may stand in what, by the schema of Office MathML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from samples import para
from word_papers import alone, paragraphs, texts, written

from hwgen.content.texmath import COMMANDS, ENVIRONMENTS
from hwgen.content.tree import Math, Para, Str
from hwgen.words.words import words
from hwgen.writers.docx.losses import losses
from hwgen.writers.mathml import NAMESPACE, fault, mathml
from hwgen.writers.omml import omml

PARTS = {
    "oMath": None, "e": None, "num": None, "den": None, "sub": None, "sup": None, "deg": None, "lim": None, "fName": None,
    "f": ("fPr?", "num", "den"), "rad": ("radPr?", "deg", "e"), "sSub": ("e", "sub"), "sSup": ("e", "sup"),
    "sSubSup": ("e", "sub", "sup"), "nary": ("naryPr", "sub", "sup", "e"), "d": ("dPr", "e"), "func": ("fName", "e"),
    "limLow": ("e", "lim"), "limUpp": ("e", "lim"), "acc": ("accPr", "e"), "bar": ("barPr", "e"), "groupChr": ("groupChrPr", "e"),
    "m": ("mPr", "mr*"), "mr": ("e*",), "r": ("rPr*", "t"),
}  # fmt: skip


BRACKETS = set("()[]{}|‖⟨⟩⌊⌋⌈⌉")


def parsed(tex: str) -> etree._Element:
    spaces = " ".join(f'xmlns:{prefix}="{docx.oxml.ns.nsmap[prefix]}"' for prefix in "mw")
    return etree.fromstring(f"<x {spaces}>{omml(tex)}</x>")[0]


def check_formula(tex: str) -> None:
    root = parsed(tex)
    for element in root.iter():
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        order = PARTS.get(name)
        if order:
            expected = list(order)
            for child in children:
                while expected and expected[0].rstrip("?*") != child and expected[0][-1] in "?*":
                    expected.pop(0)
                assert expected, (tex, name, children)
                assert expected[0].rstrip("?*") == child, (tex, name, children)
                if expected[0][-1] != "*":
                    expected.pop(0)
            assert all(rest[-1] in "?*" for rest in expected), (tex, name, children)
        elif name in ("e", "num", "den", "lim", "fName"):
            assert children, (tex, name)
        if name == "t":
            alone = element.getparent().find("{*}rPr/{*}nor") is not None
            word = len(element.text) > 1 and element.text.isalpha() and element.text.isascii()
            # LibreOffice takes words for commands, and loose brackets for half of a pair.
            assert alone or not (word or BRACKETS & set(element.text)), (tex, element.text)


ARGUMENTS = {"frac": 2, "dfrac": 2, "tfrac": 2, "binom": 2, "dbinom": 2, "tbinom": 2, "cfrac": 2, "overset": 2, "underset": 2, "stackrel": 2}  # fmt: skip


UNUSUAL = {"begin", "end", "left", "right", "middle", "limits", "nolimits"}


def formulas() -> Iterator[str]:
    for name in sorted(COMMANDS - UNUSUAL):
        yield rf"\{name}{{a}}{{b}}" if name in ARGUMENTS else rf"\{name}{{a}}"
        yield rf"a_1 \{name} b^2"
    for name in sorted(ENVIRONMENTS):
        yield rf"\begin{{{name}}}{'{lr}' if name == 'array' else ''} a & b \\ c & \text{{if }} d \end{{{name}}}"
    yield from (
        r"\left(\frac12\right)^2+|x|^2+[0,1)", r"\left.\frac12\right|_0^1", r"\left\{x\middle|y\right\}", "||x||", "|a|+|b|-|",
        ")(", "]0,1[", r"\sum", r"\sum_i", r"\sum_{i=1}^n\sum_j a_{ij}+1=\int_0^1 x\,dx", r"\prod^n x", r"\log_2 p(x)", r"\lim_{n\to\infty}a_n",
        r"\max\left(0,x\right)", r"P(y|x)", "f'(x)", "x'_i", r"{}_a^b", "", r"\sqrt[3]{}", r"\underbrace{a+b}_{c}", r"\overbrace{a}^{b}",
        r"\hat{xy}+\overline{ab}+\underline{c}", r"\text{a < b & in}", "1{,}5", r"\xrightarrow{a}", r"\operatorname{ReLU}(x)", r"\|x\|_2^2",
    )  # fmt: skip


def signs(root: etree._Element) -> list[str]:
    """The letters and digits that a formula shows; accents are attributes in Word."""
    texts = "".join(map(str, root.itertext()))
    return sorted(char for char in texts if char.isalnum() and unicodedata.category(char) != "Lm")


def test_word_shows_every_letter_that_a_page_shows() -> None:
    others = (
        r"\text{a \textbf{b c} d}",
        r"\textbf{\textit{b}}",
        r"\textsf{b}_i",
        r"\text{中文}^2",
        r"\frac{\textbf{b}}{\textrm{c}}",
    )
    for tex in (*formulas(), *others):
        if not fault(tex):
            page = etree.fromstring(mathml(tex))
            assert signs(parsed(tex)) == signs(page), tex
            assert {etree.QName(element).namespace for element in page.iter()} == {NAMESPACE}, tex
            assert not any(len(text) for text in page.iter("{*}mtext")), tex


def test_letters_of_texts_are_kept() -> None:
    assert 'mathvariant="bold-italic" style="font-weight: bold; font-style: italic">b<' in mathml(
        r"\textbf{\textit{b}}"
    )
    assert "<w:b/><w:i/>" in omml(r"\textbf{\textit{b}}")
    assert "<w:rPr>" not in omml(r"\textrm{b}")
    assert all("<m:nor/>" in omml(rf"\{command}{{in}}") for command in ("text", "textrm", "textbf", "texttt"))


def test_formulas_keep_to_the_schema() -> None:
    possible = [tex for tex in formulas() if not fault(tex)]
    assert len(possible) > 600
    for tex in possible:
        check_formula(tex)


@pytest.mark.parametrize(
    ("tex", "inside"),
    [
        (r"(a+b)^2", "<m:sSup><m:e><m:d>"),
        (r"|x|^2", '<m:begChr m:val="|"/><m:endChr m:val="|"/>'),
        (r"[0,1)", '<m:begChr m:val="["/><m:endChr m:val=")"/>'),
        (r"\left.x\right|_0", '<m:begChr m:val=""/><m:endChr m:val="|"/>'),
        (r"\sum_{i=1}^n x_i=1", "<m:nary>"),
        (r"\log p(x)", "<m:fName>"),
        (r"\mathrm{in}", '<m:nor/></m:rPr><m:t xml:space="preserve">in</m:t>'),
        (r"\hat x", '<m:chr m:val="\u0302"/>'),
        (r"\binom nk", '<m:type m:val="noBar"/>'),
        (r"\sqrt x", '<m:degHide m:val="1"/>'),
    ],
)  # fmt: skip
def test_brackets_sums_and_words_are_those_of_word(tex: str, inside: str) -> None:
    assert inside in omml(tex)


def test_what_a_sum_sums_ends_at_a_sign_that_binds_less() -> None:
    (body,) = parsed(r"\sum_i x_i y_i + z = 1").iter("{*}nary")
    assert "".join(body.find("{*}e").itertext()) == "xiyi"


def test_quotes_are_those_of_the_script() -> None:
    stem = (Para((Str("“中文”与 it’s"),)),)
    runs = paragraphs(written(alone(stem, words=words("zh"))), "Question")[0].iter(qn("w:r"))
    wide = {texts(run): run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None for run in runs}
    assert wide["’"] is False
    assert wide["“中文”与 it"] is True


def test_a_formula_without_mathml_is_a_loss() -> None:
    lost = "a < b & c"
    (loss,) = losses(alone((Para((Math(lost), Math("x"))),)))
    assert lost in loss.what
    assert lost in texts(written(alone((Para((Math(lost),)),))).element.body)
    assert list(losses(alone(para("x")))) == []
