"""The class folder as it was printed: its layouts, its keys, and the blank pages of its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hwgen import catalogue
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.marks.folder import OTHER_VERSION, fault_of, printed_file, printed_keys
from hwgen.sheets import layout
from hwgen.sheets.keys import Copy, Keys
from hwgen.sheets.layout import Layout, Layouts
from hwgen.sheets.stamp import Stamp

SHEETS = "sheets.pdf"


@dataclass(frozen=True)
class Printed:
    """The sheets of a class, known by its folder."""

    folder: Path
    layouts: Layouts
    keys: Keys

    @cached_property
    def copies(self) -> dict[tuple[str, int], Copy]:
        """Each copy by the code and the serial number on its sheet."""
        return {(copy.code, copy.serial): copy for copy in self.keys.copies}

    def copy(self, stamp: Stamp) -> Copy | None:
        return self.copies.get((stamp.code, stamp.serial))

    def layout(self, stamp: Stamp) -> Layout | None:
        copy = self.copy(stamp)
        return self.layouts.layouts[copy.layout] if copy else None


def printed(folder: Path) -> Printed:
    """Raises UsageError for a folder without sheets, or whose layout is not the one that was printed."""
    known = printed_keys(folder)
    layouts = _layouts(folder)
    unknown = {copy.layout for copy in known.copies} - layouts.layouts.keys()
    changed = [digest for digest, page in layouts.layouts.items() if page.digest != digest]
    if unknown or changed:
        message = "the layout is not the one that was printed"
        hint = catalogue.rule("layout-changed").remedy
        raise UsageError(Diagnostic("layout-changed", message, Span(folder / layout.FILE), hint))
    printed_file("layout-changed", folder, SHEETS)
    return Printed(folder, layouts, known)


def _layouts(folder: Path) -> Layouts:
    data = printed_file("layout-changed", folder, layout.FILE)
    try:
        return layout.read(data)
    except ValueError as e:
        path = folder / layout.FILE
        message = f"is not of this version of hwgen: {fault_of(e)}"
        raise UsageError(Diagnostic("layout-unreadable", message, Span(path), OTHER_VERSION)) from e
