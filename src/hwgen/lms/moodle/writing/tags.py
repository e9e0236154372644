"""Tags of a question of Moodle."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from hwgen.exam.model import Group, Question
from hwgen.lms.labels import tags
from hwgen.lms.moodle.writing.elements import add_text
from hwgen.words.words import Words


def add_tags(node: etree._Element, group: Group, languages: Sequence[Words], asked: Sequence[Question]) -> None:
    element = etree.SubElement(node, "tags")
    for word in tags(group, languages, asked):
        add_text(etree.SubElement(element, "tag"), word)
