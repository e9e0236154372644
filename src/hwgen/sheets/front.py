"""The top of a sheet's first page: whose it is, and how boxes are marked, in words and in pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwgen.content.lettering import text_length
from hwgen.sheets.composing import Front
from hwgen.sheets.keys import Boxes, Number, Policy, Question, Written
from hwgen.sheets.measures import SIDE, Measures
from hwgen.sheets.number import NumberGrid
from hwgen.sheets.rectangle import POINT
from hwgen.words.words import Words

FIELDS = ("name", "student_number", "class")
# What the boxes of an example show, in the order in which they stand.
RIGHT = ("filled",)
WRONG = ("tick", "cross", "dot", "circle")
CORRECTED = {"erased": ("erased", "filled"), "crossed": ("cancelled", "filled")}
DOTS = "…"
# From sizes in points on, by how much type is wider.
WIDER = ((8.0, 1.0), (6.5, 1.05), (0.0, 1.35))
# Chinese text may be broken after any character but before none of these.
CLOSING = "，。、；：！？）》”’,.;:!?)"


@dataclass(frozen=True)
class Example:
    """A line of text that ends in boxes."""

    text: str
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Top:
    """Where the fields for the name and the instructions stand, each with its left edge, upper edge and width."""

    front: Front
    fields: tuple[float, float]
    instructions: tuple[float, float, float]
    examples: tuple[Example, ...]


def top(
    questions: Sequence[Question],
    policy: Policy,
    grid: NumberGrid | None,
    words: Words,
    width: float,
    measures: Measures,
) -> Top:
    """`width` is that of the page; places are below the upper edge of what stands on the page."""
    m, inner = measures, width - 2 * SIDE
    if grid:
        room = inner - grid.columns * m.column_step - m.gap
        fields, place = (SIDE, room), (SIDE, len(FIELDS) * m.line + 1, room)
        needed = m.text_line + m.cell + 1 + len(grid.signs) * m.column_row
    else:
        room = inner * 0.42
        fields, place = (SIDE, room), (SIDE + room + m.gap, 0.0, inner - room - m.gap)
        needed = len(FIELDS) * m.line
    examples = tuple(_examples(questions, policy, words, place[2], m))
    height = max(needed, place[1] + len(examples) * m.text_line) + m.gap
    return Top(Front(round(height, 3), grid), fields, place, examples)


def _examples(
    questions: Sequence[Question], policy: Policy, words: Words, width: float, m: Measures
) -> Iterator[Example]:
    corrected = policy.cancelled, CORRECTED[policy.cancelled]
    for name, boxes in (("right", RIGHT), ("wrong", WRONG), corrected):
        *lines, last = wrapped(words[f"answer_sheet.{name}"], m.text_type, width - len(boxes) * m.step)
        yield from map(Example, lines)
        yield Example(last, boxes)
    for text in _rules(questions, policy, words):
        yield from map(Example, wrapped(text, m.text_type, width))


def _rules(questions: Sequence[Question], policy: Policy, words: Words) -> Iterator[str]:
    fields = [field for question in questions for field in question.fields]
    rows = [field for field in fields if isinstance(field, Boxes)]
    if rows:
        yield words[f"answer_sheet.double_{policy.double}"]
    if any(field.several for field in rows):
        yield words["answer_sheet.several"]
    if any(option.share < 0 for field in rows if not field.several for option in field.options):
        yield words["answer_sheet.deduct"]
    if any(isinstance(field, Number) for field in fields):
        yield words["answer_sheet.number"]
    if any(isinstance(field, Written) for field in fields):
        yield words["answer_sheet.frame"]
    if policy.best_of and policy.best_of < len(questions):
        most = policy.summed(question.points for question in questions)
        yield words.say("answer_sheet.best", count=policy.best_of, of=len(questions), most=float(most))
    if policy.rounding:
        yield words.say("answer_sheet.rounding", step=float(policy.rounding))
    if policy.pass_percent is not None:
        yield words.say("answer_sheet.pass", percent=float(policy.pass_percent))


def length(text: str, size: float) -> float:
    """How long a text in type of this size is at most, in millimetres: TeX's small type is wider than others."""
    wider = next(part for least, part in WIDER if size >= least)
    return text_length(text) * size * POINT * wider


def cut(text: str, size: float, width: float) -> str:
    """As much of a text as there is room for."""
    if length(text, size) <= width:
        return text
    kept = text
    while kept and length(kept + DOTS, size) > width:
        kept = kept[:-1]
    return kept + DOTS


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines that are no wider; what cannot be broken stands out."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and length((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for i, char in enumerate(text):
        piece += char
        following = text[i + 1 : i + 2]
        if (
            char == " "
            or (ord(char) >= 0x2E80 and following not in CLOSING)
            or (following and ord(following) >= 0x2E80 and following not in CLOSING)
        ):
            yield piece
            piece = ""
    if piece:
        yield piece
