"""Questions in the rows of a spreadsheet, below the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hwgen.errors import Diagnostic
from hwgen.lms.archives import opened
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.written.draft import Draft, Option
from hwgen.lms.written.folding import decoded, folded
from hwgen.lms.written.lines import options
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


def drafts(data: bytes, doubt: Doubt) -> Sequence[Draft]:
    """The questions of all sheets of an Excel file, or of a CSV file. Raises Unreadable."""
    read: list[Draft] = []
    heads = 0
    for name, rows in _tables(data, doubt):
        head = next(((i, found) for i, row in enumerate(rows[:HEAD_ROWS]) if (found := _columns(row))), None)
        if head is None:
            if rows:
                doubt("written-columns", rows[0].line, name, "no row names the columns of this sheet; it was left out")
            continue
        heads += 1
        at, columns = head
        for row in rows[:at]:
            shown = " ".join(filter(None, row.cells))[:60]
            doubt("written-text", row.line, name, f"“{shown}” stands above the columns and was dropped")
        if columns.unknown:
            shown = ", ".join(f"“{title[:20]}”" for title in columns.unknown)
            doubt(
                "written-columns", rows[at].line, name, f"columns whose names mean nothing here were left out: {shown}"
            )
        read += filter(None, (_draft(row, columns, doubt) for row in rows[at + 1 :]))
    if not heads:
        message = "no row names the columns"
        hint = "the first row needs at least 题干 (or Question) and 答案 (or Answer), and 选项A, 选项B … for choices"
        raise Unreadable(Diagnostic("written-columns", message, on_line(1), hint))
    return read


def _columns(row: Row) -> Columns | None:
    """What the cells of a row name, if they are the names of columns."""
    roles: dict[str, list[int]] = {}
    letters: dict[int, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(row.cells):
        name = re.sub(r"[(\[].*?[)\]]|[^\w]|_", "", folded(cell).lower())
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


def _draft(row: Row, columns: Columns, doubt: Doubt) -> Draft | None:
    def cells(role: str) -> list[str]:
        places = (place for place in columns.roles.get(role, ()) if place < len(row.cells))
        return [text for place in places if (text := row.cells[place].strip())]

    def cell(role: str) -> str:
        return next(iter(cells(role)), "")

    stem, context = cell("stem"), cell("context")
    if not any(row.cells):
        return None
    draft = Draft(row.line, cell("number"), stem="\n".join(filter(None, (context, stem))))
    draft.sort = next((sort for text in cells("sort") if (sort := sort_of(text))), "")
    if cell("sort") and not draft.sort:
        doubt("written-sort", row.line, draft.name, f"the kind “{cell('sort')[:20]}” is not known; the answer decides")
    draft.answer = cell("answer") or None
    draft.explanation, draft.points = cell("explanation"), cell("points")
    draft.difficulty, draft.topic = cell("difficulty"), cell("topic")
    draft.tags = [tag.strip() for tag in re.split(r"[;；,，、]", "；".join(cells("tags"))) if tag.strip()]
    draft.options = list(_options(row, columns, cell("options"), cell("count")))
    return draft


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
    found: list[str] = []
    for line in filter(None, (line.strip() for line in together.split("\n"))):
        lettered = options(line, LETTERS[len(found)]) if len(found) < len(LETTERS) else []
        found += [text for _, text, _ in lettered] if lettered else [line]
    yield from found if len(found) > 1 else re.split(r"\s*[|｜;；]\s*", together)


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

    opened(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                doubt("written-columns", 0, sheet.title, "a hidden sheet was left out")
                continue
            sheet.reset_dimensions()
            rows = (Row(i, tuple(map(_shown, cells))) for i, cells in enumerate(sheet.iter_rows(values_only=True), 1))
            yield sheet.title, [row for row in rows if any(row.cells)]
    except Unreadable:
        raise
    # A damaged file fails anywhere in the reader: in XML, in a number, in a name.
    except Exception as e:
        message = f"the Excel file cannot be read: {e or type(e).__name__}"
        hint = "open it in Excel and save it again"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint)) from e


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()
