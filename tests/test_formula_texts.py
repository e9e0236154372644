"""A text that is a formula alone stands once, for every language; with words in it, it stands in each."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.bank.items import load_items
from hwgen.errors import CourseError

ITEM = """topic: motion
items:
  - id: speed
    kind: short-answer
    imported: true
    difficulty: 1
    minutes: 1
    source: own
    stem: {zh: 车速是多少？, en: How fast is it?}
    model: TEXT
    rubric:
      - {text: {zh: 数值, en: The value}, points: 1}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "motion.yaml"
    path.write_text(ITEM.replace("TEXT", text), encoding="utf-8")
    return path


def test_a_formula_alone_is_the_same_in_each_language(tmp_path: Path) -> None:
    once = load_items(written(tmp_path, r"$40\ \mathrm{km/h}$"))
    (item,) = once.items
    (other,) = load_items(written(tmp_path, r"{zh: '$40\ \mathrm{km/h}$', en: '$40\ \mathrm{km/h}$'}")).items
    assert item.problem == other.problem


@pytest.mark.parametrize("text", [r"'$x$ if $y$'", r"$x \text{ if } y$", "fast"])
def test_words_stand_in_each_language(text: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="expected a text under `zh` and `en`"):
        load_items(written(tmp_path, text))
