"""XML from elsewhere as a tree with line numbers, read with bounded memory: no entities, nothing loaded, no more elements than a file needs."""

from __future__ import annotations

import re

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.limits import MB, XML_BYTES, XML_TAGS
from hwgen.lms.places import Unreadable, inside

# Encodings in which a tag begins with the byte of `<`, so that tags can be counted before they are read.
DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
KNOWN = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "gbk", "gb2312", "gb18030")
# Where declarations stand; what is declared behind it is found in the tree. UTF-16 has a zero beside each letter.
ENTITY, PROLOG = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y"), 20_000
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

PLAIN = (
    (re.compile(r"tag mismatch: (\S+) line (\d+) and (\S+?),"), r"<\1> of line \2 is closed by </\3>"),
    (re.compile(r"Premature end of data in tag (\S+) line (\d+)"), r"the file ends before <\1> of line \2 is closed"),
    (re.compile("Start tag expected|Document is empty"), "this is not XML"),
    (re.compile(r"Entity '(\w+)' not defined"), r"XML does not know the name &\1;"),
    (re.compile("Extra content at the end"), "more stands behind the end of the document"),
)


def tree(data: bytes, name: str = "") -> etree._Element:
    """The root of a document; `name` is that of its file in an archive. Raises Unreadable."""
    if len(data) > XML_BYTES or data.count(b"<") > XML_TAGS:
        message = f"an XML file of more than {XML_BYTES // MB} MB or {XML_TAGS} tags is not read"
        raise Unreadable(Diagnostic("xml-too-large", message, inside(name)))
    encoding = DECLARED.search(data[:200])
    start = data.lstrip(b" \t\r\n")
    if not start:
        raise Unreadable(Diagnostic("xml-broken", "the file is empty", inside(name, 1)))
    if not start.startswith((b"<", *BYTE_ORDER_MARKS)):
        raise Unreadable(Diagnostic("xml-broken", "this is not XML", inside(name, 1)))
    if encoding and encoding[1].decode().lower() not in KNOWN:
        raise Unreadable(Diagnostic("xml-broken", "this is not XML in an encoding that is known", inside(name, 1)))
    if ENTITY.search(start[:PROLOG]):
        raise Unreadable(Diagnostic("xml-entity", "the file declares entities of its own", inside(name, 1)))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        # What stands before the declaration harms nobody, but the parser refuses it.
        root = etree.fromstring(start, parser)
    except etree.XMLSyntaxError as e:
        line = e.lineno or 1
        raise Unreadable(Diagnostic("xml-broken", _plain(e), inside(name, line))) from e
    subset = root.getroottree().docinfo.internalDTD
    if isinstance(subset, etree.DTD) and next(subset.iterentities(), None) is not None:  # type: ignore[attr-defined]
        raise Unreadable(Diagnostic("xml-entity", "the file declares entities of its own", inside(name, 1)))
    return root


def _plain(error: etree.XMLSyntaxError) -> str:
    """What the parser reports, for those who write questions."""
    for pattern, message in PLAIN:
        if match := pattern.search(error.msg):
            return match.expand(message)
    return f"the XML is broken at column {error.position[1]}"


def line_of(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def text_of(element: etree._Element) -> str:
    """All that stands in an element as text."""
    return "".join(map(str, element.itertext()))


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
