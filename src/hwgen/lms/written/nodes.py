"""Pieces of a question of Moodle."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from posixpath import basename, dirname

from hwgen.lms.moodle.parsing import Node

PLAIN = "plain_text"
# The place of a picture in a draft, by signs that stand in no text: the name of its file, and what it shows in words.
PLACED = re.compile("\ue010([^\ue010-\ue012]+)\ue011([^\ue010-\ue012]*)\ue012")
SIGNS = re.compile("[\ue010-\ue012]")


def plain(name: str, content: str) -> Node:
    return Node(name, {}, 0, [], content)


def text(name: str, content: str, format: str = PLAIN, /, **attributes: str) -> Node:
    """An element with a text; `format` is empty where it has none."""
    return Node(name, ({"format": format} if format else {}) | attributes, 0, [plain("text", content)])


def answer(content: str, share: float) -> Node:
    """An answer with its share of the points in percent."""
    return text("answer", content, PLAIN, fraction=f"{share:.7g}")


def placed(file: str, words: str) -> str:
    """The place of a picture."""
    return f"\ue010{SIGNS.sub('', file)}\ue011{' '.join(SIGNS.sub('', words).split())}\ue012"


def pictured(html: str) -> str:
    """An HTML text with its pictures in their places."""
    return PLACED.sub(lambda match: f'<img src="@@PLUGINFILE@@/{match[1]}" alt="{escape(match[2])}">', html)


def attach(node: Node, files: Mapping[str, bytes]) -> None:
    """Puts pictures beside each text that shows them."""
    for child in node.children:
        attach(child, files)
    shown = node.content("text")
    for name, data in files.items():
        if f'"@@PLUGINFILE@@/{name}"' in shown:
            place = {"name": basename(name), "path": f"/{dirname(name)}/", "encoding": "base64"}
            node.children.append(Node("file", place, node.line, [], b64encode(data).decode()))
