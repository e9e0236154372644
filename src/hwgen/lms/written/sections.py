"""Where the sections of a text begin, also those whose headings name no kind of questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import HEADING, TITLE, Field, Heading, behind, heading, label, start, unmarked
from hwgen.lms.written.numbering import following
from hwgen.lms.written.shared import looks_asked

# A few words that are no sentence.
SHORT = re.compile(r"[^\W\d_](?!(?:\S*\s+){4})[^.?!,;:=$()]{0,30}")


def section(lines: Sequence[str], number: int, line: str, above: Field | str) -> Heading | None:
    """The heading that a line, or a part of it, is; `above` is what stands before the empty line above it.

    Within no stem, a section may begin without a mark and a known kind; a few words behind an answer explain nothing.
    """
    after = following(lines, number)
    if (begun := heading(line, after)) or label(line):
        return begun
    whole, plain = lines[number - 1], folded(line).strip()
    if HEADING.match(whole) and unmarked(whole).strip() == line.strip():
        begun = heading(whole, after)
        return None if begun and begun.unread and _is_question(lines, number, after) else begun
    begins = above != "stem" and not start(plain) and start(behind(after))
    titled = TITLE.fullmatch(plain) or (above == "answer" and is_short(plain))
    return Heading(line.strip(), "", "", plain) if begins and titled else None


def is_short(line: str) -> bool:
    """Whether a line has but a few words, as a title, and no sign of a sentence or a formula."""
    return bool(SHORT.fullmatch(folded(line).strip()))


def _is_question(lines: Sequence[str], number: int, after: str) -> bool:
    """Whether a heading of Markdown is the text of a question: its options or its answer follow, before any other heading."""
    return looks_asked(lines, number) and (not HEADING.match(after) or label(unmarked(after)) is not None)
