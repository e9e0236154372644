"""Packages of QTI by the schemas of 1EdTech, which SCHEMAS in the environment names: every item of the starter course in each version, the
test and the manifest. `make schemas` runs it.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from hwgen.bank.course import Course
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import Target, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS

FOLDER = Path(os.environ["SCHEMAS"])
ITEMS = {
    "3.0": "qti3/imsqti_asiv3p0p1_v1p0.xsd",
    "2.2": "qti2/qtiv2p2p4/imsqti_v2p2p4.xsd",
    "2.1": "qti2/qtiv2p1/imsqti_v2p1.xsd",
}
MANIFESTS = {"3.0": "qti3/imsqtiv3p0_imscpv1p2_v1p0.xsd", "2.2": "qti2/imscp_v1p1.xsd", "2.1": "qti2/imscp_v1p1.xsd"}


def schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(FOLDER / path))


def faults(data: bytes, version: str) -> tuple[Counter[str], list[str]]:
    """How many files of each kind a package has, and what a schema says of them."""
    items, manifests = schema(ITEMS[version]), schema(MANIFESTS[version])
    seen: Counter[str] = Counter()
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                document = etree.fromstring(archive.read(name))
                kind = etree.QName(document).localname.removeprefix("qti-")
                seen[kind] += 1
                rules = manifests if kind == "manifest" else items
                rules.validate(document)
                found += [f"{name}:{error.line}: {error.message}" for error in rules.error_log]
    return seen, found


@pytest.mark.parametrize("version", ITEMS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_of_the_starter_course(version: str, language: str, course: Course, tmp_path: Path) -> None:
    options = ExportOptions(linked="together", version=version)
    target = Target(PLATFORMS["qti"], (language,), tmp_path / "all.zip", options)
    done = export_pools(course, slots_of(course, list(course.items), None, 12), (), 1, 7, target)
    seen, found = faults(target.out.read_bytes(), version)
    items = seen["assessment-item"] + seen["assessmentItem"]
    print(f"{version}, {language}: {items} items")
    assert items == done.questions > 500
    assert seen["assessment-test"] + seen["assessmentTest"] == seen["manifest"] == 1
    assert found == []


def test_what_is_not_in_the_schema_is_found(course: Course, tmp_path: Path) -> None:
    target = Target(PLATFORMS["qti"], ("en",), tmp_path / "one.zip", ExportOptions(version="3.0"))
    export_pools(course, slots_of(course, ["conv-layer"], None, 12), (), 1, 7, target)
    out = io.BytesIO()
    with zipfile.ZipFile(target.out) as archive, zipfile.ZipFile(out, "w") as spoilt:
        for name in archive.namelist():
            spoilt.writestr(name, archive.read(name).replace(b"<qti-item-body>", b"<qti-item-body wrong=''>"))
    assert any("wrong" in fault for fault in faults(out.getvalue(), "3.0")[1])
