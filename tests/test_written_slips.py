"""Labels that are misspelt, and questions that are lost: each is named."""

from __future__ import annotations

import pytest
from test_written import items, read

from hwgen.lms.written.slips import meant

SLIPS = {
    "Answer:": ["Anwser: a", "Awnser: B", "Answr: 3", "Asnwer: x", "naswer: x", "Anser : B", "[Anwser] B", "Answer; B", "Answer. B", "Ans B"],
    "Correct answer:": ["Correct anwser: B", "Correct answer B"],
    "Solution:": ["Solution 3", "Solutoin: 3", "Soluton: 3", "Solution - 3"],
    "Explanation:": ["Explantion: because", "Explanaton: so", "Explanation because"],
    "Difficulty:": ["Dificulty: 3", "Difficutly: easy"],
    "Antwort:": ["Antwrot: 3", "Antwor: 3"],
    "答案：": ["答桉：B", "答按：B", "达案：B", "答安:B", "答 案：B", "【答桉】B", "答案B", "答案；B", "答案. B"],
    "正确答案：": ["正确答桉：B", "正却答案：B", "正确答案B"],
    "参考答案：": ["参考答按：对", "参靠答案：对"],
    "解析：": ["解折：因为", "解晰：因为", "【解折】因为", "解 析：因为"],
    "难度：": ["难渡：3"],
    "知识点：": ["知识店：红"],
}  # fmt: skip


@pytest.mark.parametrize(("label", "line"), [(label, line) for label, lines in SLIPS.items() for line in lines])
def test_a_misspelt_label_is_a_doubt_that_says_what_was_meant(label: str, line: str) -> None:
    imported = read(f"1. Which one is it?\nA. one\nB. two\n{line}\nAnswer: B\n2. The sky is blue.\nAnswer: true")
    (doubt,) = (d for d in imported.doubts if d.rule == "written-label")
    assert doubt.span
    assert doubt.span.line == 4
    assert f"did you mean “{label}”?" in doubt.message


@pytest.mark.parametrize(
    "line",
    [*("Note: it is wet", "Hint: think", "Resolution: 3 pixels", "Question: why?", "Source: a book", "Anger: bad", "Solution of what?"), *("Points A and B lie on it.", "回答：好", "难点：多", "问题：何", "方案：一", "解放：1949", "答题要求：写", "the answer to all", "Answers may vary.")],
)  # fmt: skip
def test_other_words_before_a_colon_are_no_labels(line: str) -> None:
    assert not meant(line)


def test_each_lost_question_is_named() -> None:
    names = ("entropy", "energy", "heat", "work")
    text = "\n\n".join(f"{n}. {name.title()} is a ____.\nAnwser: word" for n, name in enumerate(names, 1))
    imported = read(f"{text}\n\n5. The sky is blue.\nAnswer: true")
    assert len(items(imported)) == 1
    lost = [d for d in imported.grouped() if d.rule == "import-question-lost"]
    assert [(d.span.line, d.subject.split()[1].lower()) for d in lost if d.span] == [
        (1, "entropy"),
        (4, "energy"),
        (7, "heat"),
        (10, "work"),
    ]
    assert not [d for d in lost if "this is the first" in d.message]


@pytest.mark.parametrize("label", ["Solution: 3", "Lösung: 3", "解：3", "解析：3", "Explanation: 3"])
def test_an_answer_below_another_word_is_a_doubt(label: str) -> None:
    imported = read(f"1. 1 + 2 = ____\n{label}")
    (item,) = items(imported)
    assert (item["kind"], item["answer"]) == ("numeric", "3")
    assert "became the answer" in " ".join(d.message for d in imported.doubts)


@pytest.mark.parametrize("line", ["Answer - B", "answer -> B", "Answer — B", "答案 → B", "Answer B", "答案 - B"])
def test_an_arrow_or_a_dash_stands_for_the_colon(line: str) -> None:
    (item,) = items(read(f"1. Which one is it?\nA. one\nB. two\n{line}"))
    assert [option["id"][-1] for option in item["right"]] == ["b"]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("解折", "解析"),
        ("南度", "难度"),
        ("参考达案", "参考答案"),
        ("explnation", "Explanation"),
        ("dificulty", "Difficulty"),
        ("学院", ""),
    ],
)
def test_an_unknown_column_is_named_with_the_one_that_was_meant(column: str, meant: str) -> None:
    imported = read(f"题干,选项A,选项B,答案,{column}\n哪个？,甲,乙,B,x".encode(), "excel")
    (said,) = [d.message for d in imported.doubts if d.rule == "written-columns"]
    assert said == f"unknown columns were left out: “{column}”" + (f" (did you mean “{meant}”?)" if meant else "")
