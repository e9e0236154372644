"""Pictures of HTML: files beside the text, data in it, and formulas that stand as pictures."""

from __future__ import annotations

import base64
import binascii
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree
from lxml.html import HtmlElement
from PIL import Image as Raster

from hwgen.content.image import Image
from hwgen.content.tree import Figure, Str
from hwgen.lms.moodle.importing.formulas import Doubt, formula
from hwgen.lms.moodle.importing.lines import Piece
from hwgen.lms.moodle.importing.mathml import tex_of

PLUGIN_FILE = "@@PLUGINFILE@@/"
DATA = re.compile(r"data:[\w.+/-]*((?:;[\w=.+-]+)*),(.*)", re.DOTALL)
# Web services that draw the formula in their address.
DRAWN = re.compile(r"(?:latex\.codecogs\.com/[^?]*\?|[?&]chl=|mathtex\.cgi\?|mimetex\.cgi\?)(.+)", re.DOTALL)
WIRIS = str.maketrans("«»¨§`", "<>\"&'")
LONGEST_SHOWN = 80


class Pictures:
    """`files` stand beside the text; `keep` keeps a picture and names it, or refuses it with no name."""

    def __init__(self, files: Mapping[str, bytes], keep: Callable[[str, bytes], str], doubt: Doubt) -> None:
        self.files = {_composed(name): data for name, data in files.items()}
        self.keep, self.doubt = keep, doubt

    def of(self, node: HtmlElement) -> Iterator[Piece]:
        source = (node.get("src") or "").strip()
        alt = " ".join((node.get("alt") or "").split())
        if tex := _tex(node, source, alt):
            yield formula(tex, self.doubt)
            return
        name, data = self._data(source)
        if data is None:
            self.doubt("import-image-lost", f"the picture `{source[:LONGEST_SHOWN]}` is not in the file")
            if alt:
                yield Str(f"[{alt}]")
            return
        if kept := self.keep(name, data):
            self._sized(node, data)
            yield Figure(Image(kept, data, alt))
        elif alt:
            yield Str(f"[{alt}]")

    def _data(self, source: str) -> tuple[str, bytes | None]:
        if match := DATA.fullmatch(source):
            try:
                raw = unquote_to_bytes(match[2])
                return "picture.x", base64.b64decode(raw) if "base64" in match[1] else raw
            except (binascii.Error, ValueError):
                return "picture.x", None
        if not source.startswith(PLUGIN_FILE):
            return source, None
        written = source.removeprefix(PLUGIN_FILE)
        names = [written, unquote(written), unquote(unquote(written))]
        names += [name.rpartition("?")[0] for name in names if "?" in name]
        for name in map(_composed, names):
            if name in self.files:
                return name, self.files[name]
        return written, None

    def _sized(self, node: HtmlElement, data: bytes) -> None:
        """Tells of a picture that was shown in another size than its own."""
        width = re.match(r"\d+", node.get("width") or "")
        if not width:
            return
        try:
            with Raster.open(io.BytesIO(data)) as raster:
                own = raster.width
        except (OSError, ValueError, Raster.DecompressionBombError):
            return
        if abs(int(width[0]) - own) > own / 10:
            self.doubt("import-image-size", "a picture was shown there in another size than its own")


def _tex(node: HtmlElement, source: str, alt: str) -> str:
    """The formula that a picture is of; empty for any other."""
    if mathml := node.get("data-mathml"):
        try:
            return tex_of(etree.fromstring(mathml.translate(WIRIS).encode()))
        except etree.XMLSyntaxError:
            return ""
    if drawn := DRAWN.search(source):
        return unquote(drawn[1].partition("&")[0].replace("+", " "))
    return (node.get("title") or alt).strip("$ ") if "texrender" in (node.get("class") or "") else ""


def _composed(name: str) -> str:
    """A Mac writes é as two characters."""
    return unicodedata.normalize("NFC", name)
