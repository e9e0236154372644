"""Pictures as Word has them: PNG of 300 dots an inch, with their sizes in millimetres."""

from __future__ import annotations

import io
import re
from functools import lru_cache

from PIL import Image as pillow

from hwgen.content.image import Image
from hwgen.content.picture import Picture
from hwgen.writers.printed.images import DOTS_PER_INCH, printable
from hwgen.writers.svg import svg

INCH = 25.4
# A pixel of a picture without a size of its own, by CSS.
PIXEL = INCH / 96
# What a page can hold, in millimetres.
WIDEST, HIGHEST = 160.0, 220.0
_SIZE = re.compile(rb'width="([\d.]+)mm" height="([\d.]+)mm"')


def picture(shown: Picture | Image, zoom: float = 1.0) -> tuple[bytes, float, float]:
    """Its bytes, its width and its height; drawings are made `zoom` times as large."""
    data, width, height = _drawn(shown) if isinstance(shown, Picture) else _image(shown)
    part = min(zoom if isinstance(shown, Picture) else 1.0, WIDEST / width, HIGHEST / height)
    return data, width * part, height * part


@lru_cache(maxsize=256)
def _drawn(picture: Picture) -> tuple[bytes, float, float]:
    """Set in the font that comes with hwgen, so that each machine draws the same."""
    import pylopdf_fonts_zh_cn as chinese
    from resvg_py import svg_to_bytes

    drawing = svg(picture)
    size = _SIZE.search(drawing)
    assert size
    png = svg_to_bytes(
        svg_string=drawing.decode(),
        dpi=DOTS_PER_INCH,
        skip_system_fonts=True,
        font_files=[str(chinese.serif_path())],
        font_family="Noto Serif SC",
        serif_family="Noto Serif SC",
    )
    return bytes(png), float(size[1]), float(size[2])


def _image(image: Image) -> tuple[bytes, float, float]:
    data = printable(image)
    pixel = INCH / DOTS_PER_INCH if image.kind == "svg" else PIXEL
    with pillow.open(io.BytesIO(data)) as read:
        width, height = read.size
    return data, width * pixel, height * pixel
