"""Marking scans: pages are read, sorted out, and joined with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from hwgen.errors import Diagnostic
from hwgen.marks.folder import FOLDER, Marked, placed, scans_of
from hwgen.marks.kept import READINGS, SCANS
from hwgen.marks.response import Response
from hwgen.marks.roll import place_of
from hwgen.output import Files, as_json
from hwgen.scanning import decided, rated, records, rubric
from hwgen.scanning.bookkeeping import Sheet, sort_out
from hwgen.scanning.decided import Decisions
from hwgen.scanning.printed import Printed, printed
from hwgen.scanning.records import Record
from hwgen.scanning.running import JOURNAL, Progress, scan
from hwgen.scanning.sources import file_digest, sources
from hwgen.sheets.composing import ABSENT


@dataclass(frozen=True)
class Scanned:
    """What a class answered by all scans so far and by what was typed, and what is kept of the scans.

    `read` is what each of the `sheets` says, and `known` that with what was typed. `files`
    are the scans, by the digests of their bytes, and `fresh` those of this run among them.
    `left_out` pages count for nothing, and nobody has set them aside.
    """

    sheets: tuple[Sheet, ...]
    read: tuple[Response, ...]
    known: tuple[Response, ...]
    responses: tuple[Response, ...]
    records: tuple[Record, ...]
    decisions: Decisions
    files: Mapping[str, Path]
    fresh: frozenset[str]
    left_out: int
    diagnostics: tuple[Diagnostic, ...]

    def of(self, marked: Marked) -> Marked:
        return replace(marked, responses=self.responses, left_out=self.left_out)

    @property
    def kept(self) -> Files:
        places = {digest: placed(path) for digest, path in self.files.items()}
        return {READINGS: records.written(self.records), SCANS: as_json(places)}


def scanned(marked: Marked, paths: Sequence[Path], jobs: int, progress: Progress) -> Scanned:
    """Reads the scans at `paths`. Raises UsageError for a class whose sheets cannot be read."""
    sheets = printed(marked.folder)
    earlier = earlier_records(marked.folder)
    inputs = sources(paths, marked.folder)
    run = scan(marked.folder, earlier, inputs, jobs, progress)
    words = decided.read(marked.folder / FOLDER / decided.FILE)
    files = {file.digest: file.path.absolute() for file in inputs.files}
    done = sorted_out(marked, sheets, run.records, words, files)
    return replace(done, diagnostics=(*run.diagnostics, *done.diagnostics))


def known_so_far(marked: Marked) -> Scanned:
    """What the scans of earlier runs say, with all that was decided since."""
    pages = earlier_records(marked.folder)
    words = decided.read(marked.folder / FOLDER / decided.FILE)
    return sorted_out(marked, printed(marked.folder), pages, words)


def earlier_records(folder: Path) -> tuple[Record, ...]:
    """What was read of scans in earlier runs."""
    return tuple(records.read(folder / FOLDER / READINGS))


def present(files: Mapping[str, Path]) -> dict[str, Path]:
    """The scans that still lie where they lay; a file of the same name may be that of other students by now."""
    return {known: path for known, path in files.items() if path.is_file() and file_digest(path) == known}


def sorted_out(
    marked: Marked, sheets: Printed, read: Sequence[Record], words: Decisions, files: Mapping[str, Path] | None = None
) -> Scanned:
    """What pages say, with what people decided; `files` are the scans beside those of earlier runs."""
    fresh = frozenset(files or ())
    files = scans_of(marked.folder) | dict(files or {})
    pages = tuple(_with_words(records.apart(read, files), words))
    pile = sort_out(pages, sheets, words, fresh)
    ratings = rated.read(marked.folder / FOLDER / rated.FILE)
    revisions = rubric.read(marked.folder / FOLDER / rubric.FILE)
    joined, kept = _with_typed(marked, pile.responses)
    known = tuple(
        rated.with_ratings(*one, ratings, revisions, sheets.keys.policy)
        for one in zip(pile.sheets, joined, strict=True)
    )
    return Scanned(
        pile.sheets,
        pile.responses,
        known,
        tuple(sorted((*known, *kept), key=lambda response: (response.serial, response.id))),
        pages,
        words,
        files,
        fresh,
        pile.left_out,
        pile.diagnostics,
    )


def finish(folder: Path) -> None:
    """The marks are written: the journal of the run is not needed any more."""
    (folder / JOURNAL).unlink(missing_ok=True)


def _with_typed(marked: Marked, fresh: Iterable[Response]) -> tuple[tuple[Response, ...], list[Response]]:
    """What a person typed goes before what is read of a scan, and stays where nothing was; responses that only scans gave are made anew."""
    copies = {copy.serial: copy for copy in marked.printed.copies}
    typed: dict[str, Response] = {}
    for old in marked.responses:
        points = {field: value for field, value in old.points.items() if field not in old.rated}
        if old.typed or old.texts or points:
            typed[place_of(copies[old.serial], old)] = _only_typed(old, points)
    responses = []
    for response in fresh:
        known = typed.pop(place_of(copies[response.serial], response), None)
        responses.append(_joined(known, response) if known else response)
    return tuple(responses), list(typed.values())


def _only_typed(old: Response, points: Mapping[str, Fraction]) -> Response:
    marked = {group: values for group, values in old.marked.items() if group in old.typed}
    absent = old.absent and ABSENT in old.typed
    return replace(
        old,
        marked=marked,
        points=points,
        doubts=(),
        decided=old.typed,
        rated=(),
        comments={},
        met={},
        absent=absent,
        unscanned=(),
    )


def _joined(typed: Response, read: Response) -> Response:
    groups = typed.typed
    marks = {group: values for group, values in read.marked.items() if group not in groups}
    return replace(
        read,
        marked=marks | dict(typed.marked),
        texts=typed.texts,
        points=typed.points,
        doubts=tuple(group for group in read.doubts if group not in groups),
        decided=tuple(sorted({*read.decided, *groups})),
        typed=groups,
        absent=typed.absent or read.absent,
    )


def _with_words(read: Iterable[Record], words: Decisions) -> Iterator[Record]:
    """What the machine read stays beside what a person decided."""
    for record in read:
        groups = {
            id: replace(group, person=words.groups.get((record.reading.content, id)))
            for id, group in record.reading.groups.items()
        }
        yield replace(record, reading=replace(record.reading, groups=groups))
