"""Content as the text of a cell, with a note of everything that a cell cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
)
from hwgen.exam.model import Question
from hwgen.kinds import NumericAnswer
from hwgen.lms.chaoxing.formulas import readable
from hwgen.words.script import NO_BREAK
from hwgen.words.words import Words

PICTURE = "a picture: its description stands in the text, and the picture has to be added by hand"
FORMULA = "a formula that no line of text can show: it stands as TeX"
TABLE, PROGRAM = "the lines of a table", "the typeface of a program"


@dataclass(frozen=True)
class Cell:
    """Writes the texts of one question; what is lost joins `lost`. `refs` are the places of questions in their group."""

    words: Words
    refs: Mapping[str, int]
    lost: dict[str, None] = field(default_factory=dict)

    def body(self, body: Blocks | Picture) -> str:
        return self.picture(body) if isinstance(body, Picture) else self.blocks(body)

    def blocks(self, content: Blocks) -> str:
        return "\n".join(self._block(block) for block in content)

    def _block(self, block: Block) -> str:
        match block:
            case Para(content):
                return self.inlines(content)
            case DisplayMath(tex):
                return self.display(tex)
            case Bullets(items):
                return "\n".join(f"• {self.blocks(item)}" for item in items)
            case Numbered(items):
                return "\n".join(f"({i}) {self.blocks(item)}" for i, item in enumerate(items, 1))
            case CodeBlock():
                self.lost[PROGRAM] = None
                return block.with_numbers()
            case Table(head, rows):
                self.lost[TABLE] = None
                shown = (head, *rows) if any(head) else rows
                return "\n".join(" | ".join(map(self.inlines, row)) for row in shown)
            case Figure(picture):
                return self.picture(picture)
            case _:
                assert_never(block)

    def inlines(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Str(text):
                return self.words.script.spaced(text)
            case Code(text):
                return text
            case Emph(content) | Strong(content):
                return self.inlines(content)
            case Math(tex):
                return self.math(tex)
            case Ref(question):
                return self.words.say("platform.question", number=self.refs[question]).replace(NO_BREAK, " ")
            case LineBreak():
                return "\n"
            case _:
                assert_never(inline)

    def math(self, tex: str) -> str:
        source = self.words.script.formula(tex)
        text = readable(source)
        if text is None:
            self.lost[FORMULA] = None
            return f"${source}$"
        return text

    def display(self, tex: str) -> str:
        return self.math(tex)

    def picture(self, picture: Picture | Image) -> str:
        self.lost[PICTURE] = None
        return f"[{one_language(picture.alt)}]"

    def which(self, kept: Question, cell: int) -> tuple[str, ...]:
        """Which blank of a table, counted from 1, is asked alone."""
        table = kept.answer
        if not cell or not isinstance(table, NumericAnswer):
            return ()
        if table.columns:
            row, column = (n + 1 for n in divmod(cell - 1, table.columns))
            return (self.words.say("platform.blank_cell", row=row, column=column),)
        label = table.cells[cell - 1].label
        if label:
            return (f"{self.words['platform.blank_label']} {self.blocks(label)}",)
        return (self.words.say("platform.blank", number=cell),)
