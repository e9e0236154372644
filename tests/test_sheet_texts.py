"""Texts on answer sheets: in lines that have room, or cut off."""

from __future__ import annotations

import pytest

from hwgen.sheets.front import cut, length, wrapped


@pytest.mark.parametrize(
    "text", ["Keep the black squares and the codes clean.", "请勿在黑色方块和二维码上书写。", "W" * 200, ""]
)
def test_lines_are_as_wide_as_there_is_room(text: str) -> None:
    lines = wrapped(text, 7.5, 30)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(length(line, 7.5) <= 30 or " " not in line for line in lines)
    assert length(cut(text, 7.5, 30), 7.5) <= 30
    assert not any(line.startswith(("。", "，")) for line in lines)
