"""The pages of sheets.pdf, found by their codes: sheets are padded to whole leaves, and may lie in the order of seats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.scanning.arrays import Grey
from hwgen.scanning.codes import sightings
from hwgen.scanning.pictures import rendered
from hwgen.scanning.sources import pdf_pages
from hwgen.sheets.stamp import Stamp

# Codes are read on pages of this length, in pixels.
LENGTH = 1200


def sheet_page(path: Path, wanted: Callable[[Stamp], bool], guess: int, length: int) -> Grey:
    """The first page that is `wanted`, from that with number `guess` on; its longer side has `length` pixels.

    Raises UsageError where there is none.
    """
    pages = pdf_pages(path)
    for number in _around(guess, pages):
        if any(map(wanted, _stamps(path, number))):
            return rendered(path, number, length)
    raise UsageError(Diagnostic("layout-changed", "a sheet of the class is missing", Span(path)))


@cache
def _stamps(path: Path, number: int) -> tuple[Stamp, ...]:
    return tuple(sighting.stamp for sighting in sightings(rendered(path, number, LENGTH)))


def _around(guess: int, pages: int) -> Iterator[int]:
    yield from range(guess, pages + 1)
    yield from range(1, min(guess, pages + 1))
