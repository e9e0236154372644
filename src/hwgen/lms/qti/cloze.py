"""Interactions within a text as fields of a cloze question, in the notation of Moodle."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.writing.fields import escaped

# What an export of hwgen calls the parts of an item.
PART = "hwgen-part"
INLINE = ("qti-text-entry-interaction", "qti-inline-choice-interaction", "qti-gap")
FEEDBACK = ("qti-feedback-inline", "qti-feedback-block", "qti-modal-feedback")


def field(type: str, answers: Sequence[Node], points: float) -> str | None:
    """A field for answers of a type of question; None where there is no field of that type."""
    case = any(node.name == "usecase" and node.text == "1" for node in answers)
    several = any(node.name == "single" and node.text == "false" for node in answers)
    kinds = {
        "numerical": "NUMERICAL",
        "shortanswer": "SHORTANSWER_C" if case else "SHORTANSWER",
        "multichoice": "MULTIRESPONSE" if several else "MULTICHOICE_V",
        "truefalse": "MULTICHOICE_H",
    }
    if type not in kinds:
        return None
    alternatives = [_alternative(node, type) for node in answers if node.name == "answer"]
    return f"{{{max(1, round(points))}:{kinds[type]}:{'~'.join(alternatives)}}}"


def _alternative(node: Node, type: str) -> str:
    share = float(node.attributes["fraction"])
    text = node.content("text")
    if type == "truefalse":
        text = text.capitalize()
    if tolerance := node.content("tolerance"):
        text = f"{text}:{tolerance}"
    remark = node.content("feedback", "text")
    lead = "=" if share > 99.9 else f"%{share:.5g}%"
    body = text if type == "numerical" else escaped(text)
    return lead + body + (f"#{escaped(remark)}" if remark else "")


def put(element: etree._Element, field: str, prompt: str = "") -> None:
    """Text in the place of an interaction, in a paragraph of its own where the interaction is a block."""
    new = etree.Element("span" if element.tag in INLINE else "p")
    new.text, new.tail = (f"{prompt} " if prompt else "") + field, element.tail
    parent = element.getparent()
    assert parent is not None
    parent.replace(element, new)


def gather(body: etree._Element) -> None:
    """Puts what stands behind a part of a group of linked questions into it, and takes away what was around them."""
    part: etree._Element | None = None
    for child in list(body):
        if child.get("class") == PART:
            part = child
        elif part is not None and isinstance(child.tag, str) and child.tag not in FEEDBACK:
            child.tail = None
            part.append(child)
