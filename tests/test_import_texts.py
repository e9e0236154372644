"""What markup of other people carries: each text of Moodle as the Markdown of a bank, and what is said of what was lost."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image as Raster

from hwgen.lms.imported import Imported
from hwgen.lms.moodle.importing.languages import languages_of
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node


def node(name: str, text: str = "", *children: Node, **attributes: str) -> Node:
    return Node(name, attributes, 1, list(children), text)


def read(
    text: str, format: str = "html", *, language: str = "en", files: dict[str, bytes] | None = None, line: bool = False
) -> tuple[str, list[str]]:
    """A text as Markdown, and the rules of its doubts."""
    imported = Imported()
    texts = Texts(imported, "q", node("question"), (language,))
    written = texts.markdown(text, files or {}, format, line=line)[language]
    return written, [doubt.rule for doubt in imported.doubts]


KEPT = [
    # Superscripts and subscripts.
    ("x<sup>−1</sup>", "$x^{-1}$"),
    ("W<sup>[l]</sup>", "$W^{[l]}$"),
    ("<i>h</i><sup>(t)</sup>", "$h^{(t)}$"),
    ("σ<sub>β</sub>", r"$\sigma_{\beta}$"),
    ("10<sup>−3</sup> m", "$10^{-3}$ m"),
    ("2<sup>2<sup>n</sup></sup>", "$2^{2^{n}}$"),
    ("x<sub>i</sub><sup>2</sup>", "$x_{i}^{2}$"),
    (r"e<sup>\(\frac12 x\)</sup>", r"$e^{\frac12 x}$"),
    ("H<sub>2</sub>SO<sub>4</sub>", "H${}_{2}$SO${}_{4}$"),
    ("the 1<sup>st</sup>", r"the $1^{\text{st}}$"),
    ("x<sub>max</sub>", r"$x_{\text{max}}$"),
    ("损失<sub>训练</sub>", r"损失${}_{\text{训练}}$"),
    ("5<sup>50%</sup>", r"$5^{50\%}$"),
    # Formulas.
    (r"\(x^2\) and \(a&lt;b\)", "$x^2$ and $a<b$"),
    ("The loss $$L$$ of $$w$$.", "The loss $L$ of $w$."),
    ("<p>So</p><p>$$L$$</p>", "So\n\n$$L$$"),
    ("So<br>$$L$$<br>holds.", "So\n\n$$L$$\n\nholds."),
    (r"so \[x\] holds", "so\n\n$$x$$\n\nholds"),
    ("$x_i$ costs $5 or $6", r"$x_i$ costs \$5 or \$6"),
    ("between $a and b$", r"between \$a and b\$"),
    (r"\begin{align} a &amp;= b \\ c &amp;= d \end{align}", r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$"),
    (r"\[ a &amp;= b \\ &amp;= c \]", r"$$\begin{aligned} a &= b \\ &= c \end{aligned}$$"),
    (r"\(a<br>+ b\)", "$a + b$"),
    (r"\(a, b \ \)", "$a, b$"),
    (r"\(\mathscr{L}, {\rm d}x, \bf v\)", r"$\mathcal{L}, {\mathrm{d}}x, \mathbf{v}$"),
    (r"\(\text{if $x$ is}\)", r"$\text{if }x\text{ is}$"),
    ("\\(α ≤ β² · 损失\\)", r"$\alpha \le \beta ^{2} \cdot \text{损失}$"),
    (r"[tex]\frac{1}{2}[/tex]", r"$\frac{1}{2}$"),
    ('<script type="math/tex">x^2</script>', "$x^2$"),
    ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "${x}^{2}$"),
    (
        '<math><semantics><mi>y</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>',
        "$x^2$",
    ),
    ("<math><mfrac><mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac></math>", r"$\frac{a}{\sqrt{b}}$"),
    ('<img data-mathml="«math»«mi»x«/mi»«/math»" src="data:x">', "$x$"),
    ('<img src="https://latex.codecogs.com/gif.latex?x%5E2">', "$x^2$"),
    # Code.
    ("<pre>for i:<br>    print(i)<br>end</pre>", "```\nfor i:\n    print(i)\nend\n```"),
    ("or <code>a = 1<br>b = 2</code>.", "or\n\n```\na = 1\nb = 2\n```\n\n."),
    ('<pre><code class="language-python">x = 1</code></pre>', "```python\nx = 1\n```"),
    ("<code>a*b</code> <kbd>x</kbd>", "`a*b` `x`"),
    # Lists.
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ('<ol style="list-style-type: upper-roman"><li>a</li><li>b</li></ol>', "I. a\\\nII. b"),
    ('<ol type="a"><li>x</li><li>y</li></ol>', "a. x\\\nb. y"),
    ('<ol start="3"><li>x</li><li>y</li></ol>', "3\\. x\\\n4\\. y"),
    ('<ol><li value="7">x</li></ol>', "7\\. x"),
    ("<ul><li>one</li></ul><ul><li>two</li></ul>", "- one\n\n* two"),
    ("<ol><li>one</li></ol><ol><li>two</li></ol>", "1. one\n\n1) two"),
    ("<ul><li>one</li><ul><li>in</li></ul><li>two</li></ul>", "- one\n  \n  - in\n- two"),
    ("<ul>loose<li>one</li></ul>", "- loose\n- one"),
    # Tables.
    ("<table><tr><th>a</th></tr><tr><td><ul><li>x</li><li>y</li></ul></td></tr></table>", "| a |\n|---|\n| x; y |"),
    ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "|  |  |\n|---|---|\n| a b | c |"),
    ("<table><caption>T</caption><tr><td><p>alone</p></td></tr></table>", "T\n\nalone"),
    # Emphasis.
    ("<b>NOT&nbsp;</b>true", "**NOT** true"),
    ("f<b>(x)</b>y, <b>word.</b>next", "f(**x**)y, **word**.next"),
    ("<b>a</b><b>b</b>", "**ab**"),
    (r"<b>\(x\)</b>y", "$x$y"),
    ('<span style="font-weight:bold">a</span> <u>b</u>', "**a** *b*"),
    ("<b><p>a</p><p>b <i>c</i></p></b><p>d</p>", "**a**\n\n**b *c***\n\nd"),
    ("<i><ul><li>a</li></ul></i>b", "- *a*\n\nb"),
    ("<h3>a</h3><dl><dt>b</dt><dd>c</dd></dl>", "**a**\n\n**b**\n\nc"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
    ('<b style="font-weight:normal">a</b>', "a"),
    ("The <u>&nbsp;&nbsp;&nbsp;</u> is", r"The \_\_\_\_ is"),
    # Lines.
    ("a<br>- b<br>1. c", "a\\\n\\- b\\\n1\\. c"),
    ("a<br><br>b", "a\n\nb"),
    ("<h3>T</h3>x<!-- no --><o:p></o:p>", "**T**\n\nx"),
    ("\ufeffa\u200bb\u2028c", "ab c"),
    ("a & b < c", r"a \& b \< c"),
    ("<q>x</q>", "“x”"),
]


@pytest.mark.parametrize(("text", "written"), KEPT)
def test_meaning_is_kept(text: str, written: str) -> None:
    assert read(text) == (written, [])


@pytest.mark.parametrize(
    ("text", "written", "rule"),
    [
        ("<del>no</del> yes", "no yes", "import-struck"),
        ('<span style="text-decoration: line-through">no</span>', "no", "import-struck"),
        ("<svg><circle r='3'/></svg>x", "x", "import-element-lost"),
        ('x<iframe src="http://a/b"></iframe>', "x", "import-element-lost"),
        ('x<span style="display:none">secret</span>', "x", "import-element-lost"),
        (r"\(\ce{H2O}\)", r"`\ce{H2O}`", "import-formula-kept"),
        (r"\(a^b^c\)", "`a^b^c`", "import-formula-kept"),
        (r"see \(x", r"see \\(x", "import-formula-open"),
        ('<a href="@@PLUGINFILE@@/d.csv">data</a>', "data", "import-file-lost"),
        ('<img src="http://a/b.png" alt="net">', r"\[net\]", "import-image-lost"),
        ('<ol style="list-style: lower-greek"><li>a</li></ol>', "1. a", "import-list-labels"),
        (
            '<table><tr><th rowspan="2">M</th><th colspan="2">S</th></tr><tr><th>a</th><th>b</th></tr></table>',
            "| M | S |  |\n|---|---|---|\n|  | a | b |",
            "import-table-cells",
        ),
        ("<table><tr><td>a</td><td><pre>x\ny</pre></td></tr></table>", "a\n\n```\nx\ny\n```", "import-table-cells"),
    ],
)
def test_what_is_lost_or_changed_is_said(text: str, written: str, rule: str) -> None:
    assert read(text) == (written, [rule])


@pytest.mark.parametrize(
    ("format", "text", "written"),
    [
        ("markdown", "**bold** `code`\n\n1. one\n2. two", "**bold** `code`\n\n1. one\n2. two"),
        ("markdown", "```python\nx = 1\n```", "```python\nx = 1\n```"),
        ("markdown", r"$$a_1 * b_1$$ and \(x_1 * y_1\)", "$a_1 * b_1$ and $x_1 * y_1$"),
        ("4", "*it*", "*it*"),
        ("plain_text", "x = 1\ny < 2", "x = 1\\\ny \\< 2"),
        ("plain_text", "a <b>", r"a \<b\>"),
        ("moodle_auto_format", "First\nSecond\n\na) one\nb) two", "First\\\nSecond\n\na) one\\\nb) two"),
        ("moodle_auto_format", "<p>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("html", "one\ntwo", "one two"),
    ],
)
def test_each_of_moodles_formats_is_read_as_moodle_shows_it(format: str, text: str, written: str) -> None:
    assert read(text, format) == (written, [])


def png(width: int = 4) -> bytes:
    stream = io.BytesIO()
    Raster.new("L", (width, 3)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("%E7%BD%91%E7%BB%9C.png", "网络.png"),
        ("网络.png", "网络.png"),
        ("my%20pic.png", "my pic.png"),
        ("my pic.png?time=1", "my pic.png"),
        ("e%CC%81.png", "\xe9.png"),
        ("100%25.png", "100%.png"),
        ("folder/a.png", "folder/a.png"),
    ],
)
def test_a_picture_is_there_whatever_its_name(source: str, name: str) -> None:
    text, doubts = read(f'<img src="@@PLUGINFILE@@/{source}" alt="p">', files={name: png()})
    assert (text.startswith("![p](files/q/"), doubts) == (True, [])


def test_a_picture_in_the_text_itself_is_unpacked() -> None:
    data = base64.b64encode(png()).decode()
    assert read(f'a <img src="data:image/png;base64,{data}"> b')[0] == "a\n\n![](files/q/picture.png)\n\nb"


def test_a_picture_that_was_shown_larger_is_reported() -> None:
    image = '<img src="@@PLUGINFILE@@/a.png" width="{}">'
    assert read(image.format(4), files={"a.png": png()})[1] == []
    assert read(image.format(40), files={"a.png": png()})[1] == ["import-image-size"]


@pytest.mark.parametrize(
    "text",
    [
        '<span lang="zh-CN" class="multilang">中</span> <span lang="en" class="multilang">E</span>',
        '<span class="multilang" lang="zh_cn">中</span><span class="multilang" lang="en">E</span>',
        '<p><span class="multilang" lang="zh">中</span></p>{mlang other}no{mlang}{mlang en}E{mlang}{mlang zh_tw}{mlang}',
        "{mlang zh_cn}中{mlang}{mlang en}E{mlang}",
        "{mlang zh_cn,zh_tw}中{mlang}{mlang other}E{mlang}",
    ],
)
def test_each_language_is_read_alone(text: str) -> None:
    assert "中" in read(text, language="zh")[0]
    assert "E" in read(text, language="en")[0]
    assert "E" not in read(text, language="zh")[0]


def test_formulas_may_stand_between_the_languages() -> None:
    spans = '<span lang="zh-CN" class="multilang">{}</span> <span lang="en" class="multilang">{}</span>'
    text = spans.format("若 ", "if ") + r"\(x\)" + spans.format("，则", ", then")
    assert (read(text, language="zh")[0], read(text, language="en")[0]) == ("若 $x$，则", "if $x$, then")


def test_the_language_is_that_of_the_stem_whatever_the_options_are_in() -> None:
    def asked(stem: str, *options: str) -> Node:
        answers = [node("answer", "", node("text", option)) for option in options]
        return node("question", "", node("questiontext", "", node("text", stem)), *answers, type="multichoice")

    code = ("import numpy as np", "from torch import nn", "for x in range of many things")
    assert languages_of(asked("以下哪一行是对的？", *code), ("zh", "en")) == ("zh",)
    assert languages_of(asked("Which of these is right?", "梯度消失与梯度爆炸问题", "对"), ("zh", "en")) == ("en",)
    assert languages_of(asked("?", "对", "错"), ("zh", "en")) == ("zh",)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ('<span style="font-family:宋体">What is a perceptron?</span>', ("en",)),
        ('What is this? <img src="@@PLUGINFILE@@/图.png" alt="">', ("en",)),
        ("<pre>中文</pre>Which line is wrong?", ("en",)),
        ("ReLU 的 derivative 是?", ("zh",)),
        (r"求 \(f(x)=\mathrm{softmax}(x)\)", ("zh",)),
        ("What does the word 网络 mean in English?", ("en",)),
        ("{mlang zh_cn}中{mlang}{mlang en}E{mlang}", ("zh", "en")),
    ],
)
def test_the_language_is_that_of_what_can_be_read(text: str, languages: tuple[str, ...]) -> None:
    question = node("question", "", node("questiontext", "", node("text", text)), type="essay")
    assert languages_of(question, ("zh", "en")) == languages


def test_texts_that_are_alike_are_read_again_where_they_leave_doubts_or_have_files() -> None:
    imported = Imported()
    first, second = (Texts(imported, "q", node("question"), ("en",)) for _ in range(2))
    lost = "a<script>b</script>"
    assert first.markdown(lost, {}) == second.markdown(lost, {})
    assert [doubt.rule for doubt in imported.doubts] == ["import-element-lost"] * 2
    picture = '<img src="@@PLUGINFILE@@/a.png">'
    assert first.markdown(picture, {"a.png": png(4)}) != second.markdown(picture, {"a.png": png(5)})
    # A reader can change what it is given.
    first.markdown("<b>bold</b>", {})["en"] = ""
    assert second.markdown("<b>bold</b>", {}) == {"en": "**bold**"}
