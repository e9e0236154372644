"""Items as the package of a quiz: the manifest, the quiz and its settings, and its pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile

from lxml import etree

from hwgen.lms.adapter import Category, Piece
from hwgen.lms.archives import MANIFEST, packed
from hwgen.lms.labels import clean

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
PICTURES = "pictures"
TITLE_LENGTH = 200
# Nothing is shown to students before the instructor has looked at it.
SETTINGS = {
    "shuffle_answers": "false",
    "scoring_policy": "keep_highest",
    "hide_results": "",
    "quiz_type": "assignment",
    "show_correct_answers": "true",
    "allowed_attempts": "1",
    "one_question_at_a_time": "false",
    "available": "false",
}


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    """One quiz. Categories that say what a draw is worth are its groups; one question of each is asked."""
    items = [piece.data for _, piece in placed]
    ident = f"g{hashlib.blake2b(b''.join(items), digest_size=16).hexdigest()}"
    title = _title([category for category, _ in placed])
    pictures = {f"{PICTURES}/{name}": data for _, piece in placed for name, data in piece.files.items()}
    files = {
        MANIFEST: _manifest(ident, pictures),
        f"{ident}/{ident}.xml": b"".join(_quiz(ident, title, placed)),
        f"{ident}/assessment_meta.xml": _settings(ident, title, placed),
    }
    return packed(files | dict(sorted(pictures.items())))


def _title(categories: Sequence[Category]) -> str:
    """What all questions have in common."""
    names = [category.names[:-1] if category.points else category.names for category in categories]
    common = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*names, strict=False))]
    return clean(common[-1] if common else "")[:TITLE_LENGTH]


def _quiz(ident: str, title: str, placed: Sequence[tuple[Category, Piece]]) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<questestinterop xmlns="{QTI}">\n'.encode()
    yield _opening("assessment", ident=ident, title=title)
    yield _opening("section", ident="root_section")
    for category, those in groupby(placed, lambda pair: pair[0]):
        items = [piece.data for _, piece in those]
        if category.points:
            yield from _group(category, items)
        else:
            yield from items
    yield b"</section>\n</assessment>\n</questestinterop>\n"


def _group(category: Category, items: Sequence[bytes]) -> Iterator[bytes]:
    """A group, from which each student gets one question."""
    ident = hashlib.blake2b("/".join(category.names).encode(), digest_size=16).hexdigest()
    yield _opening("section", ident=f"g{ident}", title=clean(category.names[-1])[:TITLE_LENGTH])
    points = f"<selection_extension><points_per_item>{category.points:g}</points_per_item></selection_extension>"
    selection = f"<selection><selection_number>1</selection_number>{points}</selection>"
    yield f"<selection_ordering>{selection}</selection_ordering>\n".encode()
    yield from items
    yield b"</section>\n"


def _opening(tag: str, **attributes: str) -> bytes:
    return etree.tostring(etree.Element(tag, attributes), encoding="UTF-8").removesuffix(b"/>") + b">\n"


def _settings(ident: str, title: str, placed: Sequence[tuple[Category, Piece]]) -> bytes:
    quiz = etree.Element("quiz", {"identifier": ident}, nsmap={None: CANVAS})  # type: ignore[dict-item]
    categories = dict.fromkeys(category for category, _ in placed)
    about = next(iter(categories)).about if len(categories) == 1 else ()
    texts = {"title": title, "description": "\n".join(text for _, text in about)}
    for name, text in (texts | SETTINGS).items():
        etree.SubElement(quiz, name).text = clean(text)
    return _document(quiz)


def _manifest(ident: str, pictures: Mapping[str, bytes]) -> bytes:
    root = etree.Element("manifest", {"identifier": f"{ident}_manifest"}, nsmap={None: CONTENT})  # type: ignore[dict-item]
    metadata = etree.SubElement(root, "metadata")
    etree.SubElement(metadata, "schema").text = "IMS Content"
    etree.SubElement(metadata, "schemaversion").text = "1.1.3"
    etree.SubElement(root, "organizations")
    resources = etree.SubElement(root, "resources")
    quiz = _resource(resources, ident, "imsqti_xmlv1p2", f"{ident}/{ident}.xml")
    # Canvas' own exports name the quiz by its file alone.
    del quiz.attrib["href"]
    etree.SubElement(quiz, "dependency", identifierref=f"{ident}_meta")
    settings = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    _resource(resources, f"{ident}_meta", settings, f"{ident}/assessment_meta.xml")
    for name in sorted(pictures):
        digest = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
        _resource(resources, f"g{digest}", "webcontent", name)
    return _document(root)


def _resource(parent: etree._Element, ident: str, type: str, href: str) -> etree._Element:
    resource = etree.SubElement(parent, "resource", identifier=ident, type=type, href=href)
    etree.SubElement(resource, "file", href=href)
    return resource


def _document(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
