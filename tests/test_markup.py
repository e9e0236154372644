"""Markdown with mathematics is understood or refused, with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.content.image import Image
from hwgen.content.markup import parse
from hwgen.content.texmath import math_faults
from hwgen.content.tree import Bullets, Code, DisplayMath, Emph, Figure, Math, Numbered, Para, Ref, Str, Strong, Table
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
        ("$^^5c$", "cannot be used in a formula"),
        (r"$\begin{tikzpicture}\end{tikzpicture}$", "environment `tikzpicture`"),
        (r"$\left( x$", "do not match"),
        ("<b>bold</b>", "raw HTML `<b>`"),
        ("# head", "a heading is not allowed"),
        ("[a](http://b)", "a link is not allowed"),
        ("![](nowhere)", "there is no figure `nowhere`"),
        ("![p](files/my pic.png)", "`![p](files/my pic.png)` shows no figure"),
        ("see ![p]( files/my pic.png )", "`![p]( files/my pic.png )` shows no figure"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(CourseError) as caught:
        parse(text)
    assert message in caught.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("files/网络.png", "files/网络.png"),
        ("<files/my pic.png>", "files/my pic.png"),
        ("files/my%20pic.png", "files/my pic.png"),
        ("files/100%25.png", "files/100%.png"),
        ("files/Größe(1).png", "files/Größe(1).png"),
    ],
)
def test_a_figure_may_have_any_name(written: str, name: str) -> None:
    image = Image(name, b"", "p")
    assert parse(f"![p]({written})", {name: image}.get) == (Figure(image),)


@pytest.mark.parametrize("text", [r"\!\[a](b c)", "wow! (a b)", "x![a]"])
def test_what_is_no_figure_is_text(text: str) -> None:
    assert "".join(inline.text for block in parse(text) for inline in block.inlines) == text.replace("\\", "")


def test_a_fault_has_its_place() -> None:
    text = Source("first\nsecond $x", Span(Path("a.yaml"), 10, 3), lines_below=True, indent=4)
    with pytest.raises(CourseError) as caught:
        parse(text)
    assert caught.value.diagnostics[0].span == Span(Path("a.yaml"), 12, 12)


def test_all_faults_are_found() -> None:
    with pytest.raises(CourseError) as caught:
        parse("a $x\n\n<b>\n\n" + r"$\input{x}$")
    assert len(caught.value.diagnostics) == 3


@pytest.mark.parametrize(
    ("name", "hint"), [("foo", "only TeX mathematics is allowed"), ("lamda", "did you mean `\\lambda`?")]
)
def test_a_command_that_is_like_none_has_none_proposed(name: str, hint: str) -> None:
    ((_, _, said),) = math_faults(f"\\{name}")
    assert said.startswith(hint)
