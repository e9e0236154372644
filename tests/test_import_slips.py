"""Slips of the hand in files of questions: what was meant is read, and what cannot be read is a doubt that names it and its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from moodle_questions import answer, choice, field, quiz
from test_qti import ITEM, MANIFEST, with_interaction
from test_written import items, read, summary

from hwgen.lms.archives import packed
from hwgen.lms.formats import format_of
from hwgen.lms.imported import Imported
from hwgen.lms.intake import import_file
from hwgen.lms.platforms import PLATFORMS
from hwgen.lms.sources import SOURCES


def of_platform(name: str, data: bytes | str) -> Imported:
    data = data if isinstance(data, bytes) else data.encode()
    return PLATFORMS[name].reads()(data, "quiz", set(), "quiz", ("en",), "en")


def rows(*cells: tuple[str, ...]) -> Imported:
    table = io.StringIO()
    csv.writer(table).writerows(cells)
    return read(table.getvalue(), "excel")


def doubts(imported: Imported, rule: str) -> list[tuple[int, str]]:
    return [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule == rule]


# Marks of Moodle.


@pytest.mark.parametrize(("written", "taken"), [("１００", "100"), ("100%", "100"), ("100,0", "100"), ("half", "0")])
def test_a_fraction_that_is_no_number_is_a_doubt(written: str, taken: str) -> None:
    imported = of_platform("moodle", quiz(choice(answer("yes", "100"), answer("no", written))))
    message = f"the fraction `{written}` is not a number, and was read as {taken}"
    assert [said for _, said in doubts(imported, "import-mark-unread")] == [message]


@pytest.mark.parametrize("written", ["100", "-33.33333", "1e2", " 0 "])
def test_a_fraction_that_is_a_number_is_none(written: str) -> None:
    imported = of_platform("moodle", quiz(choice(answer("yes", "100"), answer("no", written))))
    assert not doubts(imported, "import-mark-unread")


def test_a_field_of_no_known_type_is_a_doubt_since_its_answer_can_be_seen() -> None:
    imported = of_platform("moodle", quiz(field("One {1:SA:=x} and {1:SHORT:=secret}.")))
    (said,) = (said for _, said in doubts(imported, "import-answer-lost"))
    assert said.startswith("`{1:SHORT:=secret}` looks like a field, but its type `SHORT` was not read")


# Keys of QTI.


def test_two_values_where_one_can_be_given_are_a_doubt_that_names_both() -> None:
    imported = of_platform("qti", ITEM.replace("<value>B</value>", "<value>B</value><value>A</value>"))
    assert [summary(item) for item in items(imported)] == ["choice B"]
    assert doubts(imported, "import-key-doubtful") == [
        (2, "several values are declared correct where one can be given: `B` was taken, `A` not")
    ]


def test_a_right_value_that_is_not_offered_is_a_doubt() -> None:
    several = ITEM.replace('cardinality="single" baseType="identifier"', 'cardinality="multiple" baseType="identifier"')
    imported = of_platform("qti", several.replace("<value>B</value>", "<value>B</value><value>Z</value>"))
    assert doubts(imported, "qti-right-unknown") == [(5, "the correct response names `Z`, which is not there")]


def test_a_doubt_names_the_file_in_the_package(tmp_path: Path) -> None:
    bad = ITEM.replace("<value>B</value>", "<value>B</value><value>A</value>")
    manifest = MANIFEST.replace('href="i.xml"', 'href="items/one.xml"')
    file = tmp_path / "q.zip"
    file.write_bytes(packed({"imsmanifest.xml": manifest.encode(), "items/one.xml": bad.encode()}))
    done = import_file(PLATFORMS["qti"], file, tmp_path / "course", "en")
    places = {d.span.file.relative_to(tmp_path).as_posix() for d in done.doubts if d.span}
    assert places == {"q.zip/items/one.xml"}
    assert "q.zip/items/one.xml:2: T: several values" in done.doubts_file.read_text(encoding="utf-8")


def test_a_package_of_qti_1_2_is_one_for_canvas() -> None:
    classic = MANIFEST.replace("imsqti_item_xmlv2p1", "imsqti_xmlv1p2").encode()
    assert format_of(packed({"imsmanifest.xml": classic})) == "canvas"
    assert format_of(packed({"imsmanifest.xml": MANIFEST.encode()})) == "qti"


# One question with two keys.


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1. Which?\nA. a\nB. b\nAnswer: A\n2. Which?\nA. b\nB. a\nAnswer: A\n", 5),
        ("1. The sky is blue.\nAnswer: true\n2. The sky is blue.\nAnswer: false\n", 3),
        ("1. How many?\nAnswer: 4\n2. How many?\nAnswer: 5\n", 3),
    ],
)
def test_a_question_with_two_keys_is_a_doubt(text: str, line: int) -> None:
    assert doubts(read(text), "import-two-keys") == [(line, "it asks the same as `quiz-001`, and has another key")]


@pytest.mark.parametrize(
    "text",
    [
        "1. Which?\nA. a\nB. b\nAnswer: A\n2. Which?\nA. b\nB. a\nAnswer: B\n",
        "1. Which?\nA. a\nB. b\nAnswer: A\n2. Which?\nA. a\nB. c\nAnswer: B\n",
    ],
)
def test_equal_keys_and_other_options_are_none(text: str) -> None:
    assert not doubts(read(text), "import-two-keys")


def test_a_letter_that_is_the_text_of_another_option_is_a_doubt() -> None:
    imported = read("1. Which?\nA. b\nB. a\nAnswer: A\n2. Which one?\nA. a\nB. b\nAnswer: A\n")
    assert [summary(item) for item in items(imported)] == ["choice A", "choice A"]
    said = "its answer “A” was taken for the letter of an option; it is the text of option B, too"
    assert doubts(imported, "import-key-doubtful") == [(1, said)]


# Signs of GIFT.


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("=%５０%x =y", "`%５０%` in the answer `%５０%x` is no sign of GIFT"),
        ("=x ~%100,5%y", "`%100,5%` in the answer `%100,5%y` is no sign of GIFT"),
        ("＝x ～y", "`＝` in the answer `＝x ～y` is no sign of GIFT"),
        ("=a → b =c → d", "its answers such as `a → b` are to be typed; pairs are written with ->"),
        ("true", "its answer `true` is to be typed"),
        ("对", "its answer `对` is to be typed"),
    ],
)
def test_what_looks_like_a_sign_of_gift_is_a_doubt(answers: str, said: str) -> None:
    (message,) = (message for _, message in doubts(of_platform("gift", f"Q? {{{answers}}}\n"), "import-key-doubtful"))
    assert message.startswith(said)


@pytest.mark.parametrize("answers", ["=x", "=1", "T", "=50% ~60%", "=Paris =PARIS", "=a -> b =c -> d"])
def test_other_answers_of_gift_are_none(answers: str) -> None:
    assert not doubts(of_platform("gift", f"Q? {{{answers}}}\n"), "import-key-doubtful")


# Lines of Blackboard.


def test_a_line_that_is_no_question_keeps_out_no_other_line() -> None:
    lines = ["mc\tWhich?\ta\tcorrect\tb\tincorrect", "a remark", "NUM\tHow many?\tfive", "NUM\tHow many?\t5\t0,1"]
    imported = SOURCES["text"].reads()("\n".join(lines).encode(), "quiz", set(), "quiz", ("en",), "en")
    assert [summary(item) for item in items(imported)] == ["choice A", "numeric 5"]
    assert [line for line, _ in doubts(imported, "written-text")] == [2]
    assert [line for line, _ in doubts(imported, "import-question-lost")] == [3]
    assert doubts(imported, "written-number") == [
        (4, "the tolerance “0,1” does not go with the answer “5” and was dropped")
    ]


# Cells of spreadsheets.

HEAD = ("Question", "A", "B", "Answer")


def test_columns_of_one_meaning_that_differ_are_a_doubt() -> None:
    imported = rows((*HEAD, "答案"), ("Which?", "a", "b", "B", "A"), ("What?", "a", "b", "B", "B"))
    assert doubts(imported, "written-twice") == [
        (2, "columns of the same meaning differ: “B” was taken, and “A” was dropped")
    ]


def test_a_column_without_a_name_is_a_doubt() -> None:
    imported = rows(("Question", "A", "B", "", "Answer"), ("Which?", "a", "b", "c", "B"))
    assert doubts(imported, "written-columns") == [(2, "no name stands above the column of “c”; it was left out")]


def test_options_behind_their_number_are_a_doubt() -> None:
    imported = rows((*HEAD, "C", "选项数"), ("Which?", "a", "b", "B", "c", "2"), ("What?", "a", "b", "B", "", "2"))
    said = "“c” stands behind the number of options that the row gives, 2, and was dropped"
    assert doubts(imported, "import-answer-lost") == [(2, said)]


def test_cyrillic_letters_are_read_as_those_they_look_like() -> None:
    imported = rows(HEAD, ("Which?", "a", "b", "В"), ("What?", "a", "b", "А、В"))
    assert [summary(item) for item in items(imported)] == ["choice B", "multiple-choice AB"]
    assert [line for line, _ in doubts(imported, "written-label")] == [2, 3]


def test_a_tolerance_in_words_is_a_doubt() -> None:
    imported = rows(
        ("Question", "Answer", "Tolerance"), ("How many ____?", "5", "a bit"), ("How far ____?", "5", "0.5")
    )
    said = "the tolerance “a bit” does not go with the answer “5” and was dropped"
    assert doubts(imported, "written-number") == [(2, said)]


# Tables and points in texts.

ASKED = "1. Which?\nA. a\nB. b\n\n2. What?\nA. c\nB. d\n\n"


@pytest.mark.parametrize("above", ["", "参考答案\n\n", "Answers\n\n"])
@pytest.mark.parametrize("head", ["题号", "题目", "Question"])
@pytest.mark.parametrize("table", ["| {} | 1 | 2 |\n|---|---|---|\n| 答案 | B | Ａ |\n", "{} 1 2\n答案 B Ａ\n"])
def test_a_key_in_a_table_is_a_key(above: str, head: str, table: str) -> None:
    imported = read(f"{ASKED}{above}{table.format(head)}")
    assert [summary(item) for item in items(imported)] == ["choice B", "choice A"]
    assert not [d for d in imported.doubts if d.rule.startswith("written-")]


def test_a_key_with_a_row_for_each_question_is_a_key() -> None:
    imported = read(f"{ASKED}参考答案\n\n| 题目 | 答案 |\n|---|---|\n| 1 | B |\n| 2 | Ａ |\n")
    assert [summary(item) for item in items(imported)] == ["choice B", "choice A"]
    assert not [d for d in imported.doubts if d.rule.startswith("written-")]


def test_a_table_with_named_columns_is_read_as_a_spreadsheet() -> None:
    table = "| 题干 | A | B | 答案 | 分值 |\n|---|:-:|---|---|---|\n| 甲？ | 一 | 二 | Ｂ | ３ |\n| 乙\\|丙？ | 一 | 二 | A | two |\n"
    imported = read(f"一、单选题（每题5分）\n\n{table}\n二、判断题\n1. 天是蓝的。（√）\n")
    assert [summary(item) for item in items(imported)] == ["choice B", "choice A", "true-false T"]
    assert [entry["points"] for entry in imported.entries] == [3, 1, 1]
    assert doubts(imported, "import-mark-unread") == [
        (6, "the default mark `two` is not a number of points and became 1")
    ]
    assert items(imported)[1]["stem"]["zh"] == r"乙\|丙？"


@pytest.mark.parametrize(
    ("heading", "tag", "points"),
    [
        ("一、判断题（每题两分）", "", 2),
        ("一、判断题（每题十分）", "", 10),
        ("True or false (two points each)", "", 2),
        ("一、判断题", "（三分）", 3),
        ("一、判断题", " [four points]", 4),
        ("一、二分法判断题", "", 1),
        ("一、判断题", "（二分法）", 1),
    ],
)
def test_points_in_words_are_read(heading: str, tag: str, points: int) -> None:
    imported = read(f"{heading}\n1. 天是蓝的{tag}。\n答案：√\n2. 草是红的{tag}。\n答案：×\n")
    assert [entry["points"] for entry in imported.entries] == [points, points]
    assert [tag in str(item) for item in items(imported)] == [tag == "（二分法）" or not tag] * 2


@pytest.mark.parametrize(
    ("heading", "asked", "expected", "points"),
    [
        ("Richtig oder falsch (je 2 Punkte)", "Es regnet.\nAntwort: falsch", "true-false F", 2),
        ("Lückentext (zwei Punkte pro Frage)", "Der ____ ist robust.\nAntwort: Median", "short-answer Median", 2),
        ("I. Mehrfachauswahl", "Was?\na) x\nb) y\nc) z\nAntwort: a und c", "multiple-choice AC", 1),
        ("", "Was? (3 Punkte)\na) x\nb) y\nAntwort: b", "choice B", 3),
        ("Vrai ou faux (deux points par question)", "Il pleut.\nRéponse : faux", "true-false F", 2),
        ("Partie A : QCM", "Quoi ?\na) x\nb) y\nc) z\nRéponse : a et c", "multiple-choice AC", 1),
        ("Texte à trous (1 point chacune)", "La ____ est robuste.\nRéponse : médiane", "short-answer médiane", 1),
    ],
)
def test_headings_and_points_in_german_and_french(heading: str, asked: str, expected: str, points: int) -> None:
    imported = read(f"{heading}\n\n1. {asked}\n")
    assert [summary(item) for item in items(imported)] == [expected]
    assert [entry["points"] for entry in imported.entries] == [points]
    assert not doubts(imported, "written-text")


@pytest.mark.parametrize("solution", ["解答：(B)", "Lösung: b", "Solution: [B]", "Solution: (b)"])
def test_a_letter_alone_in_the_place_of_the_explanation_is_the_answer(solution: str) -> None:
    imported = read(f"1. Which?\n(A) x\n(B) y\n{solution}\n")
    assert [summary(item) for item in items(imported)] == ["choice B"]
    (said,) = (said for _, said in doubts(imported, "import-key-doubtful"))
    assert said.startswith("it has no answer; its explanation says")


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (("题干", "选项", "", "", "答案"), ("甲？", "一", "二", "三", "B")),
        (("题干", "选项", "", "", "答案"), ("甲？", "A. 一\nB. 二\nC. 三", "", "", "B")),
        (("题干", "答案", "选项"), ("甲？", "B", "A. 一\nB. 二\nC. 三")),
    ],
)
def test_one_heading_may_stand_above_the_columns_of_all_options(head: tuple[str, ...], cells: tuple[str, ...]) -> None:
    imported = rows(head, cells)
    assert [summary(item) for item in items(imported)] == ["choice B"]
    assert len(items(imported)[0]["wrong"]) == 2
    assert not doubts(imported, "written-columns")


def test_a_field_to_be_filled_in_has_one_right_value_too() -> None:
    declared = '<responseDeclaration identifier="R" cardinality="single" baseType="string"><correctResponse><value>York</value><value>Yorck</value></correctResponse></responseDeclaration>'
    body = '<p>Where? <textEntryInteraction responseIdentifier="R"/></p>'
    (said,) = (said for _, said in doubts(of_platform("qti", with_interaction(declared, body)), "import-key-doubtful"))
    assert said.endswith("`York` was taken, `Yorck` not")
