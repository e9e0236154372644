"""The markers in the corners of a sheet: those of DICT_4X4_50 with the numbers 0 to 3, drawn without OpenCV."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.sheets.layout import Marker
from hwgen.sheets.rectangle import Rectangle

# Rows of 4 bits, 1 for white; a black border of one module is around them.
BITS = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)
MODULES = 6


def black(marker: Marker) -> Rectangle:
    return Rectangle(marker.x, marker.y, marker.size, marker.size)


def white(marker: Marker) -> Iterator[Rectangle]:
    """The white modules inside the black square."""
    module = marker.size / MODULES
    for row, bits in enumerate(BITS[marker.id], 1):
        for column, bit in enumerate(bits, 1):
            if bit == "1":
                yield Rectangle(marker.x + column * module, marker.y + row * module, module, module)
