"""GIFT: other people's files as Moodle reads them, mistakes with their places, and hostile texts there and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import samples
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from terminal import Ran

from hwgen.bank.loading import load_course
from hwgen.content.tree import Blocks, Para, Str
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.exam.model import Question, Section
from hwgen.kinds import (
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    Placed,
    ShortAnswerAnswer,
    Wrong,
)
from hwgen.lms.adapter import LARGEST, Category, ExportOptions
from hwgen.lms.checking import check
from hwgen.lms.export import exam_file
from hwgen.lms.gift.notation import escaped, token, tokens, unescaped
from hwgen.lms.gift.reading import read
from hwgen.lms.gift.writing import pack, pieces
from hwgen.lms.intake import import_file
from hwgen.lms.labels import clean, full_name
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.texts import Texts
from hwgen.values import Value
from hwgen.words.words import words
from hwgen.writers.dialect import MOODLE, file_of

ENGLISH = words("en")

GIFT = PLATFORMS["gift"]
FILE = Path("quiz.txt")
ELSEWHERE = """\
// question: 1  name: from another program
$CATEGORY: Biology/Cells

// [id:mito] [tag:cells] [tag:a \\] b]
::Power::[html]<p>The <b>mitochondrion</b> is the powerhouse.</p>{T#No, it is.#Yes\\: it is.####Think of ATP.}

Which are prime?{
   ~%50%2#even, and prime
   ~%50%3
   ~%-100%4
}

Who is buried in Grant's tomb?{~Grant's wife =no one#Right! ~Napoleon}

Grant is {~buried =entombed ~living} in Grant's tomb.

Two plus two equals {=four =4 =%50%vier#in German}

What is 2+3?{#5}

Pi to two digits{#=3.1415:0.005#well =%50%3:0.2#too rough ~#no}

A number from one to five{#1..5}

Match. {=cat -> cat food
=dog -> dog food\\=meat
= -> fish}

Write about your holidays. {}

A line by itself \\{with braces\\}, ratio 1\\:2 \\~ 50\\#
"""


def parsed(text: str) -> tuple[list[Node], list[Diagnostic]]:
    nodes: list[Node] = []
    faults: list[Diagnostic] = []
    read(text.encode(), nodes.append, faults.append)
    return nodes, faults


def answers(node: Node) -> list[tuple[str, str, str]]:
    return [(a.content("text"), a.attributes["fraction"], a.content("feedback", "text")) for a in node.every("answer")]


def test_a_file_from_elsewhere_is_read_as_moodle_reads_it() -> None:
    nodes, faults = parsed(ELSEWHERE)
    assert not faults
    category, truth, several, single, gap, short, number, graded, between, match, essay, description = nodes
    assert category.content("category", "text") == "Biology/Cells"
    assert [node.attributes["type"] for node in nodes[1:]] == [
        *("truefalse", "multichoice", "multichoice", "multichoice", "shortanswer", "numerical"),
        *("numerical", "numerical", "matching", "essay", "description"),
    ]
    assert truth.content("idnumber") == "mito"
    assert truth.content("name", "text") == "Power"
    assert truth.line == 5
    assert [tag.content("text") for tags in truth.every("tags") for tag in tags.every("tag")] == ["cells", "a ] b"]
    assert truth.content("questiontext", "text") == "<p>The <b>mitochondrion</b> is the powerhouse.</p>"
    assert answers(truth) == [("true", "100", "Yes: it is."), ("false", "0", "No, it is.")]
    assert truth.content("generalfeedback", "text") == "Think of ATP."
    assert several.content("single") == "false"
    assert answers(several) == [("2", "50", "even, and prime"), ("3", "50", ""), ("4", "-100", "")]
    assert single.content("single") == "true"
    assert answers(single)[1] == ("no one", "100", "Right!")
    assert gap.content("questiontext", "text") == "Grant is _____ in Grant's tomb."
    assert answers(short) == [("four", "100", ""), ("4", "100", ""), ("vier", "50", "in German")]
    assert [(a.content("text"), a.content("tolerance")) for a in number.every("answer")] == [("5", "0")]
    assert [(a.content("text"), a.content("tolerance")) for a in between.every("answer")] == [("3", "2")]
    assert answers(graded) == [("3.1415", "100", "well"), ("3", "50", "too rough"), ("*", "0", "no")]
    pairs = [(s.content("text"), s.content("answer", "text")) for s in match.every("subquestion")]
    assert pairs == [("cat", "cat food"), ("dog", "dog food=meat"), ("", "fish")]
    assert essay.content("questiontext", "text") == "Write about your holidays."
    assert description.content("questiontext", "text") == "A line by itself {with braces}, ratio 1:2 ~ 50#"


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("one {T}\n\ntwo {~a =b", "this `{` is not closed", 3, 5),
        ("\n\n  two }", "a `}` without a `{`", 3, 7),
        ("a {~\\{x\\} {y} =b}", "a `{` inside the answers", 1, 11),
        ("a {T} and {F}", "after the answers", 1, 11),
        ("a {T} and }", "a second `}`", 1, 11),
        ("::name {T}", "the name is not closed", 1, 1),
        ("a {b ~c =d}", "before the first `~` or `=`", 1, 4),
        ("a {~b}", "two options", 1, 4),
        ("// note\na {\n#=1 =x:2}", "`x` is not a number", 3, 6),
        ("a {#1:y}", "`y` is not a number", 1, 7),
        ("a {#5..1}", "the range ends before it begins", 1, 5),
        ("a {#}", "without an answer", 1, 5),
        ("a {#1e999}", "is not a number", 1, 5),
        ("a {=x -> y =z}", "a pair without `->`", 1, 12),
        ("a {q =x -> y}", "before the first `=`", 1, 4),
    ],
)
def test_a_mistake_has_a_place_and_refuses_one_question_alone(text: str, message: str, line: int, column: int) -> None:
    nodes, faults = parsed(f"{text}\n\nfine {{T}}")
    assert [(message in f.message, f.span.line, f.span.column) for f in faults if f.span] == [(True, line, column)]
    assert nodes[-1].content("questiontext", "text") == "fine"
    report = check(GIFT, text.encode(), FILE)
    assert [(d.rule, d.span) for d in report.diagnostics] == [("gift-syntax", Span(FILE, line, column))]
    assert not report.passes


def test_what_moodle_would_spoil_is_noticed_in_gift_too() -> None:
    spoilt = b"a {~%33%b ~%50%c ~d}\n\nb {~c ~d}\n\nc {=1 =1}\n\n$CATEGORY: $system$/x"
    rules = {diagnostic.rule for diagnostic in check(GIFT, spoilt, FILE).diagnostics}
    assert {"moodle-fraction", "moodle-category-system"} <= rules
    assert check(GIFT, "a {T}".encode("utf-16"), FILE).diagnostics[0].rule == "gift-not-utf-8"
    assert check(GIFT, b" \n\n", FILE).diagnostics[0].rule == "gift-empty"
    assert check(GIFT, bytes(LARGEST + 1), FILE).diagnostics[0].rule == "gift-file-too-large"


def test_import_makes_items_and_keeps_going_after_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "biology.txt"
    file.write_text(f"broken {{\n\n{ELSEWHERE}", encoding="utf-8")
    done = import_file(GIFT, file, tmp_path / "course")
    assert done.items >= 9
    doubts = done.doubts_file.read_text()
    assert "biology.txt:1:8: this `{` is not closed" in doubts
    assert "without all of the points and dropped" in doubts
    assert "a description was dropped: “A line by itself" in doubts
    course = load_course(tmp_path / "course")
    kinds = {item.kind for item in course.items.values()}
    assert {"true-false", "choice", "multiple-choice", "numeric", "short-answer", "matching", "essay"} <= kinds
    assert course.items["mito"].topic == "cells"
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("a {", encoding="utf-8")
    with pytest.raises(UsageError, match="none of its questions could be imported"):
        import_file(GIFT, nothing, tmp_path / "other")
    assert not (tmp_path / "other").exists()


# Texts there and back.


HARD = st.text(
    st.sampled_from("\\~=#{}:[]%->*$/\n\r\t <&\"'`azé数א\U0001f600\u2028\x0b\x00\ufdd0") | st.characters(codec="utf-8"),
    max_size=40,
)


@given(HARD)
@example("\\n \\\\n \\:\\")
@example("[html]x")
def test_escapes_come_back(text: str) -> None:
    kept = clean(text).replace("\r", "")
    assert "\n" not in escaped(text)
    assert unescaped(escaped(text)) == kept
    assert tokens(f"// {token('tag', text)} [id:x]")[-1] == ("id", "x")
    assert tokens(token("tag", text)) == [("tag", " ".join(clean(text).split()))]


def para(text: str) -> Blocks:
    return (Para((Str(text),)),)


def question(answer: object, text: str, points: int = 1) -> Question:
    return Question("part", 1, para(text), answer, points, para(text))  # type: ignore[arg-type]


def written(asked: Question) -> Node:
    group = replace(samples.exam().groups[0], context=(), questions=(asked,), params={}, tags=(asked.variant or "tag",))
    (piece,) = pieces([group], [ENGLISH], set(), 0, ExportOptions())
    nodes, faults = parsed(pack([(Category(("Course", "a/b")), piece)]).decode())
    assert not faults
    assert nodes[0].content("category", "text") == "$course$/top/Course/a//b"
    (node,) = nodes[1:]
    assert node.content("idnumber") == piece.id
    name = full_name(group, asked, 0, Texts((ENGLISH,), {"part": 1}, MOODLE))
    assert node.content("name", "text") == " ".join(name.split())
    return node


def shown(text: str) -> str:
    return f"<p>{MOODLE.prose(clean(text))}</p>".replace("\r", "")


@settings(max_examples=60)
@given(HARD, HARD, HARD)
@example("}{", "####", "%50%")
@example("a#b", "c # d ~ e = f : g", "{h} :: \\ i \\n -> j")
@example("//", "[html]", "->")
def test_hostile_texts_survive(one: str, two: str, three: str) -> None:
    choice = ChoiceAnswer((Option("a", para(one), True, para(two)), Option("b", para(three), False, para(one))))
    node = written(question(choice, three))
    assert node.attributes["type"] == "multichoice"
    assert answers(node) == [(shown(one), "100", shown(two)), (shown(three), "0", shown(one))]
    assert node.content("questiontext", "text") == shown(three)
    assert node.content("generalfeedback", "text") == shown(three)
    match = MatchingAnswer(
        (Placed("a", para(one)), Placed("b", para(two))),
        (Placed("c", para(three)), Placed("d", para("x" + two))),
        (1, 0),
    )
    node = written(question(match, one))
    assert node.attributes["type"] == "matching"
    assert [s.content("text") for s in node.every("subquestion")] == [shown(one), shown(two)]
    several = replace(choice, several=True, options=(*choice.options, Option("c", para(two), True, ())))
    node = written(question(several, two))
    assert [fraction for _, fraction, _ in answers(node)] == ["50", "-100", "50"]


@settings(max_examples=60)
@given(st.text(st.sampled_from("\\~=#{}:[]%*ab数 "), min_size=1, max_size=12).map(str.strip).filter(bool))
@example("[html]a")
@example("%50%a")
@example("TRUE")
@example("#5")
def test_typed_answers_survive(spelling: str) -> None:
    node = written(question(ShortAnswerAnswer(None, (spelling, "other")), "?"))
    assert node.attributes["type"] == "shortanswer"
    assert [text for text, _, _ in answers(node)] == [spelling.replace("*", r"\*"), "other"]
    assert {fraction for _, fraction, _ in answers(node)} == {"100"}


@settings(max_examples=150)
@given(st.text(st.sampled_from("{}~=#:\\%->.5eTF \n[html]$CATEGORY/x*")) | st.text())
@example("a{#=%%}")
@example("{#" + "9" * 400 + "e300}")
def test_nothing_that_is_read_is_a_traceback(text: str) -> None:
    report = check(GIFT, text.encode("utf-8", "replace"), FILE, scores=True)
    assert report.questions >= len(report.scored)


# What GIFT cannot say.


def losses(asked: Question) -> list[str]:
    group = replace(samples.exam().groups[0], context=(), questions=(asked,))
    return [loss.what for piece in pieces([group], [ENGLISH], set(), 0, ExportOptions()) for loss in piece.losses]


def test_losses_are_named() -> None:
    table = NumericAnswer(tuple(Cell(Value(n), Fraction(0), para(f"cell {n}")) for n in (1, 2)))
    assert losses(question(ShortAnswerAnswer(None, ("x",)), "?")) == []
    assert losses(question(ShortAnswerAnswer(None, ("x",), case=True), "?", 5)) == [
        "the points: each question gives 1 until they are set in the quiz",
        "that capitals count",
    ]
    assert losses(question(ShortAnswerAnswer(None, ("x", "a->b", "&&123;")), "?")) == [
        "the accepted answer `a->b`",
        "the accepted answer `&&123;`",
    ]
    assert losses(question(ShortAnswerAnswer(None, ("a->b",)), "?"))[-1] == "the whole question"
    assert losses(question(table, "?")) == ["the table: each blank becomes a question of its own"]
    assert losses(question(EssayAnswer(para("x"), (), 3, para("y")), "?")) == [
        "the model answer and the marking scheme",
        "the text that the answer begins with",
    ]


def test_a_question_that_cannot_be_asked_is_left_out_and_reported() -> None:
    lost = question(ShortAnswerAnswer(None, ("a->b",)), "?")
    whole = samples.exam()
    group = replace(whole.groups[0], context=(), questions=(lost,))
    exam = replace(whole, sections=(Section("", (), (group, *whole.groups[1:])),))
    data, parts = exam_file(GIFT, exam)
    assert parts[0].data == b""
    assert check(GIFT, data, FILE).questions == len(parts) - 1


def test_a_table_is_taken_apart_and_each_blank_says_which_it_is() -> None:
    wrong = Wrong("w", Value(7), para("seven"), 50)
    cells = (Cell(Value(1), Fraction(1, 10), para("first"), (wrong,)), Cell(Value(2), Fraction(0), para("second")))
    group = replace(samples.exam().groups[0], item="grid", context=(), questions=(question(NumericAnswer(cells), "?"),))
    first, second = pieces([group], [ENGLISH], set(), 0, ExportOptions())
    assert (first.id, second.id) == ("grid-cell-1", "grid-cell-2")
    assert (first.part, second.part) == ("cell-1", "cell-2")
    (node,), _ = parsed(first.data.decode())
    assert "Fill in only this:" in node.content("questiontext", "text")
    assert "first" in node.content("questiontext", "text")
    assert answers(node) == [("1", "100", ""), ("7", "50", "<p>seven</p>")]
    grid = replace(group, questions=(question(NumericAnswer(tuple(replace(c, label=()) for c in cells), 1), "?"),))
    assert (
        "Fill in only row 2, column 1." in list(pieces([grid], [ENGLISH], set(), 0, ExportOptions()))[1].data.decode()
    )


def test_pictures_stand_in_the_text_and_become_files_again() -> None:
    drawn = samples.drawing("d")
    asked = ChoiceAnswer((Option("a", drawn, True, ()), Option("b", para("x"), False, ())))
    node = written(question(asked, "?"))
    (file,) = node.every("answer")[0].every("file")
    name, data = file_of(drawn)
    assert (file.attributes["name"], base64.b64decode(file.text)) == (name, data)
    assert f"@@PLUGINFILE@@/{name}" in node.every("answer")[0].content("text")


def test_a_build_writes_gift_and_lists_what_is_lost(terminal: Callable[..., Ran], tmp_path: Path) -> None:
    words = ("--course", ROOT / "tests" / "course", "--seed", "7", "--lang", "en", "--out", "out")
    done = terminal("build", "named", *words, "--formats", "gift,json", "--json", folder=tmp_path)
    summary: dict[str, Any] = json.loads(done.out)
    folder = tmp_path / summary["folder"]
    assert sorted(path.name for path in folder.iterdir()) == ["exam.gift.txt", "exam.json", "manifest.json"]
    lost = json.loads((folder / "manifest.json").read_bytes())["losses"]
    assert len(lost) == summary["losses"] > 10
    assert {entry["format"] for entry in lost} == {"gift"}
    assert "lost in GIFT: the model answer and the marking scheme" in done.err
    against = terminal("check-export", folder / "exam.gift.txt", "--against", folder / "exam.json", folder=tmp_path)
    assert against.code == 0, against.out


def test_an_exam_of_hostile_texts_passes_its_own_check() -> None:
    exam = samples.exam()
    data, parts = exam_file(GIFT, exam)
    report = check(GIFT, data, FILE)
    assert report.questions == len(parts)
    assert report.passes


def test_an_import_reads_questions_that_no_blank_line_parts() -> None:
    text = "$CATEGORY: c\n::a::Two {#2}\n::b::Three {\n=3\n~4\n}\nSky {T}\n::d::Only a text.\n::e::Pi {#3.14:0.01}\n\n::f::One {#1}"
    imported = GIFT.reads()(text.encode(), "q", set(), "q", ("en",))
    assert [item["kind"] for items in imported.items.values() for item in items] == [
        "numeric",
        "choice",
        "true-false",
        "numeric",
        "numeric",
    ]
    assert len([d for d in imported.doubts if "no blank line" in d.message]) == 5
    asked: list[object] = []
    # Moodle takes all up to the blank line for the name of the category.
    GIFT.adapter().read_back(text.encode(), asked.append)
    assert len(asked) == 2


def test_a_tag_belongs_to_the_question_below_its_comment() -> None:
    text = """\
// [id:one] [tag:sum] [tag:sum]
::a::One and one {#2}
// [id:two] [tag:product]
::b::Two times three {#6}

// [tag:sky]
The sky is blue {T}
// [tag:night]
// It is dark then. [id:night]
The night is bright {F}
"""
    imported = GIFT.reads()(text.encode(), "q", set(), "q", ("en",))
    items = [item for items in imported.items.values() for item in items]
    assert [item["tags"] for item in items] == [["sum"], ["product"], ["sky"], ["night"]]
    assert [items[place]["id"] for place in (0, 1, 3)] == ["one", "two", "night"]
