"""PDFs as scanners make them: each page is one JPEG, which is taken as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf

PAINTING = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"))
WRITING = frozenset(("Tj", "TJ", "'", '"'))
INVISIBLE = 3
# What pikepdf raises where a page is not built as it should be; pdfium may show it all the same.
MALFORMED = (pikepdf.PdfError, ValueError, RuntimeError, LookupError, AttributeError, TypeError)


def jpegs_of(path: Path, numbers: Sequence[int]) -> dict[int, bytes]:
    """The JPEGs of those pages that are nothing else, by the numbers of the pages."""
    jpegs = {}
    try:
        with pikepdf.open(path) as pdf:
            for number in numbers:
                try:
                    jpeg = _only_jpeg(pdf.pages[number - 1])
                except MALFORMED:
                    jpeg = None
                if jpeg:
                    jpegs[number] = jpeg
    except MALFORMED:
        return {}
    return jpegs


def pixels_of(path: Path, number: int) -> int:
    """How many pixels the largest picture on a page has; none where that cannot be found out."""
    try:
        with pikepdf.open(path) as pdf:
            drawn = pdf.pages[number - 1].resources.get("/XObject", {}).values()
            return max((int(each.get("/Width", 0)) * int(each.get("/Height", 0)) for each in drawn), default=0)
    except MALFORMED:
        return 0


def _only_jpeg(page: pikepdf.Page) -> bytes | None:
    """The JPEG that the page is; None where it has other pictures, drawings or visible text."""
    drawn = list(page.resources.get("/XObject", {}).values())
    if len(drawn) != 1 or drawn[0].get("/Subtype") != "/Image" or not _plain_jpeg(drawn[0]):
        return None
    return bytes(drawn[0].read_raw_bytes()) if _shows_only_a_picture(page) else None


def _plain_jpeg(image: Any) -> bool:
    filters = image.get("/Filter")
    names = (
        [str(filters)]
        if not hasattr(filters, "__len__") or str(filters).startswith("/")
        else [str(name) for name in filters]
    )
    if names != ["/DCTDecode"] or any(key in image for key in ("/SMask", "/Mask", "/Decode")):
        return False
    return str(image.get("/ColorSpace")) in ("/DeviceGray", "/DeviceRGB") or _profiled(image.get("/ColorSpace"))


def _profiled(space: Any) -> bool:
    try:
        return str(space[0]) in ("/CalGray", "/CalRGB") or (
            str(space[0]) == "/ICCBased" and int(space[1]["/N"]) in (1, 3)
        )
    except (TypeError, KeyError, IndexError, ValueError):
        return False


def _shows_only_a_picture(page: pikepdf.Page) -> bool:
    """Text that a scanner has recognised lies invisibly over the picture."""
    visible, shown = True, 0
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), instruction.operands
        if name in PAINTING or (name in WRITING and visible):
            return False
        if name == "Tr":
            visible = int(operands[0]) != INVISIBLE
        shown += name == "Do"
    return shown == 1
