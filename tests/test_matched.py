"""Matching questions of which the last pair answers itself, and cue words in options over a whole bank."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_flaws import ABOUT, CHOICE, Data, changed, course_of, found_in, options, reading_of, text

from hwgen.flaws.rules import RULES

MATCHING: Data = {
    "id": "units",
    "kind": "matching",
    **ABOUT,
    "stem": text("把每个量与其单位配对。", "Match each quantity to its unit."),
    "pairs": [
        {"id": "force", "left": text("力", "force"), "right": text("牛", "newton")},
        {"id": "energy", "left": text("能量", "energy"), "right": text("焦", "joule")},
    ],
    "explanation": text("见教材。", "See the textbook."),
}
EXTRA: Data = {"extra": [{"id": "power", "text": text("瓦", "watt")}]}
TWICE = changed(MATCHING, ("pairs.1.left", text("重量", "weight")), ("pairs.1.right", text("牛", "newton")))


@pytest.mark.parametrize(("item", "found"), [(MATCHING, 1), ({**MATCHING, **EXTRA}, 0), (TWICE, 0)])
def test_a_right_side_is_left_over_or_belongs_to_two(tmp_path: Path, item: Data, found: int) -> None:
    assert len(list(RULES["last-pair-given"](reading_of(tmp_path, item)))) == found


@pytest.mark.parametrize(
    ("rights", "spare", "found"),
    [
        (("36 g", "48 g"), "0.036 kg", 1),
        (("36 g", "48 g"), "0.036 g", 0),
        (("36 g", "48 g"), "36 g", 1),
        # One right side that belongs to two left ones.
        (("36 g", "36 g"), "48 g", 0),
        (("36 J", "48 J"), "36 N", 0),
    ],
)
def test_no_right_side_can_stand_for_another(tmp_path: Path, rights: tuple[str, str], spare: str, found: int) -> None:
    sides = [(f"pairs.{i}.right", text(right, right)) for i, right in enumerate(rights)]
    item = changed({**MATCHING, "extra": [{"id": "spare", "text": text(spare, spare)}]}, *sides)
    assert len(list(RULES["entries-alike"](reading_of(tmp_path, item)))) == found


def choices(marked: tuple[str, str]) -> list[Data]:
    """Items of which every second one has such a text for a wrong option."""
    plain = ("取第 {} 个值", "It keeps value {}")
    items = []
    for i in range(60):
        pool = [(plain if j != 1 or i % 2 else marked) for j in range(5)]
        said = [(zh.format(5 * i + j), en.format(5 * i + j)) for j, (zh, en) in enumerate(pool)]
        items.append(changed(CHOICE, ("id", f"item-{i}"), *options(*zip(*said, strict=True))))
    return items


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        (("因为第 {} 个值最大", "Because value {} is the largest"), True),
        (("取第 {} 号值", "It keeps number {}"), False),
    ],
)
def test_words_that_stand_in_wrong_options_only_are_found(tmp_path: Path, marked: tuple[str, str], found: bool) -> None:
    assert ("cue-words" in {fault.rule for fault in found_in(course_of(tmp_path, *choices(marked)))}) is found


def test_words_of_questions_with_more_right_options_tell_nothing(tmp_path: Path) -> None:
    """Such words stand in half of the options of questions of which half are right, and in none where a fifth are."""
    several = []
    for i in range(80):
        texts = [("第 {} 个值可能变大", "Value {} may grow"), ("第 {} 个值变大", "Value {} grows")] * 2
        said = [text(zh.format(4 * i + j), en.format(4 * i + j)) for j, (zh, en) in enumerate(texts)]
        pool = [
            {"id": f"o{j}", "text": one, "why": text("见教材。", "See the textbook.")} for j, one in enumerate(said)
        ]
        claims = {"id": f"several-{i}", "kind": "multiple-choice", "right": pool[:2], "wrong": pool[2:], "options": 4}
        several.append({**CHOICE, **claims})
    plain = choices(("取第 {} 号值", "It keeps number {}"))
    assert "cue-words" not in {fault.rule for fault in found_in(course_of(tmp_path, *several, *plain))}


@pytest.mark.parametrize(("every", "found"), [(1, True), (5, False)])
def test_keys_that_are_the_longest_options_are_found(tmp_path: Path, every: int, found: bool) -> None:
    """The key alone is longer in all of 40 questions of five options, or in one of five, as it would be by chance."""
    items = []
    for i in range(40):
        texts = [("取该值", "Keep it")] * 5
        texts[0 if i % every == 0 else 1 + i % 4] = ("取该值的两倍", "Keep twice its value")
        said = [(f"{zh} {100 + 5 * i + j}", f"{en} {100 + 5 * i + j}") for j, (zh, en) in enumerate(texts)]
        items.append(changed(CHOICE, ("id", f"item-{i}"), *options(*zip(*said, strict=True))))
    longest = [fault for fault in found_in(course_of(tmp_path, *items)) if "the longest of their" in fault.message]
    assert [fault.rule for fault in longest] == (["cue-words"] * 2 if found else [])
