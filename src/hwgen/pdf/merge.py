"""Many papers in one file to print: each begins on a fresh sheet, and fonts that they share are embedded once."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name

from hwgen.pdf import fonts
from hwgen.pdf.split import Title, settled

Layout = Literal["duplex", "booklet", "plain"]
PAGES_OF_A_SHEET = {"duplex": 2, "booklet": 4, "plain": 1}
SHOWS_TEXT = re.compile(rb"[)>\]]\s*T[Jj]\b")
Face = tuple[str, bool, bytes, bytes]


def merge(
    papers: Sequence[Path], layout: Layout, title: Title, out: Path, *, joining: bool, parts: Sequence[slice] = ()
) -> int:
    """Writes the papers, one after the other, to `out`; a booklet has two pages side by side on each side of a sheet. Returns how many pages it has, with blank ones.

    Of each paper, `parts` says which pages; without any it is all of them. With `joining`, fonts are joined: glyphs must have the same numbers in all papers, as they have where TeX embeds them.
    """
    faces: Faces = {}
    joined: dict[Face, fonts.Font] = {}
    for path in dict.fromkeys(papers) if joining else ():
        with pikepdf.open(path) as paper:
            for font in _fonts(paper):
                _join(font, faces, joined)
    with ExitStack() as opened:
        book = opened.enter_context(pikepdf.new())
        embedded = {face: font.embed(book) for face, font in joined.items()}
        for path, part in zip(papers, parts or [slice(None)] * len(papers), strict=True):
            paper = pikepdf.open(io.BytesIO(path.read_bytes()))
            known = {font.objgen: face for font in _fonts(paper) if (face := faces.get(_digest(font)))}
            chosen = list(paper.pages)[part]
            if any(_foreign(page, known) for page in chosen):
                opened.enter_context(paper)
            pages = [_page(book, page, known, embedded) for page in chosen]
            blank = Dictionary(Type=Name.Page, MediaBox=pages[0].MediaBox, Resources=Dictionary())
            pages += [book.make_indirect(blank) for _ in range(-len(pages) % PAGES_OF_A_SHEET[layout])]
            if layout == "booklet":
                pages = list(_folded(book, pages))
            for page in pages:
                book.pages.append(pikepdf.Page(page))
        settled(book, title, out)
        return len(book.pages)


# The faces of fonts that can be joined, by the digests of their programs; and by their places in a paper.
Faces = dict[bytes, Face]
Known = dict[tuple[int, int], Face]


def written_pages(paper: Path) -> int:
    """How many pages have something on them: none of those is without letters."""
    with pikepdf.open(paper) as opened:
        for page in opened.pages:
            page.contents_coalesce()
        return sum(SHOWS_TEXT.search(page.obj.Contents.read_bytes()) is not None for page in opened.pages)


def _fonts(paper: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Each font of a paper once."""
    seen: set[tuple[int, int]] = set()
    for page in paper.pages:
        for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font


def _digest(font: pikepdf.Object) -> bytes:
    """Of the font's program, whose name tells the codes that it is cut down to."""
    return hashlib.blake2b(fonts.program(font), digest_size=16).digest()


def _join(font: pikepdf.Object, faces: Faces, joined: dict[Face, fonts.Font]) -> None:
    """Adds a font's glyphs to those of its face. One that cannot be joined stays in its paper."""
    digest = _digest(font)
    if digest in faces:
        return
    try:
        read = fonts.read(font)
    except fonts.NotSubsettable:
        return
    if not read.joins:
        return
    face = read.name, read.keyed, read.face, read.descriptor
    joined[face] = joined[face].union(read) if face in joined else read
    faces[digest] = face


def _foreign(page: pikepdf.Page, known: Known) -> bool:
    """Whether the page needs more of its file than its content and joined fonts."""
    resources = page.obj.get("/Resources", Dictionary())
    shared = all(font.objgen in known for font in resources.get("/Font", Dictionary()).values())
    return not shared or any(key != "/Font" for key in resources)


def _page(book: pikepdf.Pdf, page: pikepdf.Page, known: Known, embedded: dict[Face, pikepdf.Object]) -> pikepdf.Object:
    """A page of a paper as an object of `book`."""
    page.contents_coalesce()
    content = page.obj.Contents
    stream = pikepdf.Stream(book, content.read_raw_bytes())
    if "/Filter" in content:
        stream.Filter = content.Filter
    here = page.obj.get("/Resources", Dictionary())
    names = here.get("/Font", Dictionary())
    shared = {name: embedded[known[font.objgen]] for name, font in names.items() if font.objgen in known}
    resources: pikepdf.Object = Dictionary()
    if _foreign(page, known):
        page.obj["/Resources"] = Dictionary(
            {key: value for key, value in here.items() if key != "/Font"}
            | {"/Font": Dictionary({name: font for name, font in names.items() if font.objgen not in known})}
        )
        resources = book.copy_foreign(page.obj).Resources
    resources.Font = Dictionary({**dict(resources.get("/Font", Dictionary()).items()), **shared})
    return book.make_indirect(
        Dictionary(Type=Name.Page, MediaBox=Array(page.mediabox), Resources=resources, Contents=stream)
    )


def _folded(book: pikepdf.Pdf, pages: Sequence[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    """The sides of the sheets of a booklet, outermost first: last page beside the first, second beside the last but one."""
    _, _, width, height = (float(edge) for edge in pages[0].MediaBox)
    for i in range(len(pages) // 2):
        left, right = (pages[-1 - i], pages[i]) if i % 2 == 0 else (pages[i], pages[-1 - i])
        forms = {f"/{name}": _form(book, page) for name, page in (("L", left), ("R", right))}
        content = f"q /L Do Q q 1 0 0 1 {width:g} 0 cm /R Do Q".encode()
        yield book.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 2 * width, height]),
                Resources=Dictionary(XObject=Dictionary(forms)),
                Contents=book.make_stream(content),
            )
        )


def _form(book: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    form = page.Contents if "/Contents" in page else book.make_stream(b"")
    form.Type, form.Subtype, form.BBox, form.Resources = Name.XObject, Name.Form, page.MediaBox, page.Resources
    return form
