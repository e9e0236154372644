"""Content as Typst markup: blocks, what stands within a line, and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
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
from hwgen.words.script import IDEOGRAPH, NO_BREAK
from hwgen.words.words import Words
from hwgen.writers.printed.images import DOTS_PER_INCH, file_name
from hwgen.writers.printed.measures import FITTING, UNBROKEN, held, listed, on_one_line, spaced, stiff, tex_width, width
from hwgen.writers.printed.stems import in_rows
from hwgen.writers.typst import drawing as drawings
from hwgen.writers.typst.escaping import Typ, apostrophes, breakable, escape, literal
from hwgen.writers.typst.formulas import formula
from hwgen.writers.typst.literals import NO_ALT

# Signs that do not begin a line; of Typst they may, behind a formula.
NOT_FIRST = ("；", "：")
JOINER = "\u2060"
# Before a paragraph that is followed by what it speaks of, such as a formula or a table.
LEADS = "#leads;"
# What a column has besides its text, in units of the type.
INSETS = 1.1
# In half em, what a reference to a question takes.
REFERENCE = 6


def blocks(content: Blocks, refs: Mapping[str, int], words: Words) -> Typ:
    rows = list(in_rows(content))
    written = [_side_by_side(row) if isinstance(row, tuple) else _block(row, refs, words) for row in rows]
    for i, (block, after) in enumerate(pairwise(rows)):
        if isinstance(block, Para) and not isinstance(after, Para | Figure | tuple):
            written[i] = LEADS + written[i]
    return Typ("\n\n".join(written))


def _side_by_side(pictures: tuple[Picture, ...]) -> str:
    return f"#drawings({''.join(f'[{drawing(picture)}], ' for picture in pictures)});"


def _block(block: Block, refs: Mapping[str, int], words: Words) -> str:
    match block:
        case Para(inner):
            return inlines(inner, refs, words).strip()
        case DisplayMath(tex):
            return _displayed(words.script.formula(tex))
        case Bullets(items):
            return _list("list", items, refs, words)
        case Numbered(items):
            return _list('enum.with(numbering: "(1)")', items, refs, words)
        case CodeBlock():
            lines = ",\n".join(map(literal, block.lines))
            numbered = "numbered: true, " if block.numbered else ""
            return f"#codeblock({numbered}(\n{lines},\n));" if lines else ""
        case Table():
            return _table(block, refs, words)
        case Figure(picture):
            return image(picture) if isinstance(picture, Image) else drawing(picture)
        case _:
            assert_never(block)


def _list(function: str, items: tuple[Blocks, ...], refs: Mapping[str, int], words: Words) -> str:
    entries = "".join(f"[\n{blocks(item, refs, words)}\n]" for item in items)
    return f"#({function})(){entries};"


def _table(table: Table, refs: Mapping[str, int], words: Words) -> str:
    cells = (table.head, *table.rows)
    rows = [[inlines(cell, refs, words) for cell in row] for row in cells]
    head = f"table.header({cells_of([Typ(f'#strong[{cell}];') for cell in rows[0]])})," if any(table.head) else ""
    body = "\n".join(f"  {cells_of(row)}," for row in rows[1:])
    wide = sum(max(map(_width, column)) for column in zip(*cells, strict=True)) + 2 * len(cells[0]) > FITTING
    return f"#datatable({_columns(table) if wide else len(rows[0])}, {'left' if wide else 'center'}, {head}\n{body}\n);"


def _columns(table: Table) -> str:
    """Of a wide table: their number, where equal shares of the line hold all words, otherwise their widths."""
    cells, count = (table.head, *table.rows), len(table.head)
    if tabular.hold([1 / count] * count, cells):
        return str(count)
    return f"({', '.join(f'{width + INSETS:g}em' for width in tabular.widths(cells))},)"


def cells_of(cells: Sequence[str]) -> Typ:
    return Typ(", ".join(f"[{cell}]" for cell in cells))


def _width(cell: Inlines) -> int:
    """About how wide a cell prints, in half em."""
    return sum(map(_inline_width, cell))


def _inline_width(inline: Inline) -> int:
    match inline:
        case Str(text) | Code(text):
            return width(text)
        case Math(tex):
            return tex_width(tex)
        case Emph(inner) | Strong(inner):
            return _width(inner)
        case Ref():
            return REFERENCE
        case LineBreak():
            return 0
        case _:
            assert_never(inline)


def inlines(content: Inlines, refs: Mapping[str, int], words: Words) -> Typ:
    parts: list[str] = []
    for i, inline in enumerate(content):
        if i and isinstance(content[i - 1], Math) and _edge(inline, 0) in NOT_FIRST:
            parts.append(JOINER)
        if i and isinstance(inline, Math) != isinstance(content[i - 1], Math) and _touch(content[i - 1], inline):
            parts.append("#gap;")
        if i and words.script.ideographic and stiff(inline):
            parts.append("#ragged;")
        parts.append(_inline(inline, refs, words))
    return Typ("".join(parts))


def _touch(before: Inline, after: Inline) -> bool:
    """Whether a Chinese sign stands right beside a formula: Typst parts only text from text there."""
    left, right = _edge(before, -1), _edge(after, 0)
    return bool(IDEOGRAPH.match(left) or IDEOGRAPH.match(right))


def _edge(inline: Inline, side: int) -> str:
    match inline:
        case Str(text):
            return text[side] if text else ""
        case Emph(inner) | Strong(inner):
            return _edge(inner[side], side) if inner else ""
        case Code() | Math() | Ref() | LineBreak():
            return ""
        case _:
            assert_never(inline)


def _inline(inline: Inline, refs: Mapping[str, int], words: Words) -> str:
    match inline:
        case Str(text):
            return escape(words.script.printed(apostrophes(text)))
        case Emph(inner):
            return f"#emph[{inlines(inner, refs, words)}];"
        case Strong(inner):
            return f"#strong[{inlines(inner, refs, words)}];"
        case Code(text):
            code = f"raw({literal(breakable(text))})"
            return f"#box({code});" if on_one_line(text) else f"#{code};"
        case Math(tex):
            return " ".join(map(_in_line, listed(words.script.formula(tex))))
        case Ref(question):
            return Typ(escape(words.say("question", number=refs[question])).replace(NO_BREAK, "~"))
        case LineBreak():
            return "#linebreak();"
        case _:
            assert_never(inline)


def _in_line(tex: str) -> str:
    shown = equation(tex)
    return f"#unbroken[{shown}];" if tex_width(tex) <= UNBROKEN else shown


def equation(tex: str, *, block: bool = False) -> Typ:
    """A formula, with its TeX as alternative text."""
    plain = " ".join(tex.split()) or NO_ALT
    shown = formula(str(tex)) if block else formula(held(str(tex)), inline=True)
    return Typ(f"#{'displayed' if block else 'math'}({literal(plain)}, ${shown}$);")


def _displayed(tex: str) -> Typ:
    """A display of several formulas names them, since lines end between them where they have no room beside each other."""
    parts = spaced(tex)
    if len(parts) < 2:
        return equation(tex, block=True)
    plain = " ".join(tex.split())
    shown = ", ".join(f"math({literal(part)}, $display({formula(part)})$)" for part in parts)
    return Typ(f"#beside({literal(plain)}, ${formula(tex)}$, {shown});")


def drawing(picture: Picture) -> Typ:
    return Typ(drawings.drawing(picture, escape))


def image(picture: Image) -> Typ:
    scale = 72 / DOTS_PER_INCH if picture.kind == "svg" else 72 / 96
    alt = literal(picture.alt.strip() or NO_ALT)
    return Typ(f"#bankimage({literal(file_name(picture))}, {scale:g}, {alt});")
