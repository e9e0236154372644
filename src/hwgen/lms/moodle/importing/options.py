"""Options that a student can tell apart: none empty, none twice."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.lms.moodle.importing.texts import NO_TEXT, Texts, Tongues


def distinct(texts: Texts, shown: Sequence[Tongues], right: Sequence[int], wrong: Sequence[int]) -> list[int]:
    """The wrong options without those that look like another one. An empty option gets a text that says so."""
    for text in shown:
        if not any(text.values()):
            texts.doubt("import-no-text", "an option has nothing that could be carried over")
            text.update(dict.fromkeys(text, NO_TEXT))
    seen = {tuple(shown[i].values()) for i in right}
    kept = []
    for i in wrong:
        look = tuple(shown[i].values())
        if look in seen:
            texts.doubt("import-option-twice", "a duplicate option; one was kept")
        else:
            kept.append(i)
        seen.add(look)
    return kept
