"""Percent signs: right behind their number in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import MATH, Reading, prose
from hwgen.flaws.rules import rule

# German and French put a space before it.
TIGHT = ("zh", "en")
APART = re.compile(rf"(?<=[\d{MATH}])[ \u00a0]+%")


@rule
def percent_apart(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        if language in TIGHT and "%" in text:
            read = prose(text)
            for match in APART.finditer(read.visible):
                yield Finding("a space before “%”", text, read.offset(match.start()))
