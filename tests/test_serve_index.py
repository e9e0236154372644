"""The index of the bank: a search finds what reading every text finds."""

from __future__ import annotations

from pathlib import Path

from conftest import ROOT

from hwgen.serve.desk import Desk
from hwgen.serve.index import Index


def test_a_search_finds_what_reading_every_text_finds(small_course: Path) -> None:
    desk = Desk(ROOT / "tests" / "course")
    first = Index(desk.course)
    file = small_course / "bank" / "items" / "basics.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("150 units", "150 neurons"), encoding="utf-8")
    later = Index(Desk(small_course).course, first)
    for index in (first, later):
        for words in (
            "dropout",
            "丢弃的单元",
            "relu-values",
            "l",
            "ept-un",
            "$0",
            "150 neurons",
            "150 units",
            "保留 stay",
        ):
            for end in range(1, len(words) + 1):
                typed = words[:end].split()
                read = [row.item for row in index.rows if all(word in row.text for word in typed)]
                assert index.find(words[:end], {}) == read
    assert [item.id for item in later.find("150 neurons", {})] == ["kept-units"]
    assert first.find("150 neurons", {}) == []
    assert first.find("", {}) == list(desk.course.items.values())
