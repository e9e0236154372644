"""HTML that holds several languages, of which a platform's multi-language filter shows one.

Moodle's filter knows spans by their language, joins those that follow each other, and takes the first `</span>` for the
end of one. Its filter for formulas, which may come first, puts each formula into a span of its own. So formulas stand
between the spans of languages where these have the same ones, else at the end of a span, behind which nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from hwgen.content.tree import Block, Blocks, Bullets, Numbered, Table
from hwgen.words.words import Words
from hwgen.writers import html
from hwgen.writers.html import Html, blocks, inlines

Part = TypeVar("Part")
FORMULA = re.compile(r"<[^>]*>|(\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
TAG = re.compile(r"<(/?)(\w+)[^>]*>")
VOID = ("br", "img")
INLINE = ("strong", "em", "code", "bdi", "del", "sup", "sub")
# Parts spans that the filter would join otherwise.
PARTED = "<bdi></bdi>"


def in_languages(contents: Mapping[Words, Blocks], refs: Mapping[str, int]) -> Html:
    """The same content in each language, block by block where the blocks correspond."""
    if len({tuple(map(type, content)) for content in contents.values()}) > 1:
        return spans({at: blocks(content, at, refs) for at, content in contents.items()})
    return Html("\n".join(_together(row, refs) for row in _rows(contents)))


def _rows(parts: Mapping[Words, Sequence[Part]]) -> Iterator[dict[Words, Part]]:
    """What stands at the same place in each language."""
    return (dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True))


def _together(same: Mapping[Words, Block], refs: Mapping[str, int]) -> Html:
    """One block. A table or a list is one whose cells or items are in every language."""
    tables = {at: block for at, block in same.items() if isinstance(block, Table)}
    if len({(len(table.head), *map(len, table.rows)) for table in tables.values()}) == 1:
        rows = {at: (table.head, *table.rows) for at, table in tables.items()}
        head, *body = (
            [spans({at: inlines(cell, at, refs) for at, cell in cells.items()}) for cells in _rows(row)]
            for row in _rows(rows)
        )
        return html.table(head, body)
    lists = {at: block for at, block in same.items() if isinstance(block, (Bullets, Numbered))}
    if len({len(block.items) for block in lists.values()}) == 1:
        tag = "ul" if isinstance(next(iter(lists.values())), Bullets) else "ol"
        items = _rows({at: block.items for at, block in lists.items()})
        inside = (spans({at: html.item(item, at, refs) for at, item in row.items()}) for row in items)
        return Html(f"<{tag}>{''.join(f'<li>{piece}</li>' for piece in inside)}</{tag}>")
    pieces = {at: blocks((block,), at, refs) for at, block in same.items()}
    if all(piece.startswith("<p>") for piece in pieces.values()):
        return Html(f"<p>{spans({at: piece[3:-4] for at, piece in pieces.items()})}</p>")
    return spans(pieces)


def spans(pieces: Mapping[Words, str]) -> Html:
    """A text for each language; once, if they are the same."""
    if len(set(pieces.values())) == 1:
        return Html(next(iter(pieces.values())))
    cut = {at: list(_cut(piece)) for at, piece in pieces.items()}
    if len({tuple(parts[1::2]) for parts in cut.values()}) == 1 and not any(map(_in_blocks, cut.values())):
        return Html("".join(_between({at: _balanced(parts) for at, parts in cut.items()})))
    return Html(PARTED.join(_apart(cut)))


def _cut(piece: str) -> Iterator[str]:
    """Texts and the formulas between them, in turn. What looks like a formula in an attribute is none."""
    start = 0
    for match in FORMULA.finditer(piece):
        if match[1]:
            yield from (piece[start : match.start()], match[1])
            start = match.end()
    yield piece[start:]


def _open(texts: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """The elements that are open at the end of each text, with their tags."""
    opened: list[tuple[str, str]] = []
    for text in texts:
        for match in TAG.finditer(text):
            if match[1]:
                opened.pop()
            elif match[2] not in VOID:
                opened.append((match[2], match[0]))
        yield list(opened)


def _in_blocks(parts: Sequence[str]) -> bool:
    """Whether a formula stands in an element that cannot be closed before it and opened behind it again."""
    return any(name not in INLINE for opened in list(_open(parts[::2]))[:-1] for name, _ in opened)


def _balanced(parts: Sequence[str]) -> list[str]:
    """The parts, each text with all of its elements closed."""
    balanced, before = list(parts), ""
    for i, opened in enumerate(_open(parts[::2])):
        closing = "".join(f"</{name}>" for name, _ in reversed(opened))
        balanced[2 * i] = f"{before}{parts[2 * i]}{closing}"
        before = "".join(tag for _, tag in opened)
    return balanced


def _between(cut: Mapping[Words, Sequence[str]]) -> Iterator[str]:
    """Each text in all languages, and the formulas that they share."""
    for i, row in enumerate(_rows(cut)):
        if i % 2 or len(set(row.values())) == 1:
            yield next(iter(row.values()))
        else:
            yield " ".join(_span(code, text) for at, text in row.items() for code in at.script.moodle)


def _apart(cut: Mapping[Words, Sequence[str]]) -> Iterator[str]:
    """Each text with the formula behind it alone, as one that is empty in all other languages."""
    codes = [code for at in cut for code in at.script.moodle]
    for at, parts in cut.items():
        for i in range(0, len(parts), 2):
            text = "".join(parts[i : i + 2])
            for own in at.script.moodle if text else ():
                others = " ".join(_span(code, "") for code in codes if code != own)
                yield f"{others} {_span(own, text)}"


def _span(code: str, text: str) -> str:
    return f'<span lang="{code}" class="multilang">{text}</span>'
