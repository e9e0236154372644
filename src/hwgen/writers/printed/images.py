"""Images as the printed papers include them: one file each, named by what it holds, SVG as PNG."""

from __future__ import annotations

import hashlib
import io

from hwgen.content.image import Image
from hwgen.content.tree import images
from hwgen.errors import CourseError, Diagnostic
from hwgen.exam.model import Exam

# Of an SVG that is printed; a pixel of CSS is 1/96 inch, a pixel of a file for TeX 1/72.
DOTS_PER_INCH = 300
INCH = 25.4
# A pixel of a picture without a size of its own, by CSS.
PIXEL = INCH / 96
# More than a page is high or wide; a larger drawing is made smaller anyway.
MOST_DOTS = 5000


def file_name(picture: Image) -> str:
    kind = "png" if picture.kind == "svg" else picture.kind
    return f"{hashlib.blake2b(picture.data, digest_size=6).hexdigest()}.{kind}"


def image_files(exam: Exam) -> dict[str, bytes]:
    """The files that the exam's TeX includes: its images, SVG as PNG."""
    return {file_name(picture): printable(picture) for picture in images(exam)}


def printable(picture: Image) -> bytes:
    if picture.kind != "svg":
        return picture.data
    from resvg_py import svg_to_bytes

    from hwgen.content.vector import longest_side

    zoom = min(DOTS_PER_INCH / 96, MOST_DOTS / longest_side(picture.data))
    try:
        drawn = svg_to_bytes(svg_string=picture.data.decode(errors="replace"), dpi=96, zoom=zoom)
    except ValueError as e:
        hint = "save it as PNG, or give it a width and a height"
        raise CourseError(
            Diagnostic("picture-unprintable", f"the picture `{picture.name}` cannot be printed: {e}", None, hint)
        ) from e
    return bytes(drawn)


def measured(image: Image) -> tuple[bytes, float, float]:
    """What is printed of an image, its width and its height in millimetres."""
    from PIL import Image as pillow

    data = printable(image)
    pixel = INCH / DOTS_PER_INCH if image.kind == "svg" else PIXEL
    with pillow.open(io.BytesIO(data)) as read:
        width, height = read.size
    return data, width * pixel, height * pixel
