"""Items as a package: a manifest, a test that asks them, and their pictures. The same items give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from html import escape
from itertools import groupby
from urllib.parse import quote

from hwgen.lms.adapter import Category, Piece
from hwgen.lms.archives import MANIFEST, packed
from hwgen.lms.labels import clean
from hwgen.lms.qti.elements import Elements
from hwgen.lms.qti.versions import VERSIONS, Version, version_of
from hwgen.lms.qti.writing import identifier

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEST = "test.xml"
FOLDER = "items"


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    """A package in the version of its items. Pictures lie beside the items, which name them so."""
    version = version_of(placed[0][1].data) if placed else next(iter(VERSIONS.values()))
    files = {
        MANIFEST: _manifest(version, placed).encode(),
        TEST: _test(Elements(version), placed).encode(),
    }
    for _, piece in placed:
        files[_path(piece)] = piece.data
        files |= {f"{FOLDER}/{name}": data for name, data in piece.files.items()}
    return packed(files)


def _path(piece: Piece) -> str:
    return f"{FOLDER}/{identifier(piece.id)}.xml"


def _manifest(version: Version, placed: Sequence[tuple[Category, Piece]]) -> str:
    items = [_resource(piece, version) for _, piece in placed]
    depended = "".join(f'<dependency identifierref="{identifier(piece.id)}"/>' for _, piece in placed)
    test = f'<resource identifier="TEST" type="{version.test}" href="{TEST}"><file href="{TEST}"/>{depended}</resource>'
    about = f"<schema>{version.schema}</schema><schemaversion>{version.schema_version}</schemaversion>"
    return (
        f'{HEAD}<manifest xmlns="{version.packaging}" identifier="MANIFEST"><metadata>{about}</metadata>'
        f"<organizations/><resources>\n{test}\n" + "\n".join(items) + "\n</resources></manifest>\n"
    )


def _resource(piece: Piece, version: Version) -> str:
    path = _path(piece)
    files = "".join(f'<file href="{escape(quote(name))}"/>' for name in (path, *(f"{FOLDER}/{n}" for n in piece.files)))
    about = f'identifier="{identifier(piece.id)}" type="{version.item}" href="{path}"'
    return f"<resource {about}>{piece.about}{files}</resource>"


def _test(e: Elements, placed: Sequence[tuple[Category, Piece]]) -> str:
    """A section for each category, and for each pool one from which a candidate gets one item."""
    sections = [
        _section(e, number, category, [piece for _, piece in those])
        for number, (category, those) in enumerate(groupby(placed, lambda one: one[0]), 1)
    ]
    titles = dict.fromkeys(name for category, _ in placed for name in category.names[:2])
    title = clean(" · ".join(list(titles)[:3])) or "Questions"
    part = e("test-part", *sections, identifier="PART", navigation_mode="nonlinear", submission_mode="simultaneous")
    score = e("default-value", e("value", "0"))
    scores = e("sum", e("test-variables", variable_identifier="SCORE"))
    return HEAD + e(
        "assessment-test",
        e("outcome-declaration", score, identifier="SCORE", cardinality="single", base_type="float"),
        part,
        e("outcome-processing", e.set("SCORE", scores)),
        xmlns=e.version.namespace,
        identifier=f"test-{blake2b(title.encode(), digest_size=6).hexdigest()}",
        title=title,
    )


def _section(e: Elements, number: int, category: Category, pieces: Sequence[Piece]) -> str:
    pool = [e("selection", select=1)] if category.points else []
    return e(
        "assessment-section",
        *pool,
        *_references(e, pieces),
        identifier=f"SECTION_{number}",
        title=clean(category.names[-1]) if category.names else "Questions",
        visible="true",
    )


def _references(e: Elements, pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        yield "\n" + e("assessment-item-ref", identifier=identifier(piece.id), href=_path(piece))
