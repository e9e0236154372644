"""A file of Moodle XML: questions in order, each below the category that stands before it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from hwgen.lms.adapter import Category, Piece
from hwgen.lms.labels import NAME_LENGTH, clean
from hwgen.lms.moodle.writing.elements import add_text, serialised
from hwgen.writers.dialect import MOODLE
from hwgen.writers.languages import joined

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
TAIL = b"</quiz>\n"


def pack(pieces: Sequence[tuple[Category, Piece]]) -> bytes:
    data: list[bytes] = []
    last = None
    for category, piece in pieces:
        if category != last:
            data.append(_category(category))
            last = category
        data.append(piece.data)
    return HEAD + b"".join(data) + TAIL


def _category(category: Category) -> bytes:
    """For all questions that follow it, below the course's top one."""
    node = etree.Element("question", type="category")
    path = "/".join(("$course$", "top", *map(category_name, category.names)))
    add_text(etree.SubElement(node, "category"), path)
    paragraphs = {at: f"<p>{MOODLE.prose(text)}</p>" for at, text in category.about}
    add_text(etree.SubElement(node, "info", format="html"), joined(paragraphs, MOODLE))
    return serialised(node)


def category_name(name: str) -> str:
    """A name of a path: a slash in it is doubled, and none stands at its ends."""
    name = clean(name).strip().strip("/").strip()
    if name.startswith("$"):
        name = f"\u200b{name}"
    return name[: NAME_LENGTH // 2].rstrip("/ ").replace("/", "//") or "hwgen"
