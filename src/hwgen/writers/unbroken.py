"""Signs that stay beside a formula: browsers break lines on both sides of MathML, also before a comma and after a bracket that opens."""

from __future__ import annotations

import re

OPENING = re.compile(r"[（“‘《【「『([]+$")
CLOSING = re.compile(r"[，。；：、？！）”’》】」』…,.;:?!)\]%]+")
END = "</math>"
# A class, since some pages allow no style in an element.
SPAN = '<span class="unbroken">'


def unbroken(html: str) -> str:
    """HTML in which a formula and the signs that touch it are on one line, where the page has `.unbroken` in its style."""
    before, *after = html.split(END)
    done: list[str] = []
    for rest in after:
        start = before.rindex("<math")
        opening, closing = OPENING.search(before, max(0, start - 9), start), CLOSING.match(rest)
        first, last = opening.start() if opening else start, closing.end() if closing else 0
        formula = f"{before[first:]}{END}{rest[:last]}"
        alone = not (opening or closing) or before.endswith(SPAN, 0, first)
        done += before[:first], formula if alone else f"{SPAN}{formula}</span>"
        before = rest[last:]
    return "".join((*done, before))
