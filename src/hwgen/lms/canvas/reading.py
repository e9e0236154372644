"""Packages of Canvas and course exports: the quizzes in them, their items in order, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.lms.archives import MANIFEST, Archive, manifest, opened
from hwgen.lms.canvas.items import Item, item_of, line_of
from hwgen.lms.places import Unreadable, inside, on_line
from hwgen.lms.xmltree import local, tree

QTI = "imsqti_xmlv1p2"
# What Canvas says of a quiz beside the common format.
OWN = ".xml.qti"


@dataclass(frozen=True)
class Group:
    """A part of a quiz from which `picks` questions are drawn; None for all of them."""

    title: str
    picks: int | None = None


@dataclass(frozen=True)
class Placed:
    """An item with the quiz that it is in, the file, and its group."""

    item: Item
    quiz: str
    file: str
    group: Group


def is_package(data: bytes) -> bool:
    return QTI.encode() in manifest(data)


def read(data: bytes, take: Callable[[Placed, Archive], None], report: Callable[[Diagnostic], None]) -> None:
    """Calls `take` for each question of a package. Raises Unreadable."""
    archive = opened(data)
    files = list(_quizzes(archive))
    if not files:
        message = f"there is no quiz in the package: no resource of `{MANIFEST}` is of the type {QTI}"
        raise Unreadable(Diagnostic("canvas-no-quiz", message, on_line(0)))
    for name in files:
        if name not in archive:
            report(Diagnostic("canvas-file-missing", f"`{name}` is not in the package", inside(MANIFEST)))
            continue
        text = archive.read(name)
        root = tree(text, name)
        _look(root, text, name, archive, report)
        for placed in _items(root, name):
            take(placed, archive)


def _quizzes(archive: Archive) -> Iterator[str]:
    """The files of quizzes and question banks."""
    own = [name for name in archive.names if name.endswith(OWN)]
    if own or MANIFEST not in archive:
        yield from own
        return
    for resource in tree(archive.read(MANIFEST), MANIFEST).iter():
        if local(resource) == "resource" and (resource.get("type") or "").startswith(QTI):
            names = [resource.get("href"), *(child.get("href") for child in resource if local(child) == "file")]
            yield next(filter(None, names), "")


def _items(root: etree._Element, file: str) -> Iterator[Placed]:
    quiz = ""
    for element in root.iter():
        name = local(element)
        if name in ("assessment", "objectbank"):
            quiz = element.get("title") or _bank_title(element)
        elif name == "item":
            yield Placed(item_of(element, file), quiz, file, _group(element))


def _bank_title(element: etree._Element) -> str:
    """The name of a question bank, which stands in its metadata."""
    labels = [child for child in element.iter() if local(child) == "fieldlabel" and child.text == "bank_title"]
    after = labels[0].getnext() if labels else None
    return (after.text or "") if after is not None else ""


def _group(item: etree._Element) -> Group:
    section = next((above for above in item.iterancestors() if local(above) == "section"), None)
    if section is None:
        return Group("")
    # It stands before the items; to look for it behind them would take a time for each that grows with their number.
    before = takewhile(lambda child: local(child) != "item", section)
    number = next((part.text for child in before for part in child.iter() if local(part) == "selection_number"), None)
    picks = int(number) if number and number.strip().isdecimal() and len(number) < 6 else None
    return Group(section.get("title") or "", picks)


def _look(root: etree._Element, text: bytes, name: str, archive: Archive, report: Callable[[Diagnostic], None]) -> None:
    """What is wrong with a quiz as a whole."""
    if b"<![CDATA[" in text:
        message = "texts stand in CDATA sections, whose marks New Quizzes shows or drops with the text"
        report(Diagnostic("canvas-cdata", message, inside(name), "write the HTML with &lt; and &gt; instead"))
    quiz = next((element for element in root.iter() if local(element) == "assessment"), None)
    settings = f"{name.rpartition('/')[0]}/assessment_meta.xml"
    if quiz is None or settings not in archive:
        return
    about = tree(archive.read(settings), settings)
    if about.get("identifier") != quiz.get("ident"):
        message = f"`{settings}` is of the quiz `{about.get('identifier')}`, not of `{quiz.get('ident')}`"
        report(Diagnostic("canvas-ident", message, inside(name, line_of(quiz))))
