"""The groups of boxes that can be looked at, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from hwgen.marks.titles import part_of, question_of, title_of
from hwgen.words.words import Words


@dataclass(frozen=True)
class Tab:
    """A group of boxes to be looked at: its place among all of them, its whole title, and what that says beyond the question."""

    place: int
    title: str
    part: str


def tabs(groups: Sequence[str], words: Words) -> list[tuple[str, list[Tab]]]:
    """The groups question by question."""
    named = [
        (question_of(group, words), Tab(i, title_of(group, words), part_of(group, words)))
        for i, group in enumerate(groups)
    ]
    return [(question, [tab for _, tab in same]) for question, same in groupby(named, key=lambda pair: pair[0])]
