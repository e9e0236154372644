"""Blackboard among the platforms: written by `writing`, read back by `reading`; teachers' files are imported as text."""

from __future__ import annotations

from hwgen.lms.adapter import Adapter
from hwgen.lms.blackboard.reading import read_back, recognises
from hwgen.lms.blackboard.writing import pack, pieces

BLACKBOARD = Adapter(pieces, pack, read_back, None, recognises)
