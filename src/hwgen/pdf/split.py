"""One TeX run's PDF, taken apart into papers whose bytes depend on nothing but their own pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from hwgen.pdf import fonts

FONT = re.compile(rb"/(F\d+)(?= [-\d.]+ Tf)")
# A colour is set again for each one that waits on the stack, where a paper before this one may have left some.
COLOUR = re.compile(rb"([-\d.]+ G [-\d.]+ g )\1+")
DRAWN = re.compile(rb"/(\w+)(?= Do\b)")
# Resources whose names do not depend on what came before, and the operators that use them.
STABLE = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading")
OTHER = re.compile(rb"/\w+ (?:gs|cs|CS|scn|SCN|sh)\b")


@dataclass(frozen=True)
class Title:
    """What a PDF says of itself; `language` is a tag of BCP 47."""

    text: str
    language: str


# The fonts of a run, whole and cut down to the codes that papers show.
Known = dict[tuple[tuple[int, int], frozenset[int]], fonts.Font]
ALL = frozenset[int]()


def split(run: bytes, lengths: Sequence[int], titles: Sequence[Title]) -> Iterator[bytes | None]:
    """A PDF for each paper, or None for one with fonts that cannot be cut down; `lengths` are their numbers of pages."""
    with pikepdf.open(io.BytesIO(run)) as source:
        known: Known = {}
        start = 0
        for length, title in zip(lengths, titles, strict=True):
            try:
                yield _paper(source, range(start, start + length), title, known)
            except fonts.NotSubsettable:
                yield None
            start += length


def _paper(source: pikepdf.Pdf, pages: Sequence[int], title: Title, known: Known) -> bytes:
    """The pages as a document of their own."""
    with pikepdf.new() as paper:
        contents = []
        used: dict[str, tuple[int, int]] = {}
        codes: dict[str, set[int]] = {}
        for i in pages:
            page = source.pages[i]
            content = b"\n".join(stream.read_bytes() for stream in _streams(page.obj.Contents))
            for name, font in page.obj.Resources.get("/Font", Dictionary()).items():
                if name[1:] not in used:
                    used[name[1:]] = font.objgen
                    if (font.objgen, ALL) not in known:
                        known[font.objgen, ALL] = fonts.read(font)
            fonts.shown(content, [name for name, font in used.items() if known[font, ALL].keyed], codes)
            contents.append(COLOUR.sub(rb"\1", content))
        # Names of fonts count from the first one in a run, which another paper may have used.
        places = dict.fromkeys(name.decode() for content in contents for name in FONT.findall(content))
        order = {name: f"/F{i}" for i, name in enumerate(places, 1)}
        embedded = {}
        for name in order:
            cut = used[name], frozenset(codes[name])
            if codes[name]:
                if cut not in known:
                    known[cut] = known[used[name], ALL].subset(codes[name])
                embedded[order[name]] = known[cut].embed(paper)
        for i, content in zip(pages, contents, strict=True):
            renamed = FONT.sub(lambda m: order[m[1].decode()].encode(), content)
            here = {name: font for name, font in embedded.items() if re.search(rb"%s " % name.encode(), renamed)}
            page = source.pages[i]
            resources = Dictionary({"/Font": Dictionary(here)})
            for kind in STABLE:
                if kind in page.obj.Resources and OTHER.search(renamed):
                    resources[kind] = paper.copy_foreign(page.obj.Resources[kind])
            images = page.obj.Resources.get("/XObject", Dictionary())
            drawn = list(dict.fromkeys(DRAWN.findall(renamed)))
            if drawn:
                named = {name: f"/I{n}".encode() for n, name in enumerate(drawn, 1)}
                renamed = DRAWN.sub(lambda m, named=named: named[m[1]], renamed)  # type: ignore[misc]
                resources.XObject = Dictionary(
                    {named[name].decode(): paper.copy_foreign(images["/" + name.decode()]) for name in drawn}
                )
            page_of_its_own = Dictionary(
                Type=Name.Page,
                MediaBox=Array(page.mediabox),
                Resources=resources,
                Contents=paper.make_stream(renamed),
            )
            paper.pages.append(pikepdf.Page(paper.make_indirect(page_of_its_own)))
        return _bytes(paper, title)


def whole(run: bytes, title: Title) -> bytes:
    """The PDF of a run that made one paper, with all that is in it."""
    with pikepdf.open(io.BytesIO(run)) as document:
        return _bytes(document, title)


def _streams(contents: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(contents, pikepdf.Array):
        yield from contents
    else:
        yield contents


def _bytes(document: pikepdf.Pdf, title: Title) -> bytes:
    result = io.BytesIO()
    settled(document, title, result)
    return result.getvalue()


def settled(document: pikepdf.Pdf, title: Title, out: io.BytesIO | Path) -> None:
    """Saves the document with its title and language, and an /ID that depends on its contents only."""
    document.docinfo = document.make_indirect(Dictionary(Title=title.text, Producer="XeTeX"))
    document.Root.Lang = pikepdf.String(title.language)
    if "/ID" in document.trailer:
        del document.trailer["/ID"]
    document.save(out, deterministic_id=True, linearize=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
