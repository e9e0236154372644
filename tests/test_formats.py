"""Moodle XML and exam data, read back by real parsers."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import moodle_files as moodle
import pytest
from lxml import etree

from hwgen.classes.paper import Built
from hwgen.content.picture import Label, Picture
from hwgen.content.tree import Blocks, Figure, Math, Para, Str
from hwgen.exam.model import Exam, Question, Section
from hwgen.kinds import ChoiceAnswer, EssayAnswer, TrueFalseAnswer
from hwgen.text import Text
from hwgen.words.words import words
from hwgen.writers import html, native, plain
from hwgen.writers.latex import content as latex
from hwgen.writers.svg import svg

ROOT = Path(__file__).parents[1]
HOSTILE = "% $ & # _ { } ~ ^ \\ < > ]]> \" ' <b>&amp;</b> \U0001f600 עברית " + "Z" * 300
Make = Callable[..., Built]
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


def questions(xml: bytes) -> list[etree._Element]:
    return [q for q in etree.fromstring(xml).iter("question") if q.get("type") != "category"]


def hostile(exam: Exam) -> Exam:
    """The exam with every stem replaced by hostile text."""
    stem: Blocks = (Para((Str(HOSTILE + "\x0b"), Math("a<b"))),)

    def spoil(question: Question) -> Question:
        return replace(question, stem=stem)

    def section(s: Section) -> Section:
        return replace(s, groups=tuple(replace(g, questions=tuple(map(spoil, g.questions))) for g in s.groups))

    return replace(exam, sections=tuple(map(section, exam.sections)), title="a/b & c ]]> d")


@BOTH
def test_moodle_has_every_question_with_its_key(built: Make, language: str) -> None:
    exam = built("hw2", 7, language).exam
    nodes = questions(moodle.write(exam))
    assert len(nodes) == len(exam.questions)
    assert len({n.findtext("idnumber") for n in nodes}) == len(nodes)
    for node, question in zip(nodes, exam.questions, strict=True):
        assert node.findtext("defaultgrade") == str(question.points)
        fractions = [a.get("fraction") for a in node.findall("answer")]
        match question.answer:
            case TrueFalseAnswer(true):
                assert node.get("type") == "truefalse"
                assert {a.findtext("text"): a.get("fraction") for a in node.findall("answer")} == {
                    str(true).lower(): "100",
                    str(not true).lower(): "0",
                }
            case ChoiceAnswer(options):
                assert node.get("type") == "multichoice"
                assert fractions == ["100" if o.right else "0" for o in options]
                told = [bool((a.findtext("feedback/text") or "").strip()) for a in node.findall("answer")]
                assert all(t or o.right for t, o in zip(told, options, strict=True))
            case EssayAnswer(rubric=rubric):
                assert node.get("type") == "essay"
                info = node.findtext("graderinfo/text") or ""
                assert all(f"<td>{line.points}</td>" in info for line in rubric)


@BOTH
def test_a_linked_question_repeats_its_description(built: Make, language: str) -> None:
    exam = built("hw2", 7, language).exam
    nodes = {n.findtext("idnumber"): n.findtext("questiontext/text") or "" for n in questions(moodle.write(exam))}
    context = nodes["conv-layer-conv2d-output-shape"].split("</p>")[0]
    assert nodes["conv-layer-conv2d-param-count"].startswith(context)
    assert ("第 (1) 问" if language == "zh" else "part (1)") in nodes["conv-layer-conv2d-param-count"]


def test_every_picture_is_a_file_of_the_element_that_shows_it(built: Make) -> None:
    shown = 0
    for text in etree.fromstring(moodle.write(built("hw2", 7, "zh").exam)).iter("text"):
        names = re.findall(r'src="@@PLUGINFILE@@/([^"]+)"', text.text or "")
        parent = text.getparent()
        assert parent is not None
        files = {f.get("name"): base64.b64decode(f.text or "") for f in parent.findall("file")}
        assert sorted(names) == sorted(map(str, files))
        for data in files.values():
            svg = etree.fromstring(data)
            assert svg.tag == "{http://www.w3.org/2000/svg}svg"
            assert svg.get("aria-label")
        shown += len(names)
    assert shown == 6


@BOTH
def test_the_words_of_a_figure_are_in_the_language_of_the_exam(built: Make, language: str) -> None:
    words = {"zh": "过拟合", "en": "Overfitting"}
    other = words["en" if language == "zh" else "zh"]
    done = built("hw2", 7, language)
    info = next(i for i in etree.fromstring(moodle.write(done.exam)).iter("graderinfo") if i.find("file") is not None)
    drawing = etree.fromstring(base64.b64decode(info.findtext("file") or ""))
    told = [str(label.text) for label in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert words[language] in told
    assert other not in "".join(told)
    data = json.loads(native.write(done.exam))
    model = next(q for s in data["sections"] for q in s["questions"] if q["item"] == "overfitting")["answer"]["shown"]
    alt = str(drawing.get("aria-label"))
    assert f"[{alt}]" in model
    assert not alt.startswith("Text(")
    assert ("左图" in alt) == (language == "zh")


@pytest.mark.parametrize(
    "write",
    [
        svg,
        html.image,
        lambda p: plain.blocks((Figure(p),), {}, words("en")),
        lambda p: latex.blocks((Figure(p),), {}, words("en")),
    ],
)
def test_no_writer_takes_a_picture_that_is_in_two_languages(write: Callable[[Picture], object]) -> None:
    two = Text(zh="图", en="figure")
    picture = Picture(10, 10, (Label((1, 1), two),), two)
    with pytest.raises(TypeError, match="two languages"):
        write(picture)
    assert write(picture.in_language("en"))


def test_every_text_is_one_cdata_block_and_no_entity_stands_outside(built: Make) -> None:
    raw = moodle.write(hostile(built("hw2", 7, "zh").exam)).decode()
    whole = raw.replace("]]]]><![CDATA[>", "")
    for text in re.findall(r"<text>(.*?)</text>", whole, re.DOTALL):
        assert re.fullmatch(r"<!\[CDATA\[(?:(?!\]\]>).)*\]\]>", text, re.DOTALL), text[:80]
    outside = re.sub(r"<!\[CDATA\[.*?\]\]>", "", whole, flags=re.DOTALL)
    assert "&" not in outside


def test_hostile_text_comes_back_as_it_was(built: Make) -> None:
    xml = moodle.write(hostile(built("hw2", 7, "zh").exam))
    node = questions(xml)[0]
    shown = etree.HTML(f"<div>{node.findtext('questiontext/text')}</div>").findtext(".//p")
    assert shown == HOSTILE + "\\(a<b\\)"
    assert "\x0b" not in xml.decode()
    path = etree.fromstring(xml).findtext("question/category/text") or ""
    assert path.endswith("/a//b & c ]]> d")


@BOTH
@pytest.mark.parametrize("name", ["hw2", "hw2-original"])
def test_exam_json_keeps_to_its_schema(built: Make, language: str, name: str) -> None:
    schema = json.loads((ROOT / "docs" / "exam.schema.json").read_text(encoding="utf-8"))
    exam = built(name, 7, language).exam
    data = json.loads(native.write(exam))
    jsonschema.validate(data, schema)
    asked = [q for s in data["sections"] for q in s["questions"]]
    assert [q["number"] for q in asked] == list(range(1, len(asked) + 1))
    for question in asked:
        if question["kind"] == "choice":
            right = [o for o in question["options"] if o["right"]]
            assert len(right) == 1
            assert right[0]["misconception"] is None
            assert question["answer"]["value"] == right[0]["value"]
            assert question["answer"]["shown"].startswith(right[0]["letter"])


def test_the_schema_refuses_what_it_does_not_know(built: Make) -> None:
    schema = json.loads((ROOT / "docs" / "exam.schema.json").read_text(encoding="utf-8"))
    data = json.loads(native.write(built("hw2", 7, "zh").exam))
    data["sections"][0]["questions"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
