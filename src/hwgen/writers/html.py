"""Content as the HTML that learning platforms show, with `\\(...\\)` mathematics."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from typing import assert_never

from hwgen.content import (
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
    pictures,
)
from hwgen.picture import Picture, told
from hwgen.text import Language
from hwgen.writers.svg import svg


class Html(str):
    """HTML, made only here."""


def blocks(content: Blocks, language: Language) -> Html:
    """A reference to another question becomes one to the description above, which an export repeats."""
    return Html("\n".join(_block(block, language) for block in content))


def _block(block: Block, language: Language) -> str:
    match block:
        case Para(content):
            return f"<p>{inlines(content, language)}</p>"
        case DisplayMath(tex):
            return f"<p>\\[{escape(tex, quote=False)}\\]</p>"
        case Bullets(items):
            return f"<ul>{''.join(_items(items, language))}</ul>"
        case Numbered(items):
            return f"<ol>{''.join(_items(items, language))}</ol>"
        case CodeBlock(text):
            return f"<pre><code>{escape(text, quote=False)}</code></pre>"
        case Table(head, rows):
            top = "".join(f"<th>{inlines(cell, language)}</th>" for cell in head)
            body = "".join("<tr>" + "".join(f"<td>{inlines(c, language)}</td>" for c in row) + "</tr>" for row in rows)
            return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
        case Figure(picture):
            return f"<p>{image(picture)}</p>"
        case _:
            assert_never(block)


def _items(items: tuple[Blocks, ...], language: Language) -> Iterator[str]:
    for item in items:
        tight = len(item) == 1 and isinstance(item[0], Para)
        inside = inlines(item[0].inlines, language) if tight and isinstance(item[0], Para) else blocks(item, language)
        yield f"<li>{inside}</li>"


def inlines(content: Inlines, language: Language) -> Html:
    return Html("".join(_inline(inline, language) for inline in content))


def _inline(inline: Inline, language: Language) -> str:
    match inline:
        case Str(text):
            return escape(text, quote=False)
        case Emph(content):
            return f"<em>{inlines(content, language)}</em>"
        case Strong(content):
            return f"<strong>{inlines(content, language)}</strong>"
        case Code(text):
            return f"<code>{escape(text, quote=False)}</code>"
        case Math(tex):
            return f"\\({escape(tex, quote=False)}\\)"
        case Ref():
            return "上文" if language == "zh" else "the description above"
        case LineBreak():
            return "<br>"
        case _:
            assert_never(inline)


def file_name(picture: Picture) -> str:
    """A name that depends on the drawing alone."""
    return f"{hashlib.blake2b(svg(picture), digest_size=6).hexdigest()}.svg"


def image(picture: Picture) -> Html:
    return Html(f'<img src="@@PLUGINFILE@@/{file_name(picture)}" alt="{escape(told(picture.alt))}">')


def files(content: Blocks) -> dict[str, bytes]:
    """The drawings that the HTML of `content` refers to."""
    return {file_name(picture): svg(picture) for picture in pictures(content)}
