"""QTI: packages of all versions are read back as any player reads them, and what is wrong in a file of anyone is named with its place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from lxml import etree
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.archives import packed
from hwgen.lms.asked import Asked
from hwgen.lms.checking import check_file
from hwgen.lms.export import Target, export_exam, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.qti.reading_back import read_back
from hwgen.lms.qti.versions import VERSIONS

QTI = PLATFORMS["qti"]
Terminal = Callable[..., Ran]
ALL = pytest.mark.parametrize("version", QTI.versions)


@pytest.fixture(scope="module")
def small() -> Course:
    return load_course(ROOT / "tests" / "course")


def exported(course: Course, folder: Path, version: str, linked: str = "together") -> Path:
    target = Target(QTI, ("en",), folder / "questions.zip", ExportOptions(linked=linked, version=version))
    return export_exam(course, "named", 7, target).files[0]


def documents(file: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(file) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}


@ALL
@pytest.mark.parametrize("linked", QTI.linked)
def test_every_version_is_marked_alike(version: str, linked: str, small: Course, tmp_path: Path) -> None:
    checked = check_file(QTI, exported(small, tmp_path, version, linked), None, scores=True)
    assert not checked.diagnostics
    newest = check_file(QTI, exported(small, tmp_path, QTI.versions[0], linked), None, scores=True)
    assert [one.responses for one in checked.scored] == [one.responses for one in newest.scored]


@ALL
def test_a_version_has_its_names_and_no_others(version: str, small: Course, tmp_path: Path) -> None:
    row = VERSIONS[version]
    for name, root in documents(exported(small, tmp_path, version)).items():
        space = row.packaging if name == "imsmanifest.xml" else row.namespace
        assert etree.QName(root).namespace == space
        names = {etree.QName(e).localname for e in root.iter(etree.Element) if etree.QName(e).namespace == space}
        assert any(part.startswith("qti-") for part in names) == (row.prefixed and name != "imsmanifest.xml")
    items = {r.get("href") for r in documents(tmp_path / "questions.zip")["imsmanifest.xml"].iter("{*}resource")}
    assert len(items) == 12
    assert "test.xml" in items


def test_a_pool_is_a_section_from_which_one_is_drawn(small: Course, tmp_path: Path) -> None:
    target = Target(QTI, ("en",), tmp_path / "pool.zip", ExportOptions(linked="together"))
    export_pools(small, slots_of(small, ["max-pool"], None, 10), (), 3, 7, target)
    (section,) = documents(tmp_path / "pool.zip")["test.xml"].iter("{*}qti-assessment-section")
    assert [e.get("select") for e in section.iter("{*}qti-selection")] == ["1"]
    assert len(list(section.iter("{*}qti-assessment-item-ref"))) == 3


ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>B</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1" shuffle="false"><prompt>Which?</prompt>
<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M"><resources>
<resource identifier="i" type="imsqti_item_xmlv2p1" href="i.xml"><file href="i.xml"/></resource></resources></manifest>"""


def read(data: bytes) -> tuple[list[Asked], list[Any]]:
    items: list[Asked] = []
    whole = read_back(data, items.append)
    return items, [*whole, *(d for one in items for d in one.diagnostics)]


def test_an_item_of_others_is_read_alone_and_in_a_package() -> None:
    for data in (ITEM.encode(), packed({"imsmanifest.xml": MANIFEST.encode(), "i.xml": ITEM.encode()})):
        (item,), faults = read(data)
        assert not faults
        assert [(r.text, r.fraction) for r in item.responses] == [("A", 0.0), ("B", 1.0)]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('responseIdentifier="RESPONSE"', 'responseIdentifier="R"', "qti-undeclared", 5),
        ("match_correct", "no_template", "qti-processing", 7),
        ('identifier="SCORE"', 'identifier="POINTS"', "qti-no-score", 1),
        ("<prompt>", '<prompt><img src="http://x.org/a.png" alt=""/>', "qti-outside", 5),
        ("<prompt>", '<prompt><img src="a.png" alt=""/>', "qti-file-missing", 5),
        ('baseType="float"/>', 'baseType="float" normalMaximum="2"/>', "qti-right-unscored", 1),
    ],
)
def test_what_players_get_wrong_is_named_with_its_line(old: str, new: str, rule: str, line: int) -> None:
    data = packed({"imsmanifest.xml": MANIFEST.encode(), "i.xml": ITEM.replace(old, new).encode()})
    found = [(d.rule, str(d.span)) for d in read(data)[1]]
    assert found == ([(rule, f"i.xml:{line}")] if rule else [])
