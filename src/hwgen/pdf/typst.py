"""Makes a PDF of a Typst document in this process: fonts are read once, and the same source gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hwgen.errors import Diagnostic, Span
from hwgen.pdf.log import DOCUMENT, missing_glyph
from hwgen.pdf.tex import EPOCH, Typeset
from hwgen.scratch import scratch

if TYPE_CHECKING:
    import typst

# Stands for a character that no font has; both Chinese fonts have it.
REPLACEMENT = "□"
MOST_MISSING = 60
_PLACE = re.compile(r"┌─ [^\n]*?:(\d+):\d+")
_MISSING = re.compile(r"the text `\"(.+)\"` could not be displayed", re.DOTALL)
_CODED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_PAGES = re.compile(rb"/Type\s*/Page(?![A-Za-z])")

_missing: set[str] = set()


def found() -> bool:
    """Whether Typst and the package with its Chinese fonts are installed."""
    return bool(find_spec("typst") and find_spec("pylopdf_fonts_zh_cn"))


def version() -> str:
    """The version of Typst, or an empty string where it is not installed."""
    try:
        return f"typst {package_version('typst')}"
    except PackageNotFoundError:
        return ""


@cache
def _compiler() -> typst.Compiler:
    import pylopdf_fonts_zh_cn as chinese
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[chinese.serif_path().parent])
    return typst.Compiler(font_paths=fonts)


def typeset(source: str, images: Mapping[str, bytes]) -> Typeset:
    """The document as PDF/UA; `images` are the files that it includes."""
    if not images:
        return _typeset(source, None)
    with scratch() as folder:
        for name, data in images.items():
            (folder / name).write_bytes(data)
        return _typeset(source, folder)


def _typeset(source: str, folder: Path | None) -> Typeset:
    """Replaces what no font has until all is shown; PDF/UA admits no sign without a shape."""
    import typst

    compiler = _compiler()
    absent = {char for char in _missing if char in source}
    while True:
        shown = source.translate({ord(char): REPLACEMENT for char in absent}) if absent else source
        try:
            pdf = compiler.compile(
                shown.encode(), format="pdf", root=folder, pdf_standards="ua-1", timestamp=int(EPOCH)
            )
        except typst.TypstError as error:
            new = _unshown(error, source) - absent
            if not new or len(absent) > MOST_MISSING:
                return Typeset((), (), (_diagnostic(error), *_absences(absent, source)))
            absent |= new
            _missing.update(new)
        else:
            assert isinstance(pdf, bytes)
            return Typeset((pdf,), (len(_PAGES.findall(pdf)),), tuple(_absences(absent, source)))


def _unshown(error: typst.TypstError, source: str) -> set[str]:
    match = _MISSING.search(error.message)
    if match is None:
        return set()
    text = _CODED.sub(lambda code: chr(int(code[1], 16)), match[1])
    return {char for char in text if not char.isascii() and char in source}


def _absences(absent: set[str], source: str) -> list[Diagnostic]:
    return [missing_glyph(char, f"{REPLACEMENT} stands for it", source) for char in sorted(absent)]


def _diagnostic(error: typst.TypstError) -> Diagnostic:
    """The error, with the last line that Typst names: where the paper itself called what failed."""
    lines = [int(line) for text in (error.diagnostic, *error.trace) for line in _PLACE.findall(text)]
    hints = f" ({'; '.join(error.hints)})" if error.hints else ""
    return Diagnostic("tex-error", f"{error.message}{hints}", Span(DOCUMENT, max(lines, default=0)))
