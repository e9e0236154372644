"""What the codes on a page of an answer sheet say: which paper, which leaf, which page, which layout. Nothing of the student."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stamp:
    """Such as `HW2-7.12-ZH-BWZ4-9 12 1/2 3FA9`: the paper's code, the serial number of the sheet, the page, the layout."""

    code: str
    serial: int
    page: int
    pages: int
    layout: str

    def __str__(self) -> str:
        return f"{self.code} {self.serial} {self.page}/{self.pages} {self.layout}"


def parse(text: str) -> Stamp:
    """Raises ValueError for what no sheet says."""
    try:
        code, serial, page, layout = text.rsplit(" ", 3)
        number, pages = page.split("/")
        return Stamp(code, int(serial), int(number), int(pages), layout)
    except ValueError:
        raise ValueError(f"`{text}` is not on any answer sheet") from None
