"""Questions with wrong numbers, and answers that are numbers: nothing of a question is put into another one."""

from __future__ import annotations

from time import process_time

import pytest
from test_written import items, read, summary

# Numbers that people get wrong, with the questions that begin all the same and those that are lost, by their words.
NUMBERS = {
    "repeated": ("2. Explain entropy.\nAnswer: disorder\n\n2. Explain energy.\nAnswer: work\n\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "repeated and close": ("2. Explain entropy.\nAnswer: disorder\n2. Explain energy.\nAnswer: work\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "the first one again": ("1. Explain entropy.\nAnswer: disorder\n1. Explain energy.\nAnswer: work\n2. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "skipped": ("1. Explain entropy.\nAnswer: disorder\n3. Explain energy.\nAnswer: work\n\n7. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "backwards": ("5. Explain entropy.\nAnswer: disorder\n\n4. Explain energy.\nAnswer: work\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "skipped far": ("1. Explain entropy.\nAnswer: disorder\n\n21. Explain energy.\nAnswer: work\n\n22. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "behind one without an answer": ("2. Explain entropy.\n\n2. Explain energy.\nAnswer: work\n\n3. Explain heat.\nAnswer: motion", "energy heat", "entropy"),
    "skipped behind one without an answer": ("1. Explain entropy.\n3. Explain energy.\nAnswer: work\n4. Explain heat.\nAnswer: motion", "energy heat", "entropy"),
    "without an answer": ("2. Explain entropy.\nAnswer: disorder\n\n2. Explain energy.\n\n3. Explain heat.\nAnswer: motion", "entropy heat", "energy"),
    "without a number": ("1. Explain entropy.\nAnswer: disorder\n\nExplain energy.\nAnswer: work\n\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "another sign": ("1. Explain entropy.\nAnswer: disorder\n2) Explain energy.\nAnswer: work\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "a bracket": ("1. Explain entropy.\nAnswer: disorder\n\n(2) Explain energy.\nAnswer: work\n\n3. Explain heat.\nAnswer: motion", "entropy energy heat", ""),
    "options": ("2. entropy?\nA. 1\nB. 2\nAnswer: A\n\n2. energy?\nA. 3\nB. 4\nAnswer: B\n3. heat?\nA. 5\nB. 6\nAnswer: A", "entropy energy heat", ""),
    "Chinese": ("2、解释 entropy。\n答案：乱\n2、解释 energy。\n答案：功\n\n5、解释 heat。\n答案：动", "entropy energy heat", ""),
    "third in Chinese": ("第1题 解释 entropy。\n答案：乱\n\n第1题 解释 energy。\n答案：功\n第2题 解释 heat。\n答案：动", "entropy energy heat", ""),
    "a key at the end": ("1. Explain entropy.\n3. Explain energy.\n4. Explain heat.\n\nAnswers:\n1. disorder\n3. work\n4. motion", "entropy energy heat", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "begun", "lost"), NUMBERS.values(), ids=list(NUMBERS))
def test_a_wrong_number_begins_a_question_all_the_same(text: str, begun: str, lost: str) -> None:
    imported = read(text)
    words = ("entropy", "energy", "heat")
    for item, word in zip(items(imported), begun.split(), strict=True):
        assert [other for other in words if other in str(item)] == [word]
    dropped = [d.subject for d in imported.doubts if d.rule == "import-question-lost"]
    assert [word for word in words if word in " ".join(dropped)] == lost.split()
    assert not [d for d in imported.doubts if d.rule == "written-twice"]


# Lists that are no questions, with what each text becomes.
LISTS = {
    "in an explanation": ("1. 哪个？\nA. 甲\nB. 乙\n答案：A\n解析：\n1. 先看。\n2. 再看。\n\n2. 哪个？\nA. 甲\nB. 乙\n答案：B", 2),
    "in an answer": ("2. 简述。\n答案：\n1. 其一。\n2. 其二。\n\n3. 简述。\n答案：其三。", 2),
    "in a stem": ("3. 三条：\n1. 甲\n2. 乙\n3. 丙\n正确的是？\nA. 前两条\nB. 后两条\n答案：B\n4. 天是蓝的。\n答案：√", 2),
    "behind an empty line": ("3. 三条：\n\n1. 甲\n2. 乙\n\n正确的是？\nA. 前一条\nB. 后一条\n答案：B\n4. 天是蓝的。\n答案：√", 2),
    "an explanation before the answer": ("5. 天是蓝的。\n解析：\n1. 先看。\n2. 再看。\n答案：√\n6. 天是黑的。\n答案：×", 2),
    "a year": ("1. When was it?\nIt was about\n1905. That is known.\nAnswer: in 1905\n2. Why?\nAnswer: so", 2),
}  # fmt: skip


@pytest.mark.parametrize(("text", "count"), LISTS.values(), ids=list(LISTS))
def test_a_list_begins_no_question(text: str, count: int) -> None:
    assert len(items(read(text))) == count


COMMAS = {
    "1000": ("numeric 1000", ""),
    "1,000": ("numeric 1000", ""),
    "12,345,678.5": ("numeric 12345678.5", ""),
    "3,14": ("numeric 3.14", "its comma as a decimal point"),
    "0,5": ("numeric 0.5", "its comma as a decimal point"),
    "0,125": ("numeric 0.125", "its comma as a decimal point"),
    "-2,75": ("numeric -2.75", "its comma as a decimal point"),
    "1.234,5": ("numeric 1234.5", "its comma as a decimal point"),
    "1 234,56": ("numeric 1234.56", "its comma as a decimal point"),
    "1 000": ("numeric 1000", ""),
    "1.234.567": ("numeric 1234567", ""),
    "2'000": ("numeric 2000", ""),
    "3，14": ("numeric 3.14", "its comma as a decimal point"),
    "3.14": ("numeric 3.14", ""),
    ".5": ("numeric 0.5", ""),
    "$24$": ("numeric 24", ""),
    "24.": ("numeric 24", ""),
    "3.2×10^5": ("numeric 320000", ""),
    "$3.2 \\times 10^{-2}$": ("numeric 0.032", ""),
    "1,2": ("", "write 1.2 for a number, or “1; 2” for several answers"),
    "10,20,30": ("", "write “10; 20; 30” for several answers"),
}


@pytest.mark.parametrize("stem", ["What is x?", "x = ____"])
@pytest.mark.parametrize(("given", "expected"), COMMAS.items(), ids=list(COMMAS))
def test_a_comma_in_a_number_is_plain_or_a_doubt(stem: str, given: str, expected: tuple[str, str]) -> None:
    becomes, message = expected
    imported = read(f"1. {stem}\nAnswer: {given}")
    (item,) = items(imported)
    assert summary(item) == becomes or (not becomes and item["kind"] in ("short-answer", "essay"))
    said = [d.message for d in imported.doubts if d.rule == "written-number"]
    assert len(said) == bool(message)
    assert message in "".join(said)


RANGES = {
    "3.13~3.15": ("numeric 3.14", "0.01", "became 3.14 ± 0.01"),
    "3.13…3.15": ("numeric 3.14", "0.01", "became 3.14 ± 0.01"),
    "3.13..3.15": ("numeric 3.14", "0.01", "became 3.14 ± 0.01"),
    "3.13～3.15（含）": ("numeric 3.14", "0.01", "became 3.14 ± 0.01"),
    "[3.13, 3.15]": ("short-answer [3.13, 3.15]", None, "if every number between is right, write 3.13~3.15"),
    "3.13≤x≤3.15": ("short-answer 3.13≤x≤3.15", None, "if every number between is right, write 3.13~3.15"),
}


@pytest.mark.parametrize(("given", "expected"), RANGES.items(), ids=list(RANGES))
def test_a_range_is_a_number_with_a_tolerance_or_a_doubt(given: str, expected: tuple[str, str | None, str]) -> None:
    becomes, tolerance, message = expected
    imported = read(f"1. x = ____\nAnswer: {given}")
    (item,) = items(imported)
    assert (summary(item), item.get("tolerance")) == (becomes, tolerance)
    (said,) = [d.message for d in imported.doubts if d.rule == "written-number"]
    assert message in said


TEXTS = {
    "24 V": "for a number, write `24` alone, and put `V` into the stem",
    "24伏": "for a number, write `24` alone, and put `伏` into the stem",
    "24 (V)": "for a number, write `24` alone, and put `V` into the stem",
    "24 ± 1 V": "for a number, write 24 ± 1, and put V into the stem",
    "50%": "for a number, write `0.5`; or write `50`, and ask for percent in the stem",
    "1/2": "“1/2 | 0.5” accepts both",
    "1/3": "for a number, write decimals with a tolerance, such as 0.333±0.001",
    "2^3": "for a number, write `8`",
    "20-30": "if every number between is right, write 20~30",
    "24, 25": "write “24; 25” for several answers",
}


@pytest.mark.parametrize("given", TEXTS)
@pytest.mark.parametrize(
    ("text", "kind"),
    [("1. What is x?\nAnswer: {}", "essay"), ("1. x = ____\nAnswer: {}", "short-answer"), ("三、填空题\n1. x 为____。\n答案：{}", "short-answer")],
)  # fmt: skip
def test_what_is_nearly_a_number_is_read_as_a_text_and_said(given: str, text: str, kind: str) -> None:
    imported = read(text.format(given))
    assert [item["kind"] for item in items(imported)] == [kind]
    (said,) = [d.message for d in imported.doubts if d.rule == "written-number"]
    assert TEXTS[given] in said
    assert ("the question became an essay" in said) == (kind == "essay")


@pytest.mark.parametrize("given", ["12:30", "1:2", "2024-01-02", "Paris", "≥ 3", "π"])
def test_what_is_no_number_has_no_remark_on_numbers(given: str) -> None:
    for stem in ("x = ____", "What is x?"):
        assert not [d for d in read(f"1. {stem}\nAnswer: {given}").doubts if d.rule == "written-number"]


def test_answers_of_many_commas_are_read_at_once() -> None:
    before = process_time()
    for sign in (",", ", ", ";", " or ", "/", "'"):
        read(f"1. x = ____\nAnswer: {sign.join('1' * 40)[:90]}x")
    assert process_time() - before < 20, "reading them in each way takes hours"


@pytest.mark.parametrize(
    ("beside", "doubtful"), [("3. Pi?\nAnswer: 3,14", True), ("3. Pi?\nAnswer: 3.14", False), ("", False)]
)
def test_thousands_are_doubtful_where_another_answer_has_a_decimal_comma(beside: str, *, doubtful: bool) -> None:
    imported = read(f"1. How many?\nAnswer: 1,000\n2. How much?\nAnswer: 2.500\n{beside}")
    said = [d.message for d in imported.doubts if "decimal points here" in d.message]
    expected = [
        "“1,000” was read as 1000; if commas are decimal points here, write 1",
        "“2.500” was read as 2.5; if commas are decimal points here, write 2500",
    ]
    assert said == (expected if doubtful else [])


def test_an_answer_in_the_line_may_be_german() -> None:
    assert [summary(item) for item in items(read("1. Wie viele? Antwort: 5\n2. Pi? Richtige Antwort: 3,14"))] == [
        "numeric 5",
        "numeric 3.14",
    ]
