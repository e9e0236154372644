"""Slips in the texts of a generator: each is shown at its line, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_generator_places import course, fault, shown

from hwgen.bank.loading import load
from hwgen.problem.templates import like_holes
from hwgen.proof.prove import prove_all

SLIPS = [
    ("边长为 [n]。", "边长为 【n】。", "【n】", "this is text", "write `[n]`"),
    ("a side of [n].", "a side of {n}.", "{n}", "this is text", "write `[n]`"),
    ("a side of [n].", "a side of {{n}}.", "{{n}}", "this is text", "write `[n]`"),
    ("边长为 [n]。", "边长为 [n：.1]。", "[n：", "this is text", "write `[n:`"),
    ("$$[=key]$$", "$$[＝key]$$", "[＝key", "this is text", "write `[=key]`"),
    ("zh: 面积是多少？", "zh：面积是多少？", "zh：", "is a Chinese colon", "write `zh: `"),
    ("ask:", "aks:", "aks:", "no text of this name", "did you mean `ask:`?"),
    ("zh: 边长自乘。", "zh: 边长 $n 自乘。", "边长 $n 自乘。", "unclosed `$`", "close the formula"),
    ("        ask:", "        ![图](squares)\n\n        ask:", "squares", "there is no figure", "figures=lambda: {\"squares\": ...}"),
    ("边长为 [n]。", "边长已知。", "@generator", "two variants read the same", "no text shows `n`: write `[n]`"),
    ('draw.pick("n", (3, 4, 5))', 'draw.pick("n", ())', "draw.pick", "nothing to draw from", "write the values in parentheses"),
    ('n = draw.pick("n", (3, 4, 5))', 'n = draw.pick("n", (3, 4)); draw.pick("n", (5, 6))', "draw.pick(\"n\", (5", "is drawn twice", "another name"),
    ("minutes=1,", 'minutes="2分钟",', "2分钟", "not an expression", "write"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "place", "message", "hint"), SLIPS)
def test_a_slip_in_a_text_is_shown_at_its_line(
    before: str, after: str, place: str, message: str, hint: str, tmp_path: Path
) -> None:
    changes = [(before, after)]
    if message.startswith("two variants"):
        changes.append(("A square has a side of [n].", "The side is known."))
    found = fault(course(tmp_path, *changes))
    assert message in found.message
    assert shown(found.span).startswith(place)
    assert hint in found.hint


@pytest.mark.parametrize("text", ["$x_{n}$", "`{n}`", "{m}", "【提示】"])
def test_other_brackets_are_text(text: str, tmp_path: Path) -> None:
    at = course(tmp_path, ("边长为 [n]。", f"边长为 [n]，{text}。"))
    prove_all(at.items["area"], languages=at.languages)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [r"$$\frac{n}{2}$$", "$$\n{n}^2\n$$", r"得 $\{n\}$"])
def test_curly_brackets_of_formulas_are_no_holes(text: str) -> None:
    assert not like_holes(text)


def test_a_file_that_is_not_utf_8_is_named_with_its_encoding(tmp_path: Path) -> None:
    at = course(tmp_path).root / "generators" / "old.py"
    at.write_bytes('"""力学"""\n'.encode("gbk"))
    (found,) = [each for each in load(at.parents[1]).errors if each.span and each.span.file == at]
    assert "it may be GBK" in found.message
