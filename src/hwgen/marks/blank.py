"""The sheet in which responses are typed: a row for each answer sheet, a column for each answer, and in each cell only what can stand there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from hwgen.marks.spellings import BLANK, spellings
from hwgen.marks.tables import words_of
from hwgen.sheets.drawing import label_of
from hwgen.sheets.keys import Boxes, FieldKey, Keys, Number, Written
from hwgen.words.words import nearest
from hwgen.writers.tables import CREATED, sheet_name

# Rows for sheets that are nobody's, where nobody knows how many come back.
SPARE_ROWS = 60


@dataclass(frozen=True)
class Column:
    """What is typed into a column: the answer to a field or, where `points`, those that a person gave for it."""

    title: str
    id: str
    points: bool = False


def columns(keys: Keys) -> list[Column]:
    """Those of all copies, by question."""
    known: dict[tuple[str, bool], Column] = {}
    points = words_of(keys)["points"]
    for copy in keys.copies:
        for question in copy.questions:
            for each in question.fields:
                id, label = id_of(each), label_of(id_of(each))
                if not isinstance(each, Written) or each.accepted or each.numbers:
                    known.setdefault((id, False), Column(label, id))
                if isinstance(each, Written):
                    known.setdefault((id, True), Column(points.format(number=label), id, points=True))
    return sorted(known.values(), key=lambda column: (*_place(column.id), column.points))


def id_of(field: FieldKey) -> str:
    match field:
        case Boxes(group=group):
            return group
        case Number(groups=groups):
            return groups[0].partition("#")[0]
        case Written(id=id):
            return id
        case _:
            assert_never(field)


def _place(id: str) -> tuple[int, int]:
    question, _, part = id.removeprefix("q").partition(".")
    return int(question), int(part or 0)


def blank(keys: Keys) -> bytes:
    """A workbook with a row for each sheet that may come back, in which each cell takes what can stand there."""
    from xlsxwriter import Workbook

    words, asked = words_of(keys), columns(keys)
    head = [words[name] for name in ("serial", "id", "name", "absent")]
    rows = list(_rows(keys))
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    sheet, bold, text = (
        book.add_worksheet(sheet_name(words["title"], set())),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "@"}),
    )
    sheet.freeze_panes(1, 3)
    for j, title in enumerate((*head, *(column.title for column in asked))):
        sheet.write_string(0, j, title, bold)
    sheet.set_column(1, 1, 14, text)
    sheet.set_column(len(head), len(head) + len(asked), 8, text)
    for i, row in enumerate(rows, 1):
        sheet.write_number(i, 0, row[0]) if row[0] else None
        sheet.write_string(i, 1, row[1], text)
        sheet.write_string(i, 2, row[2])
    for j, column in enumerate(asked, len(head)):
        sheet.data_validation(1, j, len(rows), j, _rule(keys, column))
    legend = book.add_worksheet(sheet_name(words["read"], {sheet.get_name()}))
    legend.set_column(1, 1, 80)
    for i, (value, forms) in enumerate([(words["read"], ()), *_legend(keys)]):
        legend.write_string(i, 0, value, bold)
        legend.write_string(i, 1, "   ".join(forms))
    book.close()
    return data.getvalue()


def _legend(keys: Keys) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is read as true, as false, and as left blank."""
    yield from spellings(nearest(keys.language)).items()
    yield "–", BLANK


def _rows(keys: Keys) -> Iterator[tuple[int, str, str]]:
    mine = [(copy.serial, copy.id, copy.name) for copy in keys.copies if copy.id]
    yield from mine
    if len(mine) < len(keys.copies):
        only = keys.copies[0].serial if len(keys.copies) == 1 else 0
        yield from ((only, id, name) for id, name, _ in keys.students)
        yield from () if keys.students else ((only, "", ""),) * SPARE_ROWS


def _rule(keys: Keys, column: Column) -> dict[str, Any]:
    """What a spreadsheet lets into the cells of a column; anything, where copies ask different things there."""
    asked = [
        (each, question.points)
        for copy in keys.copies
        for question in copy.questions
        for each in question.fields
        if id_of(each) == column.id
    ]
    if column.points:
        most = float(max(points for _, points in asked))
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}
    rules = [_of_field(each) for each, _ in asked]
    return rules[0] if all(rule == rules[0] for rule in rules) else {"validate": "any"}


def _of_field(each: FieldKey) -> dict[str, Any]:
    match each:
        case Boxes(options=options, several=False):
            return {"validate": "list", "source": [option.value for option in options], "error_type": "warning"}
        case Boxes(options=options):
            return {"validate": "length", "criteria": "<=", "value": len(options)}
        case Number(groups=groups):
            return {"validate": "length", "criteria": "<=", "value": len(groups)}
        case Written():
            return {"validate": "any"}
        case _:
            assert_never(each)
