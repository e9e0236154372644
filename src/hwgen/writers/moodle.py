"""Moodle XML that imports as it is meant: one CDATA block for each text, each file beside the text that shows it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Set
from typing import assert_never

from lxml import etree

from hwgen.content import Blocks
from hwgen.model import Choice, Essay, Exam, Group, Option, Question, TrueFalse
from hwgen.picture import Picture
from hwgen.text import Language
from hwgen.writers import html
from hwgen.writers.svg import NOT_XML, svg

FIELD_LINES = (2, 3, 5, 10, 15, 20, 25, 30, 35, 40)
NAME_LENGTH = 255
ID_LENGTH = 100
# lxml refuses `]]>` inside CDATA; these characters, which Unicode keeps out of texts, stand in for it until the file
# is serialised.
SPLIT = "\ufdd0\ufdd1"


def write(exam: Exam) -> bytes:
    """The exam's questions as one category, in their order."""
    quiz = etree.Element("quiz")
    category = etree.SubElement(quiz, "question", type="category")
    path = "/".join(("$course$", "top", *(_category(name) for name in (exam.course, exam.title))))
    _text(etree.SubElement(category, "category"), path)
    _text(etree.SubElement(category, "info", format="html"), f"{exam.name} · {exam.code}")
    ids: set[str] = set()
    for group in exam.groups:
        for question in group.questions:
            id = _id(group, question, ids)
            ids.add(id)
            _question(quiz, exam, group, question, id)
    data = etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(data).replace(SPLIT.encode(), b"]]]]><![CDATA[>")


def _category(name: str) -> str:
    return _clean(name)[:NAME_LENGTH].strip("/ ").replace("/", "//")


def _id(group: Group, question: Question, taken: Set[str]) -> str:
    """An id that is not `taken`: Moodle drops the second of two without a word."""
    name = _clean(group.item if len(group.questions) == 1 else f"{group.item}-{question.id}")
    if name[:ID_LENGTH] not in taken:
        return name[:ID_LENGTH]
    # The number of a question is its own in the exam.
    end = f"-{question.number}"
    return name[: ID_LENGTH - len(end)] + end


def _question(quiz: etree._Element, exam: Exam, group: Group, question: Question, id: str) -> None:
    answer = question.answer
    kind = {TrueFalse: "truefalse", Choice: "multichoice", Essay: "essay"}[type(answer)]
    node = etree.SubElement(quiz, "question", type=kind)
    # Moodle cuts a name at `<`.
    _text(etree.SubElement(node, "name"), f"{question.number:02d} · {id}".replace("<", "＜"))
    _content(etree.SubElement(node, "questiontext", format="html"), (*group.context, *question.stem), exam.language)
    _content(etree.SubElement(node, "generalfeedback", format="html"), question.explanation, exam.language)
    for name, value in (("defaultgrade", question.points), ("penalty", 0), ("hidden", 0)):
        etree.SubElement(node, name).text = str(value)
    etree.SubElement(node, "idnumber").text = id
    match answer:
        case TrueFalse(true):
            for value in (True, False):
                _answer(node, str(value).lower(), right=value is true, format="moodle_auto_format")
        case Choice(options):
            _choice(node, options, exam.language)
        case Essay():
            _essay(node, answer, exam.language)
        case _:
            assert_never(answer)
    tags = etree.SubElement(node, "tags")
    for tag in dict.fromkeys((group.topic, *group.tags, f"difficulty {group.difficulty}")):
        _text(etree.SubElement(tags, "tag"), tag)


def _choice(node: etree._Element, options: tuple[Option, ...], language: Language) -> None:
    for name, value in (
        ("single", "true"),
        ("shuffleanswers", "0"),
        ("answernumbering", "ABCD"),
        ("showstandardinstruction", "0"),
    ):
        etree.SubElement(node, name).text = value
    for option in options:
        if isinstance(option.body, Picture):
            answer = _answer(node, html.image(option.body), right=option.right)
            _files(answer, {html.file_name(option.body): svg(option.body)})
        else:
            answer = _answer(node, html.blocks(option.body, language), right=option.right)
            _files(answer, html.files(option.body))
        _content(etree.SubElement(answer, "feedback", format="html"), option.why, language)


def _answer(node: etree._Element, text: str, *, right: bool, format: str = "html") -> etree._Element:
    answer = etree.SubElement(node, "answer", fraction="100" if right else "0", format=format)
    _text(answer, text)
    return answer


def _essay(node: etree._Element, answer: Essay, language: Language) -> None:
    lines = next((n for n in FIELD_LINES if n >= answer.lines), FIELD_LINES[-1])
    for name, value in (
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", str(lines)),
        ("attachments", "0"),
    ):
        etree.SubElement(node, name).text = value
    info = etree.SubElement(node, "graderinfo", format="html")
    rows = "".join(
        f"<tr><td>{html.blocks(line.text, language)}</td><td>{line.points}</td></tr>" for line in answer.rubric
    )
    _text(info, f"{html.blocks(answer.model, language)}\n<table>{rows}</table>")
    _files(info, html.files((*answer.model, *(block for line in answer.rubric for block in line.text))))
    _text(etree.SubElement(node, "responsetemplate", format="html"), "")


def _content(element: etree._Element, content: Blocks, language: Language) -> None:
    _text(element, html.blocks(content, language))
    _files(element, html.files(content))


def _text(element: etree._Element, text: str) -> None:
    etree.SubElement(element, "text").text = etree.CDATA(_clean(text).replace("]]>", SPLIT))


def _clean(text: str) -> str:
    """The text without what XML forbids and without the characters of SPLIT."""
    return NOT_XML.sub("", text).translate(dict.fromkeys(map(ord, SPLIT)))


def _files(element: etree._Element, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        file = etree.SubElement(element, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(data).decode()
