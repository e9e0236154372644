"""What is drawn with signs in a text: tables, as pandoc writes those of Word, buttons of which one is filled, and what opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

RULE = re.compile(r"[ \t]*-{3,}[ \t]*")
# The line below the head of a table: as many runs as columns.
COLUMNS = re.compile(r"[ \t]*-{2,}(?: +-{2,})+[ \t]*")
DRAWN = re.compile(rf"{RULE.pattern}|{COLUMNS.pattern}")
GRID = re.compile(r"[ \t]*\+(?:[-=:]{3,}\+)+[ \t]*")
BUTTON = re.compile(r"[ \t]*(?P<sign>[○◯●◉⦿])[ \t]*(?=\S)")
BOXES = {"○": "☐", "◯": "☐"}
GAP = re.compile(r"\s{2,}|\t")

# What can be opened on a page in Markdown, with what is written on it.
OPENED = re.compile(r"</?details[^<>]*>|<summary>(?P<named>[^\n]{0,200}?)</summary>", re.I)
NAMED = (("Answer:", re.compile("answer|答案", re.I)), ("Explanation:", re.compile("explanation|rationale|解析", re.I)))


def unfolded(text: str) -> str:
    """The text with labels in place of what opens answers and explanations."""
    return OPENED.sub(_opened, text)


def _opened(element: re.Match[str]) -> str:
    named = element["named"] or ""
    return next((label for label, words in NAMED if words.search(named)), named)


def piped(lines: Sequence[str]) -> list[str]:
    """As many lines, in which what only draws a table is empty."""
    result = list(lines)
    end = 0
    for place, line in enumerate(lines):
        if place < end:
            continue
        if GRID.fullmatch(line):
            end = _grid(result, place)
        elif COLUMNS.fullmatch(line) and place:
            end = _simple(result, place)
    return result


def boxed(lines: Sequence[str]) -> list[str]:
    """The lines with boxes for buttons, where some in a row are filled and others are not: ○ 3, ● 4. Others are bullets."""
    result = list(lines)
    for buttons, row in groupby(range(len(lines)), lambda place: bool(BUTTON.match(lines[place]))):
        marked = [(place, match) for place in row if buttons and (match := BUTTON.match(lines[place]))]
        if len({match["sign"] in BOXES for _, match in marked}) == 2:
            for place, match in marked:
                result[place] = f"{BOXES.get(match['sign'], '☑')} {lines[place][match.end() :]}"
    return result


def _grid(lines: list[str], top: int) -> int:
    """Of a table in boxes: each row is one line. Where it ends."""
    end = top
    while end < len(lines) and (GRID.fullmatch(lines[end]) or lines[end].lstrip().startswith("|")):
        end += 1
    drawn = [place for place in range(top, end) if GRID.fullmatch(lines[place])]
    heights = [after - before - 1 for before, after in pairwise(drawn)]
    # A database draws three lines. Elsewhere cells of several lines would be rows of their own.
    listed = len(drawn) == 3 and "=" not in lines[drawn[1]]
    if len(drawn) < 3 or any(height != 1 for height in (heights[:1] if listed else heights)):
        return end
    count = lines[drawn[0]].count("+") - 1
    for place in drawn:
        lines[place] = ""
    lines[drawn[1]] = _row(["---"] * count)
    return end


def _simple(lines: list[str], below: int) -> int:
    """Of columns below a head; with a line above the head, up to a line below the rows. Where it ends."""
    count, framed = len(lines[below].split()), below > 1 and bool(RULE.fullmatch(lines[below - 2]))
    end = below + 1
    while end < len(lines) and not DRAWN.fullmatch(lines[end]) and (lines[end].strip() or framed):
        end += 1
    places = [place for place in (below - 1, *range(below + 1, end)) if lines[place].strip()]
    rows = [GAP.split(lines[place].strip()) for place in places]
    if (framed and end == len(lines)) or len(rows) < 2 or any(len(row) != count for row in rows):
        return below + 1
    for place, row in zip(places, rows, strict=True):
        lines[place] = _row(row)
    lines[below] = _row(["---"] * count)
    return end


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
