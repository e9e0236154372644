"""TrueType programs in a PDF: emoji and other rare characters come from such fonts."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class TrueType:
    """A font program whose character codes are the numbers of its glyphs; `codes` are those that it is cut down to."""

    data: bytes
    codes: frozenset[int] = frozenset()

    def subset(self, codes: Collection[int]) -> TrueType:
        """The outlines of some glyphs under their old numbers: the same bytes whatever else the font had."""
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont

        options = Options(retain_gids=True, hinting=False, notdef_outline=True, recalc_timestamp=False)
        options.drop_tables = [*options.drop_tables, "name", "OS/2"]
        with TTFont(io.BytesIO(self.data), recalcTimestamp=False) as font:
            cut = Subsetter(options)
            cut.populate(gids=[0, *codes])
            cut.subset(font)
            written = io.BytesIO()
            font.save(written)
        return TrueType(written.getvalue(), frozenset(codes))
