"""One paper of the papers in several languages: what differs stands in each of them, what is the same once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from hwgen.content import tabular
from hwgen.content.image import Image
from hwgen.content.picture import Picture, one_language
from hwgen.content.tree import Block, Blocks, Bullets, Figure, Inlines, LineBreak, Numbered, Para, Str, Table
from hwgen.exam.model import Exam
from hwgen.kinds import ShortAnswerAnswer
from hwgen.words.words import Words

# What stays as it is in the first language: it is drawn, or says where a thing comes from.
KEPT = ("words", "item", "span", "params", "minutes", "source", "sheet")
# Between short texts that stand on one line, and how long they are together at most, in units of the type's size.
GAP, SIDE_BY_SIDE = "  ", 30.0


class Parallel(str):
    """A text in several languages on one line; `parts` has it in each of them."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Sequence[str]) -> Parallel:
        text = super().__new__(cls, " ".join(dict.fromkeys(filter(None, parts))))
        text.parts = tuple(parts)
        return text


def part(value: Any, language: int) -> Any:
    """What is put into a label of this language."""
    return value.parts[language] if isinstance(value, Parallel) else value


def together(exams: Sequence[Exam]) -> tuple[Exam, Mapping[Block, Words]]:
    """The paper, and the words of the blocks that are not in its first language."""
    merging = _Merging(exams)
    return merging.whole(exams), merging.foreign


class _Merging:
    def __init__(self, exams: Sequence[Exam]) -> None:
        self.languages = [exam.words for exam in exams]
        self.foreign: dict[Block, Words] = {}

    def whole(self, same: Sequence[Any]) -> Any:
        """What stands at the same place of each paper."""
        first = same[0]
        if all(each == first for each in same):
            return first
        if isinstance(first, str):
            return Parallel(same)
        if isinstance(first, Picture | Image):
            pictures = _pictures(same)
            return pictures[0] if len(pictures) == 1 else tuple(map(Figure, pictures))
        if isinstance(first, ShortAnswerAnswer):
            return _spellings(same)
        if isinstance(first, tuple):
            blocks = any(isinstance(part, Block) for part in first)
            return self.blocks(same) if blocks else tuple(map(self.whole, zip(*same, strict=True)))
        if is_dataclass(first) and not isinstance(first, type):
            names = [field.name for field in fields(first) if field.name not in KEPT]
            return replace(first, **{name: self.whole([getattr(each, name) for each in same]) for name in names})
        return first

    def blocks(self, same: Sequence[Blocks]) -> Blocks:
        """Block below block where they correspond, else the whole of each language below the other."""
        if len({tuple(map(type, content)) for content in same}) > 1:
            return tuple(self._noted(block, i) for i, content in enumerate(same) for block in content)
        if len(same[0]) == 1 and (line := _on_a_line([content[0] for content in same])):
            return (line,)
        return tuple(block for row in zip(*same, strict=True) for block in self._row(row))

    def _row(self, row: Sequence[Block]) -> Iterable[Block]:
        """One block in each language. A table or a list is one whose cells or items are in every language."""
        tables = [block for block in row if isinstance(block, Table)]
        if len({(len(table.head), *map(len, table.rows)) for table in tables}) == 1:
            rows = zip(*(table.rows for table in tables), strict=True)
            return (Table(_cells([table.head for table in tables]), tuple(map(_cells, rows))),)
        lists = [block for block in row if isinstance(block, (Bullets, Numbered))]
        if len({len(block.items) for block in lists}) == 1:
            items = zip(*(block.items for block in lists), strict=True)
            return (replace(lists[0], items=tuple(map(self.blocks, items))),)
        if figures := [block.picture for block in row if isinstance(block, Figure)]:
            return map(Figure, _pictures(figures))
        return dict.fromkeys(self._noted(block, i) for i, block in enumerate(row))

    def _noted(self, block: Block, language: int) -> Block:
        if language:
            self.foreign.setdefault(block, self.languages[language])
        return block


def _on_a_line(row: Sequence[Block]) -> Para | None:
    """Short texts side by side: options and labels mostly are."""
    paras = list(dict.fromkeys(block.inlines for block in row if isinstance(block, Para)))
    plain = all(isinstance(inline, Str) for inlines in paras for inline in inlines)
    if not plain or len(paras) < 2 or sum(map(tabular.line_length, paras)) > SIDE_BY_SIDE:
        return None
    return Para(_parted(paras, Str(GAP)))


def _cells(rows: Sequence[Sequence[Inlines]]) -> tuple[Inlines, ...]:
    return tuple(_parted(list(dict.fromkeys(cell)), LineBreak()) for cell in zip(*rows, strict=True))


def _parted(texts: Sequence[Inlines], sign: Str | LineBreak) -> Inlines:
    return tuple(inline for i, text in enumerate(texts) for inline in ((sign, *text) if i else text))


def _pictures(same: Sequence[Picture | Image]) -> list[Picture | Image]:
    """Each drawing once, with what it shows in all languages in which it looks like this."""
    alike: dict[Picture | Image, list[str]] = {}
    for picture in same:
        alike.setdefault(replace(picture, alt=""), []).append(one_language(picture.alt))
    return [replace(picture, alt=Parallel(alts)) for picture, alts in alike.items()]


def _spellings(same: Sequence[ShortAnswerAnswer]) -> ShortAnswerAnswer:
    """What the key shows in each language comes first, and is not named again among the others."""
    shown = [answer.accepted[0] for answer in same]
    others = (spelling for answer in same for spelling in answer.accepted if spelling not in shown)
    return replace(same[0], accepted=(Parallel(shown), *dict.fromkeys(others)))
