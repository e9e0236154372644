"""QR codes as rectangles: what stands in a row or a column is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hwgen.sheets.layout import Code
from hwgen.sheets.rectangle import Rectangle


def rectangles(text: str, code: Code) -> Iterator[Rectangle]:
    """The black modules of a code that holds `text`, with error correction of 15%."""
    import segno

    rows = [tuple(map(bool, row)) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    module = code.size / len(rows)
    top = 0
    for row, same in groupby(rows):
        height = sum(1 for _ in same)
        left = 0
        for black, run in groupby(row):
            width = sum(1 for _ in run)
            if black:
                yield Rectangle(code.x + left * module, code.y + top * module, width * module, height * module)
            left += width
        top += height
