"""Gaps in a text that are filled from lists of words: Moodle's gapselect and ddwtos."""

from __future__ import annotations

import re

from hwgen.lms.moodle.cloze import Alternative, Field
from hwgen.lms.moodle.importing.texts import Texts

GAP = re.compile(r"\[\[(\d{1,3})\]\]", re.ASCII)
WORDS = ("selectoption", "dragbox")


def word_fields(texts: Texts, text: str) -> list[Field]:
    """The gaps of a text as fields of a cloze question; each offers the words of its group."""
    words = [node for name in WORDS for node in texts.node.every(name)]
    fields = []
    for gap in GAP.finditer(text):
        number = int(gap[1]) - 1
        if not 0 <= number < len(words):
            texts.doubt("import-answer-lost", f"the gap `{gap[0]}` has no word and stays as text")
            continue
        group = words[number].content("group")
        offered = [word for word in words if word.content("group") == group]
        alternatives = tuple(
            Alternative(word.content("text"), float(word is words[number]), "", "", word.content("text"))
            for word in offered
        )
        fields.append(Field(1.0, "multichoice", "MULTICHOICE", alternatives, gap.start(), gap.end()))
    return fields
