"""What is typed as in another program: each is reported with what to write, and its sound twin is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_flaws import CHOICE, OPEN, TRUTHS, both, changed, options, reading_of

from hwgen.content.markup import parse
from hwgen.errors import CourseError
from hwgen.flaws.rules import RULES

# Rules of whose flaws and sound twins these are.
PLANTED = ("markup-typed", "printed-anyway")
TYPED = [
    ("＊＊地＊＊", "write `**地**`", "**地**"),
    ("~~地~~", "delete `~~`", "~2 与 ~3"),
    ("==地==", "write `**地**`", "a == b == c"),
    ("￥v^2￥", "write `$v^2$`", "￥5 至 ￥6"),
    ("{{v}}", "write the number itself", "{v}"),
    ("3x4", r"write `$3\times 4$`", r"$3\times 4$"),
    ("2*3", r"write `$2\times 3$`", "2*x"),
    ("10^-3", "write `$10^{-3}$`", "$10^{-3}$"),
    ("1e-3", r"write `$1\times 10^{-3}$`", "图中的 1e18"),
    ("5 m2", r"write `$\mathrm{m^2}$`", "5 m"),
    ("20 oC", "write `°C`", "20 °C"),
    ("温度 —3", "write a formula", "第 3—5 页"),
    ("－3", "write a formula", "5 − 3"),
    ("a\tb", "write the columns as a table", "a b"),
    ("如下：\n• 热\n• 光", "begin each entry of a list", "如下：\n\n- 热\n- 光"),
    ("如下：\n\n｜ a ｜ b ｜", "write `|` between the cells", "如下：\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
    ("如下：\n\n···python\na = 1\n···", "three backticks", "如下：\n\n```python\n• = '''\n```"),
]


@pytest.mark.parametrize(("typed", "way_out", "sound"), TYPED)
def test_what_is_printed_as_it_stands_has_a_way_out(tmp_path: Path, typed: str, way_out: str, sound: str) -> None:
    (finding, *_) = RULES["markup-typed"](reading_of(tmp_path / "planted", changed(OPEN, ("stem.zh", typed))))
    assert way_out in finding.message
    assert not list(RULES["markup-typed"](reading_of(tmp_path / "sound", changed(OPEN, ("stem.zh", sound)))))


def test_a_backslash_says_that_a_sign_is_meant(tmp_path: Path) -> None:
    item = changed(OPEN, ("stem.zh", r"模板写 \{\{v}} 和 10\^-3。"))
    assert not list(RULES["markup-typed"](reading_of(tmp_path, item)))


LETTERED = options(("A. 一", "B. 二", "C. 三", "D. 四", "E. 五"), ("A. a", "B. b", "C. c", "D. d", "E. e"))
NAMED = options(("A. Smith 的", "二", "三", "四", "五"), ("A. Smith’s", "b", "c", "d", "e"))
PRINTED = [
    (OPEN, [("stem.zh", "12. 为什么？")], [("stem.zh", "3.5 倍的步长为什么不好？")], "number of the question"),
    (OPEN, [("stem.zh", "1. 为什么？")], [("stem.zh", "1. 为什么？\n2. 怎么办？")], "number of the question"),
    (OPEN, [("stem.zh", "十二、为什么？")], [("stem.zh", "十二个为什么？")], "number of the question"),
    (OPEN, [("stem.en", "Question 3: Why?")], [("stem.en", "Question 3 of them.")], "number of the question"),
    (OPEN, [("stem.zh", "为什么？（5 分）")], [("stem.zh", "为什么？（写两点）")], "points of the question"),
    (OPEN, [("stem.en", "Why? [5 points]")], [("stem.en", "Why do the 5 points lie on a line?")], "points of the question"),
    (OPEN, [("stem.zh", "为什么？A. 热 B. 光")], [("stem.zh", "用户 A 与 B 为什么？")], "options seem to stand"),
    (CHOICE, [("stem.zh", "它是（　　）。")], [("stem.zh", "它（　　）是什么？")], "stands for the answer"),
    (CHOICE, [("stem.zh", "它是什么？答案：A")], [("stem.zh", "它的答案：是什么？")], "looks like the key"),
    (TRUTHS, [("statements.0.text.zh", "它为零（ ）")], [("statements.0.text.zh", "它为零（即 0）。")], "stands for the answer"),
    (CHOICE, LETTERED, NAMED, "letter of the option"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "planted", "sound", "message"), PRINTED)
def test_what_a_paper_prints_by_itself_is_remarked_on(
    tmp_path: Path,
    item: dict[str, object],
    planted: list[tuple[str, object]],
    sound: list[tuple[str, object]],
    message: str,
) -> None:
    (finding, *_) = RULES["printed-anyway"](reading_of(tmp_path / "planted", changed(item, *planted)))
    assert message in finding.message
    assert not list(RULES["printed-anyway"](reading_of(tmp_path / "sound", changed(item, *sound))))


@pytest.mark.parametrize(
    ("sign", "message"),
    [("⼒", "only looks like `力`"), ("𝐞", "only looks like `e`"), ("ﬁ", "only looks like `fi`"), ("\ue123", "a single font has the character U+E123")],
)  # fmt: skip
def test_a_sign_that_looks_like_another_is_named(tmp_path: Path, sign: str, message: str) -> None:
    for rule, words in (
        ("chinese-typography", both("stem", f"为什么{sign}？", "Why?")),
        ("local-typography", both("stem", "为什么？", f"Why {sign}?")),
    ):
        found = list(RULES[rule](reading_of(tmp_path / rule, changed(OPEN, *words))))
        assert any(message in finding.message for finding in found)


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("![图]（a.png）", "markup-figure-name", "write `![图](a.png)`"),
        ("！【图】（files/a.jpg）", "markup-figure-name", "write `![图](files/a.jpg)`"),
        ("![[a.png]]", "markup-figure-name", "write `![…](a.png)`"),
        ("！[图](a.png)", "markup-inline", "with an ordinary `!`"),
        ("用[＠current]的结果", "markup-reference", "write `[@current]`"),
        ("用【@current】的结果", "markup-reference", "write `[@current]`"),
        ("用[@ current ]的结果", "markup-reference", "write `[@current]`"),
        (r"由\[v^2=2gh\]得", "markup-formula", "write `$$`"),
        ("![图](data:image/png;base64,iVBORw0KGgo=)", "unknown-figure", "save the picture as a file"),
        ("![图](a.png)", "unknown-figure", "write `files/a.png`"),
    ],
)
def test_what_looks_like_markup_has_a_way_out(text: str, rule: str, hint: str) -> None:
    with pytest.raises(CourseError) as caught:
        parse(text)
    fault = caught.value.diagnostics[0]
    assert fault.rule == rule
    assert hint in fault.hint


@pytest.mark.parametrize(
    "text",
    ["注意！【提示】（见下）", r"\![图]（a.png）", r"由\[1, 2\]得", "[@current]的结果", r"\[@ 某人\]", "【@某人】"],
)
def test_what_is_no_markup_is_read(text: str) -> None:
    assert parse(text)
