"""Percent signs: right behind their number in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Found
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.rules import rule

# German and French put a space before it.
TIGHT = ("zh", "en")
APART = re.compile(rf"(?<=[\d{MATH}])[ \u00a0]+%")


@rule
def percent_apart(item: Reading) -> Iterator[Found]:
    for language, text in item.texts:
        if language in TIGHT and "%" in text:
            read = prose(text)
            for found in APART.finditer(read.visible):
                yield Found("a space before “%”", text, read.offset(found.start()))
