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


CHART = r"""
  - id: drawn
    kind: essay
    difficulty: 1
    minutes: 1
    source: a book
    stem: {zh: "甲\n\n![](a-drawing)", en: "one\n\n![](a-drawing)"}
    charts:
      heights:
        kind: bars
        alt: {zh: 三, en: three}
        x: {label: {zh: 甲, en: A}}
        y: {label: {zh: 乙, en: B}, from: 0, to: 3, ticks: [0, 3]}
        categories: ["1"]
        series: [{y: [3]}]
    model: {zh: "甲\n\n![](heights)", en: "one\n\n![](heights)"}
    rubric:
      - {points: 1, text: {zh: 甲, en: A}}
"""
FIGURE = """from hwgen import Picture, figure


@figure
def a_drawing() -> Picture:
    return Picture(1, 1, (), "")
"""


@pytest.fixture
def root(small_course: Path) -> Path:
    """The small course, and an item with a chart of its own and a figure of the course."""
    with (small_course / "bank" / "items" / "basics.yaml").open("a", encoding="utf-8") as file:
        file.write(CHART)
    (small_course / "generators" / "figures.py").write_text(FIGURE, encoding="utf-8")
    return small_course


def told(root: Path) -> dict[str, list[str]]:
    items = (item for item in load_course(root).items.values() if isinstance(item, BankItem))
    return {item.id: [t[at] for t in texts(item.problem) for at in item.languages] for item in items}


def test_an_unchanged_file_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(root)
    monkeypatch.setattr(loading, "read_items", refuse)
    assert told(root) == before


def test_places_and_charts_are_kept(root: Path) -> None:
    def look() -> list[object]:
        items = [item for item in load_course(root).items.values() if isinstance(item, BankItem)]
        places = [getattr(text.zh, "span", None) for item in items for text in texts(item.problem)]
        return [*places, *([item.span, item.objective, item.problem.figures()] for item in items)]

    assert look() == look()


def test_a_changed_file_is_read_again(root: Path) -> None:
    before = told(root)
    file = root / "bank" / "items" / "basics.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("160 个", "180 个"), encoding="utf-8")
    after = told(root)
    assert [id for id in before if before[id] != after[id]] == ["kept-units"]


def test_a_figure_that_has_gone_is_missed_although_its_text_is_kept(root: Path) -> None:
    load_course(root)
    (root / "generators" / "figures.py").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="there is no figure `a-drawing`"):
        load_course(root)


@pytest.mark.parametrize("spoil", [b"", b"nonsense", b"x" * 5000])
def test_a_spoilt_cache_only_costs_time(root: Path, spoil: bytes) -> None:
    before = told(root)
    for file in cache.folder("bank").iterdir():
        head, _, body = file.read_bytes().partition(b"\n")
        file.write_bytes(head + b"\n" + (spoil or body[:-1]))
    assert told(root) == before


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("objective: nowhere", "the topic `extra` has no objective `nowhere`"),
        ("objective: basics-training", "the topic `extra` has no objective `basics-training`"),
        ("enemies: [kept-unit]", "there is no item `kept-unit`"),
        ("misconceptions: [same-sise]", "there is no misconception `same-sise`"),
    ],
)
def test_what_an_item_names_has_to_be_there(root: Path, hwgen: Run, line: str, message: str) -> None:
    plant(root, item=ITEM.replace("minutes: 1\n", f"minutes: 1\n    {line}\n"))
    done = hwgen("list", "items", "--course", root)
    place = re.search(r": \[?", line)
    assert place
    column = 5 + place.end()
    assert f"extra.yaml:7:{column}: error: {message}" in done.stderr


@pytest.mark.parametrize(
    ("options", "text"),
    [(("--no-generators",), ""), ((), "import nothing_of_the_sort\n")],
    ids=["not run", "not read"],
)
def test_an_objective_has_to_be_there_whatever_becomes_of_the_generators(
    root: Path, hwgen: Run, options: tuple[str, ...], text: str
) -> None:
    plant(root, item=ITEM.replace("minutes: 1\n", "minutes: 1\n    objective: nowhere\n"))
    (root / "generators" / "more.py").write_text(text, encoding="utf-8")
    done = hwgen("list", "items", *options, "--course", root)
    assert "the topic `extra` has no objective `nowhere`" in done.stderr


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("objective: nowhere", "add it to `objectives:` in the file of `extra`"),
        ("objective: basics-training", "it is an objective of the topic `basics`; add it to `objectives:`"),
        ("misconceptions: [quite-new]", "add it to bank/misconceptions.yaml: `quite-new:` with `name`, `why` and"),
    ],
)
def test_what_an_item_names_can_be_added(root: Path, hwgen: Run, line: str, hint: str) -> None:
    plant(root, item=ITEM.replace("minutes: 1\n", f"minutes: 1\n    {line}\n"))
    assert f"  hint: {hint}" in hwgen("list", "items", "--course", root).stderr


def test_an_objective_stands_in_one_place(root: Path, hwgen: Run) -> None:
    head = "topic: extra\nobjectives:\n  basics-training: {bloom: apply, text: {zh: 甲, en: A}}\n"
    plant(root, item=ITEM.replace("topic: extra\n", head))
    done = hwgen("list", "items", "--course", root)
    assert "duplicate id `basics-training`" in done.stderr


def test_a_misconception_stands_in_one_place(root: Path, hwgen: Run) -> None:
    again = "same-size:\n  name: {zh: 甲, en: A}\n  why: {zh: 甲, en: A}\n  topics: [basics]\n"
    (root / "bank" / "misconceptions-own.yaml").write_text(again, encoding="utf-8")
    done = hwgen("list", "items", "--course", root)
    assert re.search(r"misconceptions.yaml:\d+:\d+: error: duplicate misconception `same-size`", done.stderr)
    assert re.search(r"hint: it is already defined at .*misconceptions-own.yaml:2:\d+", done.stderr)


def test_misconceptions_that_cannot_be_read_are_the_only_fault(root: Path, hwgen: Run) -> None:
    path = root / "bank" / "misconceptions.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  why:", "  wy:", 1), encoding="utf-8")
    done = hwgen("list", "items", "--course", root)
    assert re.findall(r"error: (.*) \[", done.stderr) == ["unknown key `wy`"]


def test_a_course_that_moves_keeps_its_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_course(root)
    there = root.rename(root.with_name("elsewhere"))
    monkeypatch.setattr(loading, "read_items", refuse)
    item = load_course(there).items["kept-units"]
    assert isinstance(item, BankItem)
    file = there / "bank" / "items" / "basics.yaml"
    assert {item.span.file, *(text.zh.span.file for text in texts(item.problem) if isinstance(text.zh, Source))} == {
        file
    }


@pytest.mark.parametrize("command", ["verify", "variants"])
def test_a_generator_is_proven_beside_errors_that_it_does_not_need(root: Path, hwgen: Run, command: str) -> None:
    plant(root, item=ITEM.replace("minutes: 1\n", "minutes: 1\n    objective: nowhere\n"))
    done = hwgen(command, "max-pool", "--course", root)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "1 error in what these items do not need" in done.stderr
    assert hwgen(command, "--course", root).returncode == 1


def test_which_of_two_generators_of_one_name_is_proven_is_no_guess(root: Path, hwgen: Run) -> None:
    generators = root / "generators"
    (generators / "zz_again.py").write_bytes((generators / "max_pool.py").read_bytes())
    done = hwgen("verify", "max-pool", "--course", root)
    assert done.returncode == 1
    assert "duplicate id `max-pool` [duplicate-id]" in done.stderr
