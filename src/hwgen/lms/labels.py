"""By what a question is known on a platform: its id, its name and its tags."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.exam.model import Group, Question
from hwgen.kinds import kind_of
from hwgen.lms.texts import Texts
from hwgen.words.words import Words
from hwgen.writers import plain
from hwgen.writers.svg import NOT_XML

NAME_LENGTH = 255
ID_LENGTH = 100
EXCERPT = 60
# Unicode keeps these out of texts; writers use them as marks.
NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))


def clean(text: str) -> str:
    """The text without what XML forbids and without characters that are none."""
    return NOT_XML.sub("", text).translate(NONCHARACTERS)


def id_of(item: str, question: str | None = None, cell: int = 0) -> str:
    """The id of an item, of one of its linked questions, or of one blank of a table, counted from 1."""
    return "-".join((item, *([question] if question else []), *([f"cell-{cell}"] if cell else [])))


def new_id(group: Group, question: Question | None, copy: int, taken: set[str], cell: int = 0) -> str:
    """An id that says where a question comes from, never what it asks, and that is not `taken`. It joins those.

    Platforms drop the second of two without a word.
    """
    alone = question is None or len(group.questions) == 1
    name = clean(id_of(group.item, None if alone or question is None else question.id, cell))
    end = f"-{copy:04d}" if copy else ""
    id, again = name[: ID_LENGTH - len(end)] + end, 1
    while id in taken:
        again += 1
        id = name[: ID_LENGTH - len(end) - 5] + f"{end}-{again}"
    taken.add(id)
    return id


def full_name(group: Group, question: Question | None, copy: int, texts: Texts) -> str:
    """`conv-layer · 0007 · …`, for whoever reads the question bank."""
    first = question or group.questions[0]
    number = f"{copy:04d}" if copy else f"{first.number:02d}"
    part = [question.id] if question and len(group.questions) > 1 else []
    name = " · ".join((group.item, number, *part, _excerpt(group, first, texts)))
    # Platforms strip what looks like a tag, and cut what is too long.
    return clean(" ".join(name.split())).replace("<", "＜")[:NAME_LENGTH]


def _excerpt(group: Group, question: Question, texts: Texts) -> str:
    """What tells this question from its like: a generator's draws, or how the text begins."""
    if group.params:
        excerpt = ", ".join(f"{name}={value}" for name, value in group.params.items())
    else:
        excerpt = plain.blocks(question.stem, texts.refs, texts.languages[0])
    return excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT]}…"


def tags(group: Group, languages: Sequence[Words], asked: Sequence[Question]) -> tuple[str, ...]:
    words = (
        group.topic,
        *group.tags,
        f"difficulty {group.difficulty}",
        *(f"language {at.language}" for at in languages),
        *(f"misconception {id}" for q in asked for id in kind_of(q.answer).shows(q.answer)),
    )
    return tuple(dict.fromkeys(words))
