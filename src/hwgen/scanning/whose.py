"""What sheets and scans are called in messages."""

from __future__ import annotations

from collections.abc import Iterable

from hwgen.scanning.records import Record
from hwgen.sheets.keys import Copy
from hwgen.sheets.stamp import Stamp


def whose(copy: Copy) -> str:
    return f"{copy.name} ({copy.id})" if copy.id else f"paper {copy.code}"


def stamped(stamp: Stamp | None) -> str:
    return f"paper {stamp.code}, sheet {stamp.serial}, page {stamp.page} of {stamp.pages}" if stamp else ""


def places(records: Iterable[Record]) -> str:
    return " and ".join(f"page {record.number} of {record.file}" for record in records)
