"""HTML that holds several languages, of which a platform's multi-language filter shows one.

Moodle's filter knows spans by their language, joins those that follow each other, and takes the first `</span>` for the
end of one. Its filter for formulas, which may come first, puts each formula into a span of its own. So formulas stand
between the spans of languages where these have the same ones, else at the end of a span, behind which nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.words.words import Words

FORMULA = re.compile(r"<[^>]*>|(\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL)
TAG = re.compile(r"<(/?)(\w+)[^>]*>")
VOID = ("br", "img")
INLINE = ("strong", "em", "code", "bdi", "del", "sup", "sub")
# What a formula leaves of an element that it divides: nothing, or spaces at an edge, where no text has them.
EMPTY = re.compile(r"<(strong|em|del|sup|sub)>(\s*)</\1>")
EDGES = (re.compile(r"(<(?:strong|em|del|sup|sub)>)(\s+)"), re.compile(r"(\s+)(</(?:strong|em|del|sup|sub)>)"))
# Parts spans that the filter would join otherwise.
PARTED = "<bdi></bdi>"


def spans(pieces: Mapping[Words, str]) -> str:
    """A text for each language, not the same in all of them."""
    cut = {at: list(_cut(piece)) for at, piece in pieces.items()}
    if len({tuple(parts[1::2]) for parts in cut.values()}) == 1 and not any(map(_in_blocks, cut.values())):
        return "".join(_between({at: _balanced(parts) for at, parts in cut.items()}))
    return PARTED.join(_apart(cut))


def _cut(piece: str) -> Iterator[str]:
    """Texts and the formulas between them, in turn. What looks like a formula in an attribute is none."""
    start = 0
    for match in FORMULA.finditer(piece):
        if match[1]:
            yield from (piece[start : match.start()], match[1])
            start = match.end()
    yield piece[start:]


def _open(texts: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """The elements that are open at the end of each text, with their tags."""
    opened: list[tuple[str, str]] = []
    for text in texts:
        for match in TAG.finditer(text):
            if match[1]:
                opened.pop()
            elif match[2] not in VOID:
                opened.append((match[2], match[0]))
        yield list(opened)


def _in_blocks(parts: Sequence[str]) -> bool:
    """Whether a formula stands in an element that cannot be closed before it and opened behind it again."""
    return any(name not in INLINE for opened in list(_open(parts[::2]))[:-1] for name, _ in opened)


def _balanced(parts: Sequence[str]) -> list[str]:
    """The parts, each text with all of its elements closed."""
    balanced, before = list(parts), ""
    for i, opened in enumerate(_open(parts[::2])):
        closing = "".join(f"</{name}>" for name, _ in reversed(opened))
        balanced[2 * i] = _tidy(f"{before}{parts[2 * i]}{closing}")
        before = "".join(tag for _, tag in opened)
    return balanced


def _tidy(text: str) -> str:
    tidied = EMPTY.sub(r"\2", text)
    for edge in EDGES:
        tidied = edge.sub(r"\2\1", tidied)
    return tidied if tidied == text else _tidy(tidied)


def _between(cut: Mapping[Words, Sequence[str]]) -> Iterator[str]:
    """Each text in all languages, and the formulas that they share."""
    for i, row in enumerate(zip(*cut.values(), strict=True)):
        if i % 2 or len(set(row)) == 1:
            yield row[0]
        else:
            yield " ".join(_span(code, text) for at, text in zip(cut, row, strict=True) for code in at.script.moodle)


def _apart(cut: Mapping[Words, Sequence[str]]) -> Iterator[str]:
    """Each text with the formula behind it alone, as one that is empty in all other languages."""
    codes = [code for at in cut for code in at.script.moodle]
    for at, parts in cut.items():
        for i in range(0, len(parts), 2):
            text = "".join(parts[i : i + 2])
            for own in at.script.moodle if text else ():
                others = " ".join(_span(code, "") for code in codes if code != own)
                yield f"{others} {_span(own, text)}"


def _span(code: str, text: str) -> str:
    return f'<span lang="{code}" class="multilang">{text}</span>'
