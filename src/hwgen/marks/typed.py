"""Responses that were typed by hand, read from the sheet that was made for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import assert_never

from hwgen.classes.spreadsheet import Row, cell_name, read_sheets
from hwgen.errors import Diagnostic, Span, UsageError, did_you_mean
from hwgen.marks.blank import Column, columns, id_of
from hwgen.marks.response import Response
from hwgen.marks.scoring import number
from hwgen.marks.spellings import BLANK, plain, truth
from hwgen.marks.tables import words_of
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.drawing import label_of
from hwgen.sheets.fields import FALSE, TRUE
from hwgen.sheets.keys import Boxes, Copy, Keys, Number, Written
from hwgen.words.words import Words, nearest

# A file with so many unknown columns, and without those of sheets and of who was absent, is not the one that was made.
OTHER_FILE = 3
YES = frozenset(("1", "x", "y", "yes", "√", "✓", "是", "缺考", "true"))


def read_typed(path: Path, keys: Keys) -> tuple[Response, ...]:
    """The responses of a sheet that was filled in. Raises UsageError with every cell that cannot be one."""
    reader = _Reader(path, keys)
    responses = tuple(reader.responses())
    if reader.faults:
        raise UsageError(*reader.faults)
    return responses


@dataclass
class _Reader:
    """Reads rows, and collects what is wrong with their cells."""

    path: Path
    keys: Keys
    faults: list[Diagnostic] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Those on the sheets: a name that is typed otherwise is nobody else's."""
        return frozenset(plain(copy.name) for copy in self.keys.copies if copy.name)

    def responses(self) -> Iterator[Response]:
        sheets = [sheet for sheet in read_sheets(self.path) if sheet.rows]
        if not sheets:
            self.faults.append(Diagnostic("typed-columns", "the sheet is empty", Span(self.path)))
            return
        head, *rows = sheets[0].rows
        places = self._places(head)
        if "" not in places:
            return
        for row in rows:
            yield from self._response(row, places)

    def _places(self, head: Row) -> dict[str | Column, int]:
        """The columns by what they hold; `` is the number of the sheet."""
        words = words_of(self.keys)
        own = {words["serial"]: "", words["id"]: "id", words["name"]: "name", words["absent"]: "absent"}
        known: dict[str, str | Column] = {**own, **{column.title: column for column in columns(self.keys)}}
        places: dict[str | Column, int] = {}
        for place, title in enumerate(head.texts):
            name = known.get(title)
            if name is None and title:
                self._fault(
                    "typed-columns", f"no question has the column `{title}`", head, place, did_you_mean(title, known)
                )
            elif name in places:
                self._fault("typed-columns", f"there are two columns `{title}`", head, place, "remove one")
            elif name is not None:
                places[name] = place
        unlike = len(self.faults) >= OTHER_FILE or not places
        if unlike and not {"", "absent"} <= places.keys():
            # Not a sheet with slips, but another file.
            self.faults = []
            there = ", ".join(f"`{title}`" for title in head.texts if title)
            message = f"this is not the sheet to type answers into: it has the columns {there}"
            self._fault("typed-columns", message, head, 0, "make it with `hwgen mark --blank FILE`, and type into that")
        elif "" not in places and not self.faults:
            message = f"there is no column `{words['serial']}`"
            self._fault("typed-columns", message, head, 0, "`hwgen mark --blank FILE` makes the sheet to type into")
        return places

    def _fault(self, rule: str, message: str, row: Row, place: int, hint: str = "", about: str = "") -> None:
        """Names the cell as a spreadsheet does, beside its line and column."""
        where = ", ".join(filter(None, (f"cell {cell_name(row.line, place + 1)}", about)))
        self.faults.append(Diagnostic(rule, f"{message} ({where})", row.span(self.path, place), hint))

    def _response(self, row: Row, places: Mapping[str | Column, int]) -> Iterator[Response]:
        cells = {name: row.texts[place] if place < len(row.cells) else "" for name, place in places.items()}
        serial, typed_id = (_number(cells.get(name, "")) for name in ("", "id"))
        answers = {column: text for column, text in cells.items() if isinstance(column, Column) and text}
        absent = cells.get("absent", "")
        if not (answers or absent):
            return
        copy = self._copy(row, serial, typed_id, places)
        if copy is None:
            return
        read = _Cells(copy, nearest(self.keys.language))
        for column, text in answers.items():
            # Such as a date, which a spreadsheet made of 1/3.
            if problem := row.cells[places[column]].fault or read.take(column, text):
                about = f"question {label_of(column.id)}, student {copy.id or typed_id}"
                self._fault("typed-value", problem, row, places[column], about=about)
        if absent and plain(absent).casefold() not in YES:
            message = f"`{absent}` does not say whether somebody was absent"
            about = f"student {copy.id or typed_id}"
            self._fault("typed-value", message, row, places["absent"], "write x or nothing", about=about)
        id = "" if copy.id else typed_id
        typed = (*read.marked, *read.texts, *((ABSENT,) if absent else ()))
        yield Response(
            copy.serial,
            read.marked,
            read.texts,
            read.points,
            decided=typed,
            typed=typed,
            id=id,
            absent=bool(absent),
        )

    def _copy(self, row: Row, serial: str, id: str, places: Mapping[str | Column, int]) -> Copy | None:
        """The copy of a row; a second row for the same student is a fault."""
        copies = {str(copy.serial): copy for copy in self.keys.copies}
        own = {_number(copy.id): copy for copy in self.keys.copies if copy.id}
        copy = copies.get(serial) or (own.get(id) if not serial else None)
        if copy is None:
            self._fault(
                "typed-sheet",
                f"no sheet of this class has the number `{serial}`" if serial else "the row has no number of a sheet",
                row,
                places[""],
                did_you_mean(serial, copies),
            )
            return None
        if copy.id and id and _number(copy.id) != id:
            self._fault(
                "typed-sheet", f"sheet {copy.serial} is that of `{copy.id}`, not of `{id}`", row, places.get("id", 0)
            )
            return None
        name = row.texts[places["name"]] if places.get("name", len(row.cells)) < len(row.cells) else ""
        if copy.id and plain(name) != plain(copy.name) and plain(name) in self._names:
            hint = "were some of the columns sorted without the others? put each answer into the row of its sheet"
            message = f"sheet {copy.serial} is that of {copy.name}, not of {name}"
            self._fault("typed-sheet", message, row, places["name"], hint)
            return None
        known = {student for student, _, _ in self.keys.students}
        if not copy.id and id and known and id not in map(_number, known):
            hint = did_you_mean(id, known)
            self._fault("typed-sheet", f"`{id}` is not in the class list", row, places.get("id", 0), hint)
            return None
        who = _number(copy.id) or id
        if not who:
            self._fault(
                "typed-sheet", "the sheet has no student", row, places.get("id", 0), "write the student’s number"
            )
            return None
        if who in self.seen:
            self._fault(
                "typed-sheet", f"`{copy.id or id}` is already in row {self.seen[who]}", row, places.get("id", 0)
            )
            return None
        self.seen[who] = row.line
        return copy


def _number(text: str) -> str:
    """That of a sheet or a student, however it is typed."""
    return plain(text).upper()


@dataclass
class _Cells:
    """What the cells of a row come to."""

    copy: Copy
    words: Words
    marked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    points: dict[str, Fraction] = field(default_factory=dict)

    def take(self, column: Column, text: str) -> str:
        """Takes a cell. Returns what is wrong with it, else nothing."""
        id = column.id
        known = {id_of(each): (each, question) for question in self.copy.questions for each in question.fields}
        if id not in known:
            return f"sheet {self.copy.serial} has no question {label_of(id)}"
        each, question = known[id]
        decimal = self.words.script.decimal
        if column.points:
            value = number(plain(text).replace(decimal, "."))
            if value is None or not 0 <= value <= question.points:
                return f"`{text}` is not a number of points from 0 to {question.points}"
            self.points[id] = value
            return ""
        match each:
            case Boxes():
                return self._boxes(each, text)
            case Number():
                typed = (
                    "" if plain(text) in BLANK else plain(text).replace(decimal, ".").replace("−", "-").replace(" ", "")
                )
                self.texts[id] = typed
                known_number = not typed or number(typed) is not None
                return "" if known_number else f"`{text}` is not a number such as 3, -0.25 or 1/3"
            case Written():
                self.texts[id] = text
                return ""
            case _:
                assert_never(each)

    def _boxes(self, each: Boxes, text: str) -> str:
        values = [option.value for option in each.options]
        if plain(text) in BLANK:
            self.marked[each.group] = ()
            return ""
        if values == [TRUE, FALSE]:
            value = truth(text, self.words)
            if value is None:
                crossed = (
                    " may tick or deny: write T or F" if plain(text).casefold() == "x" else " is neither true nor false"
                )
                return f"`{text}`{crossed}"
            self.marked[each.group] = (value,)
            return ""
        letters = [letter for letter in plain(text).upper() if letter not in " ,;、，；"]
        unknown = [letter for letter in letters if letter not in values]
        if unknown or len(set(letters)) < len(letters):
            return f"`{text}` is none of {', '.join(values)}" if unknown else f"`{text}` names a letter twice"
        self.marked[each.group] = tuple(value for value in values if value in letters)
        return ""
