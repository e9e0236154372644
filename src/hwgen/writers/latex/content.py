"""Content as TeX: blocks, what stands within a line, and pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import assert_never

from hwgen.content import tabular
from hwgen.content.image import Image
from hwgen.content.picture import Picture
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
from hwgen.writers.latex.drawing import texdraw
from hwgen.writers.latex.escaping import Tex, escape, indent, within
from hwgen.writers.printed.images import DOTS_PER_INCH, file_name
from hwgen.writers.printed.measures import FITTING, held, listed, on_one_line, stiff, tex_width
from hwgen.writers.printed.stems import in_rows

# The lines of its paragraph need not end at the edge.
RAGGED = r"\ragged{}"


def blocks(content: Blocks, refs: Mapping[str, int], words: Words) -> Tex:
    parts: list[str] = []
    rows = list(in_rows(content))
    for i, row in enumerate(rows):
        if i:
            parts.append("\n\n" if isinstance(row, Para) and isinstance(rows[i - 1], Para) else "\n")
        parts.append(_side_by_side(row) if isinstance(row, tuple) else _block(row, refs, words))
    return Tex("".join(parts))


def _side_by_side(drawings: tuple[Picture, ...]) -> str:
    return within(r"\begin{drawings}", "\n\\nextdrawing\n".join(map(drawing, drawings)), r"\end{drawings}")


def _block(block: Block, refs: Mapping[str, int], words: Words) -> str:
    match block:
        case Para(inner):
            return inlines(inner, refs, words)
        case DisplayMath(tex):
            return within(r"\[", _formula(words.script.formula(tex)), r"\]")
        case Bullets(items):
            return _list("itemize", items, refs, words)
        case Numbered(items):
            return _list("enumerate", items, refs, words)
        case CodeBlock():
            begin = r"\begin{codeblock}[numbered]" if block.numbered else r"\begin{codeblock}"
            return within(begin, "\n".join(map(_code_line, block.lines)), r"\end{codeblock}")
        case Table():
            return _table(block, refs, words)
        case Figure(picture):
            shown = image(picture) if isinstance(picture, Image) else drawing(picture)
            return within(r"\begin{center}", shown, r"\end{center}")
        case _:
            assert_never(block)


def _list(name: str, items: tuple[Blocks, ...], refs: Mapping[str, int], words: Words) -> str:
    entries = (indent(blocks(item, refs, words)).lstrip() for item in items)
    return within(rf"\begin{{{name}}}", "\n".join(rf"\item {item}" for item in entries), rf"\end{{{name}}}")


def _code_line(line: str) -> str:
    words = r"\ ".join(escape(word) for word in line.split(" "))
    deep = len(line) - len(line.lstrip(" "))
    return rf"\codeline[{deep}]{{{words}}}" if deep else rf"\codeline{{{words}}}"


def _table(table: Table, refs: Mapping[str, int], words: Words) -> str:
    rows = [[inlines(cell, refs, words) for cell in row] for row in (table.head, *table.rows)]
    head = " & ".join(rf"\textbf{{{cell}}}" for cell in rows[0])
    body = " \\nextrow\n".join(" & ".join(row) for row in rows[1:])
    shown = [rf"{part} \\ \hline" for part, given in ((head, any(table.head)), (body, table.rows)) if given]
    return within(
        rf"\begin{{datatable}}{{|{_columns(rows, (table.head, *table.rows))}}}",
        "\n".join([r"\hline", *shown]),
        r"\end{datatable}",
    )


def _columns(rows: list[list[Tex]], cells: tabular.Rows) -> str:
    """Columns as wide as their text where all fit side by side, otherwise shares of the line, if these hold all words."""
    widths = [max(map(tex_width, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= FITTING:
        return "c|" * len(widths)
    wide = sum(max(width, 8) for width in widths)
    shares = [max(width, 8) / wide for width in widths]
    if tabular.hold(shares, cells):
        return "".join(
            rf">{{\raggedright\arraybackslash}}p{{\dimexpr {share:.2f}\linewidth-2\tabcolsep-1pt}}|" for share in shares
        )
    return "".join(rf">{{\raggedright\arraybackslash}}p{{{width:g}em}}|" for width in tabular.widths(cells))


def inlines(content: Inlines, refs: Mapping[str, int], words: Words) -> Tex:
    parts: list[str] = []
    for inline in content:
        if words.script.ideographic and stiff(inline):
            parts.append(RAGGED)
        parts.append(_inline(inline, refs, words))
    return Tex("".join(parts))


def _inline(inline: Inline, refs: Mapping[str, int], words: Words) -> str:
    match inline:
        case Str(text):
            return escape(words.script.printed(text))
        case Emph(inner):
            return rf"\emph{{{inlines(inner, refs, words)}}}"
        case Strong(inner):
            return rf"\textbf{{{inlines(inner, refs, words)}}}"
        case Code(text):
            code = escape(text)
            return rf"\texttt{{\mbox{{{code}}}}}" if on_one_line(text) else rf"\texttt{{{code}}}"
        case Math(tex):
            return " ".join(f"${_formula(held(part))}$" for part in listed(words.script.formula(tex)))
        case Ref(question):
            return escape(words.say("question", number=refs[question]))
        case LineBreak():
            return "\\newline\n"
        case _:
            assert_never(inline)


def _formula(tex: str) -> str:
    """An empty line would end the formula."""
    return re.sub(r"\n\s*\n", "\n", tex.strip())


def drawing(picture: Picture) -> Tex:
    return Tex(texdraw(picture, escape))


def image(picture: Image) -> Tex:
    scale = 72 / DOTS_PER_INCH if picture.kind == "svg" else 72 / 96
    return Tex(rf"\bankimage{{{scale:g}}}{{{file_name(picture)}}}")
