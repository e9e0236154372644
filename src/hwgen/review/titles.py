"""What groups of boxes are called: the question as its sheet has it, then what part of it the boxes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from hwgen.sheets.composing import ABSENT
from hwgen.sheets.drawing import label_of
from hwgen.sheets.fields import field_of
from hwgen.words.words import Words


@dataclass(frozen=True)
class Tab:
    """A group of boxes to be looked at: its place among all of them, its whole title, and what that says beyond the question."""

    place: int
    title: str
    part: str


def question_of(group: str, words: Words) -> str:
    if group == ABSENT:
        return words["review.absent"]
    return words.say("review.question", number=label_of(field_of(group)))


def part_of(group: str, words: Words) -> str:
    """Which of its boxes; nothing for the only row of a question."""
    name, _, column = group.partition("#")
    parts = []
    if name.endswith(".half"):
        parts.append(words["review.half"])
    elif name.endswith(".points"):
        parts.append(words["review.points_boxes"])
    if column:
        parts.append(words.say("review.column", number=column))
    return words["review.and"].join(parts)


def title_of(group: str, words: Words) -> str:
    question, part = question_of(group, words), part_of(group, words)
    return words.say("review.part", question=question, part=part) if part else question


def tabs(groups: Sequence[str], words: Words) -> list[tuple[str, list[Tab]]]:
    """The groups question by question."""
    named = [
        (question_of(group, words), Tab(i, title_of(group, words), part_of(group, words)))
        for i, group in enumerate(groups)
    ]
    return [(question, [tab for _, tab in same]) for question, same in groupby(named, key=lambda pair: pair[0])]
