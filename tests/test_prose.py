"""What the checker takes for words is what is printed as words, and it knows where they were written."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.texts import NAMED, texts
from hwgen.content.markup import parse
from hwgen.errors import CourseError, Span
from hwgen.flaws.reading import BLOCK, CELL, CODE, MATH, REFERENCE, prose
from hwgen.text import Source
from hwgen.words.words import words
from hwgen.writers import html

FORMULA = re.compile(r"<pre>.*?</pre>|\\\((?!<bdi>).*?\\\)|\\\[(?!<bdi>).*?\\\]", re.DOTALL)
SIGNS = str.maketrans("", "", MATH + CODE + BLOCK + REFERENCE + CELL)
BEGINNING = {"math": "$", "code": "`", "figure": "![", "reference": "[@"}
# What the reader of Markdown makes much of, and what it has to leave alone.
FRAGMENTS = [
    "a", "b c", "3", "深度", "学习。", "（", "é", "x_1", "$x$", "$x < y$", "$$y$$", "$", "$$\n", "\\$", "\\`", "`", "``",
    "`c`", "` $z$ `", "`a\nb`", "*", "**", "**b**", "*深*", "_", "\\*", "\\", "\\\\", "[@p]", "\\[@p]", "[", "]", "[a]: b",
    "\\[", "\\(", "|", "\\|", "\n", "\n\n", " ", "  \n", "\\\n", "    ", "\t", "- ", "1. ", "2) ", "\n```py\n", "\n```", "~~~\n",
    "![](f)", "![a](f)", "\n\n![](f)\n\n", "\n|a|b|\n|-|-|\n|", "\nx|y\n-|-\n", "&amp;", "<", "\\<", "#", "“", "\u3000", "\u00a0",
    "\u2028", "\f", "\x85", "\r\n",
]  # fmt: skip


def printed(text: str) -> str:
    """The words of a text, from the HTML that is made of it, without spaces."""
    written = html.blocks(parse(text, lambda name: NAMED), words("en"), defaultdict(lambda: 987))
    root = lxml.html.fromstring(f"<div>{FORMULA.sub('', written)}</div>")
    for code in root.findall(".//code"):
        code.clear(keep_tail=True)
    said = "".join(root.itertext())
    return "".join(said.replace("part (987)", "").split())


def agrees(text: str) -> None:
    read = prose(text)
    assert "".join(read.visible.translate(SIGNS).split()) == printed(text)
    for part in read.parts:
        if part.kind != "words":
            assert text.startswith(BEGINNING.get(part.kind, ""), part.start)
            continue
        for i, character in enumerate(part.inside, part.at):
            written = text[read.offset(i)]
            assert written == character or (character.isspace() and written in " \\\n\r")


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example(r"\$5 for $n$ and \$6")
@example(r"a \` b `c `")
@example(r"\[@x] and \|")
@example("    $x$")
@example("~~~py\n$x$\n~~~\n")
@example("- a\n\n  x \\| y | z\n  -|-\n  1 | 2 \\| 3")
@example("[a]: b")
def test_words_are_what_is_printed(text: str) -> None:
    try:
        parse(text, lambda name: NAMED)
    except CourseError:
        assert prose(text).visible == text
    else:
        agrees(text)


def test_words_of_the_bank_are_what_is_printed(course: Course) -> None:
    for item in course.items.values():
        if isinstance(item, BankItem):
            for text in texts(item.problem):
                for language in item.languages:
                    agrees(str(text[language]))


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        (r"\$5 for $n$ and \$6", f"$5 for {MATH} and $6"),
        (r"a \` b `c` d", f"a ` b {CODE} d"),
        (r"\[@p] is [@p]", f"[@p] is {REFERENCE}"),
        ("    $x$ y", BLOCK),
        ("a\n\n~~~\n$x$\n~~~", f"a\n{BLOCK}"),
        ("a|b\n-|-\nc\\|d|e", f"{CELL}a{CELL}b\n{CELL}c|d{CELL}e"),
        ("- a **b\n  c**\n- 深\n  度", "a b c\n深度"),
        ("[a]: b", "[a]: b"),
    ],
)
def test_words_are_what_markup_says(text: str, visible: str) -> None:
    assert prose(text).visible == visible


def test_a_place_in_a_text_is_a_place_in_its_file() -> None:
    text = Source(
        "- a \\$1\n- b\n\n  x | y\n  -|-\n  z | 1 \\| 2 w\n", Span(Path("a.yaml"), 10, 3), lines_below=True, indent=4
    )
    read = prose(text)
    found = {word: text.at(read.offset(read.visible.index(word))) for word in "a$bzw"}
    assert {word: (span.line, span.column) for word, span in found.items()} == {
        "a": (11, 7), "$": (11, 10), "b": (12, 7), "z": (16, 7), "w": (16, 18),
    }  # fmt: skip
