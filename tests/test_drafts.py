"""An item that is begun is told all that it lacks at once: what every item has, and what only an imported one may leave out."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_slips import ITEM, faults

SOURCE = "    source: a book\n"
EXPLANATION = "    explanation: {zh: 甲, en: one}\n"
WHY = "        text: {zh: 丙, en: three}\n        why: {zh: 丙, en: three}\n"
TEXT = "        text: {zh: 丙, en: three}\n"
LINKED = """\
topic: extra
items:
  - id: pair
    kind: linked
    difficulty: 1
    minutes: 1
    context: {zh: 甲, en: one}
    parts:
      - id: first
        kind: numeric
        stem: {zh: 多少？, en: How many?}
        answer: 3
      - id: second
        kind: true-false
        statements:
          - {id: a, answer: true, text: {zh: 甲, en: one}, why: {zh: 甲, en: one}}
          - {id: b, answer: false, text: {zh: 乙, en: two}}
"""


@pytest.mark.parametrize(
    ("slips", "missing"),
    [
        (((SOURCE, ""), (EXPLANATION, "")), ["source", "explanation"]),
        (((SOURCE, ""), (EXPLANATION, ""), (WHY, TEXT)), ["source", "explanation", "why"]),
        ((("difficulty: 1", "difficulty: 9"), (EXPLANATION, "")), ["explanation"]),
        (((SOURCE, ""), ("explanation", "explanaton")), ["source"]),
        (((SOURCE, ""), (EXPLANATION, "    explanation:\n")), ["source"]),
        (((SOURCE, ""), (EXPLANATION, "    imported: true\n")), ["source"]),
        (((SOURCE, ""), ("    right:", "    wight:"), (EXPLANATION, "")), ["source", "explanation"]),
        (((SOURCE, ""), (EXPLANATION, ""), ("    kind: choice", "    kind: choise")), []),
        (((SOURCE, ""), ("      - id: two\n", "      - two\n      - id: two\n"), (WHY, TEXT)), ["source", "why"]),
    ],
)  # fmt: skip
def test_all_that_an_item_lacks_is_reported_at_once(
    slips: list[tuple[str, str]], missing: list[str], tmp_path: Path
) -> None:
    text = ITEM
    for sound, slip in slips:
        assert sound in text
        text = text.replace(sound, slip, 1)
    found = [fault for fault in faults(tmp_path, text) if fault.rule == "missing-key"]
    assert sorted(fault.message for fault in found) == sorted(f"missing key `{key}`" for key in missing)
    assert {fault.subject for fault in found} <= {"extra-item"}


def test_the_questions_of_a_linked_item_are_looked_at_too(tmp_path: Path) -> None:
    found = [(fault.message, fault.span.line) for fault in faults(tmp_path, LINKED) if fault.span]
    assert found == [("missing key `source`", 3), ("missing key `explanation`", 9), ("missing key `why`", 17)]
