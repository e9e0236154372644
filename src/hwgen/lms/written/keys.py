"""Answers that stand together at the end of a text: “1-5 ABCDA”, “6. √ 7. ×”, below headings or without any."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import NUMBER, NUMERAL, heading, label
from hwgen.lms.written.stems import has_answer

TITLE = re.compile(
    r"\s*[#*\[(]*\s*(?:(?:参考|标准|正确)?答案(?:与|及|和)?(?:解析|评分标准|部分)?|answers?(?:\s*keys?)?|keys?)\s*[#*)\]]*\s*:?\s*",
    re.I,
)
# What parts answers in a line.
ENDS = " \t\u3000;；,，"
SIGN = "A-HTF√×✓✗✔✘对错"
RANGE = re.compile(
    rf"({NUMBER})\s*(?:[-~–—－]{{1,2}}|至|到)\s*({NUMBER})\s*题?\s*[.、:)]?\s*((?:[{SIGN}]+[\s,，、;；]*)+)"
)
SINGLE = re.compile(
    rf"(?:(?<=\s)|(?<=[;,])|^)[(\[]?({NUMBER})[)\]]?\s*(?:[.、:)]|-(?=\s*[{SIGN}](?:[\s,;，、；]|$)))\s*|(?:(?<=\s)|^)[(\[]({NUMBER})[)\]]\s*"
)
# The number of a section before the answers to its questions: 一、1. B 2. A
SECTION = re.compile(
    rf"\s*(?:\(?(?:{NUMERAL})\)?\s*[、.:]|(?:part|section)\s+[ivx\d]{{1,4}}\s*[.:])\s*(?=[(\[]?\d)", re.I
)
PART = re.compile(r"\s*[(\[](\d{1,2})[)\]]")
_OPENING = {"(": 1, "[": 1, ")": -1, "]": -1}
# Lines of tables in Markdown.
DRAWN = re.compile(r"[\s|:+-]*[-+]{2,}[\s|:+-]*")
FIGURES = re.compile(rf"[ \t]{{0,9}}\|?[ ]{{0,9}}{NUMBER}(?:[ ]{{0,9}}[|\t][ ]{{0,9}}{NUMBER})+[ ]{{0,9}}\|?\s*")
IN_COLUMNS = re.compile(
    rf"[ \t]{{0,9}}\|?[ ]{{0,9}}({NUMBER})[ ]{{0,9}}[|\t][ ]{{0,9}}([^|\t\d\s][^|\t]*)\|?[ ]{{0,9}}"
)
# The head of a table whose second row has the answers.
NUMBERS = re.compile(rf"\s*(?:题号|题目|序号|questions?|no\.?)[\s:|]*({NUMBER}(?:[\s|,、]+{NUMBER})+)[\s|]*", re.I)
# The head of a table that has a row for each question.
COLUMNS = re.compile(r"(?:题号|题目|序号|questions?|no\.?)\s*\|\s*(?:正确|参考|标准)?(?:答案|answers?|keys?)", re.I)
COMPACT = re.compile(rf"(?<![^\s,，;；、])({NUMBER})\s*([{SIGN}]{{1,8}})(?![^\s,，;；、])")
TOGETHER = re.compile(
    rf"\s*(?:{RANGE.pattern}|{NUMBER}\s*[.、:)]\s*[{SIGN}]{{1,8}}[\s,，;；]+{NUMBER}\s*[.、:)].*|{NUMBER}[{SIGN}]{{1,8}}\s+{NUMBER}[{SIGN}].*)"
)


@dataclass
class Entry:
    """The answer to the question of a number, and what follows it."""

    number: str
    text: str
    line: int
    explanation: str = ""


class Unanswered:
    """The questions of a text that have no answer. Above the latest one, none gets it but with others, so each is asked once."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.above: list[Draft] = []
        self.passed = 0

    def now(self) -> list[Draft]:
        for draft in self.drafts[self.passed : -1]:
            if not has_answer(draft):
                self.above.append(draft)
            self.passed += 1
        return [*self.above, *(draft for draft in self.drafts[-1:] if not has_answer(draft))]

    def settle(self) -> None:
        """Leaves out those that were given answers together."""
        self.above = [draft for draft in self.above if not has_answer(draft)]


def is_together(text: str) -> bool:
    """Whether it gives the answers to several questions."""
    return bool(TOGETHER.match(folded(text)) or NUMBERS.fullmatch(folded(text)))


def heads_table(lines: Sequence[str], number: int) -> bool:
    """Whether a line has the numbers of questions, and the row below it their answers."""
    below = (undrawn(line) for line in lines[number : number + 2] if not DRAWN.fullmatch(line))
    named = label(next(below, ""))
    return bool(NUMBERS.fullmatch(folded(undrawn(lines[number - 1]))) and named and named[0] == "answer")


def undrawn(line: str) -> str:
    """A row of a table without the signs around it."""
    return line.strip(" \t|") if line.lstrip().startswith("|") else line


def in_order(text: str, count: int) -> list[str]:
    """The answers to so many questions that stand without numbers; none where it is not plain that they do."""
    row = re.split(r"[\s,，、;；]+", text.strip())
    letters = list("".join(row)) if re.fullmatch(rf"[{SIGN}]+", folded("".join(row))) else []
    return next((answers for answers in (row, letters) if count > 1 and len(answers) == count), []) if letters else []


def entries(lines: Sequence[tuple[int, str]], lost: Callable[[int, str], None]) -> list[Entry]:
    """`lost` is called for what is no answer."""
    read: list[Entry] = []
    explaining = False
    asked: list[str] = []
    for number, drawn in lines:
        line = undrawn(drawn)
        named = label(line)
        if named and named[0] == "explanation" and read:
            read[-1].explanation, explaining = named[1], True
            continue
        if DRAWN.fullmatch(line) or COLUMNS.fullmatch(folded(line)):
            continue
        text = named[1] if named and named[0] == "answer" else line
        if section := SECTION.match(folded(text)):
            text = text[section.end() :]
        row = re.split(r"[\s|,、]+", text.strip(" \t\u3000|"))
        if head := NUMBERS.fullmatch(folded(text)):
            asked = re.split(r"[\s|,、]+", head[1])
            continue
        if FIGURES.fullmatch(text) and not asked:
            asked = row
            continue
        if asked and len(row) == len(asked):
            entries = [Entry(question, answer, number) for question, answer in zip(asked, row, strict=True)]
        else:
            entries = list(_in_line(text, number, lost))
        asked = []
        if read and entries and _goes_on(read[-1], text):
            read[-1].text += f"\n{text.strip()}"
            continue
        if entries:
            read += entries
            explaining = False
        elif heading(text) or RANGE.search(folded(text)) or TITLE.fullmatch(folded(text)):
            explaining = False
        elif not read:
            lost(number, f"“{text.strip()[:60]}” stands among the answers and is none")
        elif explaining:
            read[-1].explanation += f"\n{text.strip()}"
        else:
            read[-1].text += f"\n{text.strip()}"
    return read


def _goes_on(entry: Entry, line: str) -> bool:
    """Whether a line begins with the next part of an answer: (2) behind (1)."""
    part = PART.match(folded(line))
    return bool(part) and any(f"{sign}{int(part[1]) - 1})" in folded(entry.text) for sign in "([" if part)


def _in_line(line: str, number: int, lost: Callable[[int, str], None]) -> Iterator[Entry]:
    plain = folded(line)
    if pair := IN_COLUMNS.fullmatch(line):
        yield Entry(pair[1], pair[2].strip(), number)
        return
    compact = list(COMPACT.finditer(plain))
    if compact and not COMPACT.sub("", plain).strip(" ,，;；、"):
        yield from (Entry(entry[1], line[entry.start(2) : entry.end(2)], number) for entry in compact)
        return
    place = 0
    for match in RANGE.finditer(plain):
        yield from _singles(line[place : match.start()], number)
        first, last = int(match[1]), int(match[2])
        answers = _parted(match[3], last - first + 1)
        if answers is None:
            lost(
                number, f"“{match[0].strip()[:60]}” does not have an answer for each of the questions {first} to {last}"
            )
        else:
            yield from (Entry(str(first + i), answer, number) for i, answer in enumerate(answers))
        place = match.end()
    yield from _singles(line[place:], number)


def _parted(text: str, count: int) -> list[str] | None:
    """As many answers as there are questions: the words, or else the single letters."""
    if count < 1:
        return None
    pieces = re.split(r"[\s,，、;；]+", text.strip(" \t,，、;；"))
    if len(pieces) == count:
        return pieces
    together = "".join(pieces)
    return list(together) if len(together) == count else None


def _singles(text: str, number: int) -> Iterator[Entry]:
    plain = folded(text)
    opened = list(accumulate((_OPENING.get(char, 0) for char in plain), initial=0))
    # In (0,1) there is no answer to question 1.
    starts = [start for start in SINGLE.finditer(plain) if opened[start.start()] <= 0]
    # In 7. (1) 20 (2) 60 there is no answer to question 2.
    starts = [start for start in starts if not _in_brackets(start) or _in_brackets(starts[0])]
    for i, start in enumerate(starts):
        end = starts[i + 1].start() if i + 1 < len(starts) else len(text)
        answer = text[start.end() : end].strip(" \t\u3000")
        if answer.strip(ENDS):
            yield Entry(start[1] or start[2], answer, number)


def _in_brackets(start: re.Match[str]) -> bool:
    return start[0].lstrip()[:1] in ("(", "[")


def give(drafts: Sequence[Draft], read: Sequence[Entry], lost: Callable[[int, str], None]) -> None:
    """Gives each question its answer: the next one of that number, since each section may count from 1."""
    places: dict[str, list[int]] = {}
    for at, draft in enumerate(drafts):
        places.setdefault(draft.number, []).append(at)
    place = 0
    for entry in read:
        entry.text = entry.text.strip(ENDS)
        alike = places.get(entry.number)
        if not alike:
            lost(entry.line, f"there is an answer to question {entry.number}, and no such question")
            continue
        at = alike[bisect_left(alike, place) % len(alike)]
        place = at + 1
        draft = drafts[at]
        if draft.answer and draft.answer.strip() != entry.text.strip():
            lost(
                entry.line, f"question {entry.number} has the answer “{draft.answer[:40]}” and here “{entry.text[:40]}”"
            )
            continue
        draft.answer = entry.text
        draft.explanation = draft.explanation or entry.explanation
