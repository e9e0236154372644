"""Results as tables: all marks, what is in doubt, who is missing, and the tables that other systems take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from hwgen.marks.analysis import Analysis, ItemUse
from hwgen.marks.errata import Erratum
from hwgen.marks.response import Unscanned
from hwgen.marks.roll import Row
from hwgen.marks.scoring import HALF, QuestionScore, Result
from hwgen.marks.titles import part_of
from hwgen.numerals import decimals
from hwgen.sheets.composing import ABSENT, NUMBER
from hwgen.sheets.drawing import label_of, number_of
from hwgen.sheets.fields import field_of, sign
from hwgen.sheets.keys import OFFICE, OTHER_WORDS, WORDS, Keys
from hwgen.text import Language
from hwgen.words.words import Words, nearest

Cell = str | Fraction | int
# Of a fraction that never ends.
PLACES = 4
PERCENT_PLACES = 2
NONE = "–"
PIECES = re.compile(r"(\d+)|(\D+)")


@dataclass(frozen=True)
class Table:
    """The first row is its head; `marked` are the places of cells to be looked at, `frozen` the columns that stay in sight."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    marked: frozenset[tuple[int, int]] = frozenset()
    frozen: int = 0


def words_of(keys: Keys, language: Language = "") -> Mapping[str, str]:
    """Those that were frozen with the keys, in the `language` of a copy where it has one of its own; ours for what they lack."""
    frozen = keys.other_words.get(language, {}) if language else keys.words
    return {**marks_words(nearest(language or keys.language)), **frozen}


def words_of_copy(keys: Keys, language: Language = "") -> Words:
    """The words of the page that goes with the sheet of a copy: as `words_of`, with all others of its language."""
    words = nearest(language or keys.language)
    frozen = keys.other_words.get(language, {}) if language else keys.words
    ours = {name if name in OTHER_WORDS else f"{WORDS}.{name}": phrase for name, phrase in frozen.items()}
    return replace(words, phrases={**words.phrases, **ours})


def marks_words(words: Words) -> Mapping[str, str]:
    signs = {name: words[name] for name in ("comma", "colon", "clause_joint")}
    listed = "、" if words.script.ideographic else words["comma"]
    return {**signs, "listed": listed, **words.group(WORDS)}


def shown(value: Fraction) -> str:
    """A number in decimals: exact where it ends, else rounded."""
    if decimals(value) is not None:
        return f"{float(value):.12g}"
    return f"{float(value):.{PLACES}f}"


def marks(keys: Keys, rows: Sequence[Row]) -> Table:
    """A row for each student: answers and points by question, total, grade."""
    words = words_of(keys)
    numbers = _numbers(keys)
    head = [words[name] for name in ("id", "name", "group", "serial", "code")]
    for number in numbers:
        head += [words["answer"].format(number=number), words["points"].format(number=number)]
    tail = [words[name] for name in ("total", "percent", *verdicts(keys), "remark")]
    table: list[tuple[Cell, ...]] = [(*head, *tail)]
    doubtful = set()
    for i, row in enumerate(rows, 1):
        table.append((row.id, row.name, row.group, *_cells(row, numbers, keys, words)))
        if row.result and row.result.unscanned:
            doubtful.add((i, 5 + 2 * len(numbers)))
        if row.result:
            asked = {group.partition("#")[0].partition(".")[0] for group in row.result.doubts}
            doubtful |= {(i, 5 + 2 * j) for j, number in enumerate(numbers) if f"q{number}" in asked}
    return Table(words["title"], tuple(table), frozenset(doubtful), frozen=2)


def verdicts(keys: Keys) -> tuple[str, ...]:
    """What follows from the percentage by the rules of marking."""
    policy = keys.policy
    return ("grade",) * bool(policy.grades) + ("result",) * (policy.pass_percent is not None)


def verdict(name: str, result: Result, words: Mapping[str, str]) -> str:
    """One of the `verdicts`; none of a total that is not known."""
    if result.unscanned:
        return ""
    return result.grade if name == "grade" else words["passed" if result.passed else "failed"]


def _numbers(keys: Keys) -> list[int]:
    return sorted({question.number for copy in keys.copies for question in copy.questions})


def _cells(row: Row, numbers: Sequence[int], keys: Keys, words: Mapping[str, str]) -> Iterator[Cell]:
    result, names, printed = row.result, verdicts(keys), nearest(keys.language)
    if result is None or row.absent:
        empty = ("",) * (2 * len(numbers) + 2 + len(names))
        yield from ("", result.copy.code if result else "", *empty, remark(row, words))
        return
    yield from (result.copy.serial, result.copy.code)
    scores = {score.question.number: score for score in result.questions}
    for number in numbers:
        score = scores.get(number)
        if score is None:
            yield from ("", "")
        else:
            answers = (sign(answer, score.question.kind, printed) for answer in score.answers)
            yield words["clause_joint"].join(answers)
            yield "" if score.pending else score.points
    yield from (total(result), percent(result))
    yield from (verdict(name, result, words) for name in names)
    yield remark(row, words)


def total(result: Result) -> Cell:
    """Nothing where pages lack: a sum without them looks like a total."""
    return "" if result.unscanned else result.total


def percent(result: Result) -> Cell:
    """As a person reads it; by the exact one, grades are given."""
    return "" if result.unscanned else round(result.percent, PERCENT_PLACES)


def remark(row: Row, words: Mapping[str, str]) -> str:
    if row.result is None:
        return words["missing"]
    if row.absent:
        return words["absent"]
    notes = (
        unscanned(row.result.unscanned, words),
        words["waits"] if row.result.waits else "",
        words["doubtful"] if row.result.doubts else "",
    )
    return words["comma"].join(filter(None, notes))


def unscanned(pages: Sequence[Unscanned], words: Mapping[str, str]) -> str:
    """Which pages of a sheet lack, and which cannot be read; nothing where none do."""
    by_state: dict[str, list[Unscanned]] = {}
    for page in pages:
        by_state.setdefault(page.state, []).append(page)
    return words["clause_joint"].join(_pages(same, words) for same in by_state.values())


def _pages(pages: Sequence[Unscanned], words: Mapping[str, str]) -> str:
    numbers = words["listed"].join(str(page.number) for page in pages)
    word = {"unscanned": "lacks", "unread": "unread", "unclear": "unclear"}[pages[0].state]
    return words[f"{word}_several" if len(pages) > 1 else word].format(numbers=numbers, pages=pages[0].pages)


def doubts(keys: Keys, rows: Sequence[Row]) -> Table:
    """What a person has to look at, a box group a row, in the order in which they stand on the sheet."""
    words, printed = words_of(keys), nearest(keys.language)
    table: list[tuple[Cell, ...]] = [tuple(words[name] for name in ("id", "name", "serial", "question", "read"))]
    for row in rows:
        if row.result is None:
            continue
        kinds = {score.question.number: score.question.kind for score in row.result.questions}
        for group in sorted(row.result.doubts, key=_in_order):
            marked = row.result.response.marked.get(group, ())
            read = "".join(sign(value, kinds.get(number_of(group), ""), printed) for value in marked)
            table.append((row.id, row.name, row.result.copy.serial, _asked(group, words, printed), read))
    return Table(words["doubts"], tuple(table))


def _in_order(group: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """Row 10 comes after row 9."""
    return number_of(group), tuple((int(digits or 0), text) for digits, text in PIECES.findall(group))


def _asked(group: str, words: Mapping[str, str], printed: Words) -> str:
    """What a group of boxes belongs to, as it is called on the sheet, and which of its boxes they are."""
    name, part = field_of(group), part_of(group, printed)
    if name == NUMBER:
        # Whose sheet it is is asked of all its columns.
        return words["id"]
    called = words["absent"] if name == ABSENT else label_of(name)
    return printed.say("review.part", question=called, part=part) if part else called


def missing(keys: Keys, rows: Sequence[Row]) -> Table:
    words = words_of(keys)
    head = tuple(words[name] for name in ("id", "name", "group", "remark"))
    gone = (row for row in rows if row.result is None or row.absent or row.result.unscanned)
    return Table(words["missing_title"], (head, *((r.id, r.name, r.group, remark(r, words)) for r in gone)))


def changes(keys: Keys, errata: Sequence[Erratum]) -> Table:
    """The log of errata."""
    words = words_of(keys)
    head = tuple(words[name] for name in ("date", "item", "after", "reason"))
    return Table(words["changes"], (head, *((e.on, _place(e), ", ".join(effects(e)), e.reason) for e in errata)))


def _place(erratum: Erratum) -> str:
    """The item, its part and its variants, as far as an erratum names them."""
    return " ".join(filter(None, ("/".join(filter(None, (erratum.item, erratum.part))), *erratum.variants)))


def effects(erratum: Erratum) -> Iterator[str]:
    """What it changes, as its file says it."""
    for name, values in (("key", erratum.key), ("accept", erratum.accept)):
        if values:
            yield f"{name}: {' '.join(values)}"
    if erratum.void:
        yield f"void: {erratum.void}"
    if erratum.points is not None:
        yield f"points: {shown(erratum.points)}"
    if erratum.withdraw:
        yield "withdraw"


def items(analysis: Analysis) -> Table:
    """The figures of each question, under names that other programs read."""
    figures = ("facility", "low", "high", "discrimination", "efficiency", "upper_lower", "blank")
    head = ("item", "part", "questions", "n", *figures, "suspect", "doubts")
    return Table("items", (head, *map(_item, analysis.items)))


def _item(use: ItemUse) -> tuple[Cell, ...]:
    figures = (use.facility, *use.interval, use.discrimination, use.efficiency, use.upper_lower, use.blank)
    numbers = " ".join(map(str, use.numbers))
    suspect = (use.suspect.id or "discrimination") if use.suspect else ""
    return (use.item, use.part, numbers, use.count, *map(_number, figures), suspect, use.doubts)


def _number(value: Fraction | float | None) -> str:
    return "" if value is None else f"{float(value):.{PLACES}f}"


def registrar(keys: Keys, rows: Sequence[Row]) -> Table:
    """What an office of records takes, in its language: number, name, score, remark. Only a final total is a score, and such systems take no endless decimals; whoever is marked as absent has 0."""
    words = words_of(keys, OFFICE if keys.language != OFFICE else "")
    head = tuple(words[name] for name in ("id", "name", "score", "remark"))

    def score(row: Row) -> Cell:
        if row.result is None or not row.result.final:
            return ""
        hundredths = 0 if row.absent else floor(100 * row.result.total + HALF)
        return Fraction(hundredths, 100)

    return Table(words["title"], (head, *((row.id, row.name, score(row), remark(row, words)) for row in rows)))


def gradebook(keys: Keys, rows: Sequence[Row]) -> Table:
    """What Moodle's gradebook imports, with the points of each question as feedback: a line for each final total."""
    table: list[tuple[Cell, ...]] = [("idnumber", "grade", "feedback")]
    for row in rows:
        if row.result and row.result.final and not row.absent:
            table.append((row.id, row.result.total, points_by_question(row.result, words_of(keys))))
    return Table("moodle", tuple(table))


def points_by_question(result: Result, words: Mapping[str, str]) -> str:
    """What is not known yet has no points."""
    return words["clause_joint"].join(
        f"{score.question.number}{words['colon']}{_of_all(score)}"
        + (words["aside"].format(remark=words["left_out"]) if score.question.number in result.beside else "")
        for score in result.questions
    )


def _of_all(score: QuestionScore) -> str:
    return f"{NONE if score.pending else shown(score.points)}/{shown(score.question.points)}"
