"""Texts in the hands of many teachers and platforms: what each question becomes, with no doubt left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_written import items, read, summary

from hwgen.bank.loading import load_course
from hwgen.errors import CourseError
from hwgen.lms.intake import import_file
from hwgen.lms.sources import SOURCES

HANDS = {
    "a paper with its key by sections": (
        "一、选择题（每小题2分）\n1．哪个对？\nA．甲    B．乙\n2．哪个错（　　）\nA．甲　B．乙\n二、填空题\n3．值域是____。\n三、判断题\n（　　）4．天是蓝的。\n（　　）5．草是红的。\n四、简答题\n6．简述甲。\n\n"
        "参考答案\n一、1．A 2．B\n二、3．(0,1)\n三、4．√ 5．×\n四、6．乙。\n",
        ["choice A", "choice B", "short-answer (0,1)", "true-false T", "true-false F", "essay 乙。"],
    ),
    "the kind before the number": (
        "[单选题]1. 哪个？（2分）\nA. 甲\nB. 乙（正确）\n\n[判断题]2. 天是蓝的。\n对（正确）\n错\n\n[填空题]3. 首都是{北京}。",
        ["choice B", "true-false T", "short-answer 北京"],
    ),
    "Markdown": (
        "## Question 1\nWhich is convex?\n\n- A. 1\n- B. 2\n\n**Answer**: A\n\n## Question 2\nThe sky is blue.\n\n- [x] True\n- [ ] False",
        ["choice A", "true-false T"],
    ),
    "a key as a table in Markdown": ("1. 甲？\nA. 一 B. 二\n2. 乙？\nA. 一 B. 二\n\n答案：\n| 1 | 2 |\n|---|---|\n| A | B |", ["choice A", "choice B"]),
    "a key in two columns": ("1. 甲？\nA. 一 B. 二\n2. 天是蓝的。\n\n参考答案\n| 1 | A |\n|---|---|\n| 2 | √ |", ["choice A", "true-false T"]),
    "circled options": ("1. 哪个是偶数？\n① 1\n② 2\n③ 3\n答案：②", ["choice B"]),
    "options in brackets": ("1. 哪些是偶数？\n(1) 1\n(2) 2\n(3) 4\n答案：(2)(3)", ["multiple-choice BC"]),
    "a small letter in the stem": ("1. Which is a loss? (b)\n(a) ReLU\n(b) MSE\n2. The sky is green. ( F )", ["choice B", "true-false F"]),
    "correct option": ("Q1: Which?\nA) 1\nB) 2\nCorrect: B\nQ2: Which?\nA) 1\nB) 2\nCorrect option: A", ["choice B", "choice A"]),
    "French": ("1. Laquelle ?\nA. 1\nB. 2\nBonne réponse : B\n2. Laquelle ?\nA. 3\nB. 4\nRéponse correcte : A\n3. Laquelle ?\nA. 5\nB. 6\nCorrigé : B", ["choice B", "choice A", "choice B"]),
    "German": ("1. Welche?\nA) 1\nB) 2\nAntwort: B\n2. Schnee ist rot.\nAntwort: falsch", ["choice B", "true-false F"]),
    "signs before numbers": ("True/False\nT  1. The sky is blue.\n__F__ 2. Grass is red.\n√ 3. Snow is white.", ["true-false T", "true-false F", "true-false T"]),
    "lines before numbers": ("True/False\n_____ 1. The sky is blue.\n_____ 2. Grass is red.\n\nAnswers\n1. T 2. F", ["true-false T", "true-false F"]),
    "numbers of pages": ("1. 哪个？\nA. 甲\nB. 乙\n答案：B\n第2页 共5页\n2. 哪个？\nA. 甲\nB. 乙\n答案：A\nPage 3 of 5", ["choice B", "choice A"]),
    "stars before numbers": ("★1. 哪个？\nA. 甲\nB. 乙\n答案：A\n★★2. 哪个？\nA. 甲\nB. 乙\n答案：B", ["choice A", "choice B"]),
    "letters below the label": ("1. 哪些？\nA. 甲\nB. 乙\nC. 丙\n答案：\nA\nC", ["multiple-choice AC"]),
    "a solution below the label": ("1. 推导梯度。（10分）\n参考答案：\n解：设甲\n故乙", ["essay 设甲\\\n故乙"]),
    "labels": ("题目：哪个？\n选项：\nA. 甲\nB. 乙\n答案：B\n\n题干：天是蓝的。\n答案：对", ["choice B", "true-false T"]),
    "numbers in words": ("第一题：哪个？\nA. 甲\nB. 乙\n答案：B\n第二题 天是蓝的。\n答案：对", ["choice B", "true-false T"]),
    "nothing but the letter": ("1. 哪个？\nA. 甲\nB. 乙\n（B）\n2. 哪些？\nA. 甲\nB. 乙\nC. 丙\nAC\n\n3. 天是蓝的。\n√", ["choice B", "multiple-choice AC", "true-false T"]),
    "letters in brackets each": ("1. Pick.\nA. a\nB. b\nC. c\nAnswers: (A), (C)\n2. Pick.\nA. a\nB. b\nAns. A", ["multiple-choice AC", "choice A"]),
    "the key first": ("参考答案\n1-2 AB\n\n1. 哪个？\nA. 甲\nB. 乙\n2. 哪个？\nA. 甲\nB. 乙", ["choice A", "choice B"]),
    "the key first in a line": ("答案：1.A 2.B\n1. 哪个？\nA. 甲\nB. 乙\n2. 哪个？\nA. 甲\nB. 乙", ["choice A", "choice B"]),
    "answers behind each section": (
        "一、选择题\n1．哪个？\nA．甲\nB．乙\n2．哪个？\nA．甲\nB．乙\n答案：1．A　2．B\n\n二、判断题\n1．天是蓝的。\n2．草是红的。\n答案：1．√　2．×\n\n三、名词解释\n1．法人\n答：一种组织。",
        ["choice A", "choice B", "true-false T", "true-false F", "essay 一种组织。"],
    ),
    "answers behind each ten": (
        "1. 哪个？\nA. 甲\nB. 乙\n2. 哪个？\nA. 甲\nB. 乙\n答案：1. A 2. B\n3. 哪个？\nA. 甲\nB. 乙\n4. 哪个？\nA. 甲\nB. 乙\n答案：3. B 4. A",
        ["choice A", "choice B", "choice B", "choice A"],
    ),
    "reasons behind the letters of a key": (
        "1. 哪部？\nA. 史记\nB. 春秋\n2. 哪年？\nA. 221年\nB. 206年\n\n参考答案与解析\n1. B 《春秋》是编年体。\n2. A 秦王政二十六年。",
        ["choice B", "choice A"],
    ),
    "the letter behind the stem": ("1. 单位是什么？ A\nA. 安培\nB. 伏特\n2. 单位是  B\nA. 安培\nB. 伏特", ["choice A", "choice B"]),
    "underlined by a converter": ("1. 单位是 <u>　B　</u>\nA. 伏特\nB. 安培\n2. 首都是[   ]{.underline}。\n答案：北京", ["choice B", "short-answer 北京"]),
    "a kind and points": ("1.（简答，5分）简述甲。\n答案：乙。\n2.（单选，2分）哪个？\nA.甲 B.乙\n答案：A", ["essay 乙。", "choice A"]),
    "small letters beside numbers": ("1. Match.\n1) Austen    a) Emma\n2) Dickens   b) Hard Times\nAnswer: 1-a, 2-b", ["matching"]),
    "buttons": ("Question 1 of 2\nWhat is 2+2?\n○ 3\n● 4\n○ 5\n\nQuestion 2 of 2\nThe sky is blue.\n● True\n○ False", ["choice B", "true-false T"]),
    "what a part of a paper is worth": ("1．（本小题满分12分）简述甲。\n答：乙。", ["essay 乙。"]),
    "answers that can be opened": (
        "### 1. Which?\n- A. one\n- B. two\n\n<details>\n<summary><b>Show answer</b></summary>\n\nB\n\n</details>\n\n### 2. Which?\n- A. one\n- B. two\n\n<details><summary>Answer</summary>A</details>",
        ["choice B", "choice A"],
    ),
    "points behind the letter": ("1. 哪个？（ ）（2分）\nA. 甲\nB. 乙\n答案：A（2分）", ["choice A"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HANDS.values(), ids=list(HANDS))
def test_every_hand_is_understood(text: str, expected: list[str]) -> None:
    imported = read(text)
    assert [summary(item) for item in items(imported)] == expected
    assert not [
        d for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric", "import-two-keys")
    ]
    assert not [item for item in items(imported) if re.match("题|选项|第.题", str(item.get("stem", {}).get("zh")))]
    assert not [item for item in items(imported) if "分" in str(item.get("explanation"))]


def test_how_many_questions_there_are_is_no_part_of_one() -> None:
    (item,) = items(read("Question 1 of 3\nWhat is 2+2?\nA. 3\nB. 4\nAnswer: B"))
    assert item["stem"] == {"en": "What is 2+2?"}


def test_the_right_answer_stands_behind_that_of_a_student() -> None:
    imported = read("1. (单选题, 50分)哪个？\nA. 甲\nB. 乙\n我的答案: A:甲;正确答案: B:乙;\n0分\n")
    assert [summary(item) for item in items(imported)] == ["choice B"]
    assert [d.message for d in imported.doubts if d.rule == "written-response"] == [
        "“A:甲;” is no answer of the key and was dropped",
        "“0分” is no answer of the key and was dropped",
    ]


def test_an_answer_that_only_the_explanation_has_is_a_doubt() -> None:
    imported = read(
        "1. 哪个？\nA. 甲\nB. 乙\n解析：乙对，故选B。\n2. Which?\nA. a\nB. b\nSolution: A\n3. 推导。\n解析：略去。"
    )
    assert [summary(item) for item in items(imported)] == ["choice B", "choice A", "essay 略去。"]
    assert [d.message for d in imported.doubts if d.rule == "import-key-doubtful"] == [
        "it has no answer; its explanation says “故选B.”",
        "it has no answer; its explanation says “A”",
        "it has no answer; its explanation became the model answer",
    ]


def test_what_stands_behind_a_statement_is_a_doubt() -> None:
    imported = read("1. 天是蓝的。（√）\n\n教师签名：张三")
    assert [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule == "written-stray"] == [
        (3, "“教师签名：张三” has no number; it was taken for more of the question before it")
    ]


@pytest.mark.parametrize("run", ["\t", "```python\n", "x = 1\n", "**a ", "|", "_", "答案：A ", "3.1~"])
def test_no_run_of_signs_keeps_the_reader_busy(run: str) -> None:
    imported = read(f"1. 哪个？\nA. 甲\nB. 乙\n答案：A\n2. 简述\n{run * (90_000 // len(run))}\n")
    assert summary(items(imported)[0]) == "choice A"


ANSWERS = {
    "both B and C": "BC", "B and C": "BC", "Both B and C are correct.": "BC", "options A and C": "AC", "A + C": "AC", "A、B都正确": "AB",
    "A和B都对": "AB", "A与C": "AC", "AC都对": "AC", "选项A、C正确": "AC", "仅C": "C", "only B": "B", "除B外都对": "AC", "all except B": "AC",
    "a and c": "AC", "A cat": "A", "B 四": "B", "B because it is even": "B", "B. 因为如此": "B",
}  # fmt: skip


@pytest.mark.parametrize(("answer", "right"), ANSWERS.items())
def test_words_beside_letters_are_understood(answer: str, right: str) -> None:
    imported = read(f"1. 哪些？\nA. a cat\nB. 四\nC. 八\n答案：{answer}")
    assert [summary(item) for item in items(imported)] == [
        f"{'multiple-choice' if len(right) > 1 else 'choice'} {right}"
    ]
    assert not [d for d in imported.doubts if d.rule.startswith("import-key")]


@pytest.mark.parametrize("answer", ["A or B", "A或B", "A/C均可", "neither", "A不对"])
def test_an_answer_that_does_not_say_which_is_a_doubt(answer: str) -> None:
    imported = read(f"1. 哪些？\nA. 二\nB. 四\nC. 八\n答案：{answer}\n2. 哪个？\nA. 甲\nB. 乙\n答案：A")
    assert [summary(item) for item in items(imported)] == ["choice A"]
    (lost,) = [d for d in imported.doubts if d.rule == "import-question-lost"]
    assert answer in lost.message


def test_all_are_the_option_that_says_so_or_all_of_them() -> None:
    imported = read("1. 哪个？\nA. 甲\nB. 乙\nC. 以上都对\n答案：全对\n2. 哪些？\nA. 甲\nB. 乙\n答案：全选")
    assert [summary(item) for item in items(imported)] == ["choice C", "multiple-choice AB"]
    (doubtful,) = [d.message for d in imported.doubts if d.rule == "import-key-doubtful"]
    assert doubtful == "all of its 2 options are right; is one of them meant to be wrong?"


def test_a_course_takes_a_choice_of_which_all_are_right_from_an_import_alone(tmp_path: Path) -> None:
    file, into = tmp_path / "q.txt", tmp_path / "course"
    file.write_text("1. 哪些？\nA. 甲\nB. 乙\n答案：AB", encoding="utf-8")
    import_file(SOURCES["text"], file, into)
    assert {item.kind for item in load_course(into).items.values()} == {"multiple-choice"}
    bank = into / "bank/items/q.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("imported: true", "imported: false"), encoding="utf-8")
    with pytest.raises(CourseError, match="missing key `wrong`"):
        load_course(into)


def test_a_letter_with_the_text_of_another_option_is_a_doubt() -> None:
    imported = read("1. 哪个？\nA. 甲\nB. 乙\n答案：A. 乙\n2. 哪个？\nA. 甲\nB. C 语言\nC. 丙\n答案：B. C 语言")
    assert [summary(item) for item in items(imported)] == ["choice A", "choice B"]
    assert [d.message for d in imported.doubts if d.rule == "import-key-doubtful"] == [
        "its answer “A. 乙” has the text of option B"
    ]


def test_parts_with_letters_are_no_options() -> None:
    imported = read("1. Consider f.\n(a) Find the zero.\n(b) Find the slope.\nAnswer: (a) 2x - 4; (b) -4 at 2")
    (item,) = items(imported)
    assert summary(item) == "essay (a) 2x - 4; (b) -4 at 2"
    assert item["stem"] == {"en": "Consider f.\\\n(a) Find the zero.\\\n(b) Find the slope."}
    assert any("parts" in d.message for d in imported.doubts)


@pytest.mark.parametrize(
    ("options", "kind"),
    [("x y", "choice"), ("0 1", "choice"), ("T F", "true-false"), ("√ x", "true-false"), ("Yes No", "true-false")],
)
def test_names_and_figures_say_neither_true_nor_false(options: str, kind: str) -> None:
    one, other = options.split()
    (item,) = items(read(f"1. Which?\nA. {one}\nB. {other}\nAnswer: A"))
    assert item["kind"] == kind


def test_a_key_after_all_answers_begins_no_questions() -> None:
    key = "参考答案\n一、选择题\n1. A\n二、判断题\n2. √"
    imported = read(f"一、选择题\n1. 哪个？（A）\nA. 甲\nB. 乙\n二、判断题\n2. 天是蓝的。\n{key}")
    assert [summary(item) for item in items(imported)] == ["choice A", "true-false T"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1. Which unknown?\nAnswer: x", 1),
        ("True/False\n1. Grass is red.\nAnswer: x", 0),
        ("1. 草是红的。\n答案：×", 0),
    ],
)
def test_a_letter_as_the_answer_may_be_a_name(text: str, count: int) -> None:
    imported = read(text)
    assert [summary(item) for item in items(imported)] == ["true-false F"]
    assert len([d for d in imported.doubts if "name of a quantity" in d.message]) == count


@pytest.mark.parametrize("answer", ["both " * 2000, "选" * 2000, "以上" * 2000, "A and " * 2000])
def test_an_endless_answer_is_a_doubt(answer: str) -> None:
    imported = read(f"1. 哪个？\nA. 甲\nB. 乙\n答案：{answer}")
    assert not imported.items
    assert [d.rule for d in imported.doubts if d.rule == "import-question-lost"]


def test_what_test_generators_write_behind_an_answer_belongs_to_its_question() -> None:
    imported = read(
        "MULTIPLE CHOICE. Choose one.\n\n1) Which makes ATP?\t1) ______\nA) nucleus\nB) mitochondrion\nAnswer: B\nDiff: 1   Var: 1\nObjective: 3.2\n\n"
        "TRUE/FALSE. Write T or F.\n\n2) All cells have a nucleus.\nAnswer: FALSE\nDiff: 2\n\n"
        "COMPLETION\n\n3. Eight bits are a ____.\nANS:\tbyte\tPTS:\t2\tDIF:\tEasy\tREF:\tp. 12\tOBJ:\t1-1\n"
        "4. A byte has four ____.\nANS: bits\n\nTRUE/FALSE\n1. RAM is volatile.\nANS: F\nIt is not.\nPTS: 1"
    )
    found = items(imported)
    assert [summary(item) for item in found] == [
        "choice B",
        "true-false F",
        "short-answer byte",
        "short-answer bits",
        "true-false F",
    ]
    assert [item["difficulty"] for item in found] == [1, 2, 2, 3, 3]
    assert found[0]["stem"] == {"en": "Which makes ATP?"}
    assert found[0]["tags"] == ["Var: 1", "Objective: 3.2"]
    assert found[2]["tags"] == ["REF: p. 12", "OBJ: 1-1"]
    assert found[4]["statements"][0]["why"] == {"en": "It is not."}
    assert [entry["points"] for entry in imported.entries] == [1, 1, 2, 1, 1]
    assert not [d for d in imported.doubts if d.rule != "import-one-language"]


def test_sections_in_brackets_are_none_of_the_questions() -> None:
    imported = read(
        "第一部分 选择题\n(一) 单选\n1、哪个？\nA、甲 B、乙\n(二) 多选\n1、哪些？\nA、甲 B、乙 C、丙\n（三）填空题（每空2分）\n1、____和____是颜色。\n\n"
        "参考答案及评分标准\n(一) 单选\n1. B\n(二) 多选\n1. AC\n（三）填空题\n1. 红；绿"
    )
    assert [summary(item) for item in items(imported)] == [
        "choice B",
        "multiple-choice AC",
        "linked short-answer 红,short-answer 绿",
    ]
    assert [entry["points"] for entry in imported.entries] == [1, 1, 2]
    assert not [d for d in imported.doubts if d.rule != "import-one-language"]


def test_a_question_numbered_in_brackets_is_no_section() -> None:
    assert [summary(item) for item in items(read("（一）证明勾股定理。\n答：略证。\n（二）计算面积。\n答：六。"))] == [
        "essay 略证。",
        "essay 六。",
    ]


@pytest.mark.parametrize(("title", "points"), [("每空2分", [2]), ("每题4分", [2]), ("每题3分", [2]), ("", [1])])
def test_points_of_blanks_are_those_of_each_part(title: str, points: list[int]) -> None:
    imported = read(f"一、填空题（{title}）\n1. ____和____是颜色。\n答案：红；绿")
    assert [entry["points"] for entry in imported.entries] == points
    rounded = [d.message for d in imported.doubts if d.rule == "import-points-rounded"]
    assert rounded == (["its points, 3 in all, became 2 for each of its blanks"] if "3" in title else [])


OTHERS = {
    "a title in Markdown above bold numbers": ("# 题库\n\n**1.** 哪个？\nA. 甲\nB. 乙\n\n> 答案：B\n\n**2. 什么是事务？**\n\n> 答：一组操作。", ["choice B", "essay 一组操作。"], ["written-text"]),
    "answers in parts in a key": (
        "1．哪个？\nA．甲 B．乙\n2．解方程。\n3．某商店：\n（1）求甲；\n（2）求乙。\n\n参考答案\n1．B\n2．得 x=3，\n代入得 y=2．\n3．（1）20；（2）60．",
        ["choice B", "essay 得 x=3，\\\n代入得 y=2．", "essay （1）20；（2）60．"],
        [],
    ),
    "answers in parts in lines": ("1．哪个？\nA．甲 B．乙\n2．某商店？\n\n参考答案\n1．B\n2．（1）20\n（2）60", ["choice B", "essay （1）20\\\n（2）60"], []),
    "numbers with a space": ("单选题\n1 哪个？\nA 甲\nB 乙\n正确答案 B\n答案解析 因为如此。\n2 哪个？\nA 甲\nB 乙\n正确答案 A\n判断题\n3 天是蓝的。\n正确答案 对", ["choice B", "choice A", "true-false T"], []),
    "what is to be done above a statement": ("1. True or False: The sky is blue.\nAns: True\n2、（ F ）草是红的。", ["true-false T", "true-false F"], []),
    "stars for the difficulty": ("1. 哪个？\nA. 甲\nB. 乙\n答案：B\n难度：★★", ["choice B"], []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "doubts"), OTHERS.values(), ids=list(OTHERS))
def test_other_hands(text: str, expected: list[str], doubts: list[str]) -> None:
    imported = read(text)
    assert [summary(item) for item in items(imported)] == expected
    said = [
        d.rule for d in imported.doubts if d.rule not in ("import-one-language", "import-no-rubric", "import-two-keys")
    ]
    assert said == doubts
    texts = [str(item.get("stem") or item["statements"]) for item in items(imported)]
    assert not [text for text in texts if re.search(r"'\d|True or False|（\u3000）", text)]


def test_brackets_at_the_end_say_what_a_question_is_worth_and_where_it_belongs() -> None:
    imported = read(
        "1、哪个（B ）（2 分）（难度：1）（第 3 章）\nA、甲 B、乙\n2、哪个f(x)（A）（知识点：函数）\nA、甲 B、乙"
    )
    first, second = items(imported)
    assert (first["stem"], first["difficulty"], first["tags"]) == ({"zh": "哪个（\u3000）"}, 1, ["第 3 章"])
    assert (second["stem"], second["tags"]) == ({"zh": "哪个f(x)（\u3000）"}, ["函数"])
    assert [entry["points"] for entry in imported.entries] == [2, 1]


@pytest.mark.parametrize("named", ["[图片：三角形.png]", "（图：电路）", "见 fig-1.jpg 。"])
def test_a_picture_that_is_named_is_a_doubt(named: str) -> None:
    imported = read(f"1. 哪个？{named}\nA. 甲\nB. 乙\n答案：A")
    assert [d.rule for d in imported.doubts if d.rule == "written-picture"] == ["written-picture"]


def test_lines_of_two_encodings_are_read_each_in_its_own() -> None:
    data = "1. 首都？\nA. 北京\nB. 上海\n答案：A\n".encode("gbk") + "2. 天是蓝的。\n答案：对\n".encode()
    imported = read(data)
    assert [summary(item) for item in items(imported)] == ["choice A", "true-false T"]
    assert items(imported)[0]["stem"] == {"zh": "首都？"}
    assert [d.message for d in imported.doubts if d.rule == "written-encoding"] == [
        "the file is not UTF-8 and was read as a mixture of UTF-8 and GBK; are all characters right?"
    ]
