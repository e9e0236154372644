"""What a class lacks: sheets and pages that were not scanned, and those that were scanned and cannot be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from hwgen.errors import Diagnostic, Span, counted
from hwgen.scanning.printed import Printed
from hwgen.scanning.records import Record
from hwgen.scanning.whose import places, whose
from hwgen.sheets.keys import Copy

# The problems of a page whose code is read, and nothing else.
REFUSED = ("no-markers", "unlike")
AGAIN = "scan it again, whole and laid flat; what was read is kept. Or type its answers for `hwgen mark --typed`"
Scans = Mapping[int, Sequence[Record]]


def lacking(printed: Printed, sheets: Sequence[tuple[Copy, Scans]], records: Iterable[Record]) -> Iterator[Diagnostic]:
    """Of the sheets with their scans, and of all that was scanned."""
    unread = _unread(records)
    begun = {copy.serial for copy, _ in sheets}
    refused = [copy for copy in printed.keys.copies if copy.serial not in begun and copy.serial in unread]
    for copy, scans in (*sheets, *((copy, {}) for copy in refused)):
        pages = range(1, printed.layouts.layouts[copy.layout].pages + 1)
        yield from _pages(copy, scans, [n for n in pages if n not in scans], unread.get(copy.serial, {}))
    missing = [copy for copy in printed.keys.copies if copy.id and copy not in refused and copy.serial not in begun]
    if missing and begun:
        names = ", ".join(whose(copy) for copy in missing[:5]) + (" and others" if len(missing) > 5 else "")
        yield Diagnostic("sheet-not-scanned", f"{counted(len(missing), 'sheet')} not scanned: {names}")


def _unread(records: Iterable[Record]) -> Mapping[int, Scans]:
    """By serial number and page; of another class or build, a page has been refused before it is laid over anything."""
    unread: dict[int, dict[int, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.reading.stamp and record.reading.problem in REFUSED:
            unread[record.reading.stamp.serial][record.reading.stamp.page].append(record)
    return unread


def _pages(copy: Copy, scans: Scans, lacks: Sequence[int], unread: Scans) -> Iterator[Diagnostic]:
    for n in lacks:
        if n in unread:
            # Of sheets that are nobody's, several have the same code.
            state = "was scanned, and cannot be read" if copy.id else "is missing, unless it is one that cannot be read"
            message = f"page {n} of the sheet of {whose(copy)} {state}: {places(unread[n])}"
            yield Diagnostic("sheet-missing-page", message, Span(Path(unread[n][0].file)), AGAIN)
    missing = ", ".join(str(n) for n in lacks if n not in unread)
    if missing:
        file = next((records[0].file for _, records in sorted((scans or unread).items())))
        message = f"page {missing} of the sheet of {whose(copy)} was not scanned"
        yield Diagnostic("sheet-missing-page", message, Span(Path(file)))
