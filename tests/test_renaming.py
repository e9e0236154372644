"""An item under another id: everything that named it names it still, and nothing else of a file changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

from hwgen.bank import together
from hwgen.bank.loading import load
from hwgen.bank.swaps import read_swaps
from hwgen.bank.together import Bytes, put

Terminal = Callable[..., Ran]
LEDGER = '# Given.\n- {exam: old, items: [kept-units@2#1, "max-pool", kept-units-2]}\n- exam: older\n  seed: 3\n  items: [squared-error]\n  forms:\n    A: [kept-units]\n'
RESULTS = "- exam: old\n  seed: 1\n  on: 2026-01-01\n  keys: abc\n  questions:\n    - {item: kept-units, n: 9, facility: 0.5}\n"
PAPER = "- {item: relu-values}\n- item: 'kept-units' # kept-units\n  locked: true\n"


@pytest.fixture
def named(small_course: Path) -> Path:
    """The small course, in which more names the item than its own file."""
    bank = small_course / "bank"
    (bank / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    (bank / "results.yaml").write_text(RESULTS, encoding="utf-8")
    (bank / "papers").mkdir()
    (bank / "papers" / "named-7.yaml").write_text(PAPER, encoding="utf-8")
    path = bank / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    # Windows wrote it, and a text has the id as a word.
    text = text.replace(
        "  - id: squared-error\n", "  - id: squared-error # not kept-units\n    enemies: [kept-units, relu-values]\n"
    )
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return small_course


def tree(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.suffix in (".yaml", ".py")}


def test_whatever_names_an_item_names_it_still(named: Path, terminal: Terminal) -> None:
    before = tree(named)
    done = terminal("rename", "kept-units", "units-that-stay", folder=named)
    assert done.code == 0, done.err
    course = load(named).course
    assert not load(named).errors
    assert "kept-units" not in course.items
    assert course.items["squared-error"].enemies == ("units-that-stay", "relu-values")  # type: ignore[union-attr]
    assert "units-that-stay" in {entry.item for *_, entry in course.blueprint("named").plan.entries()}
    assert [sorted(sitting.items) for sitting in course.ledger] == [
        ["kept-units-2", "max-pool", "units-that-stay"],
        ["units-that-stay"],
    ]
    assert course.outcomes.keys() == {"units-that-stay"}
    swaps = read_swaps(named, "named", 7)
    assert swaps is not None
    assert swaps.chosen == ("relu-values", "units-that-stay")
    # There and back again is nothing at all.
    assert terminal("rename", "units-that-stay", "kept-units", folder=named).code == 0
    assert tree(named) == before


def test_comments_and_texts_keep_their_words(named: Path, terminal: Terminal) -> None:
    terminal("rename", "kept-units", "other", folder=named)
    text = (named / "bank" / "items" / "basics.yaml").read_bytes().decode()
    assert "# not kept-units\r\n" in text
    assert "# kept-units\n" in (named / "bank" / "papers" / "named-7.yaml").read_text(encoding="utf-8")
    assert "kept-units-2" in (named / "bank" / "ledger.yaml").read_text(encoding="utf-8")


def test_a_generator_gets_another_function(named: Path, terminal: Terminal) -> None:
    assert terminal("rename", "max-pool", "pooled-side", folder=named).code == 0
    program = (named / "generators" / "max_pool.py").read_text(encoding="utf-8")
    assert "def pooled_side(draw" in program
    assert "@pooled_side.check" in program
    course = load(named).course
    assert "pooled-side" in course.items
    assert "pooled-side" in {entry.item for *_, entry in course.blueprint("named").plan.entries()}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kept-units", "squared-error", "already exists"),
        ("kept-units", "../evil", "not a valid name"),
        ("kept-units", "null", "is not a name to every YAML reader"),
        ("kept-units", "kept-units", "already exists"),
        ("nothing", "something", "there is no item"),
    ],
)
def test_what_cannot_be_renamed_stays(old: str, new: str, message: str, named: Path, terminal: Terminal) -> None:
    before = tree(named)
    done = terminal("rename", old, new, folder=named)
    assert done.code != 0
    assert message in done.err
    assert tree(named) == before


def test_what_was_broken_off_is_done_by_the_next_command(
    named: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def killed(path: Path, known: Bytes, data: Bytes) -> None:
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        put(path, known, data)

    with monkeypatch.context() as patch:
        patch.setattr(together, "put", killed)
        assert terminal("rename", "kept-units", "other", folder=named).code == 130
    assert "other" in (named / "bank" / "exams" / "named.yaml").read_text(encoding="utf-8")
    assert "kept-units" in load(named).course.items
    assert terminal("show", "other", folder=named).code == 0
    course = load(named).course
    assert "other" in course.items
    assert {id for sitting in course.ledger for id in sitting.items} >= {"other", "kept-units-2"}


def test_a_file_that_cannot_be_read_stops_it(named: Path, terminal: Terminal) -> None:
    (named / "bank" / "exams" / "broken.yaml").write_text("title: [kept-units\n", encoding="utf-8")
    before = tree(named)
    done = terminal("rename", "kept-units", "other", folder=named)
    assert done.code == 1
    assert "broken.yaml" in done.err
    assert tree(named) == before


def test_an_id_is_renamed_however_it_is_written(named: Path, terminal: Terminal) -> None:
    path = named / "bank" / "items" / "basics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: kept-units", r'id: "caf\u00e9 units"', 1), encoding="utf-8")
    (named / "bank" / "papers" / "named-7.yaml").write_text("- {item: café units}\n- item: 'café units'\n", "utf-8")
    done = terminal("rename", "café units", "units-that-stay", folder=named)
    assert done.code == 0, done.err
    assert 'id: "units-that-stay"' in path.read_text(encoding="utf-8")
    paper = (named / "bank" / "papers" / "named-7.yaml").read_text(encoding="utf-8")
    assert paper == "- {item: units-that-stay}\n- item: 'units-that-stay'\n"
