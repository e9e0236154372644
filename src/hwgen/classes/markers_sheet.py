"""The keys of many papers as a table, for markers: CSV and Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

from hwgen.exam.marking import accepted
from hwgen.exam.model import Exam, Question
from hwgen.kinds.kind import Brief, Letters
from hwgen.kinds.numeric import typed
from hwgen.sheets.keys import Policy
from hwgen.words.words import Words
from hwgen.writers.tables import CREATED, height_of, sheet_name, to_print, width_of

Row = Sequence[str | int]
# From which percentage on what is given.
Scale = Sequence[tuple[Fraction, str]]
# A spreadsheet runs a cell that begins so, unless it is a number.
RUNS = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+\-]?\d+(\.\d+)?")
# Of a column, in characters; what is longer is set in several lines.
MOST_WIDE = 24
# Decimal places of a computed percentage that are kept: beyond, a spreadsheet's sums are not exact, and 60 % may be a little less.
EXACT = 9


def keys(exam: Exam) -> tuple[str, ...]:
    """What is right for each question and what else gets points, on one line; a dash where it takes the key to say."""
    return tuple("; ".join((_key(q, exam.words), *accepted(q, exam.words))) for q in exam.questions)


def _key(question: Question, words: Words) -> str:
    brief: Brief = question.answer.brief
    match brief:
        case bool(true):
            return words["true_sign" if true else "false_sign"]
        case Letters(letters):
            return letters
        case str(text):
            return text
        case tuple(values):
            return "; ".join(typed(value, words) for value in values)
        case None:
            return "—"
        case _:
            assert_never(brief)


def harmless(cell: str | int) -> str | int:
    """A text that would be a formula, with an apostrophe before it."""
    if isinstance(cell, str) and RUNS.match(cell) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def as_csv(rows: Sequence[Row]) -> bytes:
    """UTF-8 with a mark, by which Excel knows it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@dataclass(frozen=True)
class Markers:
    """What the markers' workbook holds: a head, the row of points, and the rows of keys and of those whose work is marked.

    From column `marks_from` on stand questions, then the total; `least` are the fewest points that each question can give.
    """

    rows: Sequence[Row]
    marked: Sequence[Row]
    marks_from: int
    least: Sequence[float]


def as_excel(markers: Markers, words: Words, paper: str, policy: Policy) -> bytes:
    """The keys; the same table to type points into, which adds them up and gives grades by the policy; the grades' limits, to be changed."""
    from xlsxwriter import Workbook

    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    styles = Styles(*(_style(book, bold=bold, align=align) for align in ("left", "center") for bold in (True, False)))
    taken: set[str] = set()
    names = [sheet_name(words[f"sheet.{sheet}"], taken) for sheet in ("key", "marks", "grades")]
    keys, marks, grades = (book.add_worksheet(name) for name in names)
    _fill(keys, markers.rows, markers.marks_from, styles)
    blank = [(*row[: markers.marks_from], *[""] * (len(row) - markers.marks_from)) for row in markers.marked]
    _fill(marks, [*markers.rows[:2], *blank], markers.marks_from, styles)
    _compute(marks, markers, words, styles.mark, policy)
    for number, (title, scale) in enumerate(_verdicts(policy, words)):
        _show(grades, 3 * number, (words["sheet.from"], title), scale, styles.marks_head, styles.mark)
        _judge(marks, markers, number, title, f"'{names[2]}'!{_limits(3 * number, scale)}", styles)
    for sheet in (keys, marks):
        widths = [max(width_of(str(cell)) for cell in column) for column in zip(*markers.rows, strict=True)]
        shown = [
            min(MOST_WIDE, 2 + (width if j < markers.marks_from or sheet is keys else 4))
            for j, width in enumerate(widths)
        ]
        to_print(sheet, paper, shown, landscape=True, heads=2, columns=min(4, markers.marks_from))
        for j, width in enumerate(shown):
            sheet.set_column(j, j, width)
        for i, row in enumerate(markers.rows):
            seen = row if sheet is keys else row[: markers.marks_from]
            sheet.set_row(i, height_of(seen, shown[: len(seen)]))
    book.close()
    return data.getvalue()


class Styles(NamedTuple):
    """How cells look: those that say whose paper it is, and those of questions, whose numbers, points and keys stand below each other."""

    head: object
    cell: object
    marks_head: object
    mark: object


def _style(book: Any, *, bold: bool, align: str) -> object:
    return book.add_format({"border": 1, "text_wrap": True, "valign": "top", "bold": bold, "align": align})


def _fill(sheet: Any, rows: Sequence[Row], marks_from: int, styles: Styles) -> None:
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            head, style = styles[:2] if j < marks_from else styles[2:]
            if cell == "":
                sheet.write_blank(i, j, None, style)
            elif isinstance(cell, int):
                sheet.write_number(i, j, cell, style)
            else:
                sheet.write_string(i, j, cell, head if i == 0 else style)


def _verdicts(policy: Policy, words: Words) -> list[tuple[str, Scale]]:
    """What follows from the percentage, with its title: the blueprint's grades, and whether one passes; with neither, the grades of the language."""
    own = sorted((grade.percent, grade.name) for grade in policy.grades)
    needed = policy.pass_percent
    verdicts: list[tuple[str, Scale]] = []
    if own or needed is None:
        verdicts.append((words["sheet.grade"], own or _scale(words)))
    if needed is not None:
        failed = [(Fraction(0), words["marks.failed"])] if needed else []
        verdicts.append((words["marks.result"], [*failed, (needed, words["marks.passed"])]))
    return verdicts


def _scale(words: Words) -> Scale:
    limits = (entry.partition(": ") for entry in words["sheet.scale"].split("; "))
    return [(Fraction(percent), grade) for percent, _, grade in limits]


def _show(sheet: Any, column: int, head: tuple[str, str], scale: Scale, bold: object, style: object) -> None:
    for j, title in enumerate(head, column):
        sheet.write_string(0, j, title, bold)
        sheet.set_column(j, j, 2 + width_of(title))
    for i, (percent, name) in enumerate(scale, 1):
        sheet.write_number(i, column, round(float(percent), EXACT), style)
        sheet.write_string(i, column + 1, name, style)


def _limits(column: int, scale: Scale) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(1, column, len(scale), column + 1))


def _compute(sheet: Any, markers: Markers, words: Words, style: object, policy: Policy) -> None:
    """Points that a question cannot have are refused; the column behind them is the total."""
    points, first = markers.rows[1], markers.marks_from
    total = len(points) - 1
    end = 1 + len(markers.marked)
    for j, least in enumerate(markers.least, first):
        rule = {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": points[j]}
        message = words.say("sheet.wrong_points", least=least, points=int(points[j]))
        sheet.data_validation(2, j, end, j, {**rule, "error_message": message})
    for i in range(2, end + 1):
        sheet.write_formula(i, total, f"={_total(_points(i, markers), total - first, policy)}", style, 0)


def _points(row: int, markers: Markers) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(row, markers.marks_from, row, len(markers.rows[1]) - 2))


def _total(cells: str, count: int, policy: Policy) -> str:
    """As marks from answer sheets are added up and rounded: halves upwards."""
    total = f"SUM({cells})"
    if policy.best_of and policy.best_of < count:
        places = ",".join(map(str, range(1, policy.best_of + 1)))
        # A question without points has 0, which may be more than another has.
        total = f"SUMPRODUCT(LARGE({cells}+0,{{{places}}}))"
    if step := policy.rounding:
        above, below = step.numerator, step.denominator
        return f"INT(ROUND({total}*{below}/{above},{EXACT})+0.5)*{above}/{below}"
    return total


def _judge(sheet: Any, markers: Markers, number: int, title: str, limits: str, styles: Styles) -> None:
    """A column behind the total: what the percentage gives, nothing where nothing was typed."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    total = len(markers.rows[1]) - 1
    most = xl_rowcol_to_cell(1, total, row_abs=True)
    sheet.write_string(0, total + 1 + number, title, styles.marks_head)
    sheet.write_blank(1, total + 1 + number, None, styles.mark)
    for i in range(2, len(markers.marked) + 2):
        share = f"ROUND(100*{xl_rowcol_to_cell(i, total)}/{most},{EXACT})"
        given = f"VLOOKUP(MAX(0,{share}),{limits},2)"
        sheet.write_formula(i, total + 1 + number, f'=IF(COUNT({_points(i, markers)})=0,"",{given})', styles.mark, "")
