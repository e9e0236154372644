"""What groups of boxes are called: the question as its sheet has it, then what part of it the boxes are."""

from __future__ import annotations

from hwgen.sheets.composing import ABSENT
from hwgen.sheets.drawing import label_of
from hwgen.sheets.fields import field_of
from hwgen.words.words import Words


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
