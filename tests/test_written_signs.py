"""Options with other signs than A. B. C., and letters that do not follow each other: read, or a doubt; never lost in silence."""

from __future__ import annotations

import pytest
from test_written import items, read, summary

from hwgen.lms.imported import Imported

USUAL = ("import-one-language", "import-no-rubric", "import-no-model")
READ = {
    "small roman": ("i) 1\nii) 2\niii) 3", "ii", "choice B"),
    "roman in brackets": ("(i) 1\n(ii) 2\n(iii) 4", "(ii)", "choice B"),
    "several roman": ("i. 1\nii. 2\niii. 4", "ii and iii", "multiple-choice BC"),
    "great roman": ("I. 1\nII. 2\nIII. 3\nIV. 4\nV. 5", "IV", "choice D"),
    "roman as one character": ("Ⅰ. 一\nⅡ. 二", "Ⅱ", "choice B"),
    "roman in full width": ("（ｉ）一\n（ｉｉ）二", "（ｉｉ）", "choice B"),
    "roman by number": ("i) one\nii) two", "2", "choice B"),
    "roman by text": ("i) one\nii) two", "two", "choice B"),
    "sign and text": ("i) one\nii) two", "ii) two", "choice B"),
    "circled": ("① 甲\n② 乙\n③ 丙\n④ 丁", "③", "choice C"),
    "circled by number": ("① 甲\n② 乙", "2", "choice B"),
    "several circled": ("① 甲\n② 乙\n③ 丙", "选①和③", "multiple-choice AC"),
    "circled by text": ("①甲 ②乙 ③丙", "乙", "choice B"),
    "circled letters": ("ⓐ 甲\nⓑ 乙", "ⓑ", "choice B"),
    "numbers": ("(1) 甲\n(2) 乙\n(3) 丙", "2", "choice B"),
    "numbers by text": ("1) 甲\n2) 乙", "乙", "choice B"),
    "the first number": ("1) 甲\n2) 乙", "1)", "choice A"),
    "numbers with points": ("1. 甲\n2. 乙", "2", "choice B"),
    "bullets": ("- one\n- two\n- three", "two", "choice B"),
    "round bullets": ("• one\n• two", "One", "choice A"),
    "bullets without spaces": ("•甲\n•乙", "乙", "choice B"),
    "Greek": ("α) one\nβ) two", "β", "choice B"),
    "stems": ("甲、一\n乙、二", "乙", "choice B"),
}


def doubts(imported: Imported) -> list[tuple[int, str]]:
    return [(d.span.line if d.span else 0, d.message) for d in imported.doubts if d.rule not in USUAL]


@pytest.mark.parametrize(("options", "answer", "expected"), READ.values(), ids=list(READ))
def test_signs_of_options_are_read(options: str, answer: str, expected: str) -> None:
    cells = f'题干,答案\n"哪个？\n{options}","{answer}"'.encode()
    together = f'题干,选项,答案\n哪个？,"{options}","{answer}"'.encode()
    sources = [(f"1. 哪个？\n{options}\n答案：{answer}\n2. 天是蓝的。（√）", "text"), (cells, "excel")]
    # In a column of options, a number counts them.
    for data, source in [*sources, *([(together, "excel")] if not answer.isdecimal() and "\n" in options else [])]:
        imported = read(data, source)
        first, *_ = items(imported)
        assert summary(first) == expected
        assert doubts(imported) == []
        assert list(first["stem"].values()) == ["哪个？"]


LETTERS = {
    "out of order": ("A. one\nC. two\nB. three", "C", "choice B", "an option C stands where B was expected"),
    "out of order and right": ("A. one\nC. two\nB. three", "A", "choice A", "an option C stands where B was expected"),
    "missing": ("A. one\nB. two\nD. three", "D", "choice C", "an option D stands where C was expected"),
    "twice": ("A. one\nB. two\nB. three", "A", "choice A", "two options have the letter B"),
    "in a line": ("A. one  B. two  D. three", "D", "choice C", "an option D stands where C was expected"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "answer", "expected", "message"), LETTERS.values(), ids=list(LETTERS))
def test_letters_mean_what_they_say(options: str, answer: str, expected: str, message: str) -> None:
    imported = read(f"1. Which?\n{options}\nAnswer: {answer}")
    assert [summary(item) for item in items(imported)] == [expected]
    line = 2 + next((i for i, line in enumerate(options.split("\n")) if i and line[0] != "ABC"[i]), 0)
    assert doubts(imported)[0][0] == line
    assert message in doubts(imported)[0][1]
    for cells in (f'题干,答案\n"Which?\n{options}",{answer}', f'题干,选项,答案\nWhich?,"{options}",{answer}'):
        imported = read(cells.encode(), "excel")
        assert [summary(item) for item in items(imported)] == [expected]
        assert message in doubts(imported)[0][1]


DOUBTS = {
    "an answer that names none": ("Which?\ni) one\nii) two", "three", "the list “i) one”"),
    "a sign is missing": ("Which?\ni) a\niii) b", "iii", "the lines with signs"),
    "lines without signs": ("Which?\none\ntwo", "two", "the line “two”"),
    "more behind the list": ("两条：\n①甲\n②乙\n哪条正确？", "②", "the list “① 甲”"),
    "how many": ("正确的有几个？\n① 甲\n② 乙\n③ 丙", "2", "the list “① 甲”"),
    "an order": ("哪些？\n① 甲\n② 乙\n③ 丙", "②①③", "the list “① 甲”"),
    "bullets": ("Which?\n- one\n- two", "four", "the list “- one”"),
}


@pytest.mark.parametrize(("stem", "answer", "message"), DOUBTS.values(), ids=list(DOUBTS))
def test_what_is_not_plain_is_a_doubt_and_stays(stem: str, answer: str, message: str) -> None:
    texts = [
        (f"1. 天是蓝的。（√）\n2. {stem}\n答案：{answer}", "text"),
        (f'题干,答案\n"{stem}",{answer}'.encode(), "excel"),
    ]
    for (data, source), line in zip(texts, (2, 2), strict=True):
        imported = read(data, source)
        assert summary(items(imported)[-1]) == f"essay {answer}"
        ((at, said),) = doubts(imported)
        # A row of CSV ends where its cell ends.
        assert source == "excel" or at == line
        assert said.startswith(message)
        assert "begin them with A. B. C." in said


@pytest.mark.parametrize(
    "text",
    [
        "1. 推导。\n(1) 求甲。\n(2) 求乙。\n答案：(1) 一 (2) 二",
        "四、简答题\n1. 说明。\n(1) 甲\n(2) 乙\n答案：略",
        "1. 求：\n(1) 甲\n(2) 乙\n答案：一；二",
        "1. 下列说法正确。\n① 甲\n② 乙\n答案：对",
        "1. Which hold?\nI. a\nII. b\nA. I only\nB. II only\nAnswer: B",
        "1. Who?\nA. J. Doe\nB. Vitamin D\nAnswer: B",
        "1. Which?\nA. the graph\nG. Hinton drew\nB. none\nAnswer: B",
    ],
)
def test_other_lists_are_no_options_and_no_doubt(text: str) -> None:
    imported = read(text)
    assert doubts(imported) == []
    assert len(items(imported)) == 1
