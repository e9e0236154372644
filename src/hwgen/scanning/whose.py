"""What sheets and scans are called in messages."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.scanning.records import Record
from hwgen.sheets.keys import Copy
from hwgen.sheets.stamp import Stamp

MOST_NAMED = 5


def whose(copy: Copy) -> str:
    return f"{copy.name} ({copy.id})" if copy.id else f"paper {copy.code}"


def stamped(stamp: Stamp | None) -> str:
    return f"paper {stamp.code}, sheet {stamp.serial}, page {stamp.page} of {stamp.pages}" if stamp else ""


def places(records: Sequence[Record]) -> str:
    """Where pages lie; of many, the first."""
    names = [f"page {record.number} of {record.file}" for record in records]
    if len(names) > MOST_NAMED:
        return ", ".join(names[:MOST_NAMED]) + " and others"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
