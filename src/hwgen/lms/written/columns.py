"""The names of the columns of a table of questions, in one row or in two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest

from hwgen.errors import closest
from hwgen.lms.written.folding import folded
from hwgen.lms.written.slips import slip_of
from hwgen.lms.written.workbook import Row

# The names of columns that teachers and platforms use, without spaces, signs and what stands in brackets.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "stem": (
        *("小题题干", "题干", "题目", "题目内容", "试题", "试题内容", "试题题干", "问题", "题目题干", "内容"),
        *("question", "questiontext", "stem", "text", "prompt", "questiontitle"),
    ),
    "context": ("大题题干", "材料", "共用题干", "context", "passage"),
    "sort": (*("题型", "题目类型", "试题类型", "类型", "小题题型", "questiontype", "type", "kind"),),
    "answer": (
        *("正确答案", "答案", "参考答案", "标准答案", "试题答案", "正确选项", "答案要点", "正解"),
        *("answer", "answers", "correctanswer", "correctanswers", "correct", "key", "rightanswer"),
    ),
    "tolerance": ("误差", "允许误差", "误差范围", "容差", "tolerance", "margin"),
    "explanation": (
        *("答案解析", "解析", "试题解析", "题目解析", "说明", "分析", "解释", "解答", "详解"),
        *("explanation", "answerexplanation", "feedback", "solution", "rationale"),
    ),
    "difficulty": ("难易度", "难度", "难易程度", "difficulty", "level"),
    "points": ("分值", "分数", "得分", "points", "score", "marks", "mark", "point"),
    "topic": ("目录", "章节", "所属章节", "chapter", "topic", "category", "unit"),
    "tags": ("知识点", "考点", "标签", "关键词", "tags", "tag", "keywords", "labels"),
    "options": ("选项", "备选项", "选项内容", "候选项", "options", "choices"),
    "right": ("是否正确", "是否为正确答案", "是否正确答案", "是否答案", "iscorrect", "isright"),
    "number": ("序号", "题号", "编号", "no", "number", "id", "num"),
    "count": ("选项数", "选项个数", "numberofoptions"),
}
ROLES = {name: role for role, names in COLUMNS.items() for name in names}
OPTION = re.compile(r"(?:选项|备选项|option|choice|answer|答案)?([a-z]|\d{1,2})(?:选项|option)?")
HEAD_ROWS = 15


@dataclass(frozen=True)
class Columns:
    """The places of columns by their role; those of options in their order; of all that are `named`, be it by an unknown name."""

    roles: Mapping[str, Sequence[int]]
    options: tuple[int, ...]
    unknown: tuple[str, ...]
    rows: int = 1
    named: tuple[int, ...] = ()


def names_columns(rows: Sequence[Row]) -> bool:
    """Whether the first row of a table names columns of questions. In a key, numbers of questions stand below it, or answers."""
    columns = _columns(rows[0]) if rows else None
    if columns is None:
        return False
    first = columns.roles["stem"][0]
    stems = [row.cells[first] for row in rows[1:] if first < len(row.cells) and row.cells[first].strip()]
    return not stems or not all(stem.strip().isdecimal() or ROLES.get(plain_name(stem)) == "answer" for stem in stems)


def head(rows: Sequence[Row]) -> tuple[int, Columns] | None:
    """The names of the columns, in one row or in two, and the place of the row behind them."""
    for at, row in enumerate(rows[:HEAD_ROWS], 1):
        if columns := _columns(row):
            below = rows[at] if at < len(rows) else row
            if sum(bool(OPTION.fullmatch(plain_name(cell))) for cell in below.cells) > 1:
                pairs = zip_longest(row.cells, below.cells, fillvalue="")
                # A heading in the upper row may stand above several names.
                both = _columns(Row(row.line, tuple(lower or upper for upper, lower in pairs)))
                if both and ("options" in columns.roles or len(both.options) > len(columns.options)):
                    return at + 1, replace(both, rows=2)
            return at, columns
    return None


def unknown(title: str) -> str:
    """An unknown column, with the one that was meant where its name is close to a known one."""
    name = plain_name(title)
    known = slip_of(name) or closest(name, ROLES, alike=0.75)
    return f"“{title[:20]}”" + (f" (did you mean “{known.capitalize()}”?)" if known else "")


def plain_name(cell: str) -> str:
    """The name of a column without spaces, signs, and what stands in brackets or behind a dash."""
    return re.sub(r"\s[-–—]\s.*|[(\[].*?[)\]]|[^\w]|_", "", folded(cell).lower(), flags=re.S)


def _columns(row: Row) -> Columns | None:
    """What the cells of a row name, if they are the names of columns."""
    roles: dict[str, list[int]] = {}
    letters: dict[int, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(row.cells):
        name = plain_name(cell)
        role = ROLES.get(name)
        if role:
            roles.setdefault(role, []).append(place)
        elif letter := OPTION.fullmatch(name):
            letters[int(letter[1]) if letter[1].isdecimal() else ord(letter[1]) - 96] = place
        elif name:
            unknown.append(cell.strip())
    if not letters and len(together := roles.get("options", [])) == 1:
        # A merged cell names the columns of all options.
        beside = takewhile(lambda place: not row.cells[place].strip(), range(together[0] + 1, len(row.cells)))
        letters = dict(enumerate((together[0], *beside), 1))
    if "stem" not in roles or not ({"answer", "options"} & roles.keys() or letters):
        return None
    named = (*(place for place, cell in enumerate(row.cells) if cell.strip()), *letters.values())
    return Columns(roles, tuple(place for _, place in sorted(letters.items())), tuple(unknown), named=named)
