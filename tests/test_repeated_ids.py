"""Ids that stand twice in a file are reported with its other faults."""

from __future__ import annotations

from pathlib import Path

from test_yaml_mistakes import ITEM

from hwgen.bank.items import read_items
from hwgen.text import USUAL


def test_ids_that_stand_twice_are_reported_with_the_other_faults_of_the_item(tmp_path: Path) -> None:
    path = tmp_path / "extra.yaml"
    text = ITEM.replace("id: two", "id: one", 1).replace("minutes: 1", "minutes: soon", 1)
    assert "id: one" in ITEM
    path.write_text(text, encoding="utf-8")
    found = read_items(path, USUAL).faults
    assert sorted(fault.rule for fault in found) == ["duplicate-id", "wrong-value"]
    (again,) = [fault for fault in found if fault.rule == "duplicate-id"]
    assert again.span
    assert again.subject == "extra-item"
    assert text.splitlines()[again.span.line - 1].strip().endswith("id: one")


def test_an_item_whose_id_stands_twice_is_one_where_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "extra.yaml"
    again = ITEM[ITEM.index("  - id: extra-item") :]
    path.write_text(ITEM + again.replace("minutes: 1", "minutes: soon", 1), encoding="utf-8")
    assert sorted(fault.rule for fault in read_items(path, USUAL).faults) == ["duplicate-id", "wrong-value"]
    path.write_text(ITEM + again, encoding="utf-8")
    assert not read_items(path, USUAL).faults, "the course says so"
