"""The marked sheets of a class in its folder: written for new scans, and made again where marks have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen.errors import Diagnostic, Span
from hwgen.marks.folder import FOLDER, Marked, return_of
from hwgen.marks.response import Response
from hwgen.marks.roll import Row
from hwgen.marks.scoring import QuestionScore, Result
from hwgen.output import remove_own, replace_keeping
from hwgen.scanning import rubric
from hwgen.scanning.bookkeeping import Sheet
from hwgen.scanning.marking import Scanned, known_so_far, present
from hwgen.sheets.keys import FieldKey, Question, Written
from hwgen.unexpected import left_undone

# A sheet that came back: its serial number and, where that is nobody's, the student.
Place = tuple[int, str]


@dataclass(frozen=True)
class Returns:
    """Sheets that were written, how many could not be since their scans are not where they were, and warnings: of those that failed, and of those that a person had edited."""

    paths: tuple[Path, ...] = ()
    without_scan: int = 0
    warnings: tuple[Diagnostic, ...] = ()


def write_returns(marked: Marked, scanned: Scanned) -> Returns:
    """A PDF for each student whose scans are among those of this run."""
    return _written(marked, scanned, lambda sheet, row: any(p.source in scanned.fresh for p in sheet.pages.values()))


def remake(before: Marked, after: Marked) -> Returns:
    """Writes those that there are again where students have other marks now, and takes away what is nobody's any more, or has no page that counts."""
    scanned = known_so_far(after)
    bare = {_place(response) for sheet, response in zip(scanned.sheets, scanned.read, strict=True) if not sheet.scans}
    old, new = _rows(before), {place: row for place, row in _rows(after).items() if place not in bare}
    removed = remove_own(
        {return_of(before, row) for row in old.values()} - {return_of(after, row) for row in new.values()}
    )
    stale = {place for place, row in new.items() if place not in old or _marks(old[place]) != _marks(row)}
    there = present(scanned.files)

    def wanted(sheet: Sheet, row: Row) -> bool:
        assert row.result
        gone = any(record.source not in there for record in sheet.pages.values())
        place = _place(row.result.response)
        return place in stale and not gone and (place not in old or return_of(before, old[place]).exists())

    again = _written(after, scanned, wanted)
    unmade = [
        place
        for place in stale & old.keys()
        if (path := return_of(after, new[place])).exists() and path not in again.paths
    ]
    return replace(again, without_scan=len(unmade), warnings=(*removed, *again.warnings))


def _written(marked: Marked, scanned: Scanned, wanted: Callable[[Sheet, Row], bool]) -> Returns:
    from hwgen.scanning.returns import returned

    paths: list[Path] = []
    warnings: list[Diagnostic] = []
    rows, files = _rows(marked), present(scanned.files)
    revisions = rubric.read(marked.folder / FOLDER / rubric.FILE)
    for sheet, response in zip(scanned.sheets, scanned.read, strict=True):
        row = rows.get(_place(response))
        if row and row.result and wanted(sheet, row):
            path = return_of(marked, row)
            try:
                data = returned(sheet, _with_rubrics(row.result, revisions), marked.keys, row.name, files)
            except Exception as e:
                # One of before may show other marks.
                warnings += [
                    left_undone("return-failed", "this sheet was not written", e, Span(path)),
                    *remove_own({path}),
                ]
                continue
            warnings += replace_keeping(path, data)
            paths.append(path)
    return Returns(tuple(paths), warnings=tuple(warnings))


def _with_rubrics(result: Result, revisions: rubric.Revisions) -> Result:
    """As they were revised: students see the lines by which markers went."""

    def field_of(question: Question, field: FieldKey) -> FieldKey:
        return (
            rubric.revised(field, rubric.pile_of(question, field), revisions) if isinstance(field, Written) else field
        )

    def revised(score: QuestionScore) -> QuestionScore:
        fields = tuple(field_of(score.question, field) for field in score.question.fields)
        return replace(score, question=replace(score.question, fields=fields))

    return replace(result, questions=tuple(map(revised, result.questions)))


def _place(response: Response) -> Place:
    return response.serial, response.id


def _rows(marked: Marked) -> dict[Place, Row]:
    """Whoever was absent gets nothing back."""
    return {_place(row.result.response): row for row in marked.rows if row.result and not row.absent}


def _marks(row: Row) -> object:
    assert row.result
    scores = row.result.questions
    return (
        [(s.points, s.pending, s.answers, [(f.comment, f.met) for f in s.fields]) for s in scores],
        row.result.most,
        row.result.grade,
    )
