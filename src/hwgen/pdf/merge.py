"""Many papers in one file to print: each begins on a fresh sheet, and fonts that they share are embedded once."""

from __future__ import annotations

import io
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
Face = tuple[str, bool, bytes, bytes]


def merge(papers: Sequence[Path], layout: Layout, title: Title, out: Path, *, joining: bool) -> None:
    """Writes the papers, one after the other, to `out`; a booklet has two pages side by side on each side of a sheet.

    With `joining`, fonts are joined: glyphs must have the same numbers in all papers, as they have where TeX embeds them.
    """
    joined: dict[Face, fonts.Font] = {}
    read: Read = {}
    for path in dict.fromkeys(papers) if joining else ():
        with pikepdf.open(path) as paper:
            for font in _fonts(paper, read).values():
                face = _face(font)
                joined[face] = joined[face].union(font) if face in joined else font
    with ExitStack() as opened:
        book = opened.enter_context(pikepdf.new())
        embedded = {face: font.embed(book) for face, font in joined.items()}
        for path in papers:
            paper = pikepdf.open(io.BytesIO(path.read_bytes()))
            known = _fonts(paper, read) if joining else {}
            if any(_foreign(page, known) for page in paper.pages):
                opened.enter_context(paper)
            pages = [_page(book, page, known, embedded) for page in paper.pages]
            blank = Dictionary(Type=Name.Page, MediaBox=pages[0].MediaBox, Resources=Dictionary())
            pages += [book.make_indirect(blank) for _ in range(-len(pages) % PAGES_OF_A_SHEET[layout])]
            if layout == "booklet":
                pages = list(_folded(book, pages))
            for page in pages:
                book.pages.append(pikepdf.Page(page))
        settled(book, title, out)


Read = dict[bytes, fonts.Font]
Known = dict[tuple[int, int], fonts.Font]


def _fonts(paper: pikepdf.Pdf, read: Read) -> Known:
    """The fonts of a paper that can be joined with those of others; `read` are those of other papers, by their programs."""
    found: Known = {}
    for page in paper.pages:
        for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values():
            if font.objgen not in found:
                try:
                    program = fonts.program(font)
                    if program not in read:
                        read[program] = fonts.read(font)
                    found[font.objgen] = read[program]
                except fonts.NotSubsettable:
                    continue
    return found


def _face(font: fonts.Font) -> Face:
    return font.name, font.keyed, font.face, font.descriptor


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
    shared = {name: embedded[_face(known[font.objgen])] for name, font in names.items() if font.objgen in known}
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
