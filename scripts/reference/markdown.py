"""Pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty if it has no rows."""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def code(text: object) -> str:
    return f"`{text}`"


def joined(*blocks: str) -> str:
    """Blocks with a blank line between them, as a file."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def sentence(text: str) -> str:
    """`text` with a full stop, if it has none."""
    return text if not text or text.endswith((".", "?", "!", ":", "]", ")")) else f"{text}."


def slug(title: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
