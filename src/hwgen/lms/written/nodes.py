"""Pieces of a question of Moodle."""

from __future__ import annotations

from hwgen.lms.moodle.parsing import Node

PLAIN = "plain_text"


def plain(name: str, content: str) -> Node:
    return Node(name, {}, 0, [], content)


def text(name: str, content: str, format: str = PLAIN, /, **attributes: str) -> Node:
    """An element with a text; `format` is empty where it has none."""
    return Node(name, ({"format": format} if format else {}) | attributes, 0, [plain("text", content)])


def answer(content: str, share: float) -> Node:
    """An answer with its share of the points in percent."""
    return text("answer", content, PLAIN, fraction=f"{share:.7g}")
