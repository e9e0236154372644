"""Moodle XML of an exam made by hand: what goes in comes back."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import moodle_files as moodle
import pytest
import samples
from lxml import etree

from hwgen.kinds import EssayAnswer
from hwgen.writers.svg import svg

WHOLE = moodle.write(samples.exam())


def nodes() -> list[etree._Element]:
    return [q for q in etree.fromstring(WHOLE).iter("question") if q.get("type") != "category"]


def shown(html: str | None) -> str:
    return "".join(str(t) for t in etree.HTML(f"<div>{html}</div>").itertext())


def test_types_points_names_and_ids() -> None:
    assert [n.get("type") for n in nodes()] == [
        "truefalse", "multichoice", "essay", "multichoice", "truefalse", "truefalse"
    ]  # fmt: skip
    assert [n.findtext("defaultgrade") for n in nodes()] == list("123456")
    ids = [n.findtext("idnumber") for n in nodes()]
    assert ids == ["truth", "conv-shape", "conv-why", "curve<", "conv-why-2", "L" * 100]
    names = [n.findtext("name/text") or "" for n in nodes()]
    assert names[3].startswith("curve＜ · 04 · size")
    assert max(map(len, names)) <= 255
    tags = [t.text for t in nodes()[0].findall("tags/tag/text")]
    assert tags == ["cnn", "hw2", "a & b", "difficulty 2", "language en"]


def test_texts_come_back_as_they_were() -> None:
    for node in (nodes()[0], nodes()[3]):
        assert shown(node.findtext("questiontext/text")) == samples.VISIBLE
        assert shown(node.findtext("generalfeedback/text")) == "explained " + samples.VISIBLE
    assert shown(nodes()[1].findtext("answer/feedback/text")) == "swapped " + samples.VISIBLE
    path = etree.fromstring(WHOLE).findtext("question/category/text")
    assert path == "$course$/top/Deep//learning/a//b & c ]]> d"


def test_each_text_is_one_cdata_block() -> None:
    raw = WHOLE.decode().replace("]]]]><![CDATA[>", "")
    texts = re.findall(r"<text>(.*?)</text>|<text/>", raw, re.DOTALL)
    assert texts
    assert all(re.fullmatch(r"<!\[CDATA\[(?:(?!\]\]>).)*\]\]>", t, re.DOTALL) for t in texts)


def test_fractions() -> None:
    truth, choice, _, pictures, *_ = nodes()
    assert [(a.findtext("text"), a.get("fraction")) for a in truth.findall("answer")] == [
        ("true", "0"), ("false", "100")
    ]  # fmt: skip
    assert [a.get("fraction") for a in choice.findall("answer")] == ["0", "100"]
    assert [a.get("fraction") for a in pictures.findall("answer")] == ["0", "100", "0"]
    assert choice.findtext("answer/text") == "<p>\\(8 &lt; 9\\)</p>"


def test_every_picture_is_a_file_of_the_element_that_shows_it() -> None:
    count = 0
    for text in etree.fromstring(WHOLE).iter("text"):
        parent = text.getparent()
        assert parent is not None
        files = {str(f.get("name")): base64.b64decode(f.text or "", validate=True) for f in parent.findall("file")}
        assert sorted(re.findall(r'src="@@PLUGINFILE@@/([^"]+)"', text.text or "")) == sorted(files)
        assert all(etree.fromstring(data).get("role") == "img" for data in files.values())
        count += len(files)
    # The context stands in two questions; three options, the model answer and a rubric line have one drawing each.
    assert count == 2 + 3 + 2


def test_a_linked_question_repeats_its_description() -> None:
    first, second = nodes()[1].findtext("questiontext/text") or "", nodes()[2].findtext("questiontext/text") or ""
    context = first[: first.index("</table>")]
    assert second.startswith(context)
    asked = first[len(context) :].removeprefix("</table>").strip()
    assert f"<p><em>Part (1), not to be answered here:</em></p>\n{asked}" in second
    assert "part (1): why?" in second


@pytest.mark.parametrize(("lines", "field"), [(1, "2"), (3, "3"), (7, "10"), (41, "40")])
def test_the_field_has_at_least_the_lines_asked_for(lines: int, field: str) -> None:
    exam = samples.exam()
    group = samples.group("essay", samples.question("essay", 1, EssayAnswer((), (), lines)))
    one = replace(exam, sections=(replace(exam.sections[0], groups=(group,)),))
    assert etree.fromstring(moodle.write(one)).findtext("question/responsefieldlines") == field


def test_drawings_and_files_are_the_same_each_time() -> None:
    assert moodle.write(samples.exam()) == WHOLE
    drawing = etree.fromstring(svg(samples.drawing("x")))
    assert drawing.get("aria-label") == "x " + samples.VISIBLE + "\ufdd0\ufdd1"
