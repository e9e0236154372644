"""Content as the HTML that learning platforms show, with `\\(...\\)` mathematics, in one language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import assert_never
from urllib.parse import quote

from hwgen.content.image import Image
from hwgen.content.picture import Picture, one_language
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

DELIMITER = re.compile(r"\\(?=[(\[])|\$(?=\$|[^\s$][^$]*\$)")


# Classes of Bootstrap, which Moodle’s own tables have: borders, padding, and no wider than their contents.
TABLE_CLASSES = "table table-bordered table-sm w-auto"


class Html(str):
    """HTML, made only here."""


def blocks(content: Blocks, words: Words, refs: Mapping[str, int]) -> Html:
    """`refs` gives the place in its group of each question that a text can refer to, counted from 1."""
    return Html("\n".join(_block(block, words, refs) for block in content))


def _block(block: Block, words: Words, refs: Mapping[str, int]) -> str:
    match block:
        case Para(content):
            return f"<p>{inlines(content, words, refs)}</p>"
        case DisplayMath(tex):
            return f"<p>\\[{escape(words.script.formula(tex), quote=False)}\\]</p>"
        case Bullets(items):
            return f"<ul>{_items(items, words, refs)}</ul>"
        case Numbered(items):
            return f"<ol>{_items(items, words, refs)}</ol>"
        case CodeBlock(_, name):
            kind = f' class="language-{escape(name)}"' if name else ""
            return f"<pre><code{kind}>{escape(block.with_numbers(), quote=False)}</code></pre>"
        case Table(head, rows):
            top, *body = ([inlines(cell, words, refs) for cell in row] for row in (head, *rows))
            return table(top, body)
        case Figure(picture):
            return f"<p>{image(picture)}</p>"
        case _:
            assert_never(block)


def table(head: Sequence[Html], rows: Iterable[Sequence[Html]], kind: str = "") -> Html:
    """`kind` is a class by which an import knows the table again."""
    classes = f"{TABLE_CLASSES} {kind}" if kind else TABLE_CLASSES
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    above = f"<thead><tr>{top}</tr></thead>" if any(head) else ""
    return Html(f'<table class="{classes}">{above}<tbody>{body}</tbody></table>')


def _items(items: tuple[Blocks, ...], words: Words, refs: Mapping[str, int]) -> str:
    return "".join(f"<li>{item(content, words, refs)}</li>" for content in items)


def item(content: Blocks, words: Words, refs: Mapping[str, int]) -> Html:
    """What stands in an item of a list: a paragraph alone needs no tags."""
    match content:
        case (Para(text),):
            return inlines(text, words, refs)
        case _:
            return blocks(content, words, refs)


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
    source, alt = quote(file_of(picture)[0]), escape(one_language(picture.alt))
    return Html(f'<img class="img-fluid" src="@@PLUGINFILE@@/{source}" alt="{alt}">')
