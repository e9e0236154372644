"""Lists of HTML with the labels that a text speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lxml.html import HtmlElement

from hwgen.content.tree import Block, Blocks, Bullets, LineBreak, Numbered, Para, Str
from hwgen.lms.moodle.importing.formulas import Doubt
from hwgen.lms.moodle.importing.labels import STYLES, label, number, style_of

LISTS = ("ul", "ol", "menu", "dir")


@dataclass
class _Entry:
    place: int
    content: list[Block] = field(default_factory=list)


class Reading(Protocol):
    """Reads what is inside an element, an element itself, or a text."""

    def content(self, node: HtmlElement, depth: int) -> Blocks: ...
    def element(self, node: HtmlElement, depth: int) -> Blocks: ...
    def text(self, text: str) -> Blocks: ...


def listed(node: HtmlElement, reading: Reading, depth: int, doubt: Doubt) -> Iterator[Block]:
    """The blocks of a list."""
    entries = [entry for entry in _entries(node, reading, depth) if entry.content]
    if not entries:
        return
    if node.tag != "ol":
        yield Bullets(tuple(tuple(entry.content) for entry in entries))
        return
    style = style_of(node)
    kind = STYLES.get(style) or STYLES.get(style.lower())
    if kind is None:
        doubt("import-list-labels", f"the labels of a list, `{style[:40]}`, became numbers")
        kind = "1"
    if kind == "1" and [entry.place for entry in entries] == list(range(1, len(entries) + 1)):
        yield Numbered(tuple(tuple(entry.content) for entry in entries))
    else:
        yield from _labelled([(label(kind, entry.place), entry.content) for entry in entries])


def _entries(node: HtmlElement, reading: Reading, depth: int) -> list[_Entry]:
    """The entries; what stands between them, as a list inside of the list does, belongs to the one before."""
    start = number(node.get("start"))
    step = -1 if node.get("reversed") is not None else 1
    following = start if start is not None else len(list(node.iterchildren("li"))) if step < 0 else 1
    entries: list[_Entry] = []

    def add(content: Blocks) -> None:
        nonlocal following
        if not content:
            return
        if not entries:
            entries.append(_Entry(following))
            following += step
        entries[-1].content += content

    add(reading.text(node.text or ""))
    for child in node:
        if child.tag == "li":
            value = number(child.get("value"))
            following = value if value is not None else following
            entries.append(_Entry(following, list(reading.content(child, depth))))
            following += step
        elif isinstance(child.tag, str):
            add(reading.element(child, depth))
        add(reading.text(child.tail or ""))
    return entries


def _labelled(entries: Sequence[tuple[str, Sequence[Block]]]) -> Iterator[Block]:
    """Entries with labels of their own as lines of a paragraph, which other blocks part."""
    run: list[Para] = []
    for sign, content in entries:
        first, rest = (content[0], content[1:]) if isinstance(content[0], Para) else (Para(()), content)
        run.append(Para((Str(sign), *first.inlines) if sign else first.inlines))
        if rest:
            yield _lines(run)
            yield from rest
            run = []
    if run:
        yield _lines(run)


def _lines(run: Sequence[Para]) -> Para:
    lines = [(LineBreak(), *para.inlines) for para in run]
    return Para(tuple(inline for line in lines for inline in line)[1:])
