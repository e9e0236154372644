"""Markdown with mathematics is understood or refused, with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.content.markup import parse
from hwgen.content.tree import Bullets, Code, DisplayMath, Emph, Math, Numbered, Para, Ref, Str, Strong, Table
from hwgen.errors import CourseError, Span
from hwgen.text import Source


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("plain", (Para((Str("plain"),)),)),
        ("**原因：**过度拟合", (Para((Strong((Str("原因："),)), Str("过度拟合"))),)),
        ("*a* `b` $c^2$", (Para((Emph((Str("a"),)), Str(" "), Code("b"), Str(" "), Math("c^2"))),)),
        ("$$\nx^2\n$$", (DisplayMath("x^2"),)),
        ("- a\n- b", (Bullets(((Para((Str("a"),)),), (Para((Str("b"),)),))),)),
        ("1. a\n2. b", (Numbered(((Para((Str("a"),)),), (Para((Str("b"),)),))),)),
        ("in [@shape] here", (Para((Str("in "), Ref("shape"), Str(" here"))),)),
        (r"\$5", (Para((Str("$"), Str("5"))),)),
        ("深度\n学习", (Para((Str("深度"), Str(""), Str("学习"))),)),
        ("deep\nlearning", (Para((Str("deep"), Str(" "), Str("learning"))),)),
        ("a & b < c > d # e _ % ~ ^ { }", (Para((Str("a & b < c > d # e _ % ~ ^ { }"),)),)),
        ("|a|b|\n|-|-|\n|1|2|", (Table(((Str("a"),), (Str("b"),)), (((Str("1"),), (Str("2"),)),)),)),
    ],
)
def test_understood(text: str, blocks: object) -> None:
    assert parse(text) == blocks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("costs $5", "unclosed `$`"),
        ("**bold", "unclosed `**`"),
        ("a ` tick", "unclosed ```"),
        (r"$\input{x}$", r"`\input` is not allowed"),
        (r"$\write18{x}$", r"`\write` is not allowed"),
        (r"$\def\x{}$", r"`\def` is not allowed"),
        (r"$\csname x\endcsname$", r"`\csname` is not allowed"),
        (r"$\frac{1$", "braces"),
        ("$^^5c$", "cannot stand in a formula"),
        (r"$\begin{tikzpicture}\end{tikzpicture}$", "environment `tikzpicture`"),
        (r"$\left( x$", "do not match"),
        ("<b>bold</b>", "raw HTML `<b>`"),
        ("# head", "a heading cannot stand"),
        ("[a](http://b)", "a link cannot stand"),
        ("![](nowhere)", "no figure is called `nowhere`"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(CourseError) as caught:
        parse(text)
    assert message in caught.value.diagnostics[0].message


def test_a_fault_has_its_place() -> None:
    text = Source("first\nsecond $x", Span(Path("a.yaml"), 10, 3), lines_below=True, indent=4)
    with pytest.raises(CourseError) as caught:
        parse(text)
    assert caught.value.diagnostics[0].span == Span(Path("a.yaml"), 12, 12)


def test_all_faults_are_found() -> None:
    with pytest.raises(CourseError) as caught:
        parse("a $x\n\n<b>\n\n" + r"$\input{x}$")
    assert len(caught.value.diagnostics) == 3
