"""The fonts of a PDF, cut down to what some of its pages show, or joined again for many papers."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pikepdf
from pikepdf import Array, Dictionary, Name

from hwgen.pdf.cff.font import Compact, NotCompact
from hwgen.pdf.cff.reading import read_font
from hwgen.pdf.cff.writing import write_font
from hwgen.pdf.truetype import TrueType

TAG = re.compile(r"^/(?:[A-Z]{6}\+)?")
# A font is chosen, or a text shown: xdvipdfmx writes texts of CID-keyed fonts as hexadecimal, others as literals.
SHOWN = re.compile(rb"/(F\d+) [-\d.]+ Tf|<([0-9a-fA-F\s]*)>|\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
CHARS = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(r"beginbfrange(.*?)endbfrange", re.DOTALL)
MAPPED = 100


class NotSubsettable(ValueError):
    """A font of another kind than those that TeX embeds for text."""


@dataclass(frozen=True)
class Font:
    """A font: `widths` and `unicode` (hexadecimal) by character code; `face` and `descriptor` do not change with the codes."""

    name: str
    keyed: bool
    face: bytes
    descriptor: bytes
    widths: Mapping[int, str]
    unicode: Mapping[int, str]
    program: Compact | TrueType

    def subset(self, codes: Collection[int]) -> Font:
        return replace(
            self,
            widths={code: self.widths[code] for code in codes if code in self.widths},
            unicode={code: self.unicode[code] for code in codes if code in self.unicode},
            program=self.program.subset(codes),
        )

    @property
    def joins(self) -> bool:
        """Whether it can be joined with what another paper has of it."""
        return isinstance(self.program, Compact)

    def union(self, other: Font) -> Font:
        assert isinstance(self.program, Compact)
        assert isinstance(other.program, Compact)
        return replace(
            self,
            widths={**self.widths, **other.widths},
            unicode={**self.unicode, **other.unicode},
            program=self.program.union(other.program),
        )

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font in `pdf`: the same bytes for the same codes."""
        name, program, widths, unicode = self._written
        descriptor = pikepdf.Object.parse(self.descriptor)
        descriptor.FontName = Name("/" + name)
        stream = _compressed(pdf, program)
        if isinstance(self.program, TrueType):
            descriptor.FontFile2 = stream
        else:
            descriptor.FontFile3 = stream
            descriptor.FontFile3.Subtype = Name.CIDFontType0C if self.keyed else Name.Type1C
        face = pikepdf.Object.parse(self.face)
        face.BaseFont = Name("/" + name)
        face.FontDescriptor = pdf.make_indirect(descriptor)
        whole: pikepdf.Object = face
        if self.keyed:
            face.W = pikepdf.Object.parse(widths)
            whole = Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name(f"/{name}-Identity-H"),
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(face)]),
            )
        else:
            whole.FirstChar, whole.LastChar = min(self.widths), max(self.widths)
            whole.Widths = pikepdf.Object.parse(widths)
        if unicode:
            whole.ToUnicode = _compressed(pdf, unicode)
        return pdf.make_indirect(whole)

    @cached_property
    def _written(self) -> tuple[str, bytes, bytes, bytes]:
        """The name, and compressed the program and what its codes mean; the widths as PDF."""
        name = f"{self._tag()}+{self.name}"
        own = self.program
        program = zlib.compress(own.data if isinstance(own, TrueType) else write_font(own, name.encode()))
        unicode = zlib.compress(self._to_unicode(name)) if self.unicode else b""
        codes = sorted(self.widths)
        if not self.keyed:
            row = (self.widths.get(code, "0") for code in range(codes[0], codes[-1] + 1))
            return name, program, f"[{' '.join(row)}]".encode(), unicode
        runs = []
        for i, code in enumerate(codes):
            if i == 0 or code != codes[i - 1] + 1:
                runs.append(f"] {code} [" if i else f"{code} [")
            runs.append(self.widths[code])
        return name, program, f"[{' '.join(runs)}{']' if runs else ''}]".encode(), unicode

    def _tag(self) -> str:
        """The six letters that PDF wants before the name of a font that is not whole."""
        own = self.program
        kept = repr(sorted(own.codes) or sorted(own.glyphs if isinstance(own, Compact) else (), key=repr)).encode()
        number = int.from_bytes(hashlib.blake2b(kept, digest_size=8).digest(), "big")
        return "".join(chr(65 + number // 26**i % 26) for i in range(6))

    def _to_unicode(self, name: str) -> bytes:
        digits = 4 if self.keyed else 2
        lines = [f"<{code:0{digits}X}> <{self.unicode[code]}>" for code in sorted(self.unicode)]
        blocks = (lines[i : i + MAPPED] for i in range(0, len(lines), MAPPED))
        chars = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            f"/CMapName /{name}-UTF16 def\n/CMapType 2 def\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            f"1 begincodespacerange\n<{'0' * digits}> <{'F' * digits}>\nendcodespacerange\n{chars}\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode()


def _compressed(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Stream:
    return pikepdf.Stream(pdf, data, Filter=Name.FlateDecode)


def program(font: pikepdf.Object) -> bytes:
    """The font's program as it is stored; nothing where there is none of the kind that can be taken apart."""
    descriptor = _face(font).get("/FontDescriptor", Dictionary())
    for file in ("/FontFile3", "/FontFile2"):
        if file in descriptor:
            return bytes(descriptor[file].read_raw_bytes())
    return b""


def _face(font: pikepdf.Object) -> pikepdf.Object:
    return font.DescendantFonts[0] if font.get("/Subtype") == "/Type0" else font


def read(font: pikepdf.Object) -> Font:
    """Raises NotSubsettable."""
    keyed = font.get("/Subtype") == "/Type0"
    face = _face(font)
    descriptor = face.get("/FontDescriptor", Dictionary())
    encoded = font.get("/Encoding") == "/Identity-H" if keyed else "/Encoding" not in font
    known = _program(face, descriptor) if encoded else None
    if known is None:
        raise NotSubsettable(str(font.get("/BaseFont")))
    characters = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
    return Font(
        TAG.sub("", str(face.BaseFont)),
        keyed,
        _plain(face, {"/BaseFont", "/FontDescriptor", "/W", "/Widths", "/FirstChar", "/LastChar", "/ToUnicode"}),
        _plain(descriptor, {"/FontName", "/FontFile2", "/FontFile3", "/CharSet", "/CIDSet"}),
        {code: width for code, width in _widths(face, keyed=keyed) if keyed or code in known.codes},
        dict(_mapped(characters)),
        known,
    )


def _program(face: pikepdf.Object, descriptor: pikepdf.Object) -> Compact | TrueType | None:
    """The program of a font, if it is of a kind that can be cut down."""
    if "/FontFile2" in descriptor and face.get("/CIDToGIDMap") == Name.Identity:
        return TrueType(descriptor.FontFile2.read_bytes())
    try:
        return read_font(descriptor.FontFile3.read_bytes()) if "/FontFile3" in descriptor else None
    except NotCompact:
        return None


def _plain(dictionary: pikepdf.Object, without: Collection[str]) -> bytes:
    """A dictionary without some of its entries, as it is written."""
    return Dictionary({key: value for key, value in dictionary.items() if key not in without}).unparse(resolved=True)


def _widths(face: pikepdf.Object, *, keyed: bool) -> Iterator[tuple[int, str]]:
    if not keyed:
        for code, width in enumerate(face.Widths, int(face.FirstChar)):
            yield code, str(width)
        return
    entries = iter(face.get("/W", Array()))
    for first in entries:
        following = next(entries)
        if isinstance(following, Array):
            for code, width in enumerate(following, int(first)):
                yield code, str(width)
        else:
            width = next(entries)
            for code in range(int(first), int(following) + 1):
                yield code, str(width)


def _mapped(cmap: str) -> Iterator[tuple[int, str]]:
    for block in CHARS.findall(cmap):
        words = block.split()
        for code, text in zip(words[::2], words[1::2], strict=True):
            yield int(code[1:-1], 16), text[1:-1]
    for block in RANGES.findall(cmap):
        words = block.split()
        for low, high, text in zip(words[::3], words[1::3], words[2::3], strict=True):
            first = int(low[1:-1], 16)
            for code in range(first, int(high[1:-1], 16) + 1):
                yield code, f"{int(text[1:-1], 16) + code - first:0{len(text) - 2}X}"


def shown(content: bytes, keyed: Collection[str], codes_by_font: dict[str, set[int]]) -> None:
    """Adds to `codes_by_font` the character codes that a page's content shows in each font. `keyed` are fonts of two-byte codes."""
    codes: set[int] = set()
    wide = False
    for name, digits, literal in SHOWN.findall(content):
        if name:
            font = name.decode()
            codes = codes_by_font.setdefault(font, set())
            wide = font in keyed
            continue
        text = bytes.fromhex(digits.decode()) if digits else ESCAPED.sub(_unescaped, literal)
        codes.update((text[i] << 8 | text[i + 1] for i in range(0, len(text), 2)) if wide else text)


def _unescaped(match: re.Match[bytes]) -> bytes:
    char = match[1]
    return bytes((int(char, 8),)) if char.isdigit() else LETTERS.get(char, char)
