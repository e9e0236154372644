"""Reads a paper back from its PDF: whether everything that it asks can be read on its pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from hwgen.content.image import Image
from hwgen.content.picture import Picture, one_language
from hwgen.content.tree import Code, CodeBlock, Emph, Inlines, LineBreak, Math, Para, Ref, Str, Strong, Table
from hwgen.errors import Diagnostic
from hwgen.pdf.printed import STEMS, Failed, Printed

if TYPE_CHECKING:
    import pypdfium2

    from hwgen.exam.model import Exam, Group

# What is compared: letters, digits and Chinese characters, which every font gives back, in overlapping runs of GRAM signs.
UNREAD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]+")
GRAM = 3
# A piece of a text is lost where more than half of its runs are missing: formulas and line ends may hide a few.
PIECE = 16
# How far, in points, a stroke may stand out of a page, and how near its lower edge something may be printed.
SLACK, LOWEST = 3.0, 8.0
# What an exam, and what its key does not print.
EXAM_LACKS = frozenset(("explanation", "why", "model", "rubric", "cells"))
KEY_LACKS = frozenset(("template", "cells"))


@dataclass(frozen=True)
class Page:
    """What can be read on a page above its foot; `outside` says that something is printed beyond an edge."""

    text: str
    outside: bool


def checked(exam: Exam, printed: Printed | Failed) -> Printed | Failed:
    """What was printed, or an error for each item of which something is missing from the exam or its key."""
    if isinstance(printed, Failed):
        return printed
    absent = {char for cluster in printed.missing for char in cluster}
    faults = [
        fault
        for (stem, key), pdf in zip(STEMS, printed.pdfs, strict=True)
        if not (key and exam.looks.short_key)
        for fault in _faults(exam, pages(pdf, exam.code), f"{stem}.pdf", key=key, absent=absent)
    ]
    return Failed(tuple(faults)) if faults else printed


def _faults(exam: Exam, read: Sequence[Page], name: str, *, key: bool, absent: Collection[str]) -> Iterator[Diagnostic]:
    yield from faults_of(exam, read, name, key=key, absent=absent)
    if exam.sheet and not key:
        last = read[-len(exam.sheet) :]
        heads = (_letters(one_language(page.alt), absent) for page in exam.sheet)
        if not all(head in page.text for head, page in zip(heads, last, strict=False)):
            yield Diagnostic("sheet-lost", f"{name} does not end in its answer sheet")


def faults_of(
    exam: Exam, read: Sequence[Page], name: str, *, key: bool, absent: Collection[str] = ()
) -> Iterator[Diagnostic]:
    """What runs off the pages, and the first text of each item that is on none. No font has the characters `absent`."""
    lacks = KEY_LACKS if key else EXAM_LACKS
    texts = [
        (group, [_letters(text, absent) for text in _texts((group.context, group.questions), lacks)])
        for group in exam.groups
    ]
    for number, page in enumerate(read, 1):
        if page.outside:
            group = _last_on(read[:number], texts)
            message = f"in `{group.item}`: something is printed beyond the edge of page {number} of {name}"
            yield Diagnostic("page-overflow", message, group.span, subject=group.item)
    for group, piece in _lost(texts, [page.text for page in read]):
        message = f"in `{group.item}`: {name} lacks a part of its text: “{piece}”"
        yield Diagnostic("text-lost", message, group.span, subject=group.item)


def _lost(texts: Sequence[tuple[Group, Sequence[str]]], read: Sequence[str]) -> Iterator[tuple[Group, str]]:
    """The groups of which a piece is not printed, with the first such piece."""
    whole = "".join(read)
    there, missing = Counter(_grams(whole)), dict[int, str]()
    pieces = [
        (place, part[i : i + PIECE])
        for place, (_, parts) in enumerate(texts)
        for part in parts
        for i in range(0, len(part), PIECE)
    ]
    # What the end of a line or a page tears takes none of the runs of what stands whole.
    for place, piece in sorted(pieces, key=lambda placed: placed[1] not in whole):
        if _missing(piece, there) and not _torn(piece, read):
            missing.setdefault(place, piece)
    yield from ((texts[place][0], piece) for place, piece in sorted(missing.items()))


def _last_on(read: Sequence[Page], texts: Sequence[tuple[Group, Sequence[str]]]) -> Group:
    """The last item that begins on these pages."""
    whole, place = "".join(page.text for page in read), 0
    last = texts[0][0]
    for group, parts in texts:
        begin = next(filter(None, parts), "")[:PIECE]
        if begin:
            offset = whole.find(begin, place)
            if offset < 0:
                break
            last, place = group, offset
    return last


def _missing(piece: str, there: Counter[str]) -> bool:
    """Whether most of it is not there; what is there is taken, so that it cannot stand for another text."""
    grams = list(_grams(piece))
    lacking = sum(there[gram] <= 0 for gram in grams)
    there.subtract(grams)
    return lacking * 2 > len(grams)


def _torn(piece: str, read: Sequence[str]) -> bool:
    """Whether a page ends within a piece, so that the head of the next one stands between its parts."""
    return any(
        page.endswith(piece[:i]) and piece[i:] in following
        for page, following in pairwise(read)
        for i in range(1, len(piece))
    )


def _grams(text: str) -> Iterator[str]:
    return (text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def _letters(text: str, absent: Collection[str] = ()) -> str:
    return UNREAD.sub("", unicodedata.normalize("NFKD", "".join(char for char in text if char not in absent)))


def _texts(thing: object, lacks: Collection[str]) -> Iterator[str]:
    """What is printed of a part of an exam: paragraphs, programs and rows of tables."""
    if isinstance(thing, Para):
        yield from _runs(thing.inlines)
    elif isinstance(thing, CodeBlock):
        yield thing.text
    elif isinstance(thing, Table):
        yield from (piece for row in (thing.head, *thing.rows) for piece in _row(row))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts(part, lacks)
    elif is_dataclass(thing) and not isinstance(thing, Picture | Image):
        for name in thing.__dataclass_fields__:
            if name not in lacks:
                yield from _texts(getattr(thing, name), lacks)


def _row(cells: Sequence[Inlines]) -> Iterator[str]:
    """The text of a row of a table between formulas: short cells stand together."""
    piece = ""
    for cell in cells:
        first, *others = _runs(cell)
        piece = f"{piece} {first}"
        for other in others:
            yield piece
            piece = other
    yield piece


def _runs(inlines: Inlines) -> Iterator[str]:
    """The text between formulas and line ends."""
    run = ""
    for inline in inlines:
        match inline:
            case Str(text) | Code(text):
                run += text
            case Emph(inner) | Strong(inner):
                yield from (run, *_runs(inner))
                run = ""
            case Math() | Ref() | LineBreak():
                yield run
                run = ""
            case _:
                assert_never(inline)
    yield run


def pages(pdf: bytes, code: str) -> list[Page]:
    """The pages of a paper, in reading order; the line that tells its `code` is their foot."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        loaded = [(page, page.get_textpage()) for page in document]
        feet = Counter(foot for page, text in loaded if (foot := _foot(page, text, code)))
        foot = max(feet, key=feet.__getitem__, default=0)
        return [_page(page, text, foot) for page, text in loaded]
    finally:
        document.close()


def _foot(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, code: str) -> int:
    """How high the line reaches that tells the code at the foot of a page; 0 where none does."""
    match = text.search(code).get_next()
    tops = [text.get_rect(i)[3] for i in range(text.count_rects(*match))] if match else []
    return min((round(top) for top in tops if top < page.get_height() / 4), default=0)


def _page(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, foot: int) -> Page:
    width, height = page.get_size()
    letters = _letters(str(text.get_text_bounded(0, foot, width, height)))
    bounds = (thing.get_bounds() for thing in page.get_objects(max_depth=1))
    return Page(letters, any(low < LOWEST or left < -SLACK or right > width + SLACK for left, low, right, _ in bounds))
