"""Items by what they are and what their texts say, in all languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hwgen.bank.items import BankItem
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
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
        said = _folded(" ".join((item.id, *item.tags, *(text for held in texts(item) for text in held.values()))))
        return all(word in said for word in _folded(self.words).split())


def opening(item: BankItem | Generator, language: Language) -> str:
    """The beginning of what an item asks, on one line."""
    if isinstance(item, Generator):
        return ""
    first = next(texts(item), None)
    said = " ".join((first.get(language) or next(iter(first.values()), "")).split()) if first else ""
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def texts(item: BankItem) -> Iterator[Text]:
    """Every text of an item that a student may read."""
    problem = item.problem
    situation = problem.situation()
    if situation:
        yield situation
    for part in problem.parts:
        if not isinstance(part, Computed):
            yield from (passage.text for passage in kind_of(part).passages(part) if passage.text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
