"""An item of QTI 1.2 while it is written: what it shows, what each response gets, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from hwgen.lms.labels import clean

RESPONSE = "response1"
FULL = "100"
# New Quizzes takes a word in brackets inside an attribute for a blank to be filled in, and spoils the attribute.
BLANK = re.compile(r"\[(?=[\w.-]+\])", re.ASCII)
TAG = re.compile(r"<[a-z][^<>]*>")


@dataclass(frozen=True)
class Item:
    """`presentation` holds what is shown and the fields, `processing` the conditions of responses."""

    root: etree._Element
    presentation: etree._Element
    processing: etree._Element

    def choices(self, ident: str, cardinality: str) -> etree._Element:
        """A list to choose from; its entries follow."""
        given = etree.SubElement(self.presentation, "response_lid", ident=ident, rcardinality=cardinality)
        return etree.SubElement(given, "render_choice")

    def blank(self, **attributes: str) -> None:
        """A field to type into."""
        given = etree.SubElement(self.presentation, "response_str", ident=RESPONSE, rcardinality="Single")
        fib = etree.SubElement(given, "render_fib", attributes)
        etree.SubElement(fib, "response_label", ident="answer1", rshuffle="No")

    def condition(self, *, last: bool = True) -> etree._Element:
        """A condition whose variables follow; where it is met and `last`, no other is looked at."""
        condition = etree.SubElement(self.processing, "respcondition", {"continue": "No" if last else "Yes"})
        return etree.SubElement(condition, "conditionvar")

    def comment(self, ident: str, html: str, given: str = "") -> None:
        """What is said after the quiz, to everybody or to the `given` response."""
        if not html:
            return
        variable = self.condition(last=False)
        if given:
            etree.SubElement(variable, "varequal", respident=RESPONSE).text = given
        else:
            etree.SubElement(variable, "other")
        reference = {"feedbacktype": "Response", "linkrefid": ident}
        parent = variable.getparent()
        assert parent is not None
        etree.SubElement(parent, "displayfeedback", reference)
        flow = etree.SubElement(etree.SubElement(self.root, "itemfeedback", ident=ident), "flow_mat")
        add_text(flow, html)

    def serialised(self) -> bytes:
        """The item, a line for each thing in it; New Quizzes would take blanks further inside for answers."""
        for element in (*self.root, *self.presentation, *self.processing):
            element.tail = "\n"
        self.root.tail = "\n"
        return etree.tostring(self.root, encoding="UTF-8")


def new_item(ident: str, name: str, about: Mapping[str, str], html: str) -> Item:
    """`about` are the fields of its metadata."""
    root = etree.Element("item", ident=ident, title=name)
    metadata = etree.SubElement(etree.SubElement(root, "itemmetadata"), "qtimetadata")
    for label, entry in about.items():
        field = etree.SubElement(metadata, "qtimetadatafield")
        etree.SubElement(field, "fieldlabel").text = label
        etree.SubElement(field, "fieldentry").text = clean(entry)
    presentation = etree.SubElement(root, "presentation")
    add_text(presentation, html)
    processing = etree.SubElement(root, "resprocessing")
    outcomes = etree.SubElement(processing, "outcomes")
    etree.SubElement(outcomes, "decvar", maxvalue=FULL, minvalue="0", varname="SCORE", vartype="Decimal")
    return Item(root, presentation, processing)


def add_text(parent: etree._Element, text: str, kind: str = "text/html") -> None:
    """HTML, or plain text."""
    material = etree.SubElement(parent, "material")
    shown = TAG.sub(lambda tag: BLANK.sub("[ ", tag[0]), text) if kind == "text/html" else text
    etree.SubElement(material, "mattext", texttype=kind).text = clean(shown)


def add_label(choices: etree._Element, ident: str, text: str, kind: str = "text/html") -> None:
    add_text(etree.SubElement(choices, "response_label", ident=ident), text, kind)


def score(variable: etree._Element, action: str = "Set", points: str = FULL) -> None:
    """What the condition of this variable gives, in percent of the question."""
    parent = variable.getparent()
    assert parent is not None
    etree.SubElement(parent, "setvar", action=action, varname="SCORE").text = points
