"""readings.jsonl: what was read on each page, line by line, in an order that does not depend on that of the files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen.adapters import adapter
from hwgen.errors import printable
from hwgen.scanning.decided import entries
from hwgen.scanning.reading import PageReading
from hwgen.sealed import sealed, unsealed
from hwgen.sheets.keys import STRICT


@dataclass(frozen=True)
class Record:
    """What was read on page `number` of a file, which is known by the digest `source` of its bytes; `file` is its name then, as far as `apart` does not say more."""

    file: str
    number: int
    source: str
    reading: PageReading
    __pydantic_config__ = STRICT

    @property
    def order(self) -> tuple[str, int, int, str, str, int]:
        stamp = self.reading.stamp
        whose = (stamp.code, stamp.serial, stamp.page) if stamp else ("", 0, 0)
        return (*whose, self.reading.content, self.file, self.number)


_RECORD = adapter(Record)


def apart(records: Sequence[Record], files: Mapping[str, Path]) -> Iterator[Record]:
    """The records by the names of their files, with as many folders before them as two of one name need: scanners call everything scan.pdf.

    `files` are the scans, by the digests of their bytes, as far as it is known where they lay.
    """
    paths = {record.source: files.get(record.source, Path(record.file)) for record in records}
    alike: dict[str, set[Path]] = {}
    for path in paths.values():
        alike.setdefault(path.name, set()).add(path)
    names = {path: printable(name) for same in alike.values() for path, name in _short(same)}
    for record in records:
        yield replace(record, file=names[paths[record.source]])


def _short(paths: Set[Path]) -> Iterator[tuple[Path, str]]:
    """The shortest ends of paths that all differ."""
    ends, parts = {path: path.name for path in paths}, 1
    while len(set(ends.values())) < len(paths):
        parts += 1
        ends = {path: Path(*path.parts[-parts:]).as_posix() for path in paths}
    yield from ends.items()


def _text(record: Record) -> str:
    return json.dumps(_RECORD.dump_python(record, mode="json"), ensure_ascii=False)


def written(records: Iterable[Record]) -> bytes:
    return "".join(f"{_text(record)}\n" for record in sorted(records, key=lambda record: record.order)).encode()


def read(path: Path) -> Iterator[Record]:
    """The records in a file; none where there is no file. Raises UsageError as `entries` does."""
    yield from entries(path, Record)


def journalled(record: Record) -> str:
    """As a line of the journal of a run."""
    return sealed(_text(record))


def from_journal(journal: Path) -> Iterator[Record]:
    """What a run that was killed had read. A page whose line is not as it was written, or is of another version, is read again. Raises OSError."""
    for text in unsealed(journal):
        with suppress(ValueError):
            yield _RECORD.validate_json(text)
