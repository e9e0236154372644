"""A class list as CSV or Excel file: whose papers are printed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hwgen.classes.columns import Table, extras, shape, understood, usual_shape
from hwgen.classes.doubtful import NOTHING_YET, Entry, doubts
from hwgen.classes.spreadsheet import AS_TEXT, Row, read_sheets
from hwgen.errors import Diagnostic, Span, UsageError, counted, perhaps
from hwgen.exam.model import PLAIN, Holder, Looks
from hwgen.othernames import TRUTHS
from hwgen.text import USUAL, Language
from hwgen.words.words import language_called

LONGEST_NAME = 300
NUMERIC = re.compile(r"[A-Za-z]?\d{3,}")
# What stands below the students of many lists.
FOOTER = re.compile(
    r"合计|总计|小计|共\s*\d+\s*人|制表|审核|签[字名]|打印|教务|\b(?:total|count|printed|signature|summe|seite|page)\b",
    re.I,
)
# A row that says something of the whole class: this is all that one of its cells says, and the other is a number.
CHINESE_TOTAL = re.compile(r"(?:合计|总计|小计|总数|总人数|人数|平均分?|平均值|均分|最高分?|最低分?)[:：]?")
TOTAL = re.compile(
    rf"{CHINESE_TOTAL.pattern}|(?:totals?|sum|mean|average|avg|median|count|summe|gesamt|mittelwert|durchschnitt"
    r"|somme|moyenne|suma|media|promedio)[.:]?",
    re.I,
)
FIGURE = re.compile(r"[\W\d_]*(?:人|名|分|students?)?", re.I)

# What divides the cells of a row that is one cell: no sign that divides those of the others.
UNDIVIDED = re.compile(r"[,，;；、|]|(?<=\d\d\d) ")
# What says under `extra` that a student needs nothing.
NO_WISH = frozenset(("none", "-", "—", "–", "/", "n/a", "nil", "正常", "普通"))

# So many remarks, and students of each, are named.
MOST_REMARKS = 5


@dataclass(frozen=True)
class Student:
    """`language` is None where the roster does not say; `row` is the place in it, and `seat_at` that of the seat."""

    holder: Holder
    language: Language | None = None
    looks: Looks = PLAIN
    row: Span | None = field(default=None, compare=False, repr=False)
    seat_at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Roster:
    """`columns` says what was understood of the file's columns, `meanings` header by header."""

    students: tuple[Student, ...]
    columns: str = ""
    warnings: tuple[Diagnostic, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()


def read_roster(path: Path, encoding: str = "auto", languages: Sequence[Language] = USUAL) -> Roster:
    """A class whose papers are in `languages`. Raises UsageError with every fault of the file at its line."""
    return roster_of(path, read_table(path, encoding), languages)


def read_table(path: Path, encoding: str = "auto") -> Table:
    """The file with its columns, for which no course is needed. Raises UsageError."""
    return understood(path, read_sheets(path, encoding))


def roster_of(path: Path, table: Table, languages: Sequence[Language]) -> Roster:
    """The class in a table, as `read_roster` has it."""
    reading = _Reading(path, table, languages)
    students = tuple(reading.students())
    if reading.remarks:
        reading.warnings.append(reading.unheeded())
    if not students and not reading.faults:
        hint = "one row for each, below the names of the columns"
        reading.faults.append(Diagnostic("roster-empty", "the class list has no students", Span(path), hint))
    if reading.faults:
        raise UsageError(*reading.faults, *table.warnings)
    reading.warnings += doubts(reading.entries)
    return Roster(students, table.summary(), (*table.warnings, *reading.warnings), table.meanings)


class _Reading:
    """Rows to students; `faults` and `warnings` are what is wrong with them."""

    def __init__(self, path: Path, table: Table, languages: Sequence[Language]) -> None:
        self.path, self.table, self.languages = path, table, languages
        self.faults: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.lines: dict[str, tuple[int, str]] = {}
        ids = [id for row in table.rows if (id := _plain(self.text(row, "id")))]
        self.usual, self.shapes = usual_shape(ids), Counter(map(shape, ids))
        self.alike: dict[str, tuple[str, int]] = {}
        # What the remarks ask for that is not known here, with the lines and the ids.
        self.remarks: dict[str, list[tuple[Span, str]]] = {}
        self.entries: list[Entry] = []

    def span(self, row: Row, name: str) -> Span:
        """Where a row has its cell of this meaning."""
        if name == "name" and name not in self.table.columns:
            name = "family"
        return row.span(self.path, self.table.columns.get(name, -1))

    def text(self, row: Row, name: str) -> str:
        place = self.table.columns.get(name, len(row.cells))
        return row.cells[place].text if place < len(row.cells) else ""

    def name(self, row: Row) -> str:
        """The full name: a family name stands before the given one where it is Chinese, Japanese or Korean."""
        if "name" in self.table.columns:
            return self.text(row, "name")
        family, given = self.text(row, "family"), self.text(row, "given")
        return (
            family + given if re.match(r"[\u3400-\u9fff\uac00-\ud7af]", family + given) else f"{given} {family}".strip()
        )

    def swapped(self) -> Diagnostic | None:
        """Where names are numbers and ids have none, each stands below the other's header."""
        both = [(_plain(self.text(row, "id")), _plain(self.name(row)), row) for row in self.table.rows]
        both = [(id, name, row) for id, name, row in both if id and name]
        if not both or not all(NUMERIC.fullmatch(name) and not re.search(r"\d", id) for id, name, _ in both):
            return None
        id, name, row = both[0]
        message = f"the columns of ids and names are swapped: here `{id}` is the id, and `{name}` the name"
        return Diagnostic("roster-swapped", message, self.span(row, "id"), "exchange the two headers")

    def students(self) -> Iterator[Student]:
        if swapped := self.swapped():
            self.faults.append(swapped)
            return
        for row in self.table.rows:
            id, name = _plain(self.text(row, "id")), self.name(row)
            if self.is_footer(row, id, name):
                message = f"`{' '.join(filter(None, row.texts))}` is not a student and was left out"
                self.warnings.append(Diagnostic("roster-footer", message, row.first(self.path)))
                continue
            self.check(row, id, name)
            self.entries.append(Entry(id, name, self.span(row, "id"), self.span(row, "name")))
            holder = Holder(id, name, self.text(row, "group"), self.text(row, "room"), _plain(self.text(row, "seat")))
            language = _language(self.text(row, "language"), self.languages, self.span(row, "language"), self.faults)
            looks = _looks(self.text(row, "extra"), self.span(row, "extra"), self.faults)
            yield Student(
                holder, language, self.remarked(row, looks), Span(self.path, row.line), self.span(row, "seat")
            )

    def unheeded(self) -> Diagnostic:
        """One line for all remarks, such as a wish for more time, which no paper can grant."""
        shown = ", ".join(
            f"“{remark[:30]}” ({_ids(those)})" for remark, those in [*self.remarks.items()][:MOST_REMARKS]
        )
        message = f"these remarks change nothing in the papers: {shown}"
        if (more := len(self.remarks) - MOST_REMARKS) > 0:
            message = f"these remarks change nothing in the papers: {shown} and {more} more"
        hint = "grant what they ask for, such as more time, yourself; hwgen knows large-print 大字 and high-contrast 高对比度"
        return Diagnostic("roster-remarks", message, next(iter(self.remarks.values()))[0][0], hint)

    def is_footer(self, row: Row, id: str, name: str) -> bool:
        if not id or not name:
            return any(FOOTER.search(text) or TOTAL.fullmatch(text) for text in row.texts)
        if self.usual and shape(id) != self.usual and any(map(FOOTER.search, row.texts)):
            return True
        if TOTAL.fullmatch(id):
            return bool(FIGURE.fullmatch(name))
        if not re.search(r"\d", id) and FOOTER.search(id) and FIGURE.fullmatch(name):
            return True
        # Somebody may be called Mean or Summe, with an id like those of others.
        return bool(FIGURE.fullmatch(id)) and bool(
            CHINESE_TOTAL.fullmatch(name) or (TOTAL.fullmatch(name) and self.shapes[shape(id)] == 1)
        )

    def check(self, row: Row, id: str, name: str) -> None:
        span = self.span(row, "id")

        def add_fault(rule: str, message: str, hint: str, at: Span = span) -> None:
            self.faults.append(Diagnostic(rule, message, at, hint))

        width = len(self.table.header.cells)
        broken = [at for at in self.table.columns.values() if at < len(row.cells) and row.cells[at].fault]
        if broken:
            for at in broken:
                add_fault("roster-spoilt-cell", row.cells[at].fault, "", row.span(self.path, at))
        elif any(row.texts[width:]):
            message = f"{counted(len(row.cells), 'cell')} below {counted(width, 'column')}"
            hint = (
                "put a cell with a comma into quotation marks; where it is a column of its own, name it in the header"
            )
            if any(re.search("[“”]", text) for text in row.texts):
                hint = 'write straight quotation marks, `"`, around a cell with a comma'
            beyond = next(i for i, text in enumerate(row.texts) if i >= width and text)
            add_fault("roster-cells", message, hint, row.span(self.path, beyond))
        elif len([*filter(None, row.texts)]) == 1 and (sign := UNDIVIDED.search("".join(row.texts))):
            message = f"`{''.join(row.texts)}` is one cell: no column ends at `{sign[0]}`"
            add_fault(
                "roster-cells", message, "divide its cells as those of the header are divided", row.first(self.path)
            )
        elif not id:
            add_fault("roster-no-id", f"`{name}` has no id", "every row needs one; delete rows that are not students")
        elif not re.search(r"\w", id) or NOTHING_YET.fullmatch(id):
            add_fault("roster-no-id", f"`{id}` is no id of `{name}`", "write the id, or delete the row")
        elif id.startswith("="):
            message = f"the id of {name} is a formula, `{id}`, and not its value"
            add_fault("roster-spoilt-cell", message, "save the list as .xlsx, or as CSV with values")
        elif re.fullmatch(r"\d+[.,]0+", id) or (re.fullmatch(r"\d+[.,]\d+", id) and shape(id) != self.usual):
            add_fault(
                "roster-spoilt-cell",
                f"the id `{id}` of {name} is a number with decimals: a program took ids for amounts",
                AS_TEXT,
            )
        elif not name:
            add_fault("roster-no-name", f"`{id}` has no name", "write a name", self.span(row, "name"))
        elif id in self.lines:
            line, other = self.lines[id]
            if other == name:
                add_fault("roster-duplicate-id", f"the id `{id}` is already in line {line}", "list each student once")
            else:
                message = f"the id `{id}` of {name} is that of {other} in line {line}"
                add_fault("roster-duplicate-id", message, "correct the id of one of them, or delete one of the rows")
        elif self.usual and shape(id) != self.usual:
            message = f"the id `{id}` of {name} does not look like the others"
            self.warnings.append(Diagnostic("roster-odd-id", message, span))
        key = id.upper().lstrip("0")
        like, line = self.alike.setdefault(key, (id, row.line))
        if like != id:
            message = f"the ids `{id}` and `{like}` (line {line}) differ only in zeros before them or in capitals"
            hint = "if both are the same student, remove a row; offices and platforms may take them for one"
            self.warnings.append(Diagnostic("roster-alike-ids", message, span, hint))
        if max(len(id), len(name)) > LONGEST_NAME:
            add_fault(
                "roster-long-name",
                f"a name or id of more than {LONGEST_NAME} characters",
                "",
                self.span(row, "name" if len(name) > LONGEST_NAME else "id"),
            )
        self.lines.setdefault(id, (row.line, name))

    def remarked(self, row: Row, looks: Looks) -> Looks:
        """What a column of free remarks asks for: words that mean nothing here are for other readers."""
        remark = self.text(row, "remarks")
        wishes = {extras().get(word) for word in _words(remark)}
        if None in wishes:
            self.remarks.setdefault(remark, []).append((self.span(row, "remarks"), _plain(self.text(row, "id"))))
        return Looks(
            looks.large or "large" in wishes, looks.contrast or "contrast" in wishes, looks.short_key, looks.sheet
        )


def _ids(those: Sequence[tuple[Span, str]]) -> str:
    return ", ".join([id for _, id in those[:MOST_REMARKS]] + ["…"] * (len(those) > MOST_REMARKS))


def _plain(text: str) -> str:
    """An id or a seat with plain digits and letters, where it was typed with full-width ones."""
    return unicodedata.normalize("NFKC", text)


def _language(word: str, languages: Sequence[Language], span: Span, faults: list[Diagnostic]) -> Language | None:
    """The language of the course that a word means."""
    if not word:
        return None
    meant = language_called(word, languages)
    if meant is None:
        message = f"`{word}` is not a language of papers"
        hint = f"papers of this course are in: {', '.join(languages)}; write one of these, or leave the cell empty"
        faults.append(Diagnostic("roster-language", message, span, hint))
    return meant


def _looks(cell: str, span: Span, faults: list[Diagnostic]) -> Looks:
    """What the column `extra` asks for: an unknown wish is an error, so that none is lost."""
    known, wishes = extras(), _words(cell)
    for word in wishes:
        if word not in known:
            hint = "hwgen knows large-print 大字 and high-contrast 高对比度; write other wishes into a column `remarks`"
            if TRUTHS.get(word) == "true":
                hint = "write what it is: hwgen knows large-print 大字 and high-contrast 高对比度"
            hint = perhaps(word, known) or hint
            faults.append(Diagnostic("roster-extra", f"`extra` does not know `{word}`", span, hint))
    granted = {known.get(word) for word in wishes}
    return Looks("large" in granted, "contrast" in granted)


def _words(cell: str) -> list[str]:
    """The wishes of a cell: `large print` is one, whose words a hyphen joins elsewhere, and so are all unknown words beside each other."""
    known = {re.sub("[-_]", "", wish): wish for wish in extras()}
    words: list[str] = []
    for piece in re.split(r"[,;|+、，；]+", cell.lower()):
        parts = piece.split()
        whole = known.get(re.sub(r"[\s_-]", "", piece))
        each = {part: known.get(re.sub("[_-]", "", part), "") for part in parts}
        rest = " ".join(part for part in parts if not each[part])
        words += [whole] if whole else filter(None, (*each.values(), rest))
    return [word for word in words if word not in NO_WISH and TRUTHS.get(word) != "false"]
