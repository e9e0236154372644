"""QR codes as rectangles: what stands in a row or a column is one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from hwgen.sheets.layout import Code
from hwgen.sheets.rectangle import Rectangle


@lru_cache(maxsize=1)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a code that holds `text`, with error correction of 15%; each stands twice on a page."""
    import segno

    return tuple(tuple(map(bool, row)) for row in segno.make_qr(text, error="m", boost_error=False).matrix)


def rectangles(text: str, code: Code) -> Iterator[Rectangle]:
    """The black modules of a code that holds `text`."""
    rows = _modules(text)
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
