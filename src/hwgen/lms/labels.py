"""By what a question is known on a platform: its id, its name and its tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hwgen.content.texmath import FORMULA
from hwgen.exam.model import Group, Question
from hwgen.kinds import kind_of
from hwgen.lms.texts import Texts
from hwgen.words.words import Words
from hwgen.writers import plain
from hwgen.writers.svg import NOT_XML
from hwgen.writers.typst.signs import SIGNS

NAME_LENGTH = 255
ID_LENGTH = 100
EXCERPT = 60
# What has no sign of its own but a common way to be typed.
FORMS = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"\1/\2"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"√(\1)"),
    (re.compile(r"\\(?:text|math(?:rm|bf|cal|bb|it)|boldsymbol|operatorname|left|right|big|Big)(?![A-Za-z])\s*"), ""),
    (re.compile(r"\\(?:q?quad|[,;:! \\])"), " "),
)
COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
BRACES = str.maketrans("", "", "{}\\")
# Unicode keeps the last of these out of texts; writers use them as marks.
NOT_TEXT = re.compile(rf"{NOT_XML.pattern}|[\ufdd0-\ufdef]")


def clean(text: str) -> str:
    """The text without what XML forbids and without characters that are none."""
    return NOT_TEXT.sub("", text)


def id_of(item: str, question: str | None = None, cell: int = 0) -> str:
    """The id of an item, of one of its linked questions, or of one blank of a table, counted from 1."""
    return "-".join((item, *([question] if question else []), *([f"cell-{cell}"] if cell else [])))


def part_of(group: Group, question: Question | None, cell: int) -> str:
    """What of an item a question is, by its id: which of the linked ones, or which blank of a table; "" for the whole item."""
    name = "" if question is None or len(group.questions) == 1 else question.id
    return id_of(name, None, cell).lstrip("-")


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
        excerpt = ", ".join(f"{name}={flat(value)}" for name, value in group.params.items())
    else:
        excerpt = without_tex(plain.blocks(question.stem, texts.refs, texts.languages[0]))
    return excerpt if len(excerpt) <= EXCERPT else f"{excerpt[:EXCERPT]}…"


def flat(value: object) -> str:
    """A draw as people write it: what is drawn together stands together, without the brackets of a program."""
    if isinstance(value, Mapping):
        return flat(tuple(value.items()))
    if isinstance(value, (tuple, list, set, frozenset)):
        nested = any(isinstance(one, (tuple, list)) for one in value)
        return ("; " if nested else " ").join(map(flat, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def without_tex(text: str) -> str:
    """A text whose formulas are plain signs, as far as there are signs: names show no mathematics."""
    return FORMULA.sub(lambda match: _signs(match[1] or match[2]), text)


def _signs(tex: str) -> str:
    for pattern, typed in FORMS:
        tex = pattern.sub(typed, tex)
    tex = COMMAND.sub(lambda match: SIGNS[match[1]] if len(SIGNS.get(match[1], "")) == 1 else match[1], tex)
    return " ".join(tex.translate(BRACES).split())


def tags(group: Group, languages: Sequence[Words], asked: Sequence[Question]) -> tuple[str, ...]:
    words = (
        group.topic,
        *group.tags,
        f"difficulty {group.difficulty}",
        *(f"language {at.language}" for at in languages),
        *(f"misconception {id}" for q in asked for id in kind_of(q.answer).shows(q.answer)),
    )
    # Moodle takes words that differ in capitals for one tag, and keeps the spelling that came first.
    return tuple(dict.fromkeys(word.lower() for word in words))
