"""Items by what they are and what their texts say, in all languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hwgen.bank.items import BankItem
from hwgen.problem.generator import Generator
from hwgen.problem.parts import passages
from hwgen.text import Language, Text

# Of a line at a terminal.
_LONGEST = 100


@dataclass(frozen=True)
class Search:
    """What is looked for: empty means any. Every word has to stand in the item, in whatever language."""

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()
    words: str = ""
    texts: bool = False
    language: Language = "en"

    def finds(self, item: BankItem) -> bool:
        return (
            (not self.topics or item.topic in self.topics)
            and (not self.kinds or item.kind in self.kinds)
            and (not self.difficulties or item.difficulty in self.difficulties)
            and self._says(item)
        )

    def _says(self, item: BankItem) -> bool:
        if not self.words:
            return True
        held = folded(" ".join((item.id, *item.tags, *(text for each in texts(item) for text in each.values()))))
        return all(word in held for word in folded(self.words).split())


def opening(item: BankItem | Generator, language: Language) -> str:
    """The beginning of what an item asks, on one line."""
    if isinstance(item, Generator):
        return ""
    first = next(texts(item), None)
    return cut(first.get(language) or next(iter(first.values()), "")) if first else ""


def cut(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def texts(item: BankItem) -> Iterator[Text]:
    """Every text of an item that a student may read."""
    yield from (passage.text for passage in passages(item.problem) if passage.text)


def folded(text: str) -> str:
    """As texts are compared: whatever case and width they are written in."""
    return unicodedata.normalize("NFKC", text).casefold()
