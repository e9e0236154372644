"""What commands print: lists, items, and how far they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from terminal import Ran

from hwgen.bank.loading import load
from hwgen.classes.paper import exam_of_items
from hwgen.commands.progress import step
from hwgen.content.tree import Code, Para
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


@pytest.mark.parametrize(
    "words",
    [
        ("show", "relu-values"),
        ("build", "named", "--seed", "7", "--formats", "json"),
        ("build", "named", "--seed", "7", "--copies", "2", "--engine", "typst"),
    ],
)
@pytest.mark.parametrize("sign", ["", "\u200b"], ids=["sound", "hidden"])
def test_who_shows_or_prints_an_item_learns_what_nobody_sees(
    small_course: Path, terminal: Callable[..., Ran], words: tuple[str, ...], sign: str
) -> None:
    """Also when the answer is given again from the cache; and nothing of items that are not asked."""
    bank = small_course / "bank" / "items" / "basics.yaml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("ReLU maps", f"ReLU{sign} maps"), encoding="utf-8")
    for _ in range(2):
        done = terminal(*words, folder=small_course)
        assert done.code == 0, done.err
        assert done.err.count("a character behind “ReLU” cannot be seen, U+200B; delete it") == bool(sign)
    assert "cannot be seen" not in terminal("show", "kept-units", folder=small_course).err


JUDGED = {
    "squared-error": [
        "   ± 0.05",
        "   × 5 (50%)   — This is the sum of the squares; it is divided by 2.",
        "   × 1.5   — This is the mean absolute error.",
    ],
    "precision-and-recall": ["   ± precision: 0.02"],
    "name-of-stopping": ["     also right: 早停, 早停法, 提前停止"],
}


@pytest.mark.parametrize("item", JUDGED)
def test_what_else_than_the_key_gets_points_or_a_reason_is_shown(
    item: str, small_course: Path, terminal: Callable[..., Ran]
) -> None:
    bank = small_course / "bank" / "items" / "basics.yaml"
    text = bank.read_text(encoding="utf-8").replace("tolerance: 0\n", "tolerance: 0.05\n")
    text = text.replace("answer: 0.75\n", "answer: 0.75\n        tolerance: 0.02\n")
    bank.write_text(text, encoding="utf-8")
    lines = terminal("show", item, "--lang", "en", folder=small_course).out.split("\n")
    first = lines.index(JUDGED[item][0])
    assert lines[first - 1].startswith("   √ ")
    assert [*lines[first : first + len(JUDGED[item])], ""] == lines[first : first + len(JUDGED[item]) + 1]


@pytest.mark.parametrize(
    ("item", "variants"), [("reason-to-shuffle", 1), ("squared-error", 1), ("relu-values", 2), ("max-pool", 5)]
)
def test_a_sheet_has_each_variant_once(item: str, variants: int, small_course: Path) -> None:
    exam = exam_of_items(load(small_course).course, [item, "name-of-stopping"], 5, 1, "en")
    assert [group.item for group in exam.groups] == [item] * variants + ["name-of-stopping"]
    assert [question.number for question in exam.questions] == list(range(1, variants + 2))


def test_the_id_of_an_item_stands_above_it(small_course: Path) -> None:
    linked, alone = exam_of_items(load(small_course).course, ["small-network", "squared-error"], 1, 1, "en").groups
    assert linked.context[0] == Para((Code("small-network"),))
    assert all(Para((Code("small-network"),)) not in question.stem for question in linked.questions)
    assert alone.questions[0].stem[0] == Para((Code("squared-error"),))


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
