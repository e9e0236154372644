"""QTI: packages of all versions are read back as any player reads them, and what is wrong in a file of anyone is named with its place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from lxml import etree
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.archives import packed
from hwgen.lms.asked import Asked
from hwgen.lms.checking import check_file
from hwgen.lms.export import Target, export_exam, export_pools, slots_of
from hwgen.lms.intake import import_file
from hwgen.lms.places import Unreadable
from hwgen.lms.platforms import PLATFORMS, recognised
from hwgen.lms.qti.importing import read_items
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


def test_without_orderings_they_are_asked_as_pairs(small: Course, tmp_path: Path) -> None:
    target = Target(QTI, ("en",), tmp_path / "questions.zip", ExportOptions(linked="together", ordering=False))
    export_exam(small, "named", 7, target)
    roots = documents(tmp_path / "questions.zip").values()
    assert not any(True for root in roots for _ in root.iter("{*}qti-order-interaction"))
    assert sum(1 for root in roots for _ in root.iter("{*}qti-match-interaction")) == 2


def test_a_manifest_says_what_an_item_is_about(small: Course, tmp_path: Path) -> None:
    manifest = documents(file := exported(small, tmp_path, "3.0"))["imsmanifest.xml"]
    (resource,) = manifest.xpath("//*[@identifier='max-pool']")
    item = small.items["max-pool"]
    lom = {etree.QName(e).localname: e for e in resource.iter("{http://ltsc.ieee.org/xsd/LOM}*")}
    assert lom["language"].text == "en"
    assert item.topic in [e.text for e in resource.iter("{*}string")]
    done = import_file(QTI, file, tmp_path / "course")
    again = load_course(tmp_path / "course").items
    assert done.items == len(again)
    for id, new in again.items():
        old = small.items[id]
        assert new.topic == old.topic
        if isinstance(old, BankItem) and isinstance(new, BankItem):
            assert new.difficulty == old.difficulty


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


def test_an_item_alone_is_known_by_its_contents(tmp_path: Path) -> None:
    file = tmp_path / "i.xml"
    file.write_text(ITEM, encoding="utf-8")
    assert recognised(file) is QTI
    assert not check_file(QTI, file, None, scores=False).diagnostics


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("<value>B</value>", "<value>C</value>", "qti-right-unknown", 5),
        ("<prompt>", "<prompt>{{ 1+1 }}", "qti-braces", 5),
        ("itemBody>", "noBody>", "qti-no-body", 1),
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


EQUAL = (
    '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.1">'
    '<variable identifier="RESPONSE"/><baseValue baseType="float">2</baseValue></equal><setOutcomeValue identifier="SCORE">'
    '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
)


def number_item() -> str:
    declared = ITEM.replace('baseType="identifier"', 'baseType="float"').replace("<value>B</value>", "<value>2</value>")
    body = '<itemBody><p>How many? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>'
    return declared[: declared.index("<itemBody>")] + body + EQUAL + "</assessmentItem>"


def test_a_tolerance_of_equal_is_worked_out_and_warned_of() -> None:
    (item,), faults = read(number_item().encode())
    assert [d.rule for d in faults] == ["qti-tolerance"]
    assert [(r.text, r.fraction) for r in item.responses] == [("1.9", 1.0), ("2", 1.0), ("2.1", 1.0)]


def test_an_item_without_processing_scores_nothing() -> None:
    bare = ITEM[: ITEM.index("<responseProcessing")] + "</assessmentItem>"
    assert [d.rule for d in read(bare.encode())[1]] == ["qti-no-processing"]


def test_two_items_of_one_identifier() -> None:
    both = MANIFEST.replace(
        "</resources>", '<resource identifier="j" type="imsqti_item_xmlv2p1" href="j.xml"/></resources>'
    )
    files = {"imsmanifest.xml": both.encode(), "i.xml": ITEM.encode(), "j.xml": ITEM.encode()}
    assert [(d.rule, str(d.span)) for d in read(packed(files))[1]] == [("qti-identifier", "j.xml:1")]
    del files["j.xml"]
    assert [(d.rule, str(d.span)) for d in read(packed(files))[1]] == [("qti-file-missing", "imsmanifest.xml:2")]
    del files["imsmanifest.xml"]
    assert [d.rule for d in read(packed(files))[1]] == ["qti-no-manifest"]
    assert [d.rule for d in read(packed({"readme.xml": b"<a/>"}))[1]] == ["qti-no-manifest", "qti-no-item"]


def imported(text: str) -> tuple[dict[str, Any], list[str]]:
    result = read_items(text.encode(), "mine", set(), "mine", ("en", "zh"), "en")
    return (result.items["mine"][0] if result.items else {}), [d.rule for d in result.doubts]


def test_items_of_others_are_imported() -> None:
    choice, doubts = imported(ITEM)
    assert (choice["kind"], [o["text"]["en"] for o in choice["right"]]) == ("choice", ["b"])
    assert doubts == ["import-one-language"]
    numeric, _ = imported(number_item())
    assert (numeric["kind"], numeric["answer"], numeric["tolerance"]) == ("numeric", "2", "0.1")
    assert numeric["stem"]["en"] == "How many?"


def test_an_item_whose_scores_are_unknown_is_imported_by_its_correct_response() -> None:
    choice, doubts = imported(ITEM.replace("match_correct", "a_template_of_ours"))
    assert [o["text"]["en"] for o in choice["right"]] == ["b"]
    assert doubts == ["import-marks-lost", "import-one-language"]


def test_what_a_bank_does_not_have_is_left_out_with_a_doubt() -> None:
    item, doubts = imported(ITEM.replace("choiceInteraction", "hotspotInteraction"))
    assert not item
    assert doubts == ["import-type-unknown"]


def with_interaction(declared: str, body: str) -> str:
    """The item with another interaction, marked by its mapping."""
    head = ITEM[: ITEM.index("<responseDeclaration")]
    outcome = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    return f"""{head}{declared}{outcome}<itemBody>{body}</itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/></assessmentItem>"""


def mapping(base: str, cardinality: str, **worth: float) -> str:
    """A declaration that says what each value is worth, and not what is right."""
    entries = "".join(
        f'<mapEntry mapKey="{key.replace("_", " ")}" mappedValue="{points}"/>' for key, points in worth.items()
    )
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f'<mapping defaultValue="0">{entries}</mapping></responseDeclaration>'
    )


CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice>'
    '<simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice></choiceInteraction>'
)
GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W" matchMax="1">winter</gapText><gapText identifier="S" matchMax="1">summer</gapText>'
    '<p>After <gap identifier="G1"/> comes <gap identifier="G2"/>.</p></gapMatchInteraction>'
)
ASSOCIATE = '<associateInteraction responseIdentifier="RESPONSE" maxAssociations="2"><prompt>Who?</prompt>' + "".join(
    f'<simpleAssociableChoice identifier="{id}" matchMax="2">{id}{id}</simpleAssociableChoice>' for id in "ABCD"
)
SLIDER = '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="9"><prompt>How many?</prompt></sliderInteraction>'
TEXT = '<p>Who? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


@pytest.mark.parametrize(
    ("declared", "body", "kind", "doubts"),
    [
        (mapping("identifier", "multiple", A=1, C=1), CHOICE, "multiple-choice", ["import-marks-lost"]),
        (mapping("string", "single", York=1), TEXT, "short-answer", []),
        (mapping("directedPair", "multiple", W_G1=1, S_G2=1), GAPS, "linked", ["import-kind-changed"]),
        (
            mapping("pair", "multiple", A_B=1, C_B=1),
            f"{ASSOCIATE}</associateInteraction>",
            "matching",
            ["import-kind-changed"],
        ),
        (mapping("integer", "single", **{"7": 1}), SLIDER, "numeric", ["import-kind-changed"]),
    ],
    ids=["choice", "text", "gaps", "associate", "slider"],
)
def test_interactions_become_what_asks_the_same(declared: str, body: str, kind: str, doubts: list[str]) -> None:
    item, given = imported(with_interaction(declared, body))
    assert item["kind"] == kind
    assert [d for d in given if d != "import-one-language"] == doubts


def test_what_is_dragged_into_gaps_is_chosen() -> None:
    item, _ = imported(with_interaction(mapping("directedPair", "multiple", W_G1=1, S_G2=1), GAPS))
    assert [[o["text"]["en"] for o in part["right"]] for part in item["parts"]] == [["winter"], ["summer"]]


def test_pairs_of_one_list_become_those_of_two() -> None:
    declared = mapping("pair", "multiple", A_B=1, C_B=1)
    item, _ = imported(with_interaction(declared, f"{ASSOCIATE}</associateInteraction>"))
    assert [(pair["left"]["en"], pair["right"]["en"]) for pair in item["pairs"]] == [("AA", "BB"), ("CC", "BB")]


def test_an_object_may_be_a_picture() -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    shown = ITEM.replace("Which?", 'Which? <object type="image/svg+xml" data="p.svg">a triangle</object>')
    data = packed({"imsmanifest.xml": MANIFEST.encode(), "i.xml": shown.encode(), "p.svg": picture})
    result = read_items(data, "mine", set(), "mine", ("en", "zh"), "en")
    assert "a triangle" in str(result.items["mine"][0]["stem"])
    assert not [d for d in result.doubts if d.rule == "import-element-lost"]


def test_a_text_that_a_person_scores_needs_no_points() -> None:
    """QTI 2.1 cannot say who scores a part."""
    essay = '<p>Why? <extendedTextInteraction responseIdentifier="R2"/></p></itemBody>'
    declared = '<responseDeclaration identifier="R2" cardinality="single" baseType="string"/><outcomeDeclaration'
    whole = ITEM.replace("</itemBody>", essay).replace("<outcomeDeclaration", declared)
    assert not read(whole.replace('baseType="float"', 'baseType="float" normalMaximum="5"').encode())[1]
    assert [
        d.rule for d in read(ITEM.replace('baseType="float"', 'baseType="float" normalMaximum="5"').encode())[1]
    ] == ["qti-right-unscored"]


BROKEN = ("", "a b c", "1e999")


def damaged(text: str) -> Iterator[bytes]:
    """The item with each attribute and each text made nonsense of, and without each element."""
    count = len(list(etree.fromstring(text).iter()))
    # Of a large item, some elements are enough.
    for place in range(0, count, 1 + count // 30):
        for value in BROKEN:
            for name in (None, *list(etree.fromstring(text).iter())[place].attrib):
                root = etree.fromstring(text)
                element = list(root.iter())[place]
                if name is None:
                    element.text = value
                else:
                    element.set(name, value)
                yield etree.tostring(root)
        root = etree.fromstring(text)
        element = list(root.iter())[place]
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
            yield etree.tostring(root)


@pytest.mark.parametrize("text", [ITEM, number_item(), None], ids=["choice", "number", "pairs"])
def test_no_item_however_damaged_stops_the_reader(text: str | None, small: Course, tmp_path: Path) -> None:
    if text is None:
        with zipfile.ZipFile(exported(small, tmp_path, "2.1")) as archive:
            text = archive.read("items/ranges-of-activations.xml").decode().partition("?>")[2].strip()
    for data in damaged(text):
        read(data)
        with suppress(Unreadable):
            read_items(data, "mine", set(), "mine", ("en",), "en")


def test_a_package_without_items_says_what_could_not_be_read() -> None:
    bomb = b'<!DOCTYPE m [<!ENTITY a "ha">]><manifest>&a;</manifest>'
    rules = [d.rule for d in read_back(packed({"imsmanifest.xml": bomb}), lambda _: None)]
    assert rules == ["xml-entity", "qti-no-item"]
    with pytest.raises(Unreadable) as refused:
        read_items(packed({"imsmanifest.xml": bomb}), "quiz", set(), "quiz", ("zh", "en"), None)
    assert [d.rule for d in refused.value.diagnostics] == rules


def test_a_text_that_goes_on_behind_a_field_keeps_the_place_of_it() -> None:
    body = '<p>Richard of <textEntryInteraction responseIdentifier="RESPONSE"/> gave <em>battle</em>.</p>'
    item, _ = imported(with_interaction(mapping("string", "single", York=1), body))
    assert item["stem"]["en"] == r"Richard of \_\_\_\_ gave *battle*."
    item, _ = imported(with_interaction(mapping("string", "single", York=1), TEXT))
    assert item["stem"]["en"] == "Who?"


def test_words_to_be_marked_stand_in_their_sentence() -> None:
    words = '<p>All <hottext identifier="A">of</hottext> us <hottext identifier="B">is</hottext> here.</p>'
    body = f'<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Find it.</prompt>{words}</hottextInteraction>'
    item, _ = imported(with_interaction(mapping("identifier", "single", B=1), body))
    assert (item["kind"], [o["text"]["en"] for o in item["right"]]) == ("choice", ["is"])
    assert "All of us is here." in item["stem"]["en"]
    assert "Find it." in item["stem"]["en"]


def test_an_item_that_draws_its_numbers_is_lost_and_not_asked_without_them() -> None:
    template = '<templateDeclaration identifier="N" cardinality="single" baseType="integer"/><itemBody>'
    item, doubts = imported(with_interaction(mapping("string", "single", York=1), TEXT).replace("<itemBody>", template))
    assert (item, doubts) == ({}, ["import-question-lost"])
