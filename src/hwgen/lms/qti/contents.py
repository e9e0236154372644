"""What an item says, as the HTML of a question: without its interactions and feedback, with its pictures."""

from __future__ import annotations

import base64
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape
from posixpath import basename

from lxml import etree

from hwgen.lms.archives import Archive
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import Unreadable
from hwgen.lms.qti.parsing import Item, resolved
from hwgen.lms.xmltree import text_of
from hwgen.writers.mathml import NAMESPACE, mathml

MATH = f"{{{NAMESPACE}}}math"
# What candidates do not see, or not at first.
HIDDEN = ("qti-rubric-block", "qti-feedback-block", "qti-feedback-inline", "qti-modal-feedback")


@dataclass
class Contents:
    """Reads the texts of one item; `files` are the pictures that they showed so far."""

    item: Item
    archive: Archive | None
    files: dict[str, bytes] = field(default_factory=dict)

    def html(self, element: etree._Element | None, *, hidden: bool = False) -> str:
        """What stands in an element; what is hidden only where that is wanted."""
        if element is None:
            return ""
        inside = [escape(element.text or "", quote=False)]
        for child in element:
            inside += [self._child(child, hidden=hidden), escape(child.tail or "", quote=False)]
        return "".join(inside).strip()

    def _child(self, element: etree._Element, *, hidden: bool) -> str:
        if not isinstance(element.tag, str):
            return ""
        tag = str(element.tag)
        if tag == MATH:
            return _math(element)
        if tag == "qti-content-body" or (hidden and tag in HIDDEN):
            return self.html(element, hidden=hidden)
        if tag in HIDDEN or tag.endswith("-interaction"):
            return ""
        if tag.startswith("qti-"):
            return self.html(element, hidden=hidden)
        if tag == "img":
            return self._picture(element.get("src") or "", element.get("alt") or "")
        if tag == "object" and (element.get("type") or "").startswith("image/"):
            return self._picture(element.get("data") or "", text_of(element).strip())
        if "}" in tag:
            return ""
        named = [(str(key), str(value)) for key, value in element.attrib.items()]
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in named if "}" not in key)
        return f"<{tag}{attributes}>{self.html(element, hidden=hidden)}</{tag}>" if tag not in VOID else f"<{tag}>"

    def _picture(self, address: str, alt: str) -> str:
        shown = address
        if not address.startswith("data:"):
            name = resolved(self.item.file, address)
            if self.archive is not None and name in self.archive:
                shown = f"@@PLUGINFILE@@/{basename(name)}"
                # A damaged one is a picture that is not there.
                with suppress(Unreadable):
                    self.files[basename(name)] = self.archive.read(name)
        return f'<img src="{escape(shown)}" alt="{escape(alt)}">'

    def text(self, name: str, html: str, /, **attributes: str) -> Node:
        """An element of a question with a text, and the pictures that the text shows."""
        node = plain(name, "", self.item, format="html", **attributes)
        node.children.append(plain("text", html, self.item))
        for file, data in self.files.items():
            if f"@@PLUGINFILE@@/{escape(file)}" in html:
                node.children.append(plain("file", base64.b64encode(data).decode(), self.item, name=file, path="/"))
        return node


VOID = ("br", "hr", "col", "wbr")


def plain(name: str, text: str, item: Item, /, **attributes: str) -> Node:
    return Node(name, attributes, item.line, [], text)


def _math(element: etree._Element) -> str:
    """A formula as it stands, with its TeX where its alternative text is that."""
    display = element.get("display") == "block"
    tex = (element.get("alttext") or "").replace("\u2060", "")
    if tex and _same(element, etree.fromstring(mathml(tex, display=display, alttext=True))):
        note = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
        return f'<math display="block">{note}</math>' if display else f"<math>{note}</math>"
    bare = deepcopy(element)
    bare.tail = None
    for one in bare.iter(etree.Element):
        one.tag = etree.QName(one).localname
    etree.cleanup_namespaces(bare)
    return etree.tostring(bare, encoding="unicode")


def _same(one: etree._Element, other: etree._Element) -> bool:
    def bare(element: etree._Element) -> bytes:
        copy = deepcopy(element)
        copy.tail = None
        return bytes(etree.tostring(copy, method="c14n", exclusive=True)).replace("\u2060".encode(), b"")

    return bare(one) == bare(other)
