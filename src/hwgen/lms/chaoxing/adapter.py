"""学习通 among the platforms: written by `writing`, read back by `reading`."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.chaoxing.reading import read_back, recognises
from hwgen.lms.chaoxing.writing import pack, pieces

CHAOXING = Adapter(pieces, pack, read_back, None, recognises)
