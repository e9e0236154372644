"""Composes a sheet: where the boxes of each question lie, from its fields alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hwgen.papercode import Paper
from hwgen.sheets.fields import MINUS, MOST_IN_A_ROW, SIGNS
from hwgen.sheets.keys import Boxes, Number, Question, Written
from hwgen.sheets.layout import Box, Code, Frame, Group, Layout, Marker, Role
from hwgen.sheets.measures import BOTTOM, CODE, EDGE, MARKER, SIDE, SIZES, TOP, Measures
from hwgen.sheets.number import NumberGrid

# Rows of boxes stand in so many columns at most; points are marked in rows of so many.
MOST_COLUMNS = 4
# Rows of no more boxes stand in the same columns.
NARROW = 5
POINTS_IN_A_ROW = 11
HALF = "½"
# A frame may lose such a part of its height rather than go over the end of a page.
LOST = 1 / 6
ABSENT = "absent"
NUMBER = "number"


@dataclass(frozen=True)
class Front:
    """What stands on the first page before the answers: its height, and the grid for the number of a sheet that is nobody's."""

    height: float
    grid: NumberGrid | None = None


def compose(
    questions: Sequence[Question], lines: dict[str, int], front: Front, paper: Paper, measures: Measures
) -> Layout:
    """`lines` are those of the written fields that have more than one, by their ids.

    Frames go over the end of a page where that saves a page.
    """
    whole, parted = (
        _composed(questions, lines, front, _Pages(paper, measures, parts=parts)) for parts in (False, True)
    )
    return parted if parted.pages < whole.pages else whole


def _composed(questions: Sequence[Question], lines: dict[str, int], front: Front, pages: _Pages) -> Layout:
    pages.front(front)
    fields = [each for question in questions for each in question.fields]
    pages.rows([each for each in fields if isinstance(each, Boxes)])
    pages.grids([each for each in fields if isinstance(each, Number)])
    for question in questions:
        for each in question.fields:
            if isinstance(each, Written):
                pages.written(each, int(question.points), lines.get(each.id, 0))
    return pages.layout()


@dataclass
class _Pages:
    """Pages that grow downwards: `y` is where the next thing goes."""

    paper: Paper
    m: Measures
    # Whether pages may part a frame that one of them can hold.
    parts: bool
    page: int = 1
    y: float = TOP
    groups: list[Group] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    # Where the right half of a row for short answers is still free.
    beside: float | None = None

    @property
    def width(self) -> float:
        return SIZES[self.paper][0] - 2 * SIDE

    @property
    def room(self) -> float:
        return SIZES[self.paper][1] - BOTTOM - self.y

    def turn(self) -> None:
        self.page, self.y, self.beside = self.page + 1, TOP, None

    def need(self, height: float) -> None:
        if height > self.room and self.y > TOP:
            self.turn()

    def row(
        self, group: str, values: Sequence[str], x: float, y: float, role: Role = "answer", *, several: bool = False
    ) -> None:
        """The boxes of a group beside each other."""
        self.groups.append(Group(group, role, several))
        for i, value in enumerate(values):
            self.box(group, value, x + i * self.m.step, y)

    def column(self, group: str, values: Sequence[str], x: float, y: float, role: Role = "answer") -> None:
        """The boxes of a group below each other; the first sign may be left out."""
        self.groups.append(Group(group, role))
        for i, value in enumerate(values):
            if value:
                self.box(group, value, x, y + i * self.m.column_row)

    def box(self, group: str, value: str, x: float, y: float) -> None:
        self.boxes.append(Box(self.page, group, value, round(x, 3), round(y, 3), self.m.box_width, self.m.box_height))

    def front(self, front: Front) -> None:
        width, m = SIZES[self.paper][0], self.m
        self.row(ABSENT, [ABSENT], width - EDGE - MARKER - m.box_width, EDGE + MARKER + 1.5, "absent")
        if front.grid:
            left = width - SIDE - front.grid.columns * m.column_step
            for i in range(front.grid.columns):
                group = f"{NUMBER}#{i + 1}"
                self.column(
                    group, front.grid.signs, left + i * m.column_step, self.y + m.text_line + m.cell + 1, "number"
                )
        self.y += front.height

    def rows(self, fields: Sequence[Boxes]) -> None:
        """Rows of boxes in as many columns as there is room for, filled from above."""
        for _, run in groupby(fields, lambda row: len(row.options) > NARROW):
            rest = list(run)
            columns = min(map(self._columns, rest))
            while rest:
                self.need(self.m.row)
                most = max(1, int(self.room / self.m.row))
                taken, rest = rest[: most * columns], rest[most * columns :]
                high = -(-len(taken) // columns)
                for i, row in enumerate(taken):
                    x = SIDE + i // high * self.width / columns + self.m.part_label
                    values = [option.value for option in row.options]
                    self.row(row.group, values, x, self.y + i % high * self.m.row, several=row.several)
                self.y += high * self.m.row
            self.y += self.m.gap / 2

    def _columns(self, row: Boxes) -> int:
        width = self.m.part_label + len(row.options) * self.m.step
        return max(1, min(MOST_COLUMNS, int((self.width + self.m.gap) / (width + self.m.gap))))

    def grids(self, fields: Sequence[Number]) -> None:
        """Grids beside each other, each below its label and the cells in which the number is written."""
        m = self.m
        above, signs = m.text_line + m.cell + 1, len(SIGNS) + 1
        height = above + signs * m.column_row + m.gap
        x = SIDE
        for i, grid in enumerate(fields):
            width = len(grid.groups) * m.column_step + m.apart
            if i and x + width - m.apart > SIDE + self.width:
                x, self.y = SIDE, self.y + height
            if x == SIDE:
                self.need(height)
            for place, group in enumerate(grid.groups):
                values = [MINUS if place == 0 else "", *SIGNS]
                self.column(group, values, x + place * m.column_step, self.y + above)
            x += width
        if fields:
            self.y += height

    def written(self, answer: Written, points: int, lines: int) -> None:
        """A frame below the boxes for its points: over the whole width, or over half of it where there is one line."""
        m = self.m
        rows = list(_points(answer, points))
        head = m.row * len(rows)
        if not lines and len(rows) == 1 and (len(rows[0][1]) + 1.5) * m.step + m.heading <= (self.width - m.gap) / 2:
            self._half(answer, rows, head)
            return
        self.beside = None
        wanted = lines * m.line or m.short
        if head + (min(wanted, 4 * m.line) if self.parts else wanted) > self.room and self.y > TOP:
            self.turn()
        self._points_of(answer, rows, SIDE, self.width)
        self.y += head
        lost = LOST * wanted
        while wanted > 0:
            # What is left for the next page is never a strip.
            height = wanted if wanted <= self.room else self.room
            self.frames.append(Frame(self.page, answer.id, SIDE, round(self.y, 3), self.width, round(height, 3)))
            wanted = wanted - height if wanted - height > lost else 0.0
            self.y += height + m.gap
            if wanted:
                self.turn()
                # The line that says of what it goes on keeps clear of the name at the head of the page.
                self.y += m.text_line

    def _half(self, answer: Written, rows: Sequence[tuple[str, Sequence[str]]], head: float) -> None:
        height, width = head + self.m.short, (self.width - self.m.gap) / 2
        if self.beside is None:
            self.need(height)
            x, self.beside = SIDE, self.y
            self.y += height + self.m.gap
        else:
            x = SIDE + width + self.m.gap
        y = self.y - height - self.m.gap
        if x > SIDE:
            self.beside = None
        self._points_of(answer, rows, x, width, y)
        self.frames.append(Frame(self.page, answer.id, round(x, 3), round(y + head, 3), round(width, 3), self.m.short))

    def _points_of(
        self, answer: Written, rows: Sequence[tuple[str, Sequence[str]]], x: float, width: float, y: float | None = None
    ) -> None:
        """The boxes for points end at the right edge, that for half a point last."""
        m = self.m
        top = self.y if y is None else y
        self.row(answer.half, [HALF], x + width - m.box_width, top, "points")
        known = {group.id for group in self.groups}
        for i, (group, values) in enumerate(rows):
            left = x + width - (max(len(row) for _, row in rows) + 1.5) * m.step
            if group not in known:
                self.groups.append(Group(group, "points"))
                known.add(group)
            for j, value in enumerate(values):
                self.box(group, value, left + j * m.step, top + i * m.row)

    def layout(self) -> Layout:
        width, height = SIZES[self.paper]
        right, bottom = width - EDGE - MARKER, height - EDGE - MARKER
        corners = ((EDGE, EDGE), (right, EDGE), (right, bottom), (EDGE, bottom))
        middle = (width - CODE) / 2
        return Layout(
            self.paper,
            width,
            height,
            self.page,
            tuple(Marker(i, round(x, 3), round(y, 3), MARKER) for i, (x, y) in enumerate(corners)),
            tuple(Code(round(middle, 3), round(y, 3), CODE) for y in (EDGE, height - EDGE - CODE)),
            tuple(self.groups),
            tuple(self.boxes),
            tuple(self.frames),
        )


def _points(answer: Written, points: int) -> Iterator[tuple[str, Sequence[str]]]:
    """The rows of boxes for points: a box for each number, or a row of digits for each place."""
    if len(answer.digits) > 1:
        for place, group in enumerate(answer.digits):
            most = int(str(points)[0]) if place == 0 else 9
            yield group, [str(digit) for digit in range(most + 1)]
        return
    values = [str(number) for number in range(min(points, MOST_IN_A_ROW) + 1)]
    for start in range(0, len(values), POINTS_IN_A_ROW):
        yield answer.digits[0], values[start : start + POINTS_IN_A_ROW]
