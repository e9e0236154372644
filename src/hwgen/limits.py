"""How large things may be that come from elsewhere: pictures, archives, files to be imported. Documented in docs/reliability.md."""

from __future__ import annotations

MB = 2**20
# Of a picture: its file, its pixels, and the longer of its sides in pixels.
PICTURE_BYTES = 16 * MB
PICTURE_PIXELS = 50_000_000
PICTURE_SIDE = 20_000
# Of an SVG: how deep its elements are nested, and how many there are with all that `use` repeats.
SVG_DEPTH = 200
SVG_ELEMENTS = 100_000
