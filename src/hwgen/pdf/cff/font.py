"""A compact font as data: its glyphs, and the font with some of them or with more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

Glyph = int | bytes
Dict = tuple[tuple[int, tuple[bytes, ...]], ...]

# The operator by which a font says that its glyphs are keyed by CID.
ROS = 0x0C1E


class NotCompact(ValueError):
    """The font is none that can be taken apart here."""


@dataclass(frozen=True)
class Part:
    """The dictionary of a part of the glyphs, and its private one."""

    top: Dict
    private: bytes


@dataclass(frozen=True)
class Compact:
    """A font program.

    `glyphs` are charstrings by CID or, in a simple font, by name (an int stands for a name that every font has). `codes`
    are the glyphs of a simple font's character codes; `part_of` tells the part of each glyph of a CID-keyed one.
    """

    top: Dict
    glyphs: Mapping[Glyph, bytes]
    codes: Mapping[int, Glyph]
    parts: tuple[Part, ...]
    part_of: Mapping[Glyph, int]

    @property
    def keyed(self) -> bool:
        return any(operator == ROS for operator, _ in self.top)

    def subset(self, codes: Iterable[int]) -> Compact:
        """The font with the glyphs of `codes` (CIDs in a CID-keyed one) and .notdef alone."""
        kept_codes = {} if self.keyed else {code: self.codes[code] for code in sorted(codes) if code in self.codes}
        wanted: set[Glyph] = {0, *(codes if self.keyed else kept_codes.values())}
        kept = sorted((glyph for glyph in wanted if glyph in self.glyphs), key=rank)
        used = list(dict.fromkeys(self.part_of[glyph] for glyph in kept)) if self.keyed else [0]
        return replace(
            self,
            glyphs={glyph: self.glyphs[glyph] for glyph in kept},
            codes=kept_codes,
            parts=tuple(self.parts[i] for i in used),
            part_of={glyph: used.index(self.part_of[glyph]) for glyph in kept} if self.keyed else {},
        )

    def union(self, other: Compact) -> Compact:
        """The font with the glyphs of both, which come of the same font."""
        parts = list(dict.fromkeys((*self.parts, *other.parts)))
        part_of = {
            glyph: parts.index(font.parts[part]) for font in (self, other) for glyph, part in font.part_of.items()
        }
        return replace(
            self,
            glyphs={**self.glyphs, **other.glyphs},
            codes={**self.codes, **other.codes},
            parts=tuple(parts),
            part_of=part_of,
        )


def rank(glyph: Glyph) -> tuple[bool, Glyph]:
    return isinstance(glyph, bytes), glyph
