"""Elements of Moodle XML: each text in one CDATA block, each file beside the text that shows it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from lxml import etree

from hwgen.content.picture import Picture
from hwgen.content.tree import Blocks, pictures
from hwgen.kinds import Option, Placed
from hwgen.lms.labels import clean
from hwgen.lms.texts import Texts
from hwgen.writers.dialect import file_of

# lxml refuses `]]>` inside CDATA; these characters, which Unicode keeps out of texts, stand in for it until the file
# is serialised.
SPLIT = "\ufdd0\ufdd1"


def add_settings(node: etree._Element, **settings: str) -> None:
    """An element for each setting, in the order given."""
    for name, value in settings.items():
        etree.SubElement(node, name).text = value


def add_answer(node: etree._Element, text: str, fraction: str, format: str = "moodle_auto_format") -> etree._Element:
    answer = etree.SubElement(node, "answer", fraction=fraction, format=format)
    add_text(answer, text)
    return answer


def add_text(element: etree._Element, text: str) -> None:
    etree.SubElement(element, "text").text = etree.CDATA(clean(text).replace("]]>", SPLIT))


def append_text(element: etree._Element, text: str) -> None:
    """Puts `text` at the end of the element's text."""
    node = element.find("text")
    assert node is not None
    node.text = etree.CDATA(f"{node.text}\n{clean(text).replace(']]>', SPLIT)}")


def put(element: etree._Element, texts: Texts, contents: Sequence[Blocks], after: str = "") -> None:
    """The contents and their files into an element."""
    add_text(element, "\n".join(piece for piece in (texts.written(contents), after) if piece))
    add_files(element, contents)


def add_files(element: etree._Element, contents: Iterable[Blocks]) -> None:
    _add(element, (file_of(picture) for content in contents for picture in pictures(content)))


def add_entry_files(element: etree._Element, entries: Iterable[Option | Placed]) -> None:
    drawn = (p for e in entries for p in ([e.body] if isinstance(e.body, Picture) else pictures(e.body)))
    _add(element, map(file_of, drawn))


def _add(element: etree._Element, files: Iterable[tuple[str, bytes]]) -> None:
    held = {file.get("name") for file in element.findall("file")}
    for name, data in files:
        if name not in held:
            held.add(name)
            file = etree.SubElement(element, "file", name=name, path="/", encoding="base64")
            file.text = base64.b64encode(data).decode()


def serialised(node: etree._Element) -> bytes:
    data = etree.tostring(node, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return bytes(data).replace(SPLIT.encode(), b"]]]]><![CDATA[>")
