"""What the columns of a class list mean, by their headers and by what stands below them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hwgen.classes.spreadsheet import Row, Sheet
from hwgen.errors import Diagnostic, Span, UsageError, closest, counted
from hwgen.words.words import shipped, words

# Titles may stand above the header.
HEADER_WITHIN = 20
# Of each meaning, the headers in schools' manners; those of an earlier line are the surer ones.
HEADERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "id": (
        ("学号", "student id", "student number", "student no", "matrikelnummer", "numero etudiant", "学籍番号"),
        (
            "id",
            "id number",
            "id号码",
            "准考证号",
            "考号",
            "user id",
            "roll number",
            "roll no",
            "registration number",
            "reg no",
        ),
        ("matriculation number", "matrikel", "matr", "matr nr", "matric number", "matric no", "numero d etudiant"),
        ("number", "编号", "no", "nr"),
    ),
    "name": (("姓名", "full name", "student name", "name", "氏名", "nom et prenom"), ("student", "学生", "名字")),
    "family": (
        ("姓", "姓氏", "last name", "surname", "family name", "nachname", "familienname", "nom", "nom de famille"),
    ),
    "given": (("名", "first name", "given name", "given names", "forename", "vorname", "prenom"),),
    "group": (
        ("班级", "group", "class", "section", "班", "组", "组别", "gruppe", "klasse", "groupe", "classe"),
        ("行政班", "自然班", "所在班"),
        ("教学班",),
    ),
    "room": (("考场", "考室", "试室", "room", "教室", "raum", "salle"), ("考试地点",)),
    "seat": (("座位号", "seat", "座位", "座号", "seat number", "sitzplatz", "platz", "place"),),
    "language": (("语言", "language", "lang", "sprache", "langue"),),
    "extra": (("extra", "accommodations", "特殊需要", "特殊要求", "nachteilsausgleich", "amenagements"),),
    "remarks": (("备注", "备考", "remarks", "remark", "notes", "note", "comment", "bemerkung", "remarque"),),
}
# The first column of many lists only counts their rows.
SERIAL = ("序号", "顺序号", "lfd nr", "row", "serial", "serial number", "s/n", "sn", "sl no", "#")
SIMPLIFIED = str.maketrans("學號級語備註場組別編氏", "学号级语备注场组别编氏")
OTHER_PEOPLE = re.compile("教师|老师|导师|家长|联系人|班主任|父亲|母亲|监护人|teacher|parent|supervisor", re.I)
# What papers can be for single students, by its name in the words of each language.
EXTRAS = ("large", "contrast")
# How much of a header has to be right: of two Chinese characters one may be wrong only where a column is missing.
ALIKE, ALIKE_LONGER, ALIKE_ENOUGH = 0.75, 0.65, 0.5
Columns = Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """A header, what its columns mean (by their places), and the rows below."""

    header: Row
    columns: Columns
    rows: tuple[Row, ...]
    warnings: tuple[Diagnostic, ...]
    sheet: str = ""

    @property
    def meanings(self) -> tuple[tuple[str, str], ...]:
        """Each header with what its column means, which is nothing where it is not used."""
        meaning = {place: name for name, place in self.columns.items()}
        return tuple((cell, meaning.get(i, "")) for i, cell in enumerate(self.header.texts) if cell or i in meaning)

    def summary(self) -> str:
        """What was understood of each column, in one line."""
        used = [f"{cell} = {meaning}" for cell, meaning in self.meanings if meaning]
        unused = [cell for cell, meaning in self.meanings if not meaning]
        where = f"sheet {self.sheet}, " if self.sheet else ""
        rest = f"; not used: {', '.join(unused)}" if unused else ""
        return f"{where}columns: {', '.join(used)}{rest}"


def understood(path: Path, sheets: Sequence[Sheet]) -> Table:
    """The table of the first sheet that has a column of ids and one of names. Raises UsageError."""
    for sheet in sheets:
        if (header := _header(sheet)) is not None:
            row = sheet.rows[header]
            below, warnings = _students(path, row, sheet.rows[header + 1 :])
            columns, remarks = _chosen(path, row, _candidates(row), below)
            warnings += [*remarks, *_misspelt(path, row, columns)]
            others = [other for other in sheets if other is not sheet and other.rows]
            if others:
                names = ", ".join(f"`{other.name}`" for other in others)
                lists = any(_header(other) is not None for other in others)
                hint = "if the students there get papers, too, put all into one sheet" if lists else ""
                message = f"only the sheet `{sheet.name}` was read, not {names}"
                warnings.append(Diagnostic("roster-other-sheets", message, Span(path), hint))
            return Table(row, columns, below, (*sheet.warnings, *warnings), sheet.name if len(sheets) > 1 else "")
    # How the file was read may be why its columns have no names that are known.
    raise UsageError(_no_header(path, sheets), *(warning for sheet in sheets for warning in sheet.warnings))


def _header(sheet: Sheet) -> int | None:
    """The place of the row with the names of the columns; of several in succession, the last one, which divides what those above join."""
    header = None
    for i, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        known = _candidates(row)
        if "id" in known and ("name" in known or {"family", "given"} <= known.keys()):
            header = i
        elif header is not None:
            break
    return header


def _students(path: Path, header: Row, rows: Sequence[Row]) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """The rows below a header, without those in which it stands again and without titles above these, which are told."""
    again = {i for i, row in enumerate(rows) if row.texts == header.texts}
    titles = {i for i, row in enumerate(rows) if i + 1 in again and len([*filter(None, row.texts)]) == 1}
    warnings = [
        Diagnostic(
            "roster-footer",
            f"`{''.join(rows[i].texts)}` is not a student and was left out",
            rows[i].first(path),
            "it stands above the names of the columns as a title does",
        )
        for i in sorted(titles)
    ]
    return tuple(row for i, row in enumerate(rows) if i not in again | titles), warnings


def _no_header(path: Path, sheets: Sequence[Sheet]) -> Diagnostic:
    rows = [row for sheet in sheets for row in sheet.rows[:HEADER_WITHIN]]
    if not rows:
        hint = "begin with the names of the columns, such as `id,name`; then one row for each student"
        return Diagnostic("roster-empty", "the class list is empty", Span(path), hint)
    if untitled := _untitled(path, rows):
        return untitled
    header = max(rows, key=lambda row: (len(_candidates(row)), sum(map(bool, row.texts)), -row.line))
    known = _candidates(header)
    missing = "id" if "id" not in known else "name"
    there = ", ".join(f"`{cell}`" for cell in header.texts if cell)
    message, span = f"the class list has no column `{missing}`; its columns are {there}", header.first(path)
    hint = "name the columns `id` and `name`, and if you like `group`, `room`, `seat`, `language`, `extra`"
    near = {cell: _near(cell, (missing,), ALIKE_ENOUGH) for cell in header.texts if cell and not _meaning(cell)[0]}
    if len(header.texts) == 1 and (signs := _dividing(header.texts[0])):
        hint = f"write `,` between the columns, in every line: no column ends at {' or '.join(signs)}"
    elif len(header.texts) == 1 and not known:
        hint = "begin with a line `id,name`, and write an id and a name in each line, with `,` between them"
    elif known.keys() == {"name"} and missing == "id" and len(header.texts) == 1:
        hint = "each student needs an id: add a column `id`"
    elif slip := next((cell for cell, word in near.items() if word), ""):
        hint = f"is `{slip}` meant to be `{near[slip]}`? {hint}"
        span = header.span(path, header.texts.index(slip))
    return Diagnostic("roster-columns", message, span, hint)


def _untitled(path: Path, rows: Sequence[Row]) -> Diagnostic | None:
    """What is wrong with a list that has no names of columns above its rows: none at all, or in its first column."""
    first = {_meaning(row.texts[0])[0] for row in rows if row.texts}
    if "id" in first and first & {"name", "family", "given"} and len(rows[0].texts) > 1:
        message = "the class list lies on its side: the names of its columns stand below one another"
        hint = "copy it in the spreadsheet, and paste it transposed"
        return Diagnostic("roster-columns", message, rows[0].first(path), hint)
    if any(map(_candidates, rows)) or not any(re.search(r"\d{3}", cell) for cell in rows[0].texts):
        return None
    there = ", ".join(f"`{cell}`" for cell in rows[0].texts if cell)
    message = f"the columns of the class list have no names: it begins with {there}"
    return Diagnostic("roster-columns", message, rows[0].first(path), "insert a line such as `id,name` above it")


def _dividing(header: str) -> list[str]:
    """The signs in a header that is one cell between which names of columns stand."""
    signs = "，；、:：/^ "
    return [
        "a space" if sign == " " else f"`{sign}`"
        for sign in signs
        if sum(bool(_meaning(part)[0]) for part in header.split(sign)) > 1
    ]


def _key(cell: str) -> str:
    """A header as it is compared: without brackets, punctuation, accents and, in Chinese, spaces."""
    text = re.sub(r"[(（\[【].*?[)）\]】]", "", unicodedata.normalize("NFKD", cell).translate(SIMPLIFIED)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = " ".join(re.sub(r"[^\w/#]|_", " ", text).split())
    return text if text.isascii() else text.replace(" ", "")


_MEANINGS = {
    _key(word): (name, rank) for name, ranks in HEADERS.items() for rank, words in enumerate(ranks) for word in words
}


# As programs name columns: StudentID, lastname.
_JOINED = {key.replace(" ", ""): meaning for key, meaning in _MEANINGS.items() if key.isascii() and " " in key}
# Headers that may as well count rows.
_KEYS_OF_COUNTS = set(map(_key, HEADERS["id"][-1]))


@cache
def extras() -> dict[str, str]:
    """What the wishes of the column `extra` are called in any language."""
    return {word: extra for extra in EXTRAS for at in shipped() for word in words(at).listed(f"roster.{extra}")}


def _misspelt(path: Path, header: Row, columns: Columns) -> Iterator[Diagnostic]:
    """Remarks on headers that mean nothing, and are spelled nearly like one that nothing else means, or called like what a student may need."""
    needs = [
        (cell, f"write `{cell}` into a column `extra`, for each student who needs it")
        for cell in header.texts
        if cell.strip().lower() in extras()
    ]
    missing = [name for name in HEADERS if name not in columns and name not in ("id", "name", "family", "given")]
    near = [(cell, _near(cell, missing)) for cell in header.texts if cell and not _meaning(cell)[0]]
    for cell, hint in (*needs, *((cell, f"did you mean `{word}`?") for cell, word in near if word)):
        span = header.span(path, header.texts.index(cell))
        yield Diagnostic("roster-near-column", f"the column `{cell}` is not used", span, hint)


def _near(cell: str, names: Sequence[str], alike: float = ALIKE) -> str:
    """The header with one of these meanings that is spelled most like a cell; "" where none is close."""
    known = [word for name in names for words in HEADERS[name] for word in words if len(word) > 1]
    key = _key(cell)
    return (
        ""
        if key in SERIAL
        else closest(key, known, alike=ALIKE if key.isascii() else ALIKE_LONGER if len(key) > 2 else alike)
    )


def _candidates(row: Row) -> dict[str, list[tuple[int, int]]]:
    """For each meaning, the columns that may have it, as pairs of rank and place."""
    candidates: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(row.texts):
        name, rank = _meaning(cell)
        if name:
            candidates.setdefault(name, []).append((rank, place))
    return {name: sorted(places) for name, places in candidates.items()}


def _meaning(cell: str) -> tuple[str, int]:
    """What a header means, and how sure it is; a longer Chinese one means what it ends in, as 学生学号 does."""
    key = _key(cell)
    if key in _MEANINGS:
        return _MEANINGS[key]
    if key in _JOINED:
        return _JOINED[key]
    if not key.isascii() and not OTHER_PEOPLE.search(cell) and key not in SERIAL:
        for length in (3, 2):
            if key[-length:] in _MEANINGS and len(key) > length:
                name, rank = _MEANINGS[key[-length:]]
                return name, rank + 1
    return "", 0


def _chosen(
    path: Path, header: Row, candidates: Mapping[str, Sequence[tuple[int, int]]], rows: Sequence[Row]
) -> tuple[dict[str, int], list[Diagnostic]]:
    """The surest column of each meaning; of equally sure ids, the one whose values are unlike a count of rows."""
    columns = {name: places[0][1] for name, places in candidates.items()}
    warnings: list[Diagnostic] = []
    ids = candidates["id"]
    likely = [place for rank, place in ids if rank == ids[0][0]]
    if len(likely) > 1:
        likely = [place for place in likely if identifies(_values(rows, place))] or likely
    likely = [place for place in likely if place == likely[0] or _values(rows, place) != _values(rows, likely[0])]
    if len(likely) > 1:
        raise UsageError(_two_ids(path, header, likely))
    columns["id"] = likely[0]
    values = _values(rows, likely[0])
    if _key(header.texts[likely[0]]) in _KEYS_OF_COUNTS and len(values) > 1 and counts(values):
        message = f"`{header.texts[likely[0]]}` is taken for the student’s id, but only counts the rows"
        hint = "if these are no student numbers, add a column `id` that has them"
        warnings.append(Diagnostic("roster-id-counts", message, header.span(path, likely[0]), hint))
    if "name" in columns and {"family", "given"} <= columns.keys() and candidates["name"][0][0]:
        del columns["name"]
    if "name" in columns:
        columns.pop("family", None)
        columns.pop("given", None)
    for name, place in columns.items():
        alike = [p for rank, p in candidates[name] if rank == candidates[name][0][0] and p != place]
        differ = [p for p in alike if (values := _values(rows, p)) and values != _values(rows, place)]
        if name != "id" and differ:
            message = f"`{header.texts[place]}` is read as `{name}`, and `{header.texts[differ[0]]}` could be it, too"
            hint = "remove the column that is not meant, or give it another name"
            warnings.append(Diagnostic("roster-two-columns", message, header.span(path, differ[0]), hint))
    return columns, warnings


def _two_ids(path: Path, header: Row, likely: Sequence[int]) -> Diagnostic:
    names = list(dict.fromkeys(header.texts[place] for place in likely))
    message = f"both {' and '.join(f'`{name}`' for name in names)} may be the student’s id"
    hint = "call the one that identifies students `id`"
    if len(names) == 1:
        message = f"{counted(len(likely), 'column')} are called `{names[0]}`"
        hint = "if several lists stand side by side, put one below the other; else remove the wrong column"
    return Diagnostic("roster-two-ids", message, header.span(path, likely[1]), hint)


def _values(rows: Sequence[Row], place: int) -> list[str]:
    return [row.texts[place] for row in rows if place < len(row.cells) and row.texts[place]]


def identifies(values: Sequence[str]) -> bool:
    """Whether values can be ids: no two alike, and no mere count of the rows."""
    return len(set(values)) == len(values) and not counts(values)


def counts(values: Sequence[str]) -> bool:
    """Whether values only number the rows: 1, 2, 3."""
    return list(values) == [str(i) for i in range(1, len(values) + 1)]


def shape(value: str) -> str:
    """What kind of characters a value is made of: `S2026001` has the shape `A9999999`."""
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", value))


def usual_shape(values: Sequence[str]) -> str:
    """The shape that nearly all of some values have; "" where there is none."""
    if len(values) < 5:
        return ""
    ((most, count),) = Counter(map(shape, values)).most_common(1)
    return most if count >= 0.8 * len(values) else ""
