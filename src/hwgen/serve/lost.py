"""What a format cannot say of a paper, as pages list it: each thing once, with its questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hwgen.text import Language
from hwgen.writers.loss import Loss, alike


@dataclass(frozen=True)
class LostLine:
    """`what` is lost, of so many questions of a paper, which are `numbers` on it, if there is one, and their items."""

    what: str
    count: int
    numbers: str
    items: tuple[str, ...]


def lost(losses: Iterable[Loss], language: Language, title: str = "", *, numbered: bool = True) -> list[LostLine]:
    """A line for each thing, after the `title` of its format where there are several."""
    before = f"{title}: " if title else ""
    return [
        LostLine(
            before + one.losses[0].shown(language),
            len(one.numbers),
            one.spans if numbered else "",
            tuple(one.items),
        )
        for one in alike(losses)
    ]
