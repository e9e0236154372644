"""readings.jsonl: what was read on each page, line by line, in an order that does not depend on that of the files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from hwgen.lines import lines
from hwgen.scanning.reading import PageReading


@dataclass(frozen=True)
class Record:
    """What was read on page `number` of a file, which is known by the digest `source` of its bytes; `file` is its name then."""

    file: str
    number: int
    source: str
    reading: PageReading

    @property
    def order(self) -> tuple[str, int, int, str, str, int]:
        stamp = self.reading.stamp
        whose = (stamp.code, stamp.serial, stamp.page) if stamp else ("", 0, 0)
        return (*whose, self.reading.content, self.file, self.number)


_RECORD = TypeAdapter(Record)


def line(record: Record) -> str:
    return json.dumps(_RECORD.dump_python(record, mode="json"), ensure_ascii=False) + "\n"


def written(records: Iterable[Record]) -> bytes:
    return "".join(line(record) for record in sorted(records, key=lambda record: record.order)).encode()


def read(path: Path) -> Iterator[Record]:
    """The records in a file, up to a line that a killed run did not finish; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for written_line in lines(text):
        if written_line.endswith("}"):
            yield _RECORD.validate_json(written_line)
