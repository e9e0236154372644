"""The review of whole papers: enemies, give-aways, keys out of balance, plans that nothing fits."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import pytest
from planted_flaws import (
    CHOICE,
    OPEN,
    TERM,
    TRUTHS,
    Data,
    at,
    both,
    changed,
    course_of,
    found_in,
    text,
    told,
)

from hwgen.flaws.checking import CheckOptions, check
from hwgen.flaws.paper import balance, even_chance, run_chance

EXAM: Data = {
    "title": text("测验", "Test"),
    "minutes": 60,
    "sections": [
        {"title": text("题", "Questions"), "points": 4, "questions": [{"item": "pooling"}, {"item": "dropout"}]},
    ],
}


def test_an_exam_can_silence_its_own_flaws(tmp_path: Path) -> None:
    short = {**EXAM, "minutes": 3}
    (finding,) = found_in(course_of(tmp_path, CHOICE, TRUTHS, exam=short))
    assert finding.rule == "over-time"
    assert at(finding.span) == "3"
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**short, "silence": {"over-time": "it is a race"}})) == set()
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "silence": {"over-time": "so"}})) == {"silence"}
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "silence": {"clang": "so"}})) == {"silence"}


@pytest.mark.parametrize(
    ("needed", "grades", "result", "hint"),
    [
        (65, {"A": 90, "D": 60, "F": 0}, "`D`, which begins at 60, some pass and others fail", "60` or `pass: 90"),
        (95, {"A": 90, "F": 0}, "`A`, which begins at 90, some pass and others fail", "90`, or let"),
        (70, {"优秀": 90, "中等": 70, "及格": 60, "不及格": 0}, "`及格`, which begins at 60, all fail", "60`, or let"),
        (70, {"优秀": 90, "合格": 60, "不合格": 0}, "`合格`, which begins at 60, some fail", "60`, or let"),
        (50, {"Pass": 60, "Fail": 0}, "`Fail`, which begins at 0, some pass", "60`, or let"),
        (0, {"Pass": 60, "Fail": 0}, "`Fail`, which begins at 0, all pass", "60`, or let"),
        (60, {"优秀": 90, "中等": 70, "及格": 60, "不及格": 0}, "", ""),
        (70, {"A": 90, "C": 70, "D": 60, "F": 0}, "", ""),
        (60, {}, "", ""),
        (None, {"Pass": 60, "Fail": 0}, "", ""),
    ],
)
def test_the_mark_needed_to_pass_agrees_with_the_grades(
    needed: int | None, grades: Data, result: str, hint: str, tmp_path: Path
) -> None:
    marking = {"grades": grades} if needed is None else {"pass": needed, "grades": grades}
    root = course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "marking": marking})
    found = found_in(root)
    if not result:
        assert not found
        return
    (finding,) = found
    assert (finding.rule, at(finding.span)) == ("pass-and-grade", str(needed))
    assert finding.message == f"`pass` is {needed}, and of those with the grade {result}"
    assert finding.hint.startswith(f"write `pass: {hint}")
    assert finding.hint.endswith(f", or let a grade begin at {needed}")
    assert at(finding.related[0]).partition(":")[0] in result
    silent = course_of(tmp_path, CHOICE, TRUTHS, exam={**EXAM, "marking": marking, "silence": {finding.rule: "so"}})
    assert not found_in(silent)


def test_a_plan_that_keeps_apart_from_exams_that_nobody_recorded_says_so_once(tmp_path: Path) -> None:
    exam = {**EXAM, "plan": {"fresh": 2}}
    root = course_of(tmp_path, CHOICE, TRUTHS, exam=exam)
    second = root / "bank" / "exams" / "zweitens.yaml"
    second.write_bytes((root / "bank" / "exams" / "test.yaml").read_bytes())
    (finding,) = found_in(root)
    assert (finding.rule, finding.severity, at(finding.span)) == ("fresh-of-nothing", "note", "2")
    assert [span.file for span in finding.related] == [second]
    assert "--final" in finding.hint
    assert told(root, CheckOptions(exam="zweitens")) == {"fresh-of-nothing"}
    (root / "bank" / "ledger.yaml").write_text("# Exams that were given.\n")
    assert told(root) == {"fresh-of-nothing"}
    (root / "bank" / "ledger.yaml").write_text("- exam: other\n  items: [elsewhere]\n")
    assert not found_in(root)


def test_enemies_on_one_paper_are_reported(tmp_path: Path) -> None:
    (finding,) = found_in(course_of(tmp_path, CHOICE, {**TRUTHS, "enemies": ["pooling"]}, exam=EXAM))
    assert finding.rule == "enemies-together"
    assert "is an enemy of" in finding.message


def test_a_question_that_gives_away_another_is_reported(tmp_path: Path) -> None:
    giver = changed(
        TRUTHS,
        *(
            change
            for i in range(4)
            for change in both(
                f"statements.{i}.text",
                f"第 {i} 种层：取每个窗口中的最大值。",
                f"Layer {i}: it keeps the largest value of each window.",
            )
        ),
    )
    found = [f for f in found_in(course_of(tmp_path, CHOICE, giver, exam=EXAM)) if f.rule == "gives-away"]
    assert len(found) == 1
    assert "`dropout` says “取每个窗口中的最大值”, the answer of `pooling`" in found[0].message
    assert told(course_of(tmp_path, CHOICE, TRUTHS, exam=EXAM)) == set()


def test_a_term_to_be_typed_is_given_away_by_a_like_question_only(tmp_path: Path) -> None:
    asked = {**EXAM, "sections": [{**EXAM["sections"][0], "questions": [{"item": "term"}, {"item": "open"}]}]}
    like = text(
        "损失随权重变化的方向由梯度给出，为什么？", "Why does the gradient tell how the loss changes with the weights?"
    )
    assert told(course_of(tmp_path, TERM, changed(OPEN, ("id", "open"), ("stem", like)), exam=asked)) == {"gives-away"}
    other = text("为什么循环网络中梯度会消失？", "Why do gradients vanish in a recurrent network?")
    assert told(course_of(tmp_path, TERM, changed(OPEN, ("id", "open"), ("stem", other)), exam=asked)) == set()


def test_a_plan_that_no_paper_fits_is_reported(tmp_path: Path) -> None:
    asked = {**EXAM, "sections": [{**EXAM["sections"][0], "questions": [{"pick": 3}]}]}
    (finding,) = found_in(course_of(tmp_path, CHOICE, exam=asked))
    assert finding.rule == "no-paper"
    assert at(finding.span) == "pick: 3"


def plain_choices(count: int, right: int) -> tuple[list[Data], Data]:
    """An exam of `count` choices and as many concepts, with every key pinned to one place and every statement to a true one."""
    items, questions = [], []
    for i in range(count):
        mark = chr(0x4E00 + 37 * i) * 3
        choice = changed(
            CHOICE, ("id", f"c{i}"), ("stem", text(f"“{mark}”层做什么？", f"What does layer {mark.encode().hex()} do?"))
        )
        for option in (*choice["right"], *choice["wrong"]):
            option["text"] = text(option["text"]["zh"] + mark, option["text"]["en"] + mark.encode().hex())
        truth = changed(TRUTHS, ("id", f"t{i}"))
        for s in truth["statements"]:
            s["text"] = text(
                s["text"]["zh"].replace("。", f"，{mark}。"), s["text"]["en"].replace(".", f", {mark.encode().hex()}.")
            )
        items += [choice, truth]
        order = ["mean", "first", "sum"]
        order.insert(right if right >= 0 else i % 4, "largest")
        questions.append({"item": f"c{i}", "pin": {"options": {f"c{i}": order}}})
        questions.append({"item": f"t{i}", "pin": {"statement": "a" if right >= 0 or i % 2 else "b"}})
    exam = {**EXAM, "minutes": 999, "sections": [{**EXAM["sections"][0], "questions": questions}]}
    return items, exam


def test_a_key_out_of_balance_is_reported_with_its_odds(tmp_path: Path) -> None:
    items, exam = plain_choices(9, 2)
    report = check(
        course_of(tmp_path, *items, exam=exam),
        CheckOptions(exam="test", only=("key-balance", "key-run", "true-false-balance")),
    )
    assert sorted(f.rule for f in report.diagnostics) == ["key-balance", "key-run", "key-run", "true-false-balance"]
    messages = " ".join(f.message for f in report.diagnostics)
    assert "A 0, B 0, C 9, D 0 (p = 0.0000)" in messages
    assert "9 of 9 statements are true (p = 0.0039)" in messages
    items, exam = plain_choices(9, -1)
    report = check(
        course_of(tmp_path, *items, exam=exam),
        CheckOptions(exam="test", only=("key-balance", "key-run", "true-false-balance")),
    )
    assert report.diagnostics == ()
    assert "key: A 3, B 2, C 2, D 2 (p = 1.00), longest run 1" in report.lines[0]


def test_odds_agree_with_counting_every_paper() -> None:
    papers = list(product(range(4), repeat=6))

    def statistic(keys: tuple[int, ...]) -> float:
        return sum((keys.count(i) - 1.5) ** 2 for i in range(4))

    def run(keys: tuple[int, ...]) -> int:
        longest = here = 1
        for a, b in pairwise(keys):
            here = here + 1 if a == b else 1
            longest = max(longest, here)
        return longest

    for keys in ((0, 0, 0, 0, 1, 2), (0, 1, 2, 3, 0, 1), (3,) * 6):
        as_odd = sum(statistic(p) >= statistic(keys) - 1e-9 for p in papers) / len(papers)
        assert balance([(key, 4) for key in keys]) == pytest.approx(as_odd)
        assert run_chance([4] * 6, run(keys)) == pytest.approx(sum(run(p) >= run(keys) for p in papers) / len(papers))
    assert even_chance(0, 6) == pytest.approx(2 / 64)
    assert even_chance(3, 6) == 1
    # A whole bank has more statements than a float has powers of two.
    assert even_chance(480, 1000) == pytest.approx(even_chance(480, 1001), rel=0.1)
    assert even_chance(20_000, 41_000) < 1e-5 < even_chance(20_400, 41_000)
    assert balance([(0, 4)] * 10 + [(i % 4, 4) for i in range(70)]) == pytest.approx(0.2307, abs=0.002)
