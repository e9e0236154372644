"""What commands print: lists, items, and how far they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from hwgen.commands.progress import step
from hwgen.lms.intake import import_file
from hwgen.lms.sources import SOURCES
from hwgen.writers.tables import width_of

Run = Callable[..., CompletedProcess[str]]


def test_columns_stand_below_each_other_though_a_name_is_chinese(small_course: Path, hwgen: Run) -> None:
    exam = small_course / "bank/exams/named.yaml"
    exam.rename(exam.with_name("期中-2.yaml"))
    _, head, *rows = hwgen("list", "exams", "--course", small_course).stdout.splitlines()
    places = {width_of(line[: line.index(word)]) for line in rows for word in re.findall(r"  (\d+)  ", line)}
    assert places == {head.index("minutes")}


def test_a_wrong_option_without_a_reason_has_no_dash(tmp_path: Path, hwgen: Run) -> None:
    file = tmp_path / "quiz.txt"
    file.write_text("1. Which is even?\nA. one\nB. two\nAnswer: B\n", encoding="utf-8")
    import_file(SOURCES["text"], file, tmp_path / "course")
    shown = hwgen("show", "quiz-001", "--course", tmp_path / "course").stdout
    assert re.search(r"[AB]\. one$", shown, re.MULTILINE), shown


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_line_that_is_overwritten_fits_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    step("examining the items", 5, 10)
    line = capsys.readouterr().err.removeprefix("\r\x1b[K")
    assert 0 < len(line) < columns
    assert line.endswith("5 of 10") == (columns > 20)
