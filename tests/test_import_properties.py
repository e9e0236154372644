"""Whatever stands in a file of Moodle: what an item says otherwise is in the doubts. The second road to each text is lxml's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from moodle_files import import_moodle
from moodle_questions import answer, choice, number, ordering, pair, question, quiz, tolerance
from test_import_texts import png

from hwgen.bank.loading import load_course
from hwgen.content.image import Image
from hwgen.content.markup import parse
from hwgen.content.tree import (
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inlines,
    Math,
    Numbered,
    Para,
    Str,
    Strong,
    Table,
    pictures,
)
from hwgen.exam.instantiate import instantiate
from hwgen.lms.imported import Imported
from hwgen.lms.moodle.importing.items import import_questions
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.assembly import assemble

# Signs that mean something to HTML, Markdown or TeX, and words of several scripts.
SIGNS = st.sampled_from(
    [*"*_`$\\[](){}<>&#|~!+-=.:;,'\"^%/@?\xa0\u3000—…“”（）：", "**", "1. ", "- ", "```", "&nbsp;", "![", "](", "$$"]
)
WORD = st.text(st.sampled_from("abcxyzABCXYZ0123456789损失函数éß"), min_size=1, max_size=6)
PROSE = st.lists(st.one_of(WORD, SIGNS, st.just(" ")), max_size=8).map(lambda parts: escaped("".join(parts)))
# Formulas, each with the letters that it has beside the names of TeX's commands.
FORMULAS = {
    r"\(x^2\)": "x2",
    r"$$\frac{a}{b}$$": "ab",
    r"\[a &lt; b\]": "ab",
    r"\(\mathbb R_+\)": "R",
    r"\begin{align}a&amp;=b\end{align}": "ab",
    "$n$": "n",
    r"\(50%\)": "50",
}
FORMULA = st.sampled_from(list(FORMULAS))
IMAGE = st.sampled_from(
    [
        '<img src="@@PLUGINFILE@@/a%20b.png" alt="p">',
        '<img src="@@PLUGINFILE@@/网.png" width="10">',
        '<img src="gone.png">',
    ]
)
LEAF = st.one_of(PROSE, PROSE, FORMULA, IMAGE, st.just("<br>"))
INLINE = ("b", "i", "em", "strong", "u", "span", "code", "sup", "sub", "font", "small", "q")
BLOCK = ("p", "div", "h2", "blockquote", "pre", "td", "dd")


def escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


# In a cell the entries of a list get their numbers as text, which lxml does not have.
CELL = st.builds(
    lambda tag, parts: f"<td><{tag}>{''.join(parts)}</{tag}></td>",
    st.sampled_from((*INLINE, *BLOCK, "ul")),
    st.lists(LEAF, max_size=3),
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inside, max_size=4)
    cells = st.lists(st.one_of(CELL, CELL, LEAF), max_size=3).map("".join)
    return st.one_of(
        st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", st.sampled_from(INLINE + BLOCK), several),
        st.builds(
            lambda tag, parts: f"<{tag}>{''.join(f'<li>w{p}</li>' for p in parts)}</{tag}>",
            st.sampled_from(("ul", "ol")),
            several,
        ),
        st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", st.sampled_from(("ul", "ol")), several),
        st.builds(
            lambda rows: f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>",
            st.lists(cells, max_size=3),
        ),
        several.map("".join),
    )


HTML = st.recursive(LEAF, element, max_leaves=14)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def meant(html: str) -> str:
    """The letters that HTML shows, as lxml reads them."""
    for formula, inside in FORMULAS.items():
        html = html.replace(formula, inside)
    return letters(lxml_html.fromstring(f"<div>{html}</div>").text_content())


def shown(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Para(inlines):
                yield from words(inlines)
            case DisplayMath(text):
                yield bare(text)
            case CodeBlock(text):
                yield code(text)
            case Bullets(items) | Numbered(items):
                for item in items:
                    yield from shown(item)
            case Table(head, rows):
                for row in (head, *rows):
                    for cell in row:
                        yield from words(cell)
            case Figure():
                pass


def bare(tex: str) -> str:
    """A formula without the names of commands and environments."""
    return re.sub(r"\\(?:begin|end)\{[a-z]*\}|\\[A-Za-z]+", " ", tex)


def code(text: str) -> str:
    """Code, in which the notation of formulas stands as it is."""
    for formula, inside in FORMULAS.items():
        text = text.replace(unescape(formula), inside)
    return text


def words(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Math(text):
                yield bare(text)
            case Code(text):
                yield code(text)
            case Str(text):
                yield text
            case Emph(inside) | Strong(inside):
                yield from words(inside)


def read(html: str) -> tuple[Blocks, list[str]]:
    imported = Imported()
    texts = Texts(imported, "q", Node("question", {}, 1), ("en",))
    written = texts.markdown(html, {"a b.png": png(3), "网.png": png(10)})["en"]
    known = {f"files/{path}": Image(path, data, "") for path, data in imported.files.items()}
    return parse(written, known.get), [doubt.rule for doubt in imported.doubts]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(HTML)
@example("<b>a</b><i>b</i>")
@example("a<b>*</b>b")
@example("<i>a<b>b</b></i>c")
def test_no_text_formula_or_picture_of_html_is_lost_in_silence(html: str) -> None:
    blocks, doubts = read(html)
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    said, wanted = letters(" ".join(shown(blocks))), meant(html)
    # What stands in no cell of a table comes before it.
    kept = said == wanted or ("<table>" in html and sorted(said) == sorted(wanted))
    count = sum(source.startswith("@@") for source in tree.xpath("//img/@src"))
    assert kept or doubts
    assert sum(1 for _ in pictures(blocks)) == count or doubts
    assert "import-text-plain" not in doubts


FRACTION = st.sampled_from(["100", "50", "33.33333", "25", "0", "-25", "-50", "-100"])
NUMERAL = st.sampled_from(["1", "0.5", "-3", "2.50", "1e3", "0,5", "1,000", "five", "*", "1/3", "3.14159", "-0"])
SLACK = st.sampled_from(["0", "0.1", "0,1", "1%", "", "wide", "0.00005"])
MARK = st.sampled_from(["1", "2.0000000", "0.5", "1,5", "nan", "0", "7"])
TEXT = st.one_of(WORD, PROSE, FORMULA)
REMARK = st.one_of(st.just(""), WORD.map(lambda text: f"<feedback><text>{text}</text></feedback>"))
CHOICE = st.builds(
    lambda options, single: (choice(*(answer(t, f, r) for t, f, r in options), single=single), ("choice", options)),
    st.lists(st.tuples(TEXT, FRACTION, REMARK), max_size=5),
    st.sampled_from(["true", "false"]),
)
NUMBER = st.builds(
    lambda answers: (number(*(answer(n, f, tolerance(s) + r) for n, f, s, r in answers)), ("numeric", answers)),
    st.lists(st.tuples(NUMERAL, FRACTION, SLACK, REMARK), max_size=3),
)
MATCHING = st.lists(st.tuples(TEXT, WORD), max_size=4).map(
    lambda pairs: (question("matching", "".join(pair(*p) for p in pairs)), ("matching", pairs))
)
ORDERING = st.lists(TEXT, max_size=4).map(lambda entries: (ordering(*entries), ("ordering", entries)))
QUESTION = st.tuples(st.one_of(CHOICE, NUMBER, MATCHING, ORDERING), MARK)


def plain(markdown: str) -> str:
    return letters(" ".join(shown(parse(markdown))))


def agrees(item: dict[str, Any], points: object, asked: tuple[str, Any], mark: str) -> bool:
    """Whether an item has the key, the texts and the points of a question, read from what the question was made of."""
    kind, made = asked
    if f"{points}" != mark.removesuffix(".0000000"):
        return False
    match kind:
        case "choice":
            right = [meant(t) for t, f, _ in made if float(f) > 0]
            wrong = [meant(t) for t, f, _ in made if float(f) <= 0]
            found = [[plain(o["text"]["en"]) for o in item[side]] for side in ("right", "wrong")]
            return found == [right, wrong] and meant(made[0][0]) != ""
        case "numeric":
            (n, _, s, _), *others = sorted(made, key=lambda a: a[1] != "100")
            return (float(item["answer"]), float(item["tolerance"])) == (float(n), float(s or 0)) and len(
                item.get("wrong", ())
            ) == len(others)
        case "matching":
            found = [(plain(p["left"]["en"]), plain(p["right"]["en"])) for p in item["pairs"]]
            return found == [(meant(left), meant(right)) for left, right in made if left.strip()]
        case _:
            return [plain(e["text"]["en"]) for e in item["entries"]] == [meant(text) for text in made]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(QUESTION)
def test_no_key_mark_or_tolerance_is_changed_in_silence(made: tuple[tuple[str, tuple[str, Any]], str]) -> None:
    (written, asked), mark = made
    graded = re.sub(r"<defaultgrade>[^<]*</defaultgrade>", "", written)
    graded = graded.replace("</name>", f"</name><defaultgrade>{mark}</defaultgrade>", 1)
    done = import_questions(quiz(graded).encode(), "q", set(), "q", ("en",), "en")
    items = [item for topic in done.items.values() for item in topic]
    told = [doubt.rule for doubt in done.doubts]
    if not items:
        assert "import-question-lost" in told
    else:
        assert told or agrees(items[0], done.entries[0]["points"], asked, mark)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(HTML, QUESTION), min_size=4, max_size=10))
def test_whatever_comes_in_can_be_printed(
    tmp_path_factory: Any, made: list[tuple[str, tuple[tuple[str, Any], str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("import")
    texts = (question("essay", text=f"x{html.replace(']]>', '')}") for html, _ in made)
    source = folder / "q.xml"
    source.write_text(quiz(*texts, *(written for _, ((written, _), _) in made)), encoding="utf-8")
    done = import_moodle(source, folder / "course", "en")
    own = load_course(folder / "course")
    exam = instantiate(own, assemble(own, own.blueprint(done.exams[0]), 1), "en")
    for name in ("xelatex", "typst"):
        assert ENGINES[name].sources(exam, Kit(own, ENGINES[name]))
