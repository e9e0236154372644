"""Columns of a class list whose names are misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwgen.classes.roster import Roster, read_roster
from hwgen.errors import UsageError


def listed(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "class.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


@pytest.mark.parametrize(
    ("head", "near"),
    [
        ("id,name,langauge", "the column `langauge` is not used: did you mean `language`?"),
        ("学号,姓名,坐位号", "the column `坐位号` is not used: did you mean `座位号`?"),
        ("id,name,phone", ""),
        ("学号,姓名,学院", ""),
        ("id,name,language,languages", ""),
    ],
)
def test_a_column_that_is_nearly_one_is_pointed_out(tmp_path: Path, head: str, near: str) -> None:
    row = ",".join(("1", "A", "", "")[: head.count(",") + 1])
    warnings = listed(tmp_path, f"{head}\n{row}\n").warnings
    assert [f"{w.message}: {w.hint}" for w in warnings if w.rule == "roster-near-column"] == ([near] if near else [])


@pytest.mark.parametrize(("head", "slip", "meant"), [("学好,姓名", "学好", "学号"), ("id,nmae", "nmae", "name")])
def test_a_column_that_is_missing_may_be_misspelt(tmp_path: Path, head: str, slip: str, meant: str) -> None:
    with pytest.raises(UsageError) as refused:
        listed(tmp_path, f"{head}\n1,A\n")
    (fault,) = refused.value.diagnostics
    assert fault.hint.startswith(f"is `{slip}` meant to be `{meant}`? ")
