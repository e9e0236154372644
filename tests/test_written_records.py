"""Texts from item banks: long numbers, and questions whose parts are all labelled; lines of Blackboard."""

from __future__ import annotations

import pytest
from test_written import items, read


@pytest.mark.parametrize("form", ["{}. ", "{}、", "第{}题 ", "（{}）", "Q{}: ", "{}) "])
def test_the_numbers_of_item_banks_are_long(form: str) -> None:
    numbers = (9999, 10000, 10001, 100002, 20240003)
    text = "\n\n".join(f"{form.format(n)}Which is {n}?\nA. this\nB. that\nAnswer: {'AB'[n % 2]}" for n in numbers)
    imported = read(text)
    assert [item["stem"]["en"] for item in items(imported)] == [f"Which is {n}?" for n in numbers]
    assert [next(iter(item["right"]))["text"]["en"] for item in items(imported)] == [
        "that" if n % 2 else "this" for n in numbers
    ]
    assert {doubt.rule for doubt in imported.doubts} == {"import-one-language"}


@pytest.mark.parametrize(
    "key",
    [
        "10001-10003 ABB",
        "10001. A  10002. B  10003. B",
        "10001A 10002B 10003B",
        "题号 10001 10002 10003\n答案 A B B",
        "10001\tA\n10002\tB\n10003\tB",
    ],
)
def test_answers_that_stand_together_have_long_numbers_too(key: str) -> None:
    questions = "\n".join(f"{n}. 哪一个是{n}？\nA. 甲\nB. 乙" for n in (10001, 10002, 10003))
    imported = read(f"{questions}\n\n参考答案\n{key}")
    assert [item["right"][0]["text"]["zh"] for item in items(imported)] == ["甲", "乙", "乙"]


RECORD = """\
【题型】单选题
【难度】易
【题干】哪一个是网络层的协议？
【选项】
A.TCP
B.IP
【答案】B
【解析】TCP 属于传输层。
【知识点】网络层

【题型】判断题
【难度】难
【题干】
IPv6 的地址长 128 位。
【答案】正确
【解析】是的。

【题型】填空题
【难度】中
【题干】HTTP 的端口是____，HTTPS 的端口是____。
【答案】80###443
【解析】见教材：

1. 明文；
2. 加密。
"""


@pytest.mark.parametrize("style", ["【{}】", "{}：", "[{}]：", "{}: "])
def test_all_parts_of_a_question_have_labels(style: str) -> None:
    text = RECORD
    for label in ("题型", "难度", "题干", "选项", "答案", "解析", "知识点"):
        text = text.replace(f"【{label}】", style.format(label))
    choice, truth, blanks = items(read(text))
    assert (choice["stem"]["zh"], choice["right"][0]["text"]["zh"]) == ("哪一个是网络层的协议？", "IP")
    assert [option["text"]["zh"] for option in choice["wrong"]] == ["TCP"]
    assert (choice["difficulty"], choice["tags"]) == (2, ["网络层"])
    (stated,) = truth["statements"]
    assert (stated["text"]["zh"], stated["answer"], stated["why"]["zh"]) == ("IPv6 的地址长 128 位。", True, "是的。")
    assert (truth["difficulty"], truth["tags"]) == (4, [])
    assert [part["answer"] for part in blanks["parts"]] == ["80", "443"]
    assert blanks["parts"][-1]["explanation"]["zh"].endswith("加密。")


def test_what_is_said_behind_an_answer_belongs_to_the_question_above() -> None:
    text = "\n\n".join(
        f"题干：哪一个是{n}？\n选项：A. 甲 B. 乙\n答案：{key}\n题型：单选题\n难度：{level}"
        for n, key, level in (("一", "A", "易"), ("二", "B", "难"))
    )
    one, two = items(read(text))
    assert (one["difficulty"], two["difficulty"]) == (2, 4)
    assert one["stem"]["zh"] == "哪一个是一？"
    assert [two["right"][0]["text"]["zh"], two["wrong"][0]["text"]["zh"]] == ["乙", "甲"]


def test_questions_may_be_numbered_in_two_ways() -> None:
    imported = read(
        "1. Which is even?\na) 1\nb) 2*\n\n2) Which is odd?\na) *1\nb) 2\n3) It is true.\n*a) True\nb) False"
    )
    assert [item["kind"] for item in items(imported)] == ["choice", "choice", "true-false"]
    assert [doubt.rule for doubt in imported.doubts if doubt.rule != "import-one-language"] == ["written-stray"] * 2


BLACKBOARD = """\
MC\tWhich is the largest planet?\tEarth\tincorrect\tJupiter\tcorrect
MA\tWhich are noble gases?\tNeon\tCorrect\tOxygen\tincorrect\tArgon\tcorrect
TF\tThe Sun is a star.\ttrue
ESS\tDiscuss it.\tIt depends.
FIB\tGold is ___.\tAu\taurum
NUM\tHow large is g?\t9.81\t0.02
ORD\tOrder the planets.\tMercury\tVenus; hot\tEarth
MAT\tMatch them.\tParis\tFrance\tRome\tItaly
FIB_PLUS\tThe [a] powers the [b].\ta\tmitochondrion\tmitochondria\t\tb\tcell
JUMBLED_SENTENCE\tI [x] it.\tsaw\tx
MC\tWhich one?\tthis\tyes\tthat\tno
"""


def test_the_text_of_blackboard_is_read() -> None:
    imported = read(BLACKBOARD)
    choice, several, truth, essay, word, number, order, pairs, blanks = items(imported)
    assert [option["text"]["en"] for option in choice["right"]] == ["Jupiter"]
    assert [option["text"]["en"] for option in several["right"]] == ["Neon", "Argon"]
    assert truth["statements"][0]["answer"] is True
    assert essay["model"]["en"] == "It depends."
    assert word["accepted"] == ["Au", "aurum"]
    assert (number["answer"], number["tolerance"]) == ("9.81", "0.02")
    assert [entry["text"]["en"] for entry in order["entries"]] == ["Mercury", "Venus; hot", "Earth"]
    assert [(pair["left"]["en"], pair["right"]["en"]) for pair in pairs["pairs"]] == [
        ("Paris", "France"),
        ("Rome", "Italy"),
    ]
    assert [part["accepted"] for part in blanks["parts"]] == [["mitochondrion", "mitochondria"], ["cell"]]
    left_out = [(doubt.rule, doubt.span.line) for doubt in imported.doubts if doubt.span and doubt.span.line > 9]
    assert left_out == [("import-type-unknown", 10), ("import-question-lost", 11)]


def test_words_on_lines_are_doubtful_answers() -> None:
    imported = read("1. 李白，字_太白_，号_青莲居士_。\n2. The variable my_name_x is _not_ used.\n答案：对")
    blanks, truth = items(imported)
    assert [part["accepted"] for part in blanks["parts"]] == [["太白"], ["青莲居士"]]
    assert truth["kind"] == "true-false"
    (doubt,) = (doubt for doubt in imported.doubts if doubt.rule == "import-key-doubtful")
    assert doubt.message == "it has no answer; “太白；青莲居士”, which stands between the signs _, became the answer"


ELSEWHERE = """\
Question: Which protocol is connectionless?
Type: Multiple Choice
Options:
A) TCP
B) UDP
Correct Answer: B
Difficulty: Easy

Question: Which ones are devices?
Type: multiple response
Option A: a mouse
Option B: a program
Option C: a keyboard
Correct Answer: A, C
Bloom level two: apply

Question: Explain it.
Type: Essay
Sample Answer: Because it is so.
"""


def test_options_stand_behind_what_is_said_of_their_question() -> None:
    imported = read(ELSEWHERE)
    choice, several, essay = items(imported)
    assert (choice["stem"]["en"], choice["difficulty"]) == ("Which protocol is connectionless?", 2)
    assert [option["text"]["en"] for option in (*choice["right"], *choice["wrong"])] == ["UDP", "TCP"]
    assert [option["text"]["en"] for option in several["right"]] == ["a mouse", "a keyboard"]
    assert essay["model"]["en"] == "Because it is so."
    # Among labels, what looks like one and is not known is not silently part of a text.
    (doubt,) = (doubt for doubt in imported.doubts if doubt.rule == "written-label")
    assert doubt.message == "“Bloom level two: apply” was not read as a label and belongs to the text before it"
