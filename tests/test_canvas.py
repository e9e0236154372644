"""Canvas: packages of other people as both kinds of its quizzes read them, planted faults with sound twins, hostile texts, imports."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from pathlib import Path

import pytest
import samples
from conftest import ROOT
from lxml import etree

from hwgen.bank.loading import load_course
from hwgen.errors import Diagnostic
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam
from hwgen.lms.archives import packed
from hwgen.lms.asked import Asked, Choice, Number, Typed
from hwgen.lms.checking import check
from hwgen.lms.export import Target, exam_file, exam_slots, export_pools
from hwgen.lms.intake import import_file
from hwgen.lms.platforms import PLATFORMS, recognised
from hwgen.plan.assembly import assemble

CANVAS = PLATFORMS["canvas"]
FILE = Path("quiz.zip")
PIXEL = b"\x89PNG\r\n\x1a\n"
EQUAL = '<varequal respident="response1"{margin}>{value}</varequal>'
BETWEEN = '<vargte respident="response1">{low}</vargte><varlte respident="response1">{high}</varlte>'
SCORE = '<setvar action="Set" varname="SCORE">100</setvar>'


def condition(inside: str, score: str = SCORE, then: str = "") -> str:
    return f"<respcondition><conditionvar>{inside}</conditionvar>{score}{then}</respcondition>"


def equal(value: str, margin: str = "") -> str:
    return EQUAL.format(value=escape(value), margin=margin)


def text(html: str, kind: str = "text/html") -> str:
    return f'<material><mattext texttype="{kind}">{escape(html)}</mattext></material>'


def item(kind: str, html: str, fields: str, conditions: str, comments: str = "", points: str = "2") -> str:
    about = {"question_type": kind, "points_possible": points}
    metadata = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in about.items()
        if entry
    )
    return (
        f'<item ident="i{len(html)}" title="A question"><itemmetadata><qtimetadata>{metadata}</qtimetadata></itemmetadata>'
        f"<presentation>{text(html)}{fields}</presentation><resprocessing>{conditions}</resprocessing>{comments}</item>"
    )


def choices(options: dict[str, str], cardinality: str = "Single", ident: str = "response1", left: str = "") -> str:
    labels = "".join(f'<response_label ident="{name}">{text(html)}</response_label>' for name, html in options.items())
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{left}<render_choice>{labels}</render_choice></response_lid>'


def blank(kind: str = "") -> str:
    decimal = ' fibtype="Decimal"' if kind else ""
    return f'<response_str ident="response1"><render_fib{decimal}><response_label ident="answer1"/></render_fib></response_str>'


def package(*items: str, ident: str = "quiz", **files: bytes) -> bytes:
    """A package as Canvas writes it."""
    qti = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<assessment ident="quiz" title="Cells"><section ident="root_section">{"".join(items)}</section></assessment>'
        "</questestinterop>"
    )
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" identifier="m"><resources>'
        '<resource identifier="quiz" type="imsqti_xmlv1p2"><file href="quiz/quiz.xml"/></resource></resources></manifest>'
    )
    settings = (
        f'<quiz identifier="{ident}" xmlns="http://canvas.instructure.com/xsd/cccv1p0"><title>Cells</title></quiz>'
    )
    return packed(
        {
            "imsmanifest.xml": manifest.encode(),
            "quiz/quiz.xml": qti.encode(),
            "quiz/assessment_meta.xml": settings.encode(),
            **{f"{name}.png": data for name, data in files.items()},
        }
    )


def several(right: str, wrong: str, kind: str = "multiple_answers_question") -> str:
    inside = "".join(map(equal, right)) + "".join(f"<not>{equal(name)}</not>" for name in wrong)
    fields = choices({name: f"option {name}" for name in right + wrong}, "Multiple")
    return item(kind, "<p>Which?</p>", fields, condition(f"<and>{inside}</and>"))


def single(options: dict[str, str], right: str, kind: str = "multiple_choice_question", **more: str) -> str:
    return item(kind, more.pop("html", "<p>Which?</p>"), choices(options), condition(equal(right)), **more)


def number(value: str, low: str, high: str, margin: str = "", more: str = "") -> str:
    between = BETWEEN.format(low=low, high=high)
    inside = f"<or>{equal(value, margin)}<and>{between}</and></or>"
    return item("numerical_question", "<p>How many?</p>", blank("Decimal"), condition(inside) + more)


def match(right: dict[str, str], offered: dict[str, str]) -> str:
    fields = "".join(choices(offered, ident=f"r_{left}", left=text(left)) for left in right)
    conditions = "".join(
        condition(
            f'<varequal respident="r_{left}">{name}</varequal>',
            '<setvar varname="SCORE" action="Add">50.00</setvar>',
        )
        for left, name in right.items()
    )
    return item("matching_question", "<p>Match.</p>", fields, conditions)


def feedback(ident: str, html: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{text(html)}</flow_mat></itemfeedback>'


TWO = {"a": "yes", "b": "no"}
MARGIN = ' margintype="absolute" margin="0.1"'
SAID = condition(
    f"<or>{equal('8')}<and>{BETWEEN.format(low=8, high=8)}</and></or>", "", '<displayfeedback linkrefid="x_fb"/>'
)
ORDER = item("ordering_question", "<p>Order.</p>", choices(TWO, "Ordered"), condition(equal("b") + equal("a")))
GOOD = single(TWO, "a")
FAULTS = [
    ("canvas-no-key", single(TWO, "c"), GOOD),
    ("canvas-no-key", number("x", "y", "z"), number("4.2", "4.1", "4.3", MARGIN)),
    ("canvas-no-key", match({"cat": "m9"}, {"m1": "mouse"}), match({"cat": "m1"}, {"m1": "mouse", "m2": "hay"})),
    ("canvas-further-number", number("7", "7", "7", "", SAID), number("7", "7", "7")),
    ("canvas-all-ticked", several("abc", "d"), several("ab", "cd")),
    ("canvas-truth", single({"t": "对", "f": "错"}, "t", "true_false_question"), single({"t": "True", "f": "False"}, "t", "true_false_question")),
    ("canvas-type", single(TWO, "a", "choice"), GOOD),
    ("canvas-ordering", ORDER, match({"cat": "m1"}, {"m1": "mouse"})),
    ("canvas-text", item("text_only_question", "<p>Read on.</p>", "", ""), GOOD),
    ("canvas-text-too-long", single(TWO, "a", html="x" * 16384), single(TWO, "a", html="x" * 16383)),
    ("canvas-text-too-long", single({"a": "字" * 6000, "b": "no"}, "a"), single({"a": "字" * 5000, "b": "no"}, "a")),
    ("canvas-comment-too-long", single(TWO, "a", comments=feedback("general_fb", "x" * 5120)), single(TWO, "a", comments=feedback("general_fb", "x" * 5119))),
    ("canvas-file-missing", single(TWO, "a", html='<img src="$IMS-CC-FILEBASE$/other.png">'), single(TWO, "a", html='<img src="%24IMS-CC-FILEBASE%24/cell.png?a=b">')),
    ("canvas-two-ways", number("4.3", "4.2", "4.4"), number("4.3", "4.2", "4.4", MARGIN)),
    ("canvas-several-right", item("multiple_choice_question", "<p>Which?</p>", choices(TWO), condition(equal("a")) + condition(equal("b"))), GOOD),
]  # fmt: skip


def checked(data: bytes) -> tuple[list[Diagnostic], list[Asked]]:
    asked: list[Asked] = []
    report = check(CANVAS, data, FILE, scores=True)
    CANVAS.adapter().read_back(data, asked.append)
    return report.diagnostics, asked


@pytest.mark.parametrize(("rule", "faulty", "sound"), FAULTS)
def test_a_fault_is_found_and_its_sound_twin_is_not(rule: str, faulty: str, sound: str) -> None:
    (fault, *_), _ = checked(package(faulty, cell=PIXEL))
    assert fault.rule == rule
    assert fault.span
    assert fault.span.file == FILE / "quiz/quiz.xml"
    assert fault.span.line == 2
    assert not checked(package(sound, cell=PIXEL))[0]


def test_settings_of_another_quiz_and_cdata() -> None:
    assert [d.rule for d in checked(package(GOOD, ident="other"))[0]] == ["canvas-ident"]
    with_cdata = GOOD.replace(escape("<p>Which?</p>"), "<![CDATA[<p>Which?</p>]]>")
    assert [d.rule for d in checked(package(with_cdata))[0]] == ["canvas-cdata"]


def test_a_package_without_a_quiz_or_without_its_file() -> None:
    assert [d.rule for d in checked(packed({"imsmanifest.xml": b"<manifest/>"}))[0]] == ["canvas-no-quiz"]
    manifest = b'<manifest><resource type="imsqti_xmlv1p2"><file href="gone.xml"/></resource></manifest>'
    assert "canvas-file-missing" in [d.rule for d in checked(packed({"imsmanifest.xml": manifest}))[0]]


def test_classic_marks_as_its_own_classes_do() -> None:
    """A wrong tick takes off what a right one gives; every spelling counts whatever its capitals; edges are right."""
    typed = item("short_answer_question", "Name it.", blank(), condition(equal("ATP") + equal("adenosine")))
    _, (ticks, value, words) = checked(
        package(several("abc", "d"), number("-11.7", "-11.72", "-11.68", ' margin="0.02"'), typed)
    )
    kinds = [one.fields[0].kind for one in (ticks, value, words)]
    assert isinstance(kinds[0], Choice)
    marks = dict(kinds[0].marks)
    assert marks[0, 1, 2] == 1
    assert marks[0, 1, 2, 3] == pytest.approx(2 / 3)
    assert marks[3,] == 0
    assert isinstance(kinds[1], Number)
    assert [kinds[1].mark(n) for n in (-11.72, -11.68, -11.7201, -11.6799)] == [1, 1, 0, 0]
    assert isinstance(kinds[2], Typed)
    assert [kinds[2].mark(t) for t in (" atp ", "Adenosine", "ADP")] == [1, 1, 0]


def test_a_hostile_package_is_refused_by_name() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../quiz.xml", "x")
    assert [d.rule for d in checked(data.getvalue())[0]] == ["archive-hostile"]
    laughs = b'<!DOCTYPE x [<!ENTITY a "b">]><questestinterop>&a;</questestinterop>'
    manifest = b'<manifest><resource type="imsqti_xmlv1p2"><file href="q.xml"/></resource></manifest>'
    assert [d.rule for d in checked(packed({"imsmanifest.xml": manifest, "q.xml": laughs}))[0]] == ["xml-entity"]


def mattexts(data: bytes) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    (name,) = (name for name in archive.namelist() if re.fullmatch(r"(g\w+)/\1\.xml", name))
    root = etree.fromstring(archive.read(name))
    return [str(element.text) for element in root.iter("{*}mattext")]


def test_hostile_text_is_written_whole() -> None:
    exam = samples.exam()
    data, pieces = exam_file(CANVAS, exam)
    assert not checked(data)[0]
    shown = "".join(etree.HTML(f"<div>{html}</div>").xpath("string()") for html in mattexts(data))
    assert shown.count("</script>") == 0
    assert shown.count("\U0001f600") > 10
    archive = zipfile.ZipFile(io.BytesIO(data))
    pictures = [name for name in archive.namelist() if name.startswith("pictures/")]
    assert len(pictures) == len({name for piece in pieces for name in piece.files}) > 3
    assert all(name.encode() in archive.read("imsmanifest.xml") for name in pictures)


@pytest.fixture(scope="module")
def exam() -> Exam:
    course = load_course(ROOT / "tests" / "course")
    return instantiate(course, assemble(course, course.blueprint("named"), 7), "en")


def test_no_attribute_has_a_word_in_brackets(exam: Exam) -> None:
    """New Quizzes would take it for a blank and spoil the attribute."""
    from hwgen.lms.canvas.writing.elements import add_text

    root = etree.Element("x")
    add_text(root, r'<p>[a] <img alt="[b]" data-equation-content="\sqrt[3]{x} [0, 1] \\[2pt]"/></p>')
    html = str(root.findtext(".//mattext"))
    assert html == r'<p>[a] <img alt="[ b]" data-equation-content="\sqrt[ 3]{x} [0, 1] \\[ 2pt]"/></p>'


def test_no_number_of_a_mistake_is_an_answer(exam: Exam) -> None:
    data, pieces = exam_file(CANVAS, exam)
    archive = zipfile.ZipFile(io.BytesIO(data))
    (name,) = (name for name in archive.namelist() if re.fullmatch(r"(g\w+)/\1\.xml", name))
    root = etree.fromstring(archive.read(name))
    numerical = [i for i in root.iter("{*}item") if "numerical_question" in i.xpath("string()")]
    assert len(numerical) > 4
    assert all(len(list(i.iter("{*}varequal"))) == 1 for i in numerical)
    assert any("known mistakes" in loss.what for piece in pieces for loss in piece.losses)


def test_a_pool_is_a_group_that_says_what_a_draw_is_worth(tmp_path: Path) -> None:
    course = load_course(ROOT / "tests" / "course")
    out = tmp_path / "pools.zip"
    done = export_pools(course, exam_slots(course, "named", 7), ("Quiz",), 3, 7, Target(CANVAS, ("en",), out))
    archive = zipfile.ZipFile(out)
    (name,) = (name for name in archive.namelist() if re.fullmatch(r"(g\w+)/\1\.xml", name))
    root = etree.fromstring(archive.read(name))
    assert root[0].get("title") == "Quiz"
    groups = [s for s in root.iter("{*}section") if s.get("ident") != "root_section"]
    assert len(groups) == done.categories
    for group in groups:
        assert group.findtext("{*}selection_ordering/{*}selection/{*}selection_number") == "1"
        points = float(str(group.findtext(".//{*}points_per_item")))
        fields = [f for f in group.iter("{*}qtimetadatafield") if f.findtext("{*}fieldlabel") == "points_possible"]
        assert {float(str(field.findtext("{*}fieldentry"))) for field in fields} == {points}
    # The two blanks of a table of six points.
    assert done.points["A small course / Quiz / precision-and-recall / cell-1"] == 3


def test_a_package_of_canvas_is_imported(tmp_path: Path) -> None:
    html = (
        '<p>Cells <img src="$IMS-CC-FILEBASE$/cell.png?x=1" alt="a cell"> have '
        r'<img class="equation_image" data-equation-content="\sqrt[ 3]{x}" src="/e"> of it.</p>'
    )
    said = condition(equal("a"), "", '<displayfeedback feedbacktype="Response" linkrefid="a_fb"/>')
    fields = choices(TWO)
    gaps = item(
        "fill_in_multiple_blanks_question",
        "<p>The [animal] says meow.</p>",
        choices({"1": "cat", "2": "kitten"}, ident="response_animal"),
        condition('<varequal respident="response_animal">1</varequal>'),
    )
    data = package(
        item("multiple_choice_question", html, fields, said + condition(equal("a")), feedback("a_fb", "Well done.")),
        single({"t": "对", "f": "错"}, "f", html="<p>猫会下蛋。这是一句话。</p>"),
        several("ab", "cd"),
        number("4.2", "4.1", "4.3", MARGIN),
        match({"cat": "m1", "horse": "m2"}, {"m1": "mouse", "m2": "hay", "m3": "stone"}),
        ORDER,
        gaps,
        item("essay_question", "<p>Why do cells divide?</p>", blank(), condition("<other/>", "")),
        item("calculated_question", "<p>[x] + 1 = ?</p>", blank("Decimal"), ""),
        cell=(ROOT / "docs" / "exam-en.png").read_bytes(),
    )
    file = tmp_path / "cells.zip"
    file.write_bytes(data)
    assert recognised(file) == CANVAS
    done = import_file(CANVAS, file, tmp_path / "course")
    assert done.items == 8
    lost = [d for d in done.doubts if d.rule == "import-type-unknown"]
    assert [d.message for d in lost] == ["questions of type `calculated_question` cannot be imported"]
    course = load_course(tmp_path / "course")
    assert {i.topic for i in course.items.values()} == {"cells"}
    written = (tmp_path / "course/bank/items/cells.yaml").read_text(encoding="utf-8")
    for part in (
        r"$\sqrt[3]{x}$",
        "files/cells/cell.png",
        "Well done.",
        "kind: true-false",
        "tolerance: '0.1'",
        "kind: ordering",
        "kitten",
    ):
        assert part in written, part


def test_the_draw_of_a_group_is_a_doubt(tmp_path: Path) -> None:
    course = load_course(ROOT / "tests" / "course")
    out = tmp_path / "pools.zip"
    export_pools(course, exam_slots(course, "named", 7)[:2], ("Quiz",), 2, 7, Target(CANVAS, ("en",), out))
    done = import_file(CANVAS, out, tmp_path / "course")
    assert [d.subject for d in done.doubts if d.rule == "canvas-group"]
