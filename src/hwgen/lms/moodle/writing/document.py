"""A file of Moodle XML: questions in order, each below the category that stands before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from hwgen.exam.model import Exam
from hwgen.lms.moodle.writing.elements import add_text, clean, serialised
from hwgen.lms.moodle.writing.labels import NAME_LENGTH
from hwgen.lms.moodle.writing.questions import questions
from hwgen.text import Language
from hwgen.writers import html

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
TAIL = b"</quiz>\n"


def write(exam: Exam) -> bytes:
    """The exam's questions as one category, in their order."""
    taken: set[str] = set()
    pieces = (piece for group in exam.groups for piece in questions((group,), (exam.language,), taken))
    return document([exam_category([exam]), *(piece.xml for piece in pieces)])


def document(pieces: Iterable[bytes]) -> bytes:
    return HEAD + b"".join(pieces) + TAIL


def exam_category(exams: Sequence[Exam]) -> bytes:
    first = exams[0]
    about = {exam.language: f"{exam.course}: {exam.title} ({first.code})" for exam in exams}
    return category((first.course, first.title), about)


def category(names: Sequence[str], about: Mapping[Language, str]) -> bytes:
    """The category for all questions that follow it, below the course's top one."""
    node = etree.Element("question", type="category")
    path = "/".join(("$course$", "top", *map(_category_name, names)))
    add_text(etree.SubElement(node, "category"), path)
    paragraphs = {at: f"<p>{html.prose(text)}</p>" for at, text in about.items()}
    add_text(etree.SubElement(node, "info", format="html"), html.spans(paragraphs))
    return serialised(node)


def _category_name(name: str) -> str:
    """A name of a path: a slash in it is doubled, and none stands at its ends."""
    name = clean(name).strip().strip("/").strip()
    if name.startswith("$"):
        name = f"\u200b{name}"
    return name[: NAME_LENGTH // 2].rstrip("/ ").replace("/", "//") or "hwgen"
