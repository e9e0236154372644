"""Content as HTML, in one language and in the dialect of its reader; `MOODLE` where none is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import assert_never

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
    joined,
)
from hwgen.words.words import Words
from hwgen.writers.dialect import MOODLE, Dialect


class Html(str):
    """HTML, made only here."""


def blocks(content: Blocks, words: Words, refs: Mapping[str, int], dialect: Dialect = MOODLE) -> Html:
    """`refs` gives the place in its group of each question that a text can refer to, counted from 1."""
    return Html("\n".join(_block(block, words, refs, dialect) for block in content))


def _block(block: Block, words: Words, refs: Mapping[str, int], dialect: Dialect) -> str:
    match block:
        case Para(content):
            return f"<p>{inlines(content, words, refs, dialect)}</p>"
        case DisplayMath(tex):
            return f"<p>{dialect.math(words.script.formula(tex), True)}</p>"
        case Bullets(items):
            return f"<ul>{_items(items, words, refs, dialect)}</ul>"
        case Numbered(items):
            return f"<ol>{_items(items, words, refs, dialect)}</ol>"
        case CodeBlock(_, name):
            kind = f' class="language-{escape(name)}"' if name else ""
            return f"<pre><code{kind}>{dialect.code(block.with_numbers())}</code></pre>"
        case Table(head, rows):
            top, *body = ([inlines(cell, words, refs, dialect) for cell in row] for row in (head, *rows))
            return table(top, body, dialect=dialect)
        case Figure(picture):
            return f"<p>{image(picture, dialect)}</p>"
        case _:
            assert_never(block)


def table(head: Sequence[Html], rows: Iterable[Sequence[Html]], kind: str = "", dialect: Dialect = MOODLE) -> Html:
    """`kind` is a class by which an import knows the table again."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    above = f"<thead><tr>{top}</tr></thead>" if any(head) else ""
    return Html(f"<table{_classes(dialect.table, kind)}>{above}<tbody>{body}</tbody></table>")


def _items(items: tuple[Blocks, ...], words: Words, refs: Mapping[str, int], dialect: Dialect) -> str:
    return "".join(f"<li>{item(content, words, refs, dialect)}</li>" for content in items)


def item(content: Blocks, words: Words, refs: Mapping[str, int], dialect: Dialect = MOODLE) -> Html:
    """What stands in an item of a list: a paragraph alone needs no tags."""
    match content:
        case (Para(text),):
            return inlines(text, words, refs, dialect)
        case _:
            return blocks(content, words, refs, dialect)


def inlines(content: Inlines, words: Words, refs: Mapping[str, int], dialect: Dialect = MOODLE) -> Html:
    return Html(dialect.line("".join(_run(run, words, refs, dialect) for run in joined(content))))


def _run(inline: Inline, words: Words, refs: Mapping[str, int], dialect: Dialect) -> str:
    match inline:
        case Str(text):
            return dialect.prose(words.script.spaced(text))
        case Emph(content):
            return f"<em>{inlines(content, words, refs, dialect)}</em>"
        case Strong(content):
            return f"<strong>{inlines(content, words, refs, dialect)}</strong>"
        case Code(text):
            return f"<code>{dialect.prose(text)}</code>"
        case Math(tex):
            return dialect.math(words.script.formula(tex), False)
        case Ref(question):
            return words.say("platform.question", number=refs[question])
        case LineBreak():
            return dialect.void("br")
        case _:
            assert_never(inline)


def image(picture: Picture | Image, dialect: Dialect = MOODLE) -> Html:
    source, alt = dialect.source(picture), escape(one_language(picture.alt))
    return Html(dialect.void(f'img{_classes(dialect.image)} src="{source}" alt="{alt}"'))


def _classes(*names: str) -> str:
    known = " ".join(filter(None, names))
    return f' class="{known}"' if known else ""
