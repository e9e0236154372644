"""Pictures as Word has them: PNG of 300 dots an inch, with their sizes in millimetres."""

from __future__ import annotations

from functools import lru_cache

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.writers.printed.images import DOTS_PER_INCH, measured
from hwgen.writers.svg import size_of, svg

# What a page can hold, in millimetres.
WIDEST, HIGHEST = 160.0, 220.0


def picture(shown: Picture | Image, zoom: float = 1.0) -> tuple[bytes, float, float]:
    """Its bytes, its width and its height; drawings are made `zoom` times as large."""
    data, width, height = _drawn(shown) if isinstance(shown, Picture) else measured(shown)
    part = min(zoom if isinstance(shown, Picture) else 1.0, WIDEST / width, HIGHEST / height)
    return data, width * part, height * part


@lru_cache(maxsize=256)
def _drawn(picture: Picture) -> tuple[bytes, float, float]:
    """Set in the font that comes with hwgen, so that each machine draws the same."""
    import pylopdf_fonts_zh_cn as chinese
    from resvg_py import svg_to_bytes

    drawing = svg(picture)
    png = svg_to_bytes(
        svg_string=drawing.decode(),
        dpi=DOTS_PER_INCH,
        skip_system_fonts=True,
        font_files=[str(chinese.serif_path())],
        font_family="Noto Serif SC",
        serif_family="Noto Serif SC",
    )
    return bytes(png), *size_of(drawing)
