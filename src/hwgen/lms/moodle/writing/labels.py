"""By what a question is known in Moodle's bank: its id, its name and its tags."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from hwgen.exam.model import Group, Question
from hwgen.kinds import kind_of
from hwgen.lms.moodle.writing.elements import add_text, clean
from hwgen.lms.moodle.writing.texts import Texts
from hwgen.text import Language
from hwgen.writers import plain

NAME_LENGTH = 255
ID_LENGTH = 100
EXCERPT = 60


def new_id(group: Group, question: Question | None, copy: int, taken: set[str]) -> str:
    """An id that says where a question comes from, never what it asks, and that is not `taken`.

    Moodle drops the second of two in a category without a word.
    """
    alone = question is None or len(group.questions) == 1
    name = group.item if alone or question is None else f"{group.item}-{question.id}"
    end = f"-{copy:04d}" if copy else ""
    name = clean(name)
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
    # Moodle strips what looks like a tag, and cuts what is too long.
    return clean(" ".join(name.split())).replace("<", "＜")[:NAME_LENGTH]


def _excerpt(group: Group, question: Question, texts: Texts) -> str:
    """What tells this question from its like: a generator's draws, or how the text begins."""
    if group.params:
        excerpt = ", ".join(f"{name}={value}" for name, value in group.params.items())
    else:
        excerpt = plain.blocks(question.stem, texts.refs, texts.languages[0])
    return excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT]}…"


def add_tags(node: etree._Element, group: Group, languages: Sequence[Language], asked: Sequence[Question]) -> None:
    words = (
        group.topic,
        *group.tags,
        f"difficulty {group.difficulty}",
        *(f"language {at}" for at in languages),
        *(f"misconception {id}" for q in asked for id in kind_of(q.answer).shows(q.answer)),
    )
    tags = etree.SubElement(node, "tags")
    for word in dict.fromkeys(words):
        add_text(etree.SubElement(tags, "tag"), word)


def within(name: str, size: int) -> str:
    """A name of at most `size` bytes, cut between characters."""
    return name.encode()[:size].decode(errors="ignore").rstrip() if len(name.encode()) > size else name
