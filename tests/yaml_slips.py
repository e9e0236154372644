"""An item that is sound as it stands, and what is said of a file of items."""

from __future__ import annotations

from pathlib import Path

from hwgen.bank.items import read_items
from hwgen.errors import CourseError, Diagnostic
from hwgen.text import USUAL

ITEM = """\
topic: extra
items:
  - id: extra-item
    kind: choice
    difficulty: 1
    minutes: 1
    source: a book
    stem:
      zh: 哪一个对？
      en: Which one is right?
    explanation: {zh: 甲, en: one}
    right:
      - id: one
        text: {zh: 甲, en: one}
        why: {zh: 甲, en: one}
    wrong:
      - id: two
        text: {zh: 乙, en: two}
        why: {zh: 乙, en: two}
      - id: three
        text: {zh: 丙, en: three}
        why: {zh: 丙, en: three}
      - id: four
        text: {zh: 丁, en: four}
        why: {zh: 丁, en: four}
"""


def faults(tmp_path: Path, text: str) -> list[Diagnostic]:
    path = tmp_path / "extra.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return list(read_items(path, USUAL).faults)
    except CourseError as e:
        return list(e.diagnostics)
