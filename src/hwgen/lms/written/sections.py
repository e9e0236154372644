"""Where the sections of a text begin, also those whose headings name no kind of questions."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import HEADING, TITLE, Heading, behind, heading, label, start, unmarked
from hwgen.lms.written.numbering import following
from hwgen.lms.written.shared import looks_asked


def section(lines: Sequence[str], number: int, line: str, *, open: bool) -> Heading | None:
    """The heading that a line, or a part of it, is; `open` says that a section may begin there without a mark and a known kind."""
    after = following(lines, number)
    if (above := heading(line, after)) or label(line):
        return above
    whole, plain = lines[number - 1], folded(line).strip()
    if HEADING.match(whole) and unmarked(whole).strip() == line.strip():
        above = heading(whole, after)
        return None if above and above.unread and _is_question(lines, number, after) else above
    begins = open and not start(plain) and start(behind(after))
    return Heading(line.strip(), "", "", plain) if begins and TITLE.fullmatch(plain) else None


def _is_question(lines: Sequence[str], number: int, after: str) -> bool:
    """Whether a heading of Markdown is the text of a question: its options or its answer follow, before any other heading."""
    return looks_asked(lines, number) and (not HEADING.match(after) or label(unmarked(after)) is not None)
