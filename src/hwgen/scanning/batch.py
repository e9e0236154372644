"""What a worker reads at a time: some pages of a file, against the blank pages of the class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from hwgen.errors import Diagnostic
from hwgen.scanning.blank import SCALE, Blank
from hwgen.scanning.pictures import Picture, pictures
from hwgen.scanning.printed import SHEETS, Printed, printed
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.sheet_pages import sheet_page
from hwgen.sheets.layout import Layout
from hwgen.sheets.stamp import Stamp


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

    def layout(self, stamp: Stamp) -> Layout | None:
        return self.printed.layout(stamp)

    def blank(self, layout: Layout, page: int) -> Blank:
        return _blank(self.printed.folder, layout, page)


def read_batch(batch: Batch) -> Read:
    # The workers are as many as the processors already.
    cv2.setNumThreads(1)
    pages = class_pages(batch.folder)
    read_pictures = pictures(batch.path, batch.numbers)
    return Read(batch, tuple(read_page(page, pages) if isinstance(page, Picture) else page for page in read_pictures))


@cache
def class_pages(folder: Path) -> ClassPages:
    return ClassPages(printed(folder))


@cache
def _blank(folder: Path, layout: Layout, page: int) -> Blank:
    size = round(layout.width * SCALE), round(layout.height * SCALE)

    def wanted(stamp: Stamp) -> bool:
        return (stamp.layout, stamp.page) == (layout.short, page)

    large = sheet_page(folder / SHEETS, wanted, page, 2 * max(size))
    return Blank(layout, page, np.asarray(255 - cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8))
