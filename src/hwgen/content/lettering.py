"""How much room letters take in whatever font a browser has for a drawing: the widest of two that are widely used decides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# Chinese characters and their signs are as wide as high.
FULL_WIDTH = 0x2E80
UNITS = 1000
DEJAVU = "mpl-data/fonts/ttf/DejaVuSerif.ttf"


def text_length(text: str) -> float:
    """How long a text is at most, in units of its size."""
    return sum(map(_advance, text))


@cache
def _advance(char: str) -> float:
    return 1.0 if ord(char) >= FULL_WIDTH else max(font.getlength(char) for font in _fonts()) / UNITS


@cache
def _fonts() -> tuple[FreeTypeFont, ...]:
    from PIL.ImageFont import Layout, truetype

    return tuple(truetype(str(path), UNITS, layout_engine=Layout.BASIC) for path in _paths())


def _paths() -> Iterator[Path]:
    """Noto Serif, which comes with hwgen, and DejaVu Serif, which comes with matplotlib and most systems that lack the other."""
    import pylopdf_fonts_zh_cn as chinese

    yield chinese.serif_path()
    spec = find_spec("matplotlib")
    for folder in spec.submodule_search_locations or () if spec else ():
        yield Path(folder, DEJAVU)
