"""One writer of HTML in two dialects: Moodle's, and that of a page which stands alone and is XML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from lxml import etree

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.texts import NAMED, texts
from hwgen.content.image import Image
from hwgen.content.markup import parse
from hwgen.content.tree import Blocks, Code, Figure, LineBreak, Para, Str
from hwgen.text import USUAL
from hwgen.words.words import Words, words
from hwgen.writers.dialect import MOODLE, PAGE, as_data
from hwgen.writers.html import blocks, in_languages, inlines
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


def test_each_language_is_marked() -> None:
    both: dict[Words, Blocks] = {words(at): (Para((Str(at),)),) for at in USUAL}
    root = etree.fromstring(f"<div>{in_languages(both, {}, PAGE)}</div>")
    assert [(part.get("lang"), "".join(part.itertext()).strip()) for part in root] == [(at, at) for at in USUAL]


@pytest.mark.parametrize(
    "tex", [r"\dfrac{1}{2}", r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", r"\max(0, x)", r"\widetilde{x}"]
)
def test_mathml_keeps_to_its_schema(tex: str) -> None:
    root = etree.fromstring(mathml(tex, display=True))
    for name in ("displaystyle", "scriptlevel"):
        assert {etree.QName(element).localname for element in root.xpath(f"//*[@{name}]")} <= {"math", "mstyle"}


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
    assert count > 1000


def test_data_addresses_name_the_kind_of_picture(course: Course) -> None:
    drawing = next(iter(course.figures.values())).draw().in_language("en")
    assert as_data(drawing).startswith("data:image/svg+xml;base64,")
