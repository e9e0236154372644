"""Makes a PDF of a Typst document in this process: fonts are read once, and the same source gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from hwgen.errors import Diagnostic, Span, TypesettingFailed
from hwgen.pdf.glyphs import REPLACEMENT, clusters, marks_on, pattern
from hwgen.pdf.log import DOCUMENT
from hwgen.pdf.tex import EPOCH, Filling, Typeset
from hwgen.scratch import scratch
from hwgen.writers.typst.literals import quoted

if TYPE_CHECKING:
    import typst

_PLACE = re.compile(r"┌─ [^\n]*?:(\d+):\d+")
_MISSING = re.compile(
    r"the text (?:`\"(.+)\"` could not be displayed|contains the disallowed codepoint `\"(.+)\"`)", re.DOTALL
)
_CODED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_PAGES = re.compile(rb"/Type\s*/Page(?![A-Za-z])")

Source = TypeVar("Source", Path, bytes)

# Clusters of characters that our own fonts lack: those that fonts of the system have, and those that none has.
_elsewhere: set[str] = set()
_nowhere: set[str] = set()
# A compiler has one document at a time. Only one that is a file can be asked.
_asking = Lock()
DOCUMENT_NAME = "document.typ"
# What Typst has worked out, it drops when this many documents have been compiled without it.
KEPT_FOR = 10


def installed() -> bool:
    """Whether Typst and the package with its Chinese fonts are installed."""
    return bool(find_spec("typst") and find_spec("pylopdf_fonts_zh_cn"))


def version() -> str:
    """The version of Typst, or an empty string where it is not installed."""
    try:
        return f"typst {package_version('typst')}"
    except PackageNotFoundError:
        return ""


@cache
def _compiler(*, system: bool = False) -> typst.Compiler:
    """Fonts of the system are looked at only where ours lack something: other papers are the same everywhere."""
    import pylopdf_fonts_zh_cn as chinese
    import typst

    fonts = typst.Fonts(include_system_fonts=system, font_paths=[chinese.serif_path().parent])
    return typst.Compiler(font_paths=fonts)


def typeset(source: str, images: Mapping[str, bytes]) -> Typeset:
    """The document as PDF/UA; `images` are the files that it includes."""
    with _asking, scratch() as folder:
        for name, data in images.items():
            (folder / name).write_bytes(data)
        return _typeset(source, folder)


def forget() -> None:
    """Lets Typst drop what it keeps of documents so that similar ones are quicker: one paper after another, it would come to some 5 GB."""
    with _asking:
        for _ in range(KEPT_FOR + 1):
            _compiler().compile(b"", format="pdf")


@dataclass(frozen=True)
class Place:
    """Where something begins: its `number`, the page from 1, and how far down, as a part of the page."""

    number: int
    page: int
    top: float


@dataclass(frozen=True)
class Drawn:
    """The pages of a document as SVG, the places that it says with `place_of`, and how it fills its pages if it says so."""

    pages: tuple[bytes, ...]
    places: tuple[Place, ...] = ()
    filling: Filling | None = None


def place_of(number: str) -> str:
    """What a document says where something of that number begins; it takes no room."""
    return (
        f"#context [#metadata((number: {number}, page: here().page(), top: here().position().y / page.height))<place>]"
    )


def drawn(source: str, images: Mapping[str, bytes]) -> Drawn:
    """The document one page at a time: to look at, so that what has no shape is left blank. Raises TypesettingFailed."""
    import typst

    with _asking, scratch() as folder:
        for name, data in images.items():
            (folder / name).write_bytes(data)
        path = folder / DOCUMENT_NAME
        path.write_text(source, encoding="utf-8")
        try:
            pages = _compiler().compile(path, format="svg", root=folder, timestamp=int(EPOCH))
            places = _values("<place>", _compiler(), folder)
            filling = _filling(_compiler(), folder)
        except typst.TypstError as error:
            raise TypesettingFailed(_diagnostic(error)) from error
    shown = tuple(pages) if isinstance(pages, list) else (bytes(pages or b""),)
    return Drawn(shown, tuple(Place(**place) for place in places), filling)


def _filling(compiler: typst.Compiler, folder: Path) -> Filling | None:
    return next((Filling(**value) for value in _values("<filling>", compiler, folder)), None)


def _values(label: str, compiler: typst.Compiler, folder: Path) -> list[dict[str, Any]]:
    """What the document that was compiled last says at a label."""
    values: list[dict[str, Any]] = json.loads(compiler.query(label, field="value", root=folder))
    return values


def _typeset(source: str, folder: Path) -> Typeset:
    """Replaces what no font has; PDF/UA admits no sign without a shape."""
    import typst

    here = set(clusters(source))
    system = not here.isdisjoint(_elsewhere)
    while True:
        missing = frozenset(here & _nowhere)
        shown = pattern(missing).sub(REPLACEMENT, source) if missing else source
        try:
            (folder / DOCUMENT_NAME).write_text(shown, encoding="utf-8")
            pdf = _pdf(folder / DOCUMENT_NAME, folder, system=system)
            filling = _filling(_compiler(system=system), folder)
        except typst.TypstError as error:
            if not _learnt(source, _unshown(error)):
                return Typeset((), (), (_diagnostic(error),), missing)
            system = not here.isdisjoint(_elsewhere)
        else:
            return Typeset((pdf,), (len(_PAGES.findall(pdf)),), (), missing, filling)


def _pdf(source: Source, folder: Path | None = None, *, system: bool) -> bytes:
    """Raises TypstError."""
    pdf = _compiler(system=system).compile(
        source, format="pdf", root=folder, pdf_standards="ua-1", timestamp=int(EPOCH)
    )
    assert isinstance(pdf, bytes)
    return pdf


def _unshown(error: typst.TypstError) -> str:
    """The text without a shape that an error speaks of."""
    match = _MISSING.search(error.message)
    return _CODED.sub(lambda code: chr(int(code[1], 16)), match[1] or match[2]) if match else ""


def _learnt(source: str, text: str) -> bool:
    """Whether it could be determined which clusters of a document have no shape; Typst names one `text` alone."""
    known = len(_elsewhere), len(_nowhere)
    here = set(clusters(source))
    if text:
        lacking = _without_shape(here - _nowhere - _elsewhere, system=False)
        absent = _without_shape(lacking, system=True)
        _nowhere.update(absent)
        _elsewhere.update(lacking - absent)
        if known == (len(_elsewhere), len(_nowhere)):
            # Alone they have shapes, and together with their neighbours none.
            _nowhere.update(cluster for cluster in here if not set(cluster).isdisjoint(text))
            _nowhere.update(marks_on(text, source))
    return known != (len(_elsewhere), len(_nowhere))


def _without_shape(candidates: set[str], *, system: bool) -> set[str]:
    """Those that no font has, by setting all of them on a page of their own until nothing is missing."""
    import typst

    left = sorted(candidates)
    while left:
        page = "".join(f"#text({quoted(cluster)})\n\n" for cluster in left)
        try:
            _pdf(f'#set document(title: "-")\n{page}'.encode(), system=system)
            break
        except typst.TypstError as error:
            text = _unshown(error)
            shown = [cluster for cluster in left if text not in cluster]
            if not text or len(shown) == len(left):
                break
            left = shown
    return candidates - set(left)


def _diagnostic(error: typst.TypstError) -> Diagnostic:
    """The error, with the last line that Typst names: where the paper itself called what failed."""
    lines = [int(line) for text in (error.diagnostic, *error.trace) for line in _PLACE.findall(text)]
    hints = f" ({'; '.join(error.hints)})" if error.hints else ""
    return Diagnostic("tex-error", f"{error.message}{hints}", Span(DOCUMENT, max(lines, default=0)))
