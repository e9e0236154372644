"""What a worker reads at a time: some pages of a file, against the blank pages of the class."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

import cv2
import numpy as np

from hwgen import workers
from hwgen.errors import Diagnostic, Span
from hwgen.locks import locked
from hwgen.scanning.arrays import Grey
from hwgen.scanning.blank import SCALE, Blank
from hwgen.scanning.pictures import Picture, failed, pictures
from hwgen.scanning.printed import SHEETS, Printed, printed
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.sheet_pages import sheet_page
from hwgen.sheets.layout import Layout
from hwgen.sheets.stamp import Stamp

# In the folder of the class, held while a large page is decoded.
LARGE_PAGE = ".marks.large.lock"


@dataclass(frozen=True)
class Batch:
    """Pages of a file, by their numbers from 1."""

    folder: Path
    path: Path
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Read:
    """What was read of each page of a batch, or why it could not be read."""

    batch: Batch
    pages: tuple[PageReading | Diagnostic, ...]


@dataclass(frozen=True)
class ClassPages:
    """The pages of a class, rendered when they are first needed."""

    printed: Printed
    _blanks: dict[tuple[str, int], Blank] = field(default_factory=dict, repr=False, compare=False)

    def layout(self, stamp: Stamp) -> Layout | None:
        return self.printed.layout(stamp)

    def blank(self, layout: Layout, page: int) -> Blank:
        """Known by the digest of its layout, which has some hundred boxes."""
        if (layout.digest, page) not in self._blanks:
            self._blanks[layout.digest, page] = self._rendered(layout, page)
        return self._blanks[layout.digest, page]

    def _rendered(self, layout: Layout, page: int) -> Blank:
        size = round(layout.width * SCALE), round(layout.height * SCALE)

        def wanted(stamp: Stamp) -> bool:
            return (stamp.layout, stamp.page) == (layout.short, page)

        large = sheet_page(self.printed.folder / SHEETS, wanted, page, 2 * max(size))
        return Blank(layout, page, np.asarray(255 - cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8))


def read_batch(batch: Batch) -> Read:
    # The workers are as many as the processors already.
    cv2.setNumThreads(1)
    pages = class_pages(batch.folder)
    alone = partial(locked, batch.folder / LARGE_PAGE)
    pairs = zip(batch.numbers, pictures(batch.path, batch.numbers, alone), strict=True)
    return Read(batch, tuple(_read(batch, number, page, pages) for number, page in pairs))


def _read(batch: Batch, number: int, page: Picture | Diagnostic, pages: ClassPages) -> PageReading | Diagnostic:
    if isinstance(page, Diagnostic):
        return page
    try:
        return read_page(page, pages)
    except Exception as e:
        return failed(batch.path, number, e)


def lost(batch: Batch, alone: bool) -> Read | None:
    """A worker died at this batch, perhaps of others' doing. If it was `alone` at work, each page is read by a worker of its own, to see which it is."""
    if not alone:
        return None
    read: list[PageReading | Diagnostic] = []
    for number in batch.numbers:
        try:
            read += workers.apart(read_batch, replace(batch, numbers=(number,))).pages
        except BrokenProcessPool:
            message = f"page {number} was not read: it ended the process that read it"
            read.append(Diagnostic("scan-failed", message, Span(batch.path)))
    return Read(batch, tuple(read))


@lru_cache(maxsize=1)
def class_pages(folder: Path) -> ClassPages:
    """Those of the class before go: each page is some 16 MB."""
    return ClassPages(printed(folder))


@lru_cache(maxsize=8)
def page_of(folder: Path, code: str, serial: int, page: int) -> Grey:
    """A page of the sheet of one copy as it was printed, with SCALE pixels a mm."""
    known = class_pages(folder).printed
    copy = known.copies[code, serial]
    layout = known.layouts.layouts[copy.layout]

    def wanted(stamp: Stamp) -> bool:
        return (stamp.code, stamp.serial, stamp.page) == (code, serial, page)

    before = known.keys.copies.index(copy) * (layout.pages + layout.pages % 2)
    return sheet_page(known.folder / SHEETS, wanted, before + page, round(max(layout.width, layout.height) * SCALE))
