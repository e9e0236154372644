"""The practice page among the platforms: written by `writing` and `document`, read back by `reading`."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.html.document import GENERATOR, pack
from hwgen.lms.html.reading import read_back
from hwgen.lms.html.writing import pieces


def recognises(head: bytes) -> bool:
    return GENERATOR.encode() in head


HTML = Adapter(pieces, pack, read_back, None, recognises)
