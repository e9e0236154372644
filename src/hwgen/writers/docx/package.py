"""A document of Word as a file: the styles of a reference document, a body, pictures, header and footer; the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import docx
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.numbering import CT_Num
from docx.shared import Mm

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.papercode import Paper
from hwgen.writers.docx.wml import Wml, joined, plain

if TYPE_CHECKING:
    from docx.document import Document

# The oldest time that a zip file knows: papers do not say when they were written.
BEGINNING = datetime(1980, 1, 1)
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
NAMES = nsdecls("w", "r", "m", "wp", "a", "pic")
# Lengths of drawings: so many are a millimetre.
EMU = 36000
# So many characters of a body are put into the document at once.
LARGE = 1 << 20
TWIP = 635
STYLES = {
    "Title", "Subtitle", "Institution", "Term", "Facts", "Notes", "Note", "Signature", "Heading1", "Instructions", "Shared", "SharedText",
    "Question", "QuestionText", "Option", "Pair", "Remark", "AnswerLine", "AnswerSpace", "Figure", "Formula", "ListBullet", "ListNumber",
    "Program", "Solution", "Cell", "Gap", "Header", "Footer", "TableGrid", "Keyword", "Points", "ProgramText", "Emphasis", "Strong",
}  # fmt: skip
INSTRUCTING = ("Note", "Instructions", "Remark")
SANS = {"ascii": "Arial", "hAnsi": "Arial", "cs": "Arial", "eastAsia": "黑体"}
LISTS = ("Question", "Option", "Pair", "ListBullet", "ListNumber")
COPY = "copy the reference.docx that comes with hwgen, and change its styles in Word"


class Package:
    """A document that grows: what is put into its body refers to its pictures, and to its lists that begin anew.

    In twips, `line` is how wide the text of a page is, `height` how high, and `margin` what is left of it.
    """

    def __init__(self, reference: Path, paper: Paper) -> None:
        self.document = _opened(reference)
        self._drawings = 0
        self._last_list: Any = None
        self._abstract: dict[str, int] = {}
        section = self.document.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in PAPERS[paper])
        left, right, top, bottom = (
            side or 0 for side in (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
        )
        width, height = (side * EMU for side in PAPERS[paper])
        self.line, self.height = round((width - left - right) / TWIP), round((height - top - bottom) / TWIP)
        self.margin = round(left / TWIP)

    @property
    def em(self) -> int:
        """The size of its type, in twips."""
        size: Any = self.document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:sz')}")
        return int(size.get(qn("w:val"))) * 10

    def restyle(self, scale: float, *, sans: bool) -> None:
        """Makes all type larger, and takes it from fonts without thin strokes."""
        styles: Any = self.document.styles.element
        sizes = [*styles.iter(qn("w:sz")), *styles.iter(qn("w:szCs"))]
        # Who needs large print needs it for what is to be done, too.
        for size in sizes if scale > 1 else ():
            if size.getparent().getparent().get(qn("w:styleId")) in INSTRUCTING:
                size.set(qn("w:val"), str(max(int(size.get(qn("w:val"))), self.em // 10)))
        for size in sizes:
            size.set(qn("w:val"), str(round(int(size.get(qn("w:val"))) * scale)))
        for fonts in styles.iter(qn("w:rFonts")) if sans else ():
            fonts.attrib.update({qn(f"w:{name}"): font for name, font in SANS.items() if fonts.get(qn(f"w:{name}"))})

    def drawing(self, png: bytes, width: float, height: float, alt: str) -> Wml:
        """A run with a picture, `width` and `height` in millimetres."""
        self._drawings += 1
        name, _ = self.document.part.get_or_add_image(io.BytesIO(png))
        extent = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
        names = f'id="{self._drawings}" name="Picture {self._drawings}" descr={quoteattr(plain(alt))}'
        return Wml(
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {names}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {names}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def new_list(self, style: str) -> int:
        """The number of a list in the style of a paragraph that begins with 1."""
        lists: Any = self.document.part.numbering_part.element
        if self._last_list is None:
            self._last_list = max(lists.num_lst, key=lambda each: int(each.numId))
        if style not in self._abstract:
            used = _style(self.document, style).find(f".//{qn('w:numId')}").get(qn("w:val"))
            self._abstract[style] = lists.num_having_numId(int(used)).abstractNumId.val
        # `add_num` would look through all lists for a free number.
        new: Any = CT_Num.new(int(self._last_list.numId) + 1, self._abstract[style])  # type: ignore[no-untyped-call]
        new.add_lvlOverride(0).add_startOverride(1)
        self._last_list.addnext(new)
        self._last_list = new
        return int(new.numId)

    def finished(self, body: Iterable[str], header: str, footer: str, title: str, language: str) -> bytes:
        """The file. Header and footer stand below what the reference document has there."""
        document = self.document
        section = document.sections[0]
        for part, content in ((section.header, header), (section.footer, footer)):
            _below(part, content)
        whole: Any = document.element.body
        for child in list(whole)[:-1]:
            whole.remove(child)
        document.core_properties.title, document.core_properties.language = plain(title)[:255], language
        with TemporaryFile() as written:
            for blocks in _together(body):
                written.write(_serialised(document, blocks))
            written.seek(0)
            return saved(document, written)


def _opened(reference: Path) -> Document:
    """Raises CourseError for a file that is no document of Word, or lacks a style."""
    try:
        document = docx.Document(str(reference))
    # What is wrong with a zip file or its parts has no common class.
    except Exception as e:
        raise _unusable(reference, f"it cannot be read: {e}") from e
    missing = sorted(STYLES - {style.style_id for style in document.styles})
    if missing:
        raise _unusable(reference, f"it has no style {', '.join(f'`{id}`' for id in missing)}")
    bare = [id for id in LISTS if _style(document, id).find(f".//{qn('w:numId')}") is None]
    if bare:
        raise _unusable(reference, f"its style `{bare[0]}` has no list")
    return document


def _unusable(reference: Path, reason: str) -> CourseError:
    return CourseError(
        Diagnostic("docx-reference", f"papers cannot take their styles from this file: {reason}", Span(reference), COPY)
    )


def _style(document: Document, id: str) -> Any:
    styles: Any = document.styles.element
    return styles.get_by_id(id)


def _parsed(name: str, content: str) -> Any:
    return parse_xml(f"<{name} {NAMES}>{content}</{name}>")


def _together(body: Iterable[str]) -> Iterator[str]:
    """Blocks of a body, so many at a time that a long one is never in memory as a tree. Tables that touch stay together."""
    blocks: list[str] = []
    size = 0
    for block in body:
        blocks.append(block)
        size += len(block)
        if size > LARGE and not block.endswith("</w:tbl>"):
            yield joined(blocks)
            blocks, size = [], 0
    yield joined(blocks)


def _serialised(document: Document, blocks: str) -> bytes:
    """Blocks as they stand in the document, whose body is left as it was."""
    before, after = _around(document)
    whole: Any = document.element.body
    children = list(_parsed("w:body", blocks))
    for child in reversed(children):
        whole.insert(0, child)
    written = serialize_part_xml(document.element)
    for child in children:
        whole.remove(child)
    return written[len(before) : len(written) - len(after)]


def _around(document: Document) -> tuple[bytes, bytes]:
    """What stands before and after the blocks of a body in which there is none: its end sets up the page."""
    empty = serialize_part_xml(document.element)
    place = empty.index(b"<w:sectPr")
    return empty[:place], empty[place:]


def _below(part: Any, content: str) -> None:
    """Puts paragraphs into a header or a footer: instead of its last one if that is empty, else behind it."""
    if not content:
        return
    part.is_linked_to_previous = False
    last = part.paragraphs[-1]._p
    last.getparent().extend(list(_parsed("w:hdr", content)))
    if not "".join(last.itertext()):
        last.getparent().remove(last)


def saved(document: Document, body: IO[bytes] | None = None) -> bytes:
    """The file, without times, without who saved it. `body` holds the blocks of a document that has none itself."""
    core: Any = document.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.created = core.modified = BEGINNING
    core.revision = 1
    written, result = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(result, "w") as zip:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, BEGINNING.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            with zip.open(entry, "w") as part:
                if body and name == document.part.partname.lstrip("/"):
                    before, after = _around(document)
                    part.write(before)
                    copyfileobj(body, part, LARGE)
                    part.write(after)
                else:
                    part.write(parts.read(name))
    return result.getvalue()
