"""Words and lengths that predict the answers of a bank's statements, and answers that are mostly the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_flaws import ABOUT, at, course_of, found_in, text

from hwgen.errors import Diagnostic
from hwgen.flaws.cues import USEFUL, Tally, association


def bank(statements: list[tuple[bool, str, str]]) -> list[dict[str, Any]]:
    """Items of four statements each, with numbers of equal length."""
    numbered = [
        {
            "id": f"s{i}",
            "answer": true,
            "text": text(zh.format(100 + i), en.format(100 + i)),
            "why": text(f"见第 {i} 章。", f"See chapter {i}."),
        }
        for i, (true, zh, en) in enumerate(statements)
    ]
    return [
        {"id": f"item-{i}", "kind": "true-false", **ABOUT, "statements": numbered[i : i + 4]}
        for i in range(0, len(numbered), 4)
    ]


PLAIN = ("第 {} 层的输出是向量。", "The output of layer {} is a vector.")
REASON = ("因为输入是向量，第 {} 层的输出也是。", "Because the input is a vector, the output of layer {} is one.")


LONG = (
    "第 {} 层的输出是向量，其维数等于该层的单元数，与输入的维数无关。",
    "The output of layer {} is a vector with as many entries as the layer has units, whatever the input.",
)


def faults(root: Path, statements: list[tuple[bool, str, str]]) -> list[Diagnostic]:
    return [fault for fault in found_in(course_of(root, *bank(statements))) if "dup" not in fault.rule]


def told(root: Path, statements: list[tuple[bool, str, str]]) -> dict[str, str]:
    return {fault.rule: at(fault.span) for fault in faults(root, statements)}


def test_reasons_that_stand_in_false_statements_only_are_found_at_the_first(tmp_path: Path) -> None:
    predicted = [(i % 2 == 0, *PLAIN) if i % 4 < 2 else (i % 16 == 2, *REASON) for i in range(64)]
    spots = [at(fault.span) for fault in faults(tmp_path, predicted) if fault.rule == "cue-words"]
    assert [spot[:2] for spot in spots] == ["因为", "Be"] or [spot[:2] for spot in spots] == ["Be", "因为"]


def uneven(false: int) -> list[tuple[bool, str, str]]:
    """800 statements, half of them true; half give a reason, and of these, `false` are false."""
    return [statement for i in range(400) for statement in ((i >= false, *REASON), (i < false, *PLAIN))]


@pytest.mark.parametrize(("false", "found"), [(248, True), (222, False)])
def test_a_weak_cue_is_found_if_chance_hardly_explains_it(tmp_path: Path, false: int, found: bool) -> None:
    """62 % of them are false, which by chance happens in one of many thousand banks; 55 % in one of 400."""
    assert false / 400 < USEFUL
    assert ("cue-words" in told(tmp_path, uneven(false))) is found


def lengthy(true: int) -> list[tuple[bool, str, str]]:
    """24 items of four statements, half of them true; one of each is long, and of these, `true` are true."""
    quarters = [((i < true, *LONG), (i >= true, *PLAIN), (True, *PLAIN), (False, *PLAIN)) for i in range(24)]
    return [statement for quarter in quarters for statement in quarter]


@pytest.mark.parametrize(("true", "found"), [(22, True), (2, True), (15, False)])
def test_length_that_tells_the_answer_is_found_in_each_language(tmp_path: Path, true: int, found: bool) -> None:
    """Twelve of the long ones would be true by chance, and fifteen in one of four banks or so."""
    messages = [fault.message for fault in faults(tmp_path, lengthy(true)) if fault.rule == "cue-words"]
    lengths = [message for message in messages if "of the 24 longest statements" in message]
    assert len(lengths) == (2 if found else 0)


def test_reasons_on_both_sides_are_fine(tmp_path: Path) -> None:
    even = [(i % 2 == 0, *(PLAIN if i % 4 < 2 else REASON)) for i in range(64)]
    assert told(tmp_path, even) == {}


def test_a_small_bank_is_not_blamed_for_what_chance_does(tmp_path: Path) -> None:
    """Of eight statements, the three with a reason are false."""
    small = [(i % 2 == 0, *(REASON if i in (1, 3, 5) else PLAIN)) for i in range(8)]
    assert told(tmp_path, small) == {}


def test_a_bank_of_true_statements_is_found(tmp_path: Path) -> None:
    assert set(told(tmp_path, [(i % 4 != 0, *PLAIN) for i in range(48)])) == {"answers-one-sided"}


@pytest.mark.parametrize(
    ("both", "marked", "true", "total", "chance"),
    [
        (3, 4, 4, 8, 0.4857),
        (4, 4, 4, 8, 0.0286),
        (1, 12, 10, 24, 0.0028),
        (9, 40, 128, 280, 0.00177),
        (0, 0, 3, 6, 1.0),
    ],
)
def test_the_exact_test(both: int, marked: int, true: int, total: int, chance: float) -> None:
    assert association([Tally(both, marked, true, total)]) == pytest.approx(chance, abs=2e-4)


def test_the_exact_test_within_groups() -> None:
    """Two groups in which the one marked claim is true: by chance that happens in one of four times three cases."""
    assert association([Tally(1, 1, 1, 4), Tally(1, 1, 1, 3)]) == pytest.approx(1 / 12)


def test_groups_in_which_all_or_none_are_marked_tell_nothing() -> None:
    assert association([Tally(5, 5, 5, 5), Tally(0, 0, 1, 9)]) == pytest.approx(1)
