"""Reading a bank: what was read before and has not changed is taken from the cache; what is named has to be there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from test_bad_input import ITEM, plant

from hwgen import cache
from hwgen.bank import loading
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.bank.texts import texts
from hwgen.errors import CourseError
from hwgen.text import Source

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))


def refuse(path: Path, languages: tuple[str, ...]) -> None:
    raise AssertionError(f"{path} was read again")


def told(root: Path) -> dict[str, list[str]]:
    items = (item for item in load_course(root).items.values() if isinstance(item, BankItem))
    return {item.id: [t[at] for t in texts(item.problem) for at in item.languages] for item in items}


def test_an_unchanged_file_is_not_read_again(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(own_course)
    monkeypatch.setattr(loading, "read_items", refuse)
    assert told(own_course) == before


def test_places_and_charts_are_kept(own_course: Path) -> None:
    def look() -> list[object]:
        items = [item for item in load_course(own_course).items.values() if isinstance(item, BankItem)]
        places = [getattr(text.zh, "span", None) for item in items for text in texts(item.problem)]
        return [*places, *([item.span, item.objective, item.problem.figures()] for item in items)]

    assert look() == look()


def test_a_changed_file_is_read_again(own_course: Path) -> None:
    before = told(own_course)
    file = own_course / "bank" / "items" / "recurrent.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("逐时刻计算。", "按时刻逐个计算。"), encoding="utf-8")
    after = told(own_course)
    assert [id for id in before if before[id] != after[id]] == ["lstm-memory"]


def test_a_figure_that_has_gone_is_missed_although_its_text_is_kept(own_course: Path) -> None:
    load_course(own_course)
    (own_course / "generators" / "figures.py").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="there is no figure `fit-and-overfit`"):
        load_course(own_course)


@pytest.mark.parametrize("spoil", [b"", b"nonsense", b"x" * 5000])
def test_a_spoilt_cache_only_costs_time(own_course: Path, spoil: bytes) -> None:
    before = told(own_course)
    for file in cache.folder("bank").iterdir():
        head, _, body = file.read_bytes().partition(b"\n")
        file.write_bytes(head + b"\n" + (spoil or body[:-1]))
    assert told(own_course) == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("objective: nowhere", "the topic `extra` has no objective `nowhere`"),
        ("enemies: [lstm-memry]", "there is no item `lstm-memry`"),
        ("misconceptions: [same-sise]", "there is no misconception `same-sise`"),
    ],
)
def test_what_an_item_names_has_to_be_there(own_course: Path, hwgen: Run, line: str, message: str) -> None:
    plant(own_course, item=ITEM.replace("minutes: 1\n", f"minutes: 1\n    {line}\n"))
    done = hwgen("list", "items", "--course", own_course)
    place = re.search(r": \[?", line)
    assert place
    column = 5 + place.end()
    assert f"extra.yaml:7:{column}: error: {message}" in done.stderr


def test_an_objective_stands_in_one_place(own_course: Path, hwgen: Run) -> None:
    head = "topic: extra\nobjectives:\n  cnn-shapes: {bloom: apply, text: {zh: 甲, en: A}}\n"
    plant(own_course, item=ITEM.replace("topic: extra\n", head))
    done = hwgen("list", "items", "--course", own_course)
    assert "duplicate id `cnn-shapes`" in done.stderr


def test_a_misconception_stands_in_one_place(own_course: Path, hwgen: Run) -> None:
    again = "same-size:\n  name: {zh: 甲, en: A}\n  why: {zh: 甲, en: A}\n  topics: [cnn]\n"
    (own_course / "bank" / "misconceptions-own.yaml").write_text(again, encoding="utf-8")
    done = hwgen("list", "items", "--course", own_course)
    assert re.search(r"misconceptions.yaml:2:\d+: error: duplicate misconception `same-size`", done.stderr)
    assert re.search(r"hint: it is already defined at .*misconceptions-own.yaml:2:\d+", done.stderr)


def test_misconceptions_that_cannot_be_read_are_the_only_fault(own_course: Path, hwgen: Run) -> None:
    path = own_course / "bank" / "misconceptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  why:", "  wy:", 1), encoding="utf-8")
    done = hwgen("list", "items", "--course", own_course)
    assert re.findall(r"error: (.*) \[", done.stderr) == ["missing key `why`", "unknown key `wy`"]


def test_a_course_that_moves_keeps_its_cache(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_course(own_course)
    there = own_course.rename(own_course.with_name("elsewhere"))
    monkeypatch.setattr(loading, "read_items", refuse)
    item = load_course(there).items["lstm-memory"]
    assert isinstance(item, BankItem)
    file = there / "bank" / "items" / "recurrent.yaml"
    assert {item.span.file, *(text.zh.span.file for text in texts(item.problem) if isinstance(text.zh, Source))} == {
        file
    }
