"""Draws the pages of a sheet from its layout, so that what is read lies where it was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from hwgen.content.picture import Dots, Label, Line, Mark, Picture
from hwgen.exam.model import Exam, Holder
from hwgen.sheets import aruco, qr
from hwgen.sheets.composing import ABSENT, NUMBER
from hwgen.sheets.fields import MINUS, sign
from hwgen.sheets.front import FIELDS, Example, Top, cut, length
from hwgen.sheets.keys import Copy, Question, Written
from hwgen.sheets.layout import Box, Frame, Layout
from hwgen.sheets.measures import CODE, EDGE, MARKER, TOP, Measures
from hwgen.sheets.rectangle import Rectangle
from hwgen.sheets.stamp import Stamp
from hwgen.words.words import Words

# Lines in points, greys from 0 for black.
OUTLINE, STROKE, HAIR = 0.5, 0.9, 0.3
PALE, LETTER_GREY = 0.5, 0.45
# What a good eraser leaves.
TRACE = 0.82
SMALLEST, STEP = 5.0, 0.1
# Texts in one line are so far apart, in millimetres.
BETWEEN = 1.5
BESIDE_BOXES = 1.2
MINUS_SIGN = "−"
Side = Literal["west", "center", "east"]


@dataclass(frozen=True)
class Sheet:
    """All that is on the pages of a sheet."""

    exam: Exam
    copy: Copy
    layout: Layout
    top: Top
    measures: Measures

    def pages(self) -> tuple[Picture, ...]:
        return tuple(self._page(number) for number in range(1, self.layout.pages + 1))

    def _page(self, number: int) -> Picture:
        words = self.exam.words
        alt = words.say("answer_sheet.page", page=number, pages=self.layout.pages)
        marks = (*self._frame(number, alt), *self._boxes(number), *self._labels(number))
        first = tuple(self._first()) if number == 1 else ()
        return Picture(self.layout.width, self.layout.height, (*marks, *first), alt)

    def text(self, x: float, y: float, text: str, size: float, anchor: Side = "west", grey: float = 0.0) -> Label:
        return Label((round(x, 3), round(self.layout.height - y, 3)), text, anchor, False, size, grey)

    def fitted(self, x: float, y: float, text: str, size: float, width: float, anchor: Side = "west") -> Label:
        """In smaller type where it is too long, and cut off where that does not help."""
        # Small type is wider for its size, so that a length does not say how much smaller it has to be.
        while length(text, size) > width and size > SMALLEST:
            size = round(max(SMALLEST, size - STEP), 2)
        return self.text(x, y, cut(text, size, width), size, anchor)

    def line(self, *points: tuple[float, float], width: float = STROKE, grey: float = 0.0) -> Line:
        return Line(tuple((round(x, 3), round(self.layout.height - y, 3)) for x, y in points), width=width, grey=grey)

    def _frame(self, number: int, page: str) -> Iterator[Mark]:
        """What stands on every page: markers, codes, and whose sheet it is."""
        layout, exam, m = self.layout, self.exam, self.measures
        for marker in layout.markers:
            yield aruco.black(marker).filled(layout.height)
            yield from (module.filled(layout.height, 1.0) for module in aruco.white(marker))
        stamp = str(Stamp(self.copy.code, self.copy.serial, number, layout.pages, layout.short))
        for code in layout.codes:
            yield from (run.filled(layout.height) for run in qr.rectangles(stamp, code))
        left, right = EDGE + MARKER + 3, layout.width - EDGE - MARKER - 3
        room = (layout.width - CODE) / 2 - left - 3
        yield self.fitted(left, EDGE + 2, f"{exam.course} · {exam.title}", m.text_type, room)
        yield self.fitted(left, EDGE + 7.5, exam.words["answer_sheet.title"], m.title_type, room)
        yield self.fitted(right, EDGE + 2, stamp, m.text_type, room, "east")
        yield self.fitted(right, EDGE + 6, page, m.text_type, room, "east")
        if number > 1:
            yield from self._whose(left, right, room)
        foot = layout.height - EDGE - 2
        yield self.fitted(left, foot, exam.words["answer_sheet.keep"], m.text_type, room)
        yield self.fitted(right, foot, stamp, m.text_type, room, "east")

    def _whose(self, left: float, right: float, room: float) -> Iterator[Mark]:
        """Below the head of a later page, which may come loose: the name and the number, or lines for them."""
        m, holder, y = self.measures, self.exam.holder or Holder(""), EDGE + 13.5
        name, number = (self.exam.words[word] for word in FIELDS[:2])
        for x, word, value in ((left, name, holder.name), (right - room, number, holder.id)):
            start = x + length(word, m.text_type) + BETWEEN
            yield self.text(x, y, word, m.text_type)
            yield self.line((start, y + m.text_line / 2), (x + room, y + m.text_line / 2), width=HAIR)
            if value:
                yield self.fitted(start + 1, y, value, m.text_type, x + room - start - 1)

    def _boxes(self, number: int) -> Iterator[Mark]:
        for box in self.layout.boxes:
            if box.page == number:
                place = Rectangle(box.x, box.y, box.width, box.height)
                yield place.outlined(self.layout.height, OUTLINE, PALE)
                if box.value != ABSENT:
                    middle = box.x + box.width / 2, box.y + box.height / 2
                    yield self.text(*middle, self._shown(box), self.measures.letter_type, "center", LETTER_GREY)

    def _shown(self, box: Box) -> str:
        words = self.exam.words
        if box.value == ".":
            return words.script.decimal
        return MINUS_SIGN if box.value == MINUS else sign(box.value, self._kind(box.group), words)

    def _kind(self, group: str) -> str:
        return self._questions[number_of(group)].kind if number_of(group) else ""

    @cached_property
    def _questions(self) -> Mapping[int, Question]:
        return {question.number: question for question in self.copy.questions}

    def _labels(self, number: int) -> Iterator[Mark]:
        """The numbers of questions, and the cells above the columns of a grid."""
        m = self.measures
        seen: set[str] = set()
        for box in self.layout.boxes:
            name, _, column = box.group.partition("#")
            if box.page != number or box.group in seen or box.group == ABSENT:
                continue
            seen.add(box.group)
            if name.endswith((".points", ".half")):
                continue
            if not column:
                yield self.text(box.x - BESIDE_BOXES, box.y + box.height / 2, label_of(name), m.label_type, "east")
                continue
            first = min(
                other.y for other in self.layout.boxes if other.group.startswith(f"{name}#") and other.page == number
            )
            cell = Rectangle(box.x - (m.column_step - box.width) / 2, first - 1 - m.cell, m.column_step, m.cell)
            yield cell.outlined(self.layout.height, OUTLINE)
            if column == "1":
                title = self.exam.words["student_number"] if name == NUMBER else label_of(name)
                yield self.text(cell.x, cell.y - m.text_line / 2, title, m.label_type)
        for frame in self.layout.frames:
            if frame.page == number:
                yield from self._written(frame)

    def _written(self, frame: Frame) -> Iterator[Mark]:
        """A frame, with its number and the word for points above it where they are; on later pages that it goes on."""
        m, words = self.measures, self.exam.words
        yield Rectangle(frame.x, frame.y, frame.width, frame.height).outlined(self.layout.height, STROKE)
        points = [
            box for box in self.layout.boxes if box.group.startswith(f"{frame.id}.points") and box.page == frame.page
        ]
        if frame != next(other for other in self.layout.frames if other.id == frame.id):
            label = words.say("answer_sheet.continued", question=label_of(frame.id))
            yield self.text(frame.x, frame.y - m.text_line / 2 - 0.8, label, m.text_type)
            return
        if not points:
            return
        question = self._questions[number_of(frame.id)]
        top = min(box.y for box in points) + m.box_height / 2
        number, marker = label_of(frame.id), words["answer_sheet.points"]
        right = min(box.x for box in points) - BESIDE_BOXES
        for label in (_heading(frame.id, question, words), number):
            # The paper says what a question is worth; what is for markers has to be said here.
            large, small = m.label_type, m.text_type
            while length(label, large) + BETWEEN + length(marker, small) > right - frame.x and small > SMALLEST:
                large, small = round(large - STEP, 2), round(small - STEP, 2)
            if small > SMALLEST:
                break
        yield self.text(frame.x, top, label, large)
        yield self.text(right, top, marker, small, "east", LETTER_GREY)

    def _first(self) -> Iterator[Mark]:
        m, words = self.measures, self.exam.words
        absent = next(box for box in self.layout.boxes if box.group == ABSENT)
        yield self.text(
            absent.x - BESIDE_BOXES, absent.y + absent.height / 2, words["answer_sheet.absent"], m.text_type, "east"
        )
        x, width = self.top.fields
        holder = self.exam.holder or Holder("")
        for i, (name, value) in enumerate(zip(FIELDS, (holder.name, holder.id, holder.group), strict=True)):
            y = TOP + (i + 0.55) * m.line
            yield self.text(x, y, words[name], m.label_type)
            start = x + max(length(words[other], m.label_type) for other in FIELDS) + 1.5
            yield self.line((start, y + m.line * 0.3), (x + width, y + m.line * 0.3), width=HAIR)
            if value:
                yield self.fitted(start + 1, y, value, m.title_type, x + width - start - 2)
        left, top, _ = self.top.instructions
        for i, example in enumerate(self.top.examples):
            yield from self._example(example, left, TOP + top + (i + 0.5) * m.text_line)

    def _example(self, example: Example, x: float, y: float) -> Iterator[Mark]:
        m = self.measures
        yield self.text(x, y, example.text, m.text_type)
        x += length(example.text, m.text_type) + 2
        for i, name in enumerate(example.boxes):
            box = Rectangle(x + i * m.step, y - m.box_height / 2, m.box_width, m.box_height)
            yield box.outlined(self.layout.height, OUTLINE, PALE)
            yield from self._mark(name, box)

    def _mark(self, name: str, box: Rectangle) -> Iterator[Mark]:
        """How a pen may leave a box."""
        height, left, top = self.layout.height, box.x, box.y
        right, bottom = left + box.width, top + box.height
        middle = left + box.width / 2, top + box.height / 2
        match name:
            case "filled":
                yield box.filled(height)
            case "tick":
                yield self.line((left + 0.8, middle[1]), (middle[0] - 0.3, bottom - 0.4), (right - 0.3, top + 0.2))
            case "cross":
                yield self.line((left + 0.6, top + 0.4), (right - 0.6, bottom - 0.4))
                yield self.line((left + 0.6, bottom - 0.4), (right - 0.6, top + 0.4))
            case "dot":
                yield Dots(((middle[0], round(height - middle[1], 3)),), 0.5)
            case "circle":
                yield Rectangle(left - 0.5, top - 0.5, box.width + 1, box.height + 1).outlined(height, STROKE)
            case "erased":
                yield Rectangle(left + 0.5, top + 0.4, box.width - 1, box.height - 0.8).filled(height, TRACE)
            case "cancelled":
                yield box.filled(height, PALE)
                yield self.line((left - 0.8, top - 0.6), (right + 0.8, bottom + 0.6), width=1.4)
                yield self.line((left - 0.8, bottom + 0.6), (right + 0.8, top - 0.6), width=1.4)


def headed(questions: Sequence[Question], words: Words, measures: Measures) -> Measures:
    """With room before the boxes for points for the longest heading of a written answer."""
    m, marker = measures, length(words["answer_sheet.points"], measures.text_type)
    headings = (
        length(_heading(each.id, question, words), m.label_type)
        for question in questions
        for each in question.fields
        if isinstance(each, Written)
    )
    return replace(m, heading=round(max(headings, default=0.0) + BETWEEN + marker + BESIDE_BOXES + STEP, 3))


def _heading(id: str, question: Question, words: Words) -> str:
    worth = words.say("point" if question.points == 1 else "points", points=float(question.points))
    return f"{label_of(id)}  {worth}"


def number_of(group: str) -> int:
    """The question that a group belongs to; 0 for one that belongs to none."""
    digits = group.partition("#")[0].partition(".")[0].removeprefix("q")
    return int(digits) if digits.isdecimal() else 0


def label_of(id: str) -> str:
    """`12` or, for a part, `12 (3)`."""
    number, _, part = id.removeprefix("q").partition(".")
    return f"{number} ({part})" if part else number
