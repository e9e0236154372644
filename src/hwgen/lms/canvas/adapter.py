"""Canvas among the platforms: written by `writing`, read back as both of its kinds of quizzes read it, imported by `importing`."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.canvas.importing import read_items
from hwgen.lms.canvas.reading import is_package
from hwgen.lms.canvas.reading_back import read_back
from hwgen.lms.canvas.writing.package import pack
from hwgen.lms.canvas.writing.questions import pieces

CANVAS = Adapter(pieces, pack, read_back, read_items, is_package)
