"""Marks after errata: who has other points or another grade, and a table that shows both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hwgen.marks.errata import Erratum, standing
from hwgen.marks.folder import FOLDER, Marked
from hwgen.marks.roll import Row
from hwgen.marks.scoring import Result
from hwgen.marks.tables import Cell, Table, percent, total, verdict, verdicts, words_of
from hwgen.marks.workbook import text


@dataclass(frozen=True)
class Change:
    """A student before and after; `questions` are the numbers of those whose points differ."""

    row: Row
    before: Result
    after: Result
    questions: tuple[int, ...]


@dataclass(frozen=True)
class Regraded:
    marked: Marked
    changes: tuple[Change, ...]

    @property
    def grades(self) -> int:
        """How many have another grade, or pass and did not, or the other way round."""
        return sum(_verdict(change.before) != _verdict(change.after) for change in self.changes)


def _verdict(result: Result) -> tuple[str, bool | None]:
    return result.grade, result.passed


def regraded(marked: Marked, errata: Sequence[Erratum]) -> Regraded:
    """The marks with more errata; those that were entered before count as well, each once."""
    log = marked.errata
    for erratum in errata:
        if erratum.withdraw or _undated([erratum])[0] not in _undated(standing(log)):
            log = (*log, erratum)
    same = _undated(standing(log)) == _undated(standing(marked.errata))
    after = marked if same else replace(marked, errata=log)
    pairs = zip(marked.rows, after.rows, strict=True)
    return Regraded(after, tuple(change for pair in pairs for change in _change(*pair)))


def _undated(errata: Iterable[Erratum]) -> list[Erratum]:
    return [replace(erratum, on="") for erratum in errata]


def _change(old: Row, new: Row) -> Iterator[Change]:
    if old.result is None or new.result is None or old.absent:
        return
    scores = zip(old.result.questions, new.result.questions, strict=True)
    questions = tuple(b.question.number for b, a in scores if b.points != a.points)
    if questions or old.result.most != new.result.most:
        yield Change(new, old.result, new.result, questions)


def table(regraded: Regraded) -> Table:
    """Each student whose marks changed, before and after."""
    words = words_of(regraded.marked.keys)
    names = ("total", "percent", *verdicts(regraded.marked.keys))
    both = [f"{words[name]}{words['colon']}{words[when]}" for name in names for when in ("before", "after")]
    head: tuple[Cell, ...] = (words["id"], words["name"], words["question"], *both)
    return Table(words["changes"], (head, *(_row(change, names, words) for change in regraded.changes)))


def _row(change: Change, names: Sequence[str], words: Mapping[str, str]) -> tuple[Cell, ...]:
    figures = [_figure(name, result, words) for name in names for result in (change.before, change.after)]
    return (change.row.id, change.row.name, words["listed"].join(map(str, change.questions)), *figures)


def _figure(name: str, result: Result, words: Mapping[str, str]) -> Cell:
    match name:
        case "total":
            return total(result)
        case "percent":
            return percent(result)
        case _:
            return verdict(name, result, words)


def kept(marked: Marked, regraded: Regraded) -> dict[str, bytes]:
    """The marks as they were and what changed, under names that nothing else gets."""
    number = 1
    folder = marked.folder / FOLDER
    while (folder / f"regrade-{number}.csv").exists():
        number += 1
    before = folder / "marks.csv"
    old = {f"marks-before-{number}.csv": before.read_bytes()} if before.is_file() else {}
    return {**old, f"regrade-{number}.csv": text(table(regraded))}
