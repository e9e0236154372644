"""One writer of HTML in the dialects of its readers: Moodle's, Canvas', that of a page which stands alone and is XML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from conftest import ROOT
from lxml import etree

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.texts import NAMED, texts
from hwgen.content.image import Image
from hwgen.content.markup import parse
from hwgen.content.tree import Blocks, Bullets, Code, CodeBlock, Figure, LineBreak, Math, Para, Str
from hwgen.text import USUAL
from hwgen.words.words import Words, words
from hwgen.writers.dialect import CANVAS, GIFT, MOODLE, PACKAGE, PAGE, Dialect, as_data
from hwgen.writers.html import blocks, inlines
from hwgen.writers.languages import in_languages
from hwgen.writers.mathml import NAMESPACE, fault, mathml

EN = words("en")
RICH = "Is $a<b$ in\n\n$$\\dfrac{1}{2}$$\n\n| a | $x$ |\n|---|---|\n| `{{ c }}` | 2 |\n\n1. one\n2. **two**"


def page(content: Blocks) -> etree._Element:
    return etree.fromstring(f"<div>{blocks(content, EN, defaultdict(lambda: 1), PAGE)}</div>")


def formulas(root: etree._Element) -> list[etree._Element]:
    return root.findall(f".//{{{NAMESPACE}}}math")


def test_a_page_has_mathml_and_neither_classes_nor_delimiters() -> None:
    root = page(parse(RICH))
    assert [formula.get("display") for formula in formulas(root)] == [None, "block", None]
    assert root.xpath("//@class") == []
    written = blocks(parse(RICH), EN, {}, PAGE)
    assert "\\(" not in written
    assert "{{" not in written
    assert "".join(root.find(".//code").itertext()) == "{{ c }}"  # type: ignore[union-attr]


def test_signs_stay_on_the_line_of_their_formula_in_a_page() -> None:
    """Browsers begin a line with the comma after a formula. Platforms have no style for it."""
    text = parse("记 $x$，又（$y$）**$z$。**")
    written = blocks(text, EN, {}, PAGE)
    assert re.findall(r'<span class="unbroken">(（?)<math.*?</math>(.*?)</span>', written) == [
        ("", "，"),
        ("（", "）"),
        ("", "。"),
    ]
    assert "unbroken" not in blocks(text, EN, {}, PACKAGE) + blocks(text, EN, {}, MOODLE)


@pytest.mark.parametrize(
    "style",
    [
        "templates/html/catalogue.html.j2",
        "templates/html/results.html.j2",
        "src/hwgen/lms/html/page.css",
        "src/hwgen/review/review.css",
        "src/hwgen/serve/static/style.css",
    ],
)
def test_every_page_with_formulas_knows_what_is_unbroken(style: str) -> None:
    assert re.search(r"\.unbroken \{ white-space: nowrap;? \}", (ROOT / style).read_text(encoding="utf-8"))


def test_moodle_has_tex_in_delimiters_and_its_classes() -> None:
    written = blocks(parse(RICH), EN, {})
    assert written.startswith("<p>Is \\(a&lt;b\\) in</p>\n<p>\\[\\dfrac{1}{2}\\]</p>")
    assert f'<table class="{MOODLE.table}">' in written


def test_empty_elements_are_closed_in_xml_alone() -> None:
    line = (Str("a"), LineBreak(), Code("b"))
    assert inlines(line, EN, {}, PAGE) == "a<br/><code>b</code>"
    assert inlines(line, EN, {}) == "a<br><code>b</code>"


def test_pictures_are_inside_the_page_or_files_of_the_platform() -> None:
    figure = (Figure(Image("a b.png", b"\x89PNG", "an <x>")),)
    assert page(figure).find(".//img").attrib == {"src": "data:image/png;base64,iVBORw==", "alt": "an <x>"}  # type: ignore[union-attr]
    assert 'src="@@PLUGINFILE@@/a%20b.png"' in blocks(figure, EN, {})


def test_each_language_is_marked_block_by_block_and_what_they_share_stands_once() -> None:
    shared, own = CodeBlock("x = 1"), {at: Para((Str(at), Math("n"))) for at in USUAL}
    both: dict[Words, Blocks] = {words(at): (own[at], shared, Bullets(((own[at],), (own[at], shared)))) for at in USUAL}
    root = etree.fromstring(f"<div>{in_languages(both, {}, PAGE)}</div>")
    assert [element.tag for element in root] == ["p", "pre", "ul"]
    tags = [words(at).script.tag for at in USUAL]
    assert [element.get("lang") for element in root.xpath("./p/span")] == tags
    assert [element.get("lang") for element in root.xpath("./ul/li/*")] == tags * 2
    assert [element.tag for element in root.xpath("./ul/li/*")] == ["span"] * 2 + ["div"] * 2
    assert len(formulas(root)) == 6


@pytest.mark.parametrize("dialect", [MOODLE, GIFT, CANVAS, PAGE, PACKAGE])
def test_every_dialect_writes_every_kind_of_content(dialect: Dialect) -> None:
    content = (*parse(RICH), Figure(Image("a.png", b"\x89PNG", "a")))
    written = blocks(content, EN, {}, dialect)
    assert written.count("<table") == written.count("<ol") == 1
    assert written.count("<img") == (4 if dialect is CANVAS else 1)
    if dialect.xhtml:
        etree.fromstring(f"<div>{written}</div>")


def test_canvas_keeps_the_tex_of_its_pictures_of_formulas() -> None:
    (image,) = etree.fromstring(str(inlines((Math('a<"b"\\%'),), EN, {}, CANVAS)).join(("<p>", "</p>")))
    assert image.get("data-equation-content") == 'a<"b"\\%'
    assert unquote(unquote(image.get("src").removeprefix("/equation_images/"))) == 'a<"b"\\%'


# How many children an element of MathML has, and what holds text alone (MathML 3, chapter 3).
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
TOKENS = {"mi", "mn", "mo", "mtext", "mspace", "ms"}
GROUPS = {
    "math",
    "mrow",
    "mstyle",
    "msqrt",
    "mpadded",
    "mphantom",
    "mtable",
    "mtr",
    "mtd",
    "mmultiscripts",
    "mprescripts",
    "none",
}


def faults_of(root: etree._Element) -> Iterator[str]:
    """In what a formula does not keep to the schema of MathML 3."""
    for element in root.iter():
        name = etree.QName(element).localname
        if etree.QName(element).namespace != NAMESPACE or name not in TOKENS | GROUPS | CHILDREN.keys():
            yield f"{name} is no element of MathML"
        if name in CHILDREN and len(element) != CHILDREN[name]:
            yield f"{name} has {len(element)} children"
        if name in TOKENS and len(element):
            yield f"{name} holds elements"
        if name not in TOKENS and (element.text or "").strip():
            yield f"{name} holds text"
        if name not in ("math", "mstyle") and {"displaystyle", "scriptlevel"}.intersection(element.attrib):
            yield f"a style on {name}"


@pytest.mark.parametrize(
    "tex", [r"\dfrac{1}{2}", r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", r"\max(0, x)", r"\widetilde{x}"]
)
def test_mathml_keeps_to_its_schema(tex: str) -> None:
    assert list(faults_of(etree.fromstring(mathml(tex, display=True)))) == []


def test_what_does_not_keep_to_the_schema_is_seen() -> None:
    wrong = f'<math xmlns="{NAMESPACE}">x<mfrac displaystyle="true"><mi>a</mi></mfrac><mi><mo/></mi><b/></math>'
    assert len(list(faults_of(etree.fromstring(wrong)))) == 5


def test_a_formula_without_mathml_is_shown_as_its_tex() -> None:
    assert fault(r"\nosuchcommand x")
    assert "".join(etree.fromstring(mathml(r"\nosuchcommand x")).itertext()) == r"\nosuchcommand x"


def every_text(course: Course) -> Iterator[tuple[Words, str]]:
    for item in course.items.values():
        if isinstance(item, BankItem):
            yield from ((words(at), text[at]) for text in texts(item.problem) for at in text)


def test_every_text_of_the_bank_is_a_page_with_all_of_its_formulas(course: Course) -> None:
    count = 0
    for at, text in every_text(course):
        if "$" in text:
            content = parse(text, lambda name: NAMED)
            expected = blocks(content, at, defaultdict(lambda: 1))
            root = etree.fromstring(f"<div>{blocks(content, at, defaultdict(lambda: 1), PAGE)}</div>")
            assert len(formulas(root)) == sum(expected.count(sign) for sign in (r"\(", r"\[")) - expected.count(
                "<bdi>"
            ), text
            count += len(formulas(root))
            assert [fault for formula in formulas(root) for fault in faults_of(formula)] == [], text
    assert count > 1000


def test_data_addresses_name_the_kind_of_picture(course: Course) -> None:
    drawing = next(iter(course.figures.values())).draw().in_language("en")
    assert as_data(drawing).startswith("data:image/svg+xml;base64,")
