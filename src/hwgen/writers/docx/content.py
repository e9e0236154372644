"""Content as paragraphs and tables of Word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from hwgen.content import tabular
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
from hwgen.writers.docx.package import Package
from hwgen.writers.docx.pictures import picture
from hwgen.writers.docx.wml import (
    BREAK,
    INDENT,
    PLAIN,
    TAB,
    Look,
    Wml,
    apostrophes,
    at_the_edge,
    indented,
    paragraph,
    run,
    table,
    text_cell,
)
from hwgen.writers.omml import omml

# What a cell has besides its text, in units of the type's size; how deep lists are indented.
PADDING = 1.3
DEEPEST = 3


@dataclass(frozen=True)
class Place:
    """How a paragraph looks that stands there: its style and what differs from it; how many lists are around it."""

    style: str
    settings: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Content:
    """Writes the texts of one exam into its document, drawings `zoom` times as large as they are.

    Blocks that are not in the language of `words` have their own in `foreign`.
    """

    package: Package
    words: Words
    zoom: float = 1.0
    foreign: Mapping[Block, Words] = field(default_factory=dict)

    def blocks(
        self,
        content: Blocks,
        refs: Mapping[str, int],
        place: Place,
        *,
        first: Place | None = None,
        before: str = "",
        after: str = "",
    ) -> list[Wml]:
        """The blocks. `first` is the place of a first paragraph, which `before` begins; `after` ends the last one."""
        if (first or before) and not (content and isinstance(content[0], Para)):
            content = (Para(()), *content)
        if after and not (content and isinstance(content[-1], Para)):
            content = (*content, Para(()))
        written: list[Wml] = []
        for i, block in enumerate(content):
            here = first if first and i == 0 else place
            own = self._in_its_language(block)
            if isinstance(block, Para):
                runs = (before if i == 0 else "") + own.inlines(block.inlines, refs)
                settings = here.settings
                if i + 1 == len(content):
                    runs, settings = runs + after, settings + (at_the_edge(self.package.line) if TAB in after else "")
                written.append(paragraph(here.style, runs, settings))
            else:
                written += own._block(block, refs, place)
        return written

    def _in_its_language(self, block: Block) -> Content:
        words = self.foreign.get(block) if self.foreign else None
        return replace(self, words=words) if words else self

    def _block(self, block: Block, refs: Mapping[str, int], place: Place) -> Iterator[Wml]:
        match block:
            case Para():
                yield from self.blocks((block,), refs, place)
            case DisplayMath(tex):
                yield paragraph("Formula", f"<m:oMathPara>{self.formula(tex, display=True)}</m:oMathPara>")
            case Bullets(items):
                yield from self._list("ListBullet", "", items, refs, place)
            case Numbered(items):
                yield from self._list("ListNumber", str(self.package.new_list("ListNumber")), items, refs, place)
            case CodeBlock():
                lines = block.with_numbers().expandtabs(4).splitlines() or [""]
                # One paragraph, since few blocks stay together more surely.
                yield paragraph("Program", BREAK.join(map(run, lines)))
            case Table():
                yield self._table(block, refs)
            case Figure(shown):
                yield paragraph("Figure", self.picture(shown))
            case _:
                assert_never(block)

    def _list(
        self, style: str, number: str, items: tuple[Blocks, ...], refs: Mapping[str, int], place: Place
    ) -> Iterator[Wml]:
        level = min(place.depth, DEEPEST)
        own = f'<w:numId w:val="{number}"/>' if number else ""
        first = Place(style, f'<w:numPr><w:ilvl w:val="{level}"/>{own}</w:numPr>' if level or number else "")
        inner = Place("QuestionText", indented((2 + level) * INDENT), place.depth + 1)
        for item in items:
            yield from self.blocks(item, refs, inner, first=first)

    def _table(self, shown: Table, refs: Mapping[str, int]) -> Wml:
        head = any(shown.head)
        rows = (shown.head, *shown.rows) if head else shown.rows
        units = [(width + PADDING) * self.package.em for width in tabular.widths((shown.head, *shown.rows))]
        part = min(1.0, (self.package.line - INDENT) / sum(units))
        cells = [
            [text_cell(self.inlines((Strong(cell),) if head and i == 0 else cell, refs)) for cell in row]
            for i, row in enumerate(rows)
        ]
        return table(cells, [round(unit * part) for unit in units], heads=int(head))

    def inlines(self, content: Inlines, refs: Mapping[str, int], look: Look = PLAIN) -> Wml:
        return Wml("".join(self._inline(inline, refs, look) for inline in content))

    def _inline(self, inline: Inline, refs: Mapping[str, int], look: Look) -> str:
        match inline:
            case Str(text):
                return self.text(text, look)
            case Emph(inner):
                upright = self.words.script.ideographic
                bold = look.bold or look.style == "Strong"
                return self.inlines(inner, refs, replace(look, style="Emphasis", bold=bold, upright=upright))
            case Strong(inner):
                style = "Emphasis" if look.style == "Emphasis" else "Strong"
                return self.inlines(inner, refs, replace(look, style=style, bold=style == "Emphasis"))
            case Code(text):
                return run(text, replace(look, style="ProgramText"))
            case Math(tex):
                return self.formula(tex)
            case Ref(question):
                return self.text(self.words.say("question", number=refs[question]), look)
            case LineBreak():
                return BREAK
            case _:
                assert_never(inline)

    def text(self, text: str, look: Look = PLAIN) -> Wml:
        """Prose, or a label."""
        return run(self.words.script.printed(apostrophes(text)), look, wide=self.words.script.ideographic)

    def formula(self, tex: str, *, display: bool = False) -> Wml:
        return Wml(omml(self.words.script.formula(tex), display=display))

    def picture(self, shown: Picture | Image) -> Wml:
        png, width, height = picture(shown, self.zoom)
        return self.package.drawing(png, width, height, one_language(shown.alt))
