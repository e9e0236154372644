"""What a manifest says of an item, as Learning Object Metadata (IEEE 1484.12.3): its title, language, topic, difficulty and time."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from lxml import etree

from hwgen.exam.model import Group
from hwgen.lms.labels import clean
from hwgen.words.words import Words

NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"
SOURCE = "LOMv1.0"
# The words of the standard for the levels of a bank.
LEVELS = ("very easy", "easy", "medium", "difficult", "very difficult")


def metadata(id: str, title: str, group: Group, words: Words) -> str:
    """The element `metadata` of an item."""
    tag = words.script.tag

    def text(name: str, content: str) -> str:
        return f'<{name}><string language="{tag}">{escape(clean(content))}</string></{name}>'

    general = (
        f"<identifier><catalog>hwgen</catalog><entry>{escape(id)}</entry></identifier>"
        f"{text('title', title)}<language>{tag}</language>"
        f"{''.join(text('keyword', word) for word in (group.topic, *group.tags))}"
    )
    level = LEVELS[min(max(group.difficulty, 1), len(LEVELS)) - 1]
    educational = (
        f"<difficulty><source>{SOURCE}</source><value>{level}</value></difficulty>"
        f"<typicalLearningTime><duration>PT{round(60 * group.minutes)}S</duration></typicalLearningTime>"
    )
    lom = f"<general>{general}</general><educational>{educational}</educational>"
    return f'<metadata><lom xmlns="{NAMESPACE}">{lom}</lom></metadata>'


def tags(resource: etree._Element) -> Iterator[str]:
    """What a resource of a manifest says of its item, as tags that an import knows: keywords, and the difficulty."""
    lom = f"{{{NAMESPACE}}}"
    for keyword in resource.iterfind(f".//{lom}keyword/{lom}string"):
        if word := " ".join((keyword.text or "").split()):
            yield word
    level = resource.findtext(f".//{lom}difficulty/{lom}value", "").strip().lower()
    if level in LEVELS:
        yield f"difficulty {LEVELS.index(level) + 1}"
