"""Content as the HTML that learning platforms show, with `\\(...\\)` mathematics, in one language or two."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import TypeVar, assert_never
from urllib.parse import quote

from hwgen.content.image import Image
from hwgen.content.picture import Picture, told
from hwgen.content.tree import (
    Block,
    Blocks,
    Bullets,
    Code,
    CodeBlock,
    DisplayMath,
    Emph,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Math,
    Numbered,
    Para,
    Ref,
    Str,
    Strong,
    Table,
)
from hwgen.words.words import Words
from hwgen.writers.svg import svg

Part = TypeVar("Part")
DELIMITER = re.compile(r"\\(?=[(\[])|\$(?=\$)")


class Html(str):
    """HTML, made only here."""


def blocks(content: Blocks, words: Words, refs: Mapping[str, int]) -> Html:
    """`refs` gives the place in its group of each question that a text can refer to, counted from 1."""
    return Html("\n".join(_block(block, words, refs) for block in content))


def in_languages(contents: Mapping[Words, Blocks], refs: Mapping[str, int]) -> Html:
    """The same content in each language, block by block where the blocks correspond."""
    if len({len(content) for content in contents.values()}) > 1:
        return spans({at: blocks(content, at, refs) for at, content in contents.items()})
    return Html("\n".join(_together(row, refs) for row in _rows(contents)))


def _rows(parts: Mapping[Words, Sequence[Part]]) -> Iterator[dict[Words, Part]]:
    """What stands at the same place in each language."""
    return (dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True))


def _together(same: Mapping[Words, Block], refs: Mapping[str, int]) -> Html:
    pieces = {at: _block(block, at, refs) for at, block in same.items()}
    if all(piece.startswith("<p>") for piece in pieces.values()):
        return Html(f"<p>{spans({at: piece[3:-4] for at, piece in pieces.items()})}</p>")
    # A span may not hold a table, but its cells may hold spans.
    tables = {at: block for at, block in same.items() if isinstance(block, Table)}
    shapes = {(len(table.head), *map(len, table.rows)) for table in tables.values()}
    if len(tables) < len(same) or len(shapes) > 1:
        return spans(pieces)
    rows = {at: (table.head, *table.rows) for at, table in tables.items()}
    head, *body = (
        [spans({at: inlines(cell, at, refs) for at, cell in cells.items()}) for cells in _rows(row)]
        for row in _rows(rows)
    )
    return _table(head, body)


def spans(pieces: Mapping[Words, str]) -> Html:
    """A text for each language, of which a platform with a multi-language filter shows one; once, if they are the same."""
    if len(set(pieces.values())) == 1:
        return Html(next(iter(pieces.values())))
    return Html(
        "".join(f'<span lang="{at.script.moodle}" class="multilang">{piece}</span>' for at, piece in pieces.items())
    )


def _block(block: Block, words: Words, refs: Mapping[str, int]) -> str:
    match block:
        case Para(content):
            return f"<p>{inlines(content, words, refs)}</p>"
        case DisplayMath(tex):
            return f"<p>\\[{escape(words.script.formula(tex), quote=False)}\\]</p>"
        case Bullets(items):
            return f"<ul>{''.join(_items(items, words, refs))}</ul>"
        case Numbered(items):
            return f"<ol>{''.join(_items(items, words, refs))}</ol>"
        case CodeBlock(_, name):
            kind = f' class="language-{escape(name)}"' if name else ""
            return f"<pre><code{kind}>{escape(block.with_numbers(), quote=False)}</code></pre>"
        case Table(head, rows):
            top, *body = ([inlines(cell, words, refs) for cell in row] for row in (head, *rows))
            return _table(top, body)
        case Figure(picture):
            return f"<p>{image(picture)}</p>"
        case _:
            assert_never(block)


def _table(head: Sequence[Html], rows: Iterable[Sequence[Html]]) -> Html:
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return Html(f"<table>{f'<thead><tr>{top}</tr></thead>' if any(head) else ''}<tbody>{body}</tbody></table>")


def _items(items: tuple[Blocks, ...], words: Words, refs: Mapping[str, int]) -> Iterator[str]:
    for item in items:
        match item:
            case (Para(content),):
                yield f"<li>{inlines(content, words, refs)}</li>"
            case _:
                yield f"<li>{blocks(item, words, refs)}</li>"


def inlines(content: Inlines, words: Words, refs: Mapping[str, int]) -> Html:
    return Html("".join(_run(run, words, refs) for run in _runs(content)))


def _runs(content: Inlines) -> Iterator[Inline]:
    """The content with neighbouring strings joined."""
    for strings, run in groupby(content, lambda inline: isinstance(inline, Str)):
        if strings:
            yield Str("".join(inline.text for inline in run if isinstance(inline, Str)))
        else:
            yield from run


def _run(inline: Inline, words: Words, refs: Mapping[str, int]) -> str:
    match inline:
        case Str(text):
            return prose(words.script.spaced(text))
        case Emph(content):
            return f"<em>{inlines(content, words, refs)}</em>"
        case Strong(content):
            return f"<strong>{inlines(content, words, refs)}</strong>"
        case Code(text):
            return f"<code>{prose(text)}</code>"
        case Math(tex):
            return f"\\({escape(words.script.formula(tex), quote=False)}\\)"
        case Ref(question):
            return words.say("platform.question", number=refs[question])
        case LineBreak():
            return "<br>"
        case _:
            assert_never(inline)


def prose(text: str) -> str:
    """Text in which nothing is taken for a tag or for the beginning of a formula: an empty element parts delimiters."""
    return DELIMITER.sub(r"\g<0><bdi></bdi>", escape(text, quote=False))


@lru_cache(maxsize=256)
def file_of(picture: Picture | Image) -> tuple[str, bytes]:
    """The drawing as a file; its name depends on the drawing alone."""
    if isinstance(picture, Image):
        return picture.name, picture.data
    data = svg(picture)
    return f"{hashlib.blake2b(data, digest_size=6).hexdigest()}.svg", data


def image(picture: Picture | Image) -> Html:
    source, alt = quote(file_of(picture)[0]), escape(told(picture.alt))
    return Html(f'<img class="img-fluid" src="@@PLUGINFILE@@/{source}" alt="{alt}">')
