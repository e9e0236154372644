"""Answers of GIFT that look as if they were meant as its notation, and are read as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.words import truth_of

SIGN = re.compile("[＝～＃｛｝]")
WEIGHT = re.compile(r"\s*[%％]\s*[-−－]?[\d.,，]+\s*[%％]")
# A name or a figure, be it one of those that say true or false.
NAME = re.compile(r"\s*[!-~]\s*")
ARROW = re.compile("→|－＞|—>|–>|=>")


def slips(question: Node) -> Iterator[str]:
    """What is doubtful about the answers of a question."""
    kind, texts = question.attributes.get("type"), [a.content("text") for a in question.every("answer")]
    if kind not in ("shortanswer", "multichoice"):
        return
    for text in texts:
        if sign := WEIGHT.match(text) or SIGN.search(text):
            shown = f"`{sign[0].strip()}` in the answer `{text[:40]}` is no sign of GIFT and was read as its text"
            yield f"{shown}; write = ~ # and weights such as %50% in ordinary characters"
            return
    if kind == "multichoice":
        return
    if len(texts) > 1 and all(map(ARROW.search, texts)):
        yield f"its answers such as `{texts[0][:40]}` are to be typed; pairs are written with ->"
    elif len(texts) == 1 and truth_of(texts[0]) is not None and not NAME.fullmatch(texts[0]):
        yield f"its answer `{texts[0][:40]}` is to be typed; a true/false question has {{TRUE}} or {{FALSE}}"
