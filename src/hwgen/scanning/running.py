"""A run over scans: what was read before is kept, what is new is read by all processors, and a run that was killed goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hwgen import workers
from hwgen.errors import Diagnostic, printable
from hwgen.scanning import records
from hwgen.scanning.sources import Source, Sources

if TYPE_CHECKING:
    from hwgen.scanning.batch import Batch, Read
    from hwgen.scanning.records import Record

# Beside the marks, as long as a run goes on: each page that was read.
JOURNAL = ".marks.journal.jsonl"
# Pages that a worker reads at a time.
BATCH = 8
# An empty page stays empty; whatever else could not be read may be understood by now.
FINAL = ("", "empty")
NUMBER = re.compile(r"(\d+)")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """All pages that were ever read of a class; `diagnostics` are those of this run."""

    records: tuple[Record, ...]
    diagnostics: tuple[Diagnostic, ...]
    pages: int


def scan(
    folder: Path, earlier: Iterable[Record], inputs: Sources, jobs: int, progress: Progress = lambda done, total: None
) -> Run:
    """Reads the pages of the scans that were not read before: neither `earlier` nor by a run that was killed."""
    journal = folder / JOURNAL
    known = {(record.source, record.number): record for record in (*earlier, *records.from_journal(journal))}
    done = {key for key, record in known.items() if record.reading.problem in FINAL}
    files = {file.digest: file for file in inputs.files}
    batches = list(_batches(folder, inputs.files, done))
    total = sum(len(batch.numbers) for batch in batches)
    diagnostics = list(inputs.diagnostics)
    read = 0
    with journal.open("a", encoding="utf-8", newline="") as lines:
        for result in _read(batches, jobs):
            source = next(file for file in files.values() if file.path == result.batch.path)
            for number, page in zip(result.batch.numbers, result.pages, strict=True):
                if isinstance(page, Diagnostic):
                    diagnostics.append(page)
                else:
                    last = known.get((source.digest, number))
                    # What a person decided of it goes by its content, which another version may have named otherwise.
                    same = replace(page, content=last.reading.content) if last else page
                    record = records.Record(printable(source.path.name), number, source.digest, same)
                    known[source.digest, number] = record
                    lines.write(records.journalled(record))
            lines.flush()
            read += len(result.pages)
            progress(read, total)
    order = sorted(diagnostics, key=lambda diagnostic: (str(diagnostic.span), _by_numbers(diagnostic.message)))
    return Run(tuple(known.values()), tuple(order), read)


def _by_numbers(text: str) -> list[str | int]:
    """Page 2 comes before page 10. Every other part is a number, so that texts can be compared."""
    return [int(part) if part.isdecimal() else part for part in NUMBER.split(text)]


def _batches(folder: Path, files: Sequence[Source], done: set[tuple[str, int]]) -> Iterator[Batch]:
    from hwgen.scanning.batch import Batch

    for file in files:
        left = [number for number in range(1, file.pages + 1) if (file.digest, number) not in done]
        for first in range(0, len(left), BATCH):
            yield Batch(folder, file.path, tuple(left[first : first + BATCH]))


def _read(batches: Sequence[Batch], jobs: int) -> Iterable[Read]:
    from hwgen.scanning.batch import lost, read_batch

    if jobs == 1 or len(batches) == 1:
        return map(read_batch, batches)
    return workers.run(read_batch, batches, "local", jobs, lost)
