"""Questions in the rows of a spreadsheet, below the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from hwgen.errors import Diagnostic, counted
from hwgen.lms.archives import opened
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.written.cells import shown
from hwgen.lms.written.draft import Draft, Option, Sort
from hwgen.lms.written.folding import decoded, folded
from hwgen.lms.written.lines import options, parts
from hwgen.lms.written.words import sort_of

Doubt = Callable[[str, int, str, str], None]
# The names of columns that teachers and platforms use, without spaces, signs and what stands in brackets.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stem": (
        *("小题题干", "题干", "题目", "题目内容", "试题", "试题内容", "试题题干", "问题", "题目题干", "内容"),
        *("question", "questiontext", "stem", "text", "prompt", "questiontitle"),
    ),
    "context": ("大题题干", "材料", "共用题干", "context", "passage"),
    "sort": (*("题型", "题目类型", "试题类型", "类型", "小题题型", "questiontype", "type", "kind"),),
    "answer": (
        *("正确答案", "答案", "参考答案", "标准答案", "试题答案", "正确选项"),
        *("answer", "answers", "correctanswer", "correctanswers", "correct", "key", "rightanswer"),
    ),
    "explanation": (
        *("答案解析", "解析", "试题解析", "题目解析", "说明", "分析"),
        *("explanation", "answerexplanation", "feedback", "solution", "rationale"),
    ),
    "difficulty": ("难易度", "难度", "难易程度", "difficulty", "level"),
    "points": ("分值", "分数", "得分", "points", "score", "marks", "mark", "point"),
    "topic": ("目录", "章节", "所属章节", "chapter", "topic", "category", "unit"),
    "tags": ("知识点", "考点", "标签", "关键词", "tags", "tag", "keywords", "labels"),
    "options": ("选项", "备选项", "选项内容", "候选项", "options", "choices"),
    "number": ("序号", "题号", "编号", "no", "number", "id", "num"),
    "count": ("选项数", "选项个数", "numberofoptions"),
}
ROLES = {name: role for role, names in COLUMNS.items() for name in names}
OPTION = re.compile(r"(?:选项|备选项|option|choice|answer|答案)?([a-z]|\d{1,2})(?:选项|option)?")
PLACES = re.compile(r"\d{1,2}(?:[\s,，、;；|]+\d{1,2})*")
HEAD_ROWS = 15
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """The places of columns by their role; those of options in their order."""

    roles: Mapping[str, Sequence[int]]
    options: tuple[int, ...]
    unknown: tuple[str, ...]
    rows: int = 1


def drafts(data: bytes, doubt: Doubt) -> Sequence[Draft]:
    """The questions of all sheets of an Excel file, or of a CSV file. Raises Unreadable."""
    read: list[Draft] = []
    heads = 0
    for name, rows in _tables(data, doubt):
        head = _head(rows)
        if head is None:
            if rows:
                doubt("written-columns", rows[0].line, name, "no row names the columns of this sheet; it was left out")
            continue
        heads += 1
        at, columns = head
        for row in rows[: at - columns.rows]:
            above = " ".join(filter(None, row.cells))[:60]
            doubt("written-text", row.line, name, f"“{above}” stands above the columns and was dropped")
        if columns.unknown:
            titles = ", ".join(f"“{title[:20]}”" for title in columns.unknown)
            message = f"columns whose names mean nothing here were left out: {titles}"
            doubt("written-columns", rows[at - 1].line, name, message)
        # A sheet may be named after the kind of its questions.
        read += filter(None, (_draft(row, columns, sort_of(name), doubt) for row in rows[at:]))
    if not heads:
        message = "no row names the columns"
        hint = "the first row needs at least 题干 (or Question) and 答案 (or Answer), and 选项A, 选项B … for choices"
        raise Unreadable(Diagnostic("written-columns", message, on_line(1), hint))
    return read


def _head(rows: Sequence[Row]) -> tuple[int, Columns] | None:
    """The names of the columns, in one row or in two, and the place of the row behind them."""
    for at, row in enumerate(rows[:HEAD_ROWS], 1):
        if columns := _columns(row):
            below = rows[at] if at < len(rows) else row
            if sum(bool(OPTION.fullmatch(_name(cell))) for cell in below.cells) > 1:
                pairs = zip_longest(row.cells, below.cells, fillvalue="")
                # A heading in the upper row may stand above several names.
                both = _columns(Row(row.line, tuple(lower or upper for upper, lower in pairs)))
                if both and len(both.options) > len(columns.options):
                    return at + 1, replace(both, rows=2)
            return at, columns
    return None


def _name(cell: str) -> str:
    """The name of a column without spaces, signs, and what stands in brackets or behind a dash."""
    return re.sub(r"\s[-–—]\s.*|[(\[].*?[)\]]|[^\w]|_", "", folded(cell).lower(), flags=re.S)


def _columns(row: Row) -> Columns | None:
    """What the cells of a row name, if they are the names of columns."""
    roles: dict[str, list[int]] = {}
    letters: dict[int, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(row.cells):
        name = _name(cell)
        role = ROLES.get(name)
        if role:
            roles.setdefault(role, []).append(place)
        elif letter := OPTION.fullmatch(name):
            letters[int(letter[1]) if letter[1].isdecimal() else ord(letter[1]) - 96] = place
        elif name:
            unknown.append(cell.strip())
    if "stem" not in roles or not ({"answer", "options"} & roles.keys() or letters):
        return None
    return Columns(roles, tuple(place for _, place in sorted(letters.items())), tuple(unknown))


def _draft(row: Row, columns: Columns, kind: Sort, doubt: Doubt) -> Draft | None:
    def cells(role: str) -> list[str]:
        places = (place for place in columns.roles.get(role, ()) if place < len(row.cells))
        return [text for place in places if (text := row.cells[place].strip())]

    def cell(role: str) -> str:
        return next(iter(cells(role)), "")

    stem, context = cell("stem"), cell("context")
    if not any(row.cells):
        return None
    draft = Draft(row.line, cell("number"), stem="\n".join(filter(None, (context, stem))))
    draft.sort = next((sort for text in cells("sort") if (sort := sort_of(text))), "") or kind
    if cell("sort") and not draft.sort:
        doubt("written-sort", row.line, draft.name, f"the kind “{cell('sort')[:20]}” is not known; the answer decides")
    draft.answer = cell("answer") or None
    draft.explanation, draft.points = cell("explanation"), cell("points")
    draft.difficulty, draft.topic = cell("difficulty"), cell("topic")
    draft.tags = [tag.strip() for tag in re.split(r"[;；,，、]", "；".join(cells("tags"))) if tag.strip()]
    draft.options = list(_options(row, columns, cell("options"), cell("count")))
    if not draft.options:
        _take_lettered(draft)
    if draft.answer and draft.options and PLACES.fullmatch(draft.answer):
        draft.answer = _by_place(draft, draft.answer, doubt)
    return draft


def _take_lettered(draft: Draft) -> None:
    """Takes options that stand in the cell of the question out of it."""
    lines = [part for line in draft.stem.split("\n") for part in parts(line)]
    begin = next((i for i, line in enumerate(lines) if options(line, "A")), None)
    if begin is not None:
        draft.stem = "\n".join(lines[:begin])
        draft.options = [
            Option(*one, draft.line) for one in zip(LETTERS, _parted("\n".join(lines[begin:])), strict=False)
        ]


def _by_place(draft: Draft, answer: str, doubt: Doubt) -> str:
    """The letters of options that an answer counts, unless it is the text of an option."""
    places = [int(place) for place in re.findall(r"\d+", answer)]
    texts = [option.text.strip() for option in draft.options]
    counted = all(0 < place <= len(texts) for place in places)
    if not counted or (len(places) == 1 and answer in texts):
        if counted and texts[places[0] - 1] != answer:
            message = f"the answer {answer} was taken for the text of an option; is the option in that place meant?"
            doubt("import-key-doubtful", draft.line, draft.name, message)
        return answer
    return "".join(draft.options[place - 1].letter for place in places)


def _options(row: Row, columns: Columns, together: str, count: str) -> Iterator[Option]:
    texts = [row.cells[place].strip() if place < len(row.cells) else "" for place in columns.options]
    while texts and not texts[-1]:
        texts.pop()
    # Where fewer options are stated, what stands in further cells is no option.
    if count.isdecimal() and 0 < int(count) < len(texts):
        texts = texts[: int(count)]
    if not texts and together:
        texts = list(_parted(together))
    for letter, text in zip(LETTERS, texts, strict=False):
        lettered = options(text, letter)
        yield Option(letter, lettered[0][1] if len(lettered) == 1 else text, row.line)


def _parted(together: str) -> Iterator[str]:
    """The options of one cell: in lines, by their letters, or by a sign."""
    texts: list[str] = []
    for line in filter(None, (line.strip() for line in together.split("\n"))):
        lettered = options(line, LETTERS[len(texts)], tight=True) if len(texts) < len(LETTERS) else []
        texts += [text for _, text, _ in lettered] if lettered else [line]
    yield from texts if len(texts) > 1 else re.split(r"\s*[|｜;；]\s*", together)


def _tables(data: bytes, doubt: Doubt) -> Iterator[tuple[str, list[Row]]]:
    if data.startswith(OLD_EXCEL):
        hint = "open it in Excel or WPS and save it as .xlsx"
        raise Unreadable(Diagnostic("written-unreadable", "this is an old Excel file (.xls)", on_line(0), hint))
    if data.startswith(b"PK\x03\x04"):
        yield from _excel(data, doubt)
        return
    text, guessed = decoded(data)
    if guessed:
        doubt("written-encoding", 0, "", f"the file is not UTF-8 and was read as {guessed}; are all characters right?")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield "", [Row(reader.line_num, tuple(cells)) for cells in reader if any(cells)]
    except csv.Error as e:
        message = f"the file cannot be read as CSV: {e}"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(reader.line_num))) from e


def _excel(data: bytes, doubt: Doubt) -> Iterator[tuple[str, list[Row]]]:
    """The visible sheets, with what each cell shows."""
    from openpyxl import load_workbook

    names = opened(data).names
    if pictures := sum(name.startswith("xl/media/") for name in names):
        doubt("written-picture", 0, "", f"the file holds {counted(pictures, 'picture')}; none is read")
    if any(re.match(r"xl/(?:threadedComments/|comments)", name) for name in names):
        doubt("written-text", 0, "", "comments on cells are not read")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, rich_text=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                doubt("written-columns", 0, sheet.title, "a hidden sheet was left out")
                continue
            yield sheet.title, list(_rows(sheet, doubt))
    except Unreadable:
        raise
    # A damaged file fails anywhere in the reader: in XML, in a number, in a name.
    except Exception as e:
        message = f"the Excel file cannot be read: {e or type(e).__name__}"
        hint = "open it in Excel and save it again"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint)) from e


def _rows(sheet: Any, doubt: Doubt) -> Iterator[Row]:
    for line, cells in _cells(sheet):
        texts = [shown(cell.value, getattr(cell, "number_format", "")) for cell in cells]
        for fault in filter(None, (fault for _, fault in texts)):
            doubt("written-cell", line, sheet.title, fault)
        if any(text for text, _ in texts):
            yield Row(line, tuple(text for text, _ in texts))


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that a sheet has, with their numbers.

    A workbook that is read row by row drops the runs of strings that stand in their cells, as platforms write them, and
    with them what is superscript: it does not hand `rich_text` on.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
            rich_text=True,
        )
        yield from ((line, sheet._get_row(row)) for line, row in parser.parse())
