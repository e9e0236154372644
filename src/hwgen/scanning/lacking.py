"""What a class lacks: sheets and pages that were not scanned, and those that were scanned and cannot be read."""

from __future__ import annotations

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


def lacking(
    printed: Printed, sheets: Sequence[tuple[Copy, Scans]], unread: Mapping[int, Scans]
) -> Iterator[Diagnostic]:
    """Of the sheets with their scans, and of the pages that cannot be read, some of them of sheets that are nobody's."""
    back = {copy.serial for copy, _ in sheets}
    refused = [copy for copy in printed.keys.copies if copy.serial in unread.keys() - back]
    for copy, scans in (*sheets, *((copy, {}) for copy in refused)):
        pages = range(1, printed.layouts.layouts[copy.layout].pages + 1)
        yield from _pages(copy, scans, [n for n in pages if n not in scans], unread.get(copy.serial, {}))
    missing = [copy for copy in printed.keys.copies if copy.id and copy.serial not in back]
    if missing and any(scans for _, scans in sheets):
        names = ", ".join(whose(copy) for copy in missing[:5]) + (" and others" if len(missing) > 5 else "")
        yield Diagnostic("sheet-not-scanned", f"{counted(len(missing), 'sheet')} not scanned: {names}")


def unread(printed: Printed, records: Iterable[Record]) -> Mapping[int, Scans]:
    """The pages that cannot be read, by serial number and page."""
    pages: dict[int, dict[int, list[Record]]] = {}
    for record in records:
        stamp, layout = record.reading.stamp, None
        if stamp and record.reading.problem in REFUSED:
            layout = printed.layout(stamp)
        # Before the class was built again, another sheet may have had this number.
        if stamp and layout and layout.short == stamp.layout:
            pages.setdefault(stamp.serial, {}).setdefault(stamp.page, []).append(record)
    return pages


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
