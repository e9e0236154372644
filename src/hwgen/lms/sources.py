"""The table of what can be imported: the platforms whose files hwgen reads, and what teachers write themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hwgen.lms.platforms import PLATFORMS, Platform

if TYPE_CHECKING:
    from hwgen.lms.adapter import Reads


@dataclass(frozen=True)
class Source:
    """A row of what has no platform; `reads` imports what does the work."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    reads: Callable[[], Reads]


def _aiken() -> Reads:
    from hwgen.lms.written.importing import AIKEN

    return AIKEN


def _text() -> Reads:
    from hwgen.lms.written.importing import TEXT

    return TEXT


def _excel() -> Reads:
    from hwgen.lms.written.importing import EXCEL

    return EXCEL


def _word() -> Reads:
    from hwgen.lms.written.importing import WORD

    return WORD


OWN = (
    Source("aiken", "Aiken", (".txt",), _aiken),
    Source("text", "Plain text", (".txt",), _text),
    Source("docx", "Word document", (".docx",), _word),
    Source("excel", "Spreadsheet", (".xlsx", ".csv"), _excel),
)
SOURCES: Mapping[str, Platform | Source] = {
    **{name: platform for name, platform in PLATFORMS.items() if platform.imports},
    **{row.name: row for row in OWN},
}
