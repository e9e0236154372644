"""Anki among the platforms: notes by `writing`, a collection of them by `package`, read back by `reading`."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.anki.package import pack
from hwgen.lms.anki.reading import is_package, read_back
from hwgen.lms.anki.writing import pieces

ANKI = Adapter(pieces, pack, read_back, None, is_package)
