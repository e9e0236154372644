"""Tables of a text whose first row names columns: each of their rows is a question, as in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from hwgen.lms.written import sheets
from hwgen.lms.written.columns import names_columns
from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.lines import Heading
from hwgen.lms.written.workbook import Row

# The questions of a table in a text, whatever heading stands above it.
Table = Callable[[Heading], Sequence[Draft]]
PIPE = re.compile(r"(?<!\\)\|")
BELOW_HEAD = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?")
# No text has this sign, which is taken out where a file is read.
PLACE = "\0"


def taken_out(lines: Sequence[str], doubt: Doubt) -> tuple[list[str], dict[str, Table]]:
    """The lines with one that stands for each such table, and the tables by these lines."""
    left, tables = list(lines), dict[str, Table]()
    for drawn, places in groupby(range(len(lines)), lambda place: lines[place].lstrip().startswith("|")):
        rows = [
            Row(place + 1, _cells(lines[place])) for place in places if drawn and not BELOW_HEAD.fullmatch(lines[place])
        ]
        if len(rows) > 1 and names_columns(rows):
            first = rows[0].line
            left[first - 1 : rows[-1].line] = [f"{PLACE}{first}", *[""] * (rows[-1].line - first)]
            tables[f"{PLACE}{first}"] = _reader(rows, doubt)
    return left, tables


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace(r"\|", "|") for cell in PIPE.split(line.strip().strip("|")))


def _reader(rows: Sequence[Row], doubt: Doubt) -> Table:
    return lambda above: sheets.of_rows("", rows, doubt, above) or []
