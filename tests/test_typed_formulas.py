"""Formulas typed as in a program, TeX of other packages, and texts that look like markup and are none: each is reported with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_flaws import CHOICE, both, changed, course_of, found_in

from hwgen.content.markup import parse
from hwgen.content.texmath import math_faults
from hwgen.errors import CourseError


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("x^10", "^{10}"),
        ("x_max", "_{max}"),
        ("10^-3", "^{-3}"),
        ("2^(n-1)", "^{n-1}"),
        ("sin x", r"\sin"),
        ("2\\sigma + alpha", r"\alpha"),
        (r"\lim_{x->0} x", r"\to"),
        ("a <= b", r"\le"),
        ("a != b", r"\ne"),
        ("1, 2, ..., n", r"\dots"),
        ("2*3", r"\times"),
        ("3 +- 1", r"\pm"),
    ],
)
def test_a_formula_as_in_a_program_is_reported_with_what_to_write(typed: str, written: str, tmp_path: Path) -> None:
    found = found_in(course_of(tmp_path, changed(CHOICE, *both("explanation", f"即 ${typed}$。", f"It is ${typed}$."))))
    assert {finding.rule for finding in found} == {"formula-typed"}
    assert all(finding.message.endswith(f": write `{written}`") for finding in found)


@pytest.mark.parametrize(
    "tex",
    [
        r"\sum_jp_j",
        r"x^{10}+x_1x_2",
        r"\theta^*",
        r"W * x",
        r"x_{\mathrm{max}}",
        r"\text{exp -> log}",
        r"\operatorname{max}(a,b)",
        "x^2y",
        r"0^-",
        r"\begin{array}{ll}a&b\end{array}",
    ],
)
def test_a_formula_of_tex_is_left_alone(tex: str, tmp_path: Path) -> None:
    assert not found_in(course_of(tmp_path, changed(CHOICE, *both("explanation", f"即 ${tex}$。", f"It is ${tex}$."))))


@pytest.mark.parametrize(
    ("tex", "message", "hint"),
    [
        (r"\begin{cases} x \\ y", r"`\begin{cases}` is never ended", r"write `\end{cases}` at its end"),
        (r"\begin{matrix}1\end{pmatrix}", r"`\end{pmatrix}` ends nothing that", r"write `\end{matrix}` in its place"),
        (r"1\end{cases}", r"`\end{cases}` ends nothing that", r"write `\begin{cases}` before it, or delete it"),
        (r"x \over y", r"TeX command `\over`", r"write `\frac{a}{b}` in place of `a \over b`"),
        (r"\ce{H2O}", r"TeX command `\ce`", r"`\mathrm{H_2O}`"),
        (r"\R^n", r"TeX command `\R`", r"write `\mathbb{R}`"),
        (r"\begin{equation}x\end{equation}", "TeX environment `equation`", "write the formula alone"),
        (r"\begin{align}x\end{align}", "TeX environment `align`", "write `aligned` in its place"),
        (r"\sqrt[3", r"`[` after `\sqrt` is never closed", "end the index with `]`"),
        (r"\left( x", "do not match", r"every `\left` needs its `\right`"),
    ],
)
def test_tex_that_is_not_read_has_a_way_out(tex: str, message: str, hint: str) -> None:
    ((told, _, way),) = math_faults(tex)
    assert message in told
    assert hint in way


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{cases}\begin{matrix}1\end{matrix}\\2\end{cases}",
        r"\sqrt[3]{x}",
        r"\left( x \right.",
        r"\begin{aligned}a&=b\end{aligned}",
    ],
)
def test_tex_that_is_read_is_left_alone(tex: str) -> None:
    assert not math_faults(tex)


@pytest.mark.parametrize(
    ("text", "rule", "message", "hint"),
    [
        ("| a | b |\n| 1 | 2 |", "markup-table", "no line of dashes", "write `|---|---|` below its first row"),
        ("| a | b |\n|---|\n| 1 | 2 |", "markup-table", "no line of dashes", "write `|---|---|` below its first row"),
        ("|a|b|\n|-|-|\n|1|", "markup-table", "has 1 cell, and its first row 2", "give each row as many cells"),
        ("|a|b|\n|-|-|\n|1|2|3|", "markup-table", "has 3 cells, and its first row 2", "give each row as many cells"),
        ("x &lt; y", "markup-html", "`&lt;` is a character of HTML", "write the character itself"),
        ("x &#945; y", "markup-html", "`&#945;` is a character of HTML", "write the character itself"),
        ("```python\nx = 1\n\nWhat is x?", "markup-unclosed", "is never ended", "end it with a line"),
        (r"Let \(x = 1\).", "markup-formula", r"`\(` begins no formula here", "write `$` in place"),
        (r"\[x \le 1\]", "markup-formula", r"`\[` begins no formula here", "write `$$` in place"),
        (r"\begin{align}", "markup-formula", r"`\begin` stands outside", "write `aligned` in its place"),
        ("Let $ x $ be", "markup-unclosed", "unclosed `$`", "without a space inside it"),
    ],
)
def test_what_looks_like_markup_and_is_none_is_reported(text: str, rule: str, message: str, hint: str) -> None:
    with pytest.raises(CourseError) as caught:
        parse(text)
    fault = caught.value.diagnostics[0]
    assert fault.rule == rule
    assert message in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    "text",
    [
        "|a|b|\n|-|-|\n|1|2|\n||4|",
        r"|a|b|\n|-|-|\n|1 \| 2|3|".replace(r"\n", "\n"),
        "The norms |x| and |y|.",
        "AT&T; and R&D;",
        r"`&lt;` and \&lt;",
        "```\nx\n```",
        "- a\n\n  ```\n  x\n  ```\n- b",
        "````\n```\n````",
        "~~~\nx\n~~~~",
        r"\[0, 1\] and \[a link\](b)",
        r"\[ ^ = \\le 1\]",
    ],
)
def test_what_is_markup_or_none_at_all_is_read(text: str) -> None:
    assert parse(text)
