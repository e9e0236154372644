"""A question as the data of an item."""

from __future__ import annotations

from dataclasses import dataclass, field

from hwgen.lms.imported import Data


@dataclass(frozen=True)
class Record:
    """The data of an item, and for each of its questions the order of options that is to be pinned."""

    data: Data
    pins: Data = field(default_factory=dict)
