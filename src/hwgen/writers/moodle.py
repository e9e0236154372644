"""Moodle XML that imports as it is meant: one CDATA block for each text, each file beside the text that shows it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Set
from fractions import Fraction
from typing import assert_never

from lxml import etree

from hwgen.content import Blocks
from hwgen.model import (
    LETTERS,
    Blanks,
    Choice,
    Essay,
    Exam,
    Group,
    Match,
    Order,
    Placed,
    Question,
    ShortText,
    TrueFalse,
)
from hwgen.picture import Picture
from hwgen.text import Language
from hwgen.writers import html
from hwgen.writers.svg import NOT_XML, svg

FIELD_LINES = (2, 3, 5, 10, 15, 20, 25, 30, 35, 40)
NAME_LENGTH = 255
TYPES = {
    TrueFalse: "truefalse",
    Choice: "multichoice",
    Blanks: "numerical",
    ShortText: "shortanswer",
    Match: "matching",
    Order: "ordering",
    Essay: "essay",
}
# The fractions that Moodle knows, by the number of equal shares.
SHARES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5"}
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
    stem = (*group.context, *question.stem)
    cloze = isinstance(answer, Blanks) and len(answer.cells) > 1
    node = etree.SubElement(quiz, "question", type="cloze" if cloze else TYPES[type(answer)])
    # Moodle cuts a name at `<`.
    _text(etree.SubElement(node, "name"), f"{question.number:02d} · {id}".replace("<", "＜"))
    text = etree.SubElement(node, "questiontext", format="html")
    if isinstance(answer, Blanks) and cloze:
        _text(text, f"{_braced(html.blocks(stem, exam.language))}\n{_fields(answer, exam.language)}")
        _files(text, html.files(stem))
    else:
        _content(text, stem, exam.language)
    _content(etree.SubElement(node, "generalfeedback", format="html"), question.explanation, exam.language)
    for name, value in (("defaultgrade", question.points), ("penalty", 0), ("hidden", 0)):
        etree.SubElement(node, name).text = str(value)
    etree.SubElement(node, "idnumber").text = id
    match answer:
        case TrueFalse(true):
            for value in (True, False):
                _answer(node, str(value).lower(), right=value is true, format="moodle_auto_format")
        case Choice():
            _choice(node, answer, exam.language)
        case Blanks(cells):
            if not cloze:
                tolerance = _answer(node, _number(cells[0].value.shown), right=True, format="moodle_auto_format")
                etree.SubElement(tolerance, "tolerance").text = _number(cells[0].tolerance)
        case ShortText(accepted=accepted):
            etree.SubElement(node, "usecase").text = "0"
            for spelling in accepted:
                _answer(node, spelling, right=True, format="moodle_auto_format")
        case Match():
            _match(node, answer, exam.language)
        case Order():
            _order(node, answer, exam.language)
        case Essay():
            _essay(node, answer, exam.language)
        case _:
            assert_never(answer)
    tags = etree.SubElement(node, "tags")
    for tag in dict.fromkeys((group.topic, *group.tags, f"difficulty {group.difficulty}")):
        _text(etree.SubElement(tags, "tag"), tag)


def _number(number: int | Fraction | float) -> str:
    """A number as Moodle reads it: no thousands separators, a point before the decimals."""
    return f"{float(number):.10f}".rstrip("0").rstrip(".")


def _fields(answer: Blanks, language: Language) -> str:
    """The blanks as a table of cloze fields: a row under its labels, or a grid."""
    fields = [f"{{1:NUMERICAL:={_number(cell.value.shown)}:{_number(cell.tolerance)}}}" for cell in answer.cells]
    if not answer.columns:
        head = "".join(f"<th>{_braced(html.blocks(cell.label, language))}</th>" for cell in answer.cells)
        return f"<table><tr>{head}</tr><tr>{''.join(f'<td>{f}</td>' for f in fields)}</tr></table>"
    rows = (fields[i : i + answer.columns] for i in range(0, len(fields), answer.columns))
    return f"<table>{''.join('<tr>' + ''.join(f'<td>{f}</td>' for f in row) + '</tr>' for row in rows)}</table>"


def _braced(text: str) -> str:
    """HTML in which no brace of a formula can open a cloze field."""
    return text.replace("{", "&#123;").replace("}", "&#125;")


def _match(node: etree._Element, answer: Match, language: Language) -> None:
    """Moodle's drop-downs show neither pictures nor formulas, so the right side stands above them with its letters."""
    etree.SubElement(node, "shuffleanswers").text = "0"
    stem = node.find("questiontext")
    assert stem is not None
    listed = "".join(
        f"<tr><td>{LETTERS[i]}.</td><td>{_body(e, language)}</td></tr>" for i, e in enumerate(answer.right)
    )
    text = stem.find("text")
    assert text is not None
    text.text = etree.CDATA(f"{text.text}\n<table>{listed}</table>")
    for entry in answer.right:
        _files(stem, _body_files(entry))
    for i, entry in enumerate(answer.left):
        pair = etree.SubElement(node, "subquestion", format="html")
        _text(pair, _body(entry, language))
        _files(pair, _body_files(entry))
        _text(etree.SubElement(pair, "answer"), answer.letters[i])
    for i in sorted(set(range(len(answer.right))) - set(answer.key)):
        extra = etree.SubElement(node, "subquestion", format="html")
        _text(extra, "")
        _text(etree.SubElement(extra, "answer"), LETTERS[i])


def _order(node: etree._Element, answer: Order, language: Language) -> None:
    """Moodle shuffles the entries itself; they are written in their right order."""
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(answer.entries))),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        etree.SubElement(node, name).text = value
    for place, i in enumerate(answer.key, 1):
        entry = answer.entries[i]
        item = etree.SubElement(node, "answer", fraction=str(place), format="html")
        _text(item, _body(entry, language))
        _files(item, _body_files(entry))


def _body(entry: Placed, language: Language) -> str:
    return html.image(entry.body) if isinstance(entry.body, Picture) else html.blocks(entry.body, language)


def _body_files(entry: Placed) -> Mapping[str, bytes]:
    if isinstance(entry.body, Picture):
        return {html.file_name(entry.body): svg(entry.body)}
    return html.files(entry.body)


def _choice(node: etree._Element, answer: Choice, language: Language) -> None:
    """Of several right options each gets its share; a wrong one takes as much, so that marking all gives nothing."""
    right = sum(option.right for option in answer.options)
    wrong = len(answer.options) - right
    for name, value in (
        ("single", "false" if answer.several else "true"),
        ("shuffleanswers", "0"),
        ("answernumbering", "ABCD"),
        ("showstandardinstruction", "0"),
    ):
        etree.SubElement(node, name).text = value
    for option in answer.options:
        share = SHARES[right] if option.right else f"-{SHARES[wrong]}" if answer.several else "0"
        shown = Placed(option.id, option.body)
        element = _answer(node, _body(shown, language), right=option.right, fraction=share)
        _files(element, _body_files(shown))
        _content(etree.SubElement(element, "feedback", format="html"), option.why, language)


def _answer(
    node: etree._Element, text: str, *, right: bool, format: str = "html", fraction: str = ""
) -> etree._Element:
    answer = etree.SubElement(node, "answer", fraction=fraction or ("100" if right else "0"), format=format)
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
