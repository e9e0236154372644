"""Every way to answer a question, through every writer."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import moodle_files as moodle
import pytest
import samples
from lxml import etree

from hwgen.bank.course import Course
from hwgen.content.tree import Blocks, Math, Para
from hwgen.exam.model import Exam, Section
from hwgen.kinds import (
    Answer,
    Cell,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    OrderingAnswer,
    Placed,
    ShortAnswerAnswer,
    kind_of,
)
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.values import Value
from hwgen.words.words import words
from hwgen.writers import native, plain

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "exam.schema.json").read_text(encoding="utf-8"))


def tex(text: str) -> Blocks:
    return (Para((Math(text),)),)


def placed(*texts: str) -> tuple[Placed, ...]:
    return tuple(Placed(text, tex(text)) for text in texts)


SEVERAL = ChoiceAnswer(tuple(Option(x, tex(x), x in "ac", samples.para("why")) for x in "abcd"), several=True)
NUMBER = NumericAnswer((Cell(Value(Fraction(1, 3), places=3, unit="GB"), Fraction(6, 10_000)),))
ROW = NumericAnswer(
    (Cell(Value(3), Fraction(0), tex(r"\frac{a}{b}")), Cell(Value(Fraction(-1, 2)), Fraction(0), tex("w")))
)
GRID = NumericAnswer(tuple(Cell(Value(n), Fraction(0)) for n in (1, 2, 3, 4)), columns=2)
SHORT = ShortAnswerAnswer(Value((3, 8, 8), "shape"), ("3×8×8", "3x8x8"))
MATCH = MatchingAnswer(placed("u", "v"), placed("p", "q", "r"), (2, 0))
ORDER = OrderingAnswer(placed("x", "y", "z"), (1, 2, 0))
ALL: dict[str, Answer] = {
    "multiple-choice": SEVERAL,
    "numeric": NUMBER,
    "table": ROW,
    "grid": GRID,
    "short-answer": SHORT,
    "matching": MATCH,
    "ordering": ORDER,
}


def exam() -> Exam:
    groups = [samples.group(name, samples.question(name, i, answer)) for i, (name, answer) in enumerate(ALL.items(), 1)]
    return replace(samples.exam(), sections=(Section("I", (), tuple(groups)),))


def test_data_keeps_to_its_schema() -> None:
    data = json.loads(native.write(exam()))
    jsonschema.validate(data, SCHEMA)
    asked = {q["item"]: q for q in data["sections"][0]["questions"]}
    assert {name: q["kind"] for name, q in asked.items()} == {name: name for name in ALL} | {"grid": "table"}
    assert asked["multiple-choice"]["answer"]["value"] == ["a", "c"]
    assert asked["numeric"]["answer"]["value"] == 0.333
    assert asked["numeric"]["answer"]["cells"][0]["exact"] == "1/3"
    assert asked["numeric"]["answer"]["cells"][0]["tolerance"] == pytest.approx(0.0006)
    assert asked["table"]["answer"]["value"] == [3, -0.5]
    assert asked["short-answer"]["answer"]["accepted"] == ["3×8×8", "3x8x8"]
    assert asked["matching"]["answer"]["value"] == [2, 0]
    assert asked["matching"]["right"] == ["$p$", "$q$", "$r$"]
    assert asked["ordering"]["answer"]["value"] == [1, 2, 0]


def test_the_key_on_one_line() -> None:
    told = {name: kind_of(answer).shown(answer, plain.Plain({}, words("en"))) for name, answer in ALL.items()}
    assert told == {
        "multiple-choice": "AC",
        "numeric": r"$\approx 0.333\ \mathrm{GB}$",
        "table": r"$\frac{a}{b}$: $3$; $w$: $-0.5$",
        "grid": "$1$; $2$; $3$; $4$",
        "short-answer": r"$3 \times 8 \times 8$",
        "matching": "C, A",
        "ordering": "B → C → A",
    }


def nodes() -> dict[str, etree._Element]:
    found = etree.fromstring(moodle.write(exam())).iter("question")
    return {str(n.findtext("idnumber")): n for n in found if n.get("type") != "category"}


def test_moodle_has_a_type_for_each() -> None:
    assert {name: n.get("type") for name, n in nodes().items()} == {
        "multiple-choice": "multichoice",
        "numeric": "numerical",
        "table": "cloze",
        "grid": "cloze",
        "short-answer": "shortanswer",
        "matching": "matching",
        "ordering": "ordering",
    }


def test_moodle_gives_shares_for_several_right_options_and_takes_them_for_wrong_ones() -> None:
    node = nodes()["multiple-choice"]
    assert node.findtext("single") == "false"
    assert [a.get("fraction") for a in node.findall("answer")] == ["50", "-50", "50", "-50"]


def test_moodle_reads_numbers_with_a_point_and_a_tolerance() -> None:
    node = nodes()["numeric"]
    assert node.findtext("answer/text") == "0.333"
    assert node.findtext("answer/tolerance") == "0.0006"


def test_no_brace_of_a_formula_opens_a_cloze_field() -> None:
    text = str(nodes()["table"].findtext("questiontext/text"))
    assert re.findall(r"\{[^}]*\}", text) == ["{2:NUMERICAL:=3:0}", "{1:NUMERICAL:=-0.5:0}"]
    assert r"\frac&#123;a&#125;&#123;b&#125;" in text
    grid = str(nodes()["grid"].findtext("questiontext/text"))
    assert grid.count("<tr>") == 2
    assert re.findall(r"=(\d):0", grid) == ["1", "2", "3", "4"]


def test_moodle_matches_by_letters_because_drop_downs_show_no_formulas() -> None:
    node = nodes()["matching"]
    assert [s.findtext("answer/text") for s in node.findall("subquestion")] == ["C", "A", "B"]
    assert node.findall("subquestion")[2].findtext("text") == ""
    assert "<td>A.</td>" in str(node.findtext("questiontext/text"))


def test_moodle_gets_ordered_entries_in_their_right_order() -> None:
    node = nodes()["ordering"]
    assert [re.sub(r"\W", "", str(a.findtext("text"))) for a in node.findall("answer")] == ["pyp", "pzp", "pxp"]
    assert [a.get("fraction") for a in node.findall("answer")] == ["1", "2", "3"]


def test_the_exam_has_room_for_each_answer_and_holds_none(course: Course) -> None:
    sources = ENGINES["xelatex"].sources(exam(), Kit(course, ENGINES["xelatex"]))
    assert r"Answer:}{$" not in sources["exam.tex"]
    assert r"\gap[9mm]{}" in sources["exam.tex"]
    assert r"\answergap{Answer:}{$0.333$}" in sources["key.tex"]
    assert r"{Answer:}{$3 \times 8 \times 8$}" in sources["key.tex"]
    assert r"$3$ & $-0.5$" in sources["key.tex"]
    assert r"$\approx" not in sources["exam.tex"]
    assert r"\pair{1}{C}" in sources["key.tex"]
    assert r"\pair{1}{}" in sources["exam.tex"]
    assert r"\gap[9mm]{B} $\to$ \gap[9mm]{C} $\to$ \gap[9mm]{A}" in sources["key.tex"]
    assert "right={A,C}" in sources["key.tex"]


def test_spellings_that_differ_in_spaces_alone_are_printed_once() -> None:
    def shown(*accepted: str) -> str:
        return "".join(ShortAnswerAnswer(None, accepted, False).rules(words("zh")))

    assert (
        shown("教师强制", "TF 方法", "TF方法", "教师强迫")
        == shown("教师强制", "TF 方法", "教师强迫")
        != shown("教师强制", "教师强迫")
    )
    assert shown("TF 方法", "TF方法") == shown("TF 方法") == ""
