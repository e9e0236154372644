"""Every file of a class folder, damaged in every way: what marking reads of it is refused, and whatever else is damaged changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from reviewing import serving
from scanned import STUDENTS, Terminal, problems

from hwgen.errors import HwgenError, UsageError
from hwgen.marks.errata import Erratum
from hwgen.marks.folder import files_of, opened, save
from hwgen.marks.kept import GROWING, WHOLE
from hwgen.scanning import decided, rated, records, rubric, running
from hwgen.scanning.decided import Word
from hwgen.scanning.marking import known_so_far, scanned
from hwgen.scanning.rated import Rating
from hwgen.scanning.rubric import Revision
from hwgen.sealed import sealed, unsealed

# What marks go by. All else in the folder is made of these, and made anew.
PRINTED = ("manifest.json", "keys.json", "layout.json", "sheets.pdf")
KEPT = tuple(f"marks/{name}" for name in (*WHOLE, *GROWING, "manifest.json"))


def _changed(data: bytes, at: int) -> bytes:
    """One byte is that of another digit or letter."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _exchanged(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[1:2], *lines[:1], *lines[2:]]) if len(lines) > 1 else data[1:] + data[:1]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "without its last line": lambda data: b"".join(data.splitlines(keepends=True)[:-1]),
    "without its last byte": lambda data: data[:-1],
    "one byte changed": lambda data: _changed(data, len(data) // 3),
    "its last byte but one changed": lambda data: _changed(data, len(data) - 2),
    "a space at the end": lambda data: data + b" ",
    "an empty line at the end": lambda data: data + b"\n",
    "its first line again at the end": lambda data: data + data.splitlines(keepends=True)[0],
    "its last line doubled": lambda data: data + data.splitlines(keepends=True)[-1],
    "most of a line at the end": lambda data: data + max(data.splitlines(), key=len)[:-5],
    "lines exchanged": _exchanged,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n") if b"\n" in data else data + b"\r\n",
    "a mark of UTF-8": lambda data: b"\xef\xbb\xbf" + data,
    "zeros": lambda data: bytes(len(data)),
    "something else": lambda data: b"{}\n",
}


def outcome(folder: Path) -> dict[str, bytes]:
    """All that marking makes of a class."""
    marked = opened(folder)
    return dict(files_of(known_so_far(marked).of(marked)))


def refusal(folder: Path) -> str:
    """Empty where the class is read."""
    try:
        outcome(folder)
    except UsageError as e:
        return str(e)
    return ""


@pytest.fixture(scope="module")
def whole(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """A class of which everything is kept that can be; read only."""
    folder = tmp_path_factory.mktemp("whole")
    printed = paper_class(folder / "class", STUDENTS, essay=True)
    assert problems(terminal, printed, folder, *(printed.scan(i, everything()) for i in range(2))).code == 6
    save(replace(opened(printed.folder), errata=(Erratum("item-0", "both", accept=("d",)),)))
    marks = printed.folder / "marks"
    first = next(records.read(marks / "readings.jsonl")).reading.content
    for values in (("D",), ("A",)):
        decided.append(marks / "decisions.jsonl", Word(first, "q1", values))
    for points in map(Fraction, (1, 3)):
        rated.append(marks / "written.jsonl", Rating(first, "q99", points, (0,)))
    for line in (0, 1):
        rubric.append(marks / "rubrics.jsonl", Revision("pile", line, Fraction(1)))
    assert (printed.folder / "marks" / "errata.json").read_bytes() != b"[]\n"
    return printed


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [*PRINTED, *KEPT])
def test_a_damaged_file_is_refused_or_harmless(whole: PaperClass, tmp_path: Path, name: str, damage: str) -> None:
    """Harmless is what changes no mark: only of the manifest, which has notes on the course beside the digests of the files."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(DAMAGES[damage](before))
    assert path.read_bytes() != before
    message = refusal(folder)
    if path.name != "manifest.json":
        assert path.name in message
    elif message:
        # Where a digest is another one, the file that it is of is not as the manifest says.
        assert any(each.rpartition("/")[2] in message for each in (*PRINTED, *KEPT))
    else:
        assert outcome(folder) == outcome(whole.folder)


@pytest.mark.parametrize("name", [name.rpartition("/")[2] for name in KEPT[:-1]])
def test_a_file_that_hwgen_did_not_write_is_not_read(whole: PaperClass, tmp_path: Path, name: str) -> None:
    """It has come from another class, say."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    manifest = folder / "marks" / "manifest.json"
    known = json.loads(manifest.read_bytes())
    known["files"].pop(name, None)
    known["begins"].pop(name, None)
    manifest.write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(UsageError, match=name):
        opened(folder)


@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_else_in_the_folder_changes_marks(whole: PaperClass, tmp_path: Path, damage: str) -> None:
    """Tables and the like are only written."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    others = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() not in (*PRINTED, *KEPT)
    ]
    assert len(others) > 5
    for path in others:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert outcome(folder) == outcome(whole.folder)


@pytest.mark.parametrize("name", GROWING)
def test_nothing_is_added_to_a_damaged_file(whole: PaperClass, tmp_path: Path, name: str) -> None:
    """Else what is wrong would be right from then on."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    path = folder / "marks" / name
    path.write_bytes(damaged := path.read_bytes() + b" ")
    with pytest.raises(UsageError, match=name):
        decided.added(path, [Word("0", "q1", ("A",))])
    assert path.read_bytes() == damaged


def test_a_review_saves_nothing_beside_a_damaged_file(
    whole: PaperClass, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its page says so, and the terminal why."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    with serving(folder) as browser:
        browser.ask("GET", "/marks/0")
        key, row = next(iter(browser.session.seen.items()))
        decision = {"row": key, "marked": [row.boxes[0].value]}
        assert browser.post("/decide", **decision) == 200
        path = folder / "marks" / "decisions.jsonl"
        path.write_bytes(damaged := path.read_bytes() + b" ")
        assert browser.post("/decide", **decision) == 409
    assert path.read_bytes() == damaged
    assert (
        "`decisions.jsonl` is not as hwgen left it: something was added at its end [marks-lost]"
        in capfd.readouterr().err
    )


@pytest.mark.parametrize("name", GROWING)
def test_a_run_that_is_killed_while_it_adds_leaves_what_can_be_read(
    whole: PaperClass, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part of its lines it wrote, and nothing else behind them."""
    added = {
        "decisions.jsonl": [Word("0", "q1", ("A",)), Word("0", "q2", ("好",))],
        "written.jsonl": [Rating("0", "q99", Fraction(2), comment="好"), Rating("1", "q99", Fraction(1))],
        "rubrics.jsonl": [Revision("0", 0, text="好"), Revision("0", 1)],
    }
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    path = folder / "marks" / name
    before = path.read_bytes()
    with monkeypatch.context() as killed:
        killed.setattr(os, "fsync", _killed_at(path, len(before)))
        with pytest.raises(KeyboardInterrupt):
            decided.added(path, added[name])
    complete = path.read_bytes()
    assert len(complete) > len(before)
    for end in range(len(before), len(complete) + 1):
        path.write_bytes(complete[:end])
        outcome(folder)
        path.write_bytes(complete[:end] + b"#")
        with pytest.raises(UsageError, match=name):
            outcome(folder)
    path.write_bytes(complete[: len(before) + 20])
    decided.added(path, added[name])
    assert path.read_bytes().startswith(complete[: len(before) + 20] + b"\n")
    outcome(folder)


def _killed_at(path: Path, size: int) -> Callable[[int], None]:
    """A run is killed once something was added to the file."""

    def fsync(descriptor: int) -> None:
        if path.stat().st_size > size:
            raise KeyboardInterrupt

    return fsync


@pytest.mark.parametrize("damage", DAMAGES)
def test_of_a_damaged_journal_of_a_killed_run_only_whole_lines_count(
    whole: PaperClass, tmp_path: Path, damage: str
) -> None:
    """The pages of the others are read again."""
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    read = list(records.read(folder / "marks" / "readings.jsonl"))
    shutil.rmtree(folder / "marks")
    journal = "".join(records.journalled(record) for record in read).encode()
    (folder / running.JOURNAL).write_bytes(DAMAGES[damage](journal))
    kept = list(records.from_journal(folder / running.JOURNAL))
    assert set(map(records.journalled, kept)) <= set(map(records.journalled, read))
    marked = opened(folder)
    pile = next(whole.folder.parent.glob("*.pdf"))
    again = scanned(marked, [pile], 1, lambda done, total: None).records
    assert records.written(again) == records.written(read)


def test_lines_of_a_journal_are_whole_or_none(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    assert list(unsealed(journal)) == []
    lines = [sealed("1 好"), sealed("2"), sealed("3")]
    journal.write_text("".join(lines), encoding="utf-8", newline="")
    assert list(unsealed(journal)) == ["1 好", "2", "3"]
    journal.write_text(lines[0] + lines[1][:8] + lines[2], encoding="utf-8", newline="")
    assert list(unsealed(journal)) == ["1 好", "3"]
    journal.write_text(lines[0].replace("好", "女"), encoding="utf-8", newline="")
    assert list(unsealed(journal)) == []


def test_a_journal_in_whose_place_a_folder_stands_is_told(whole: PaperClass, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    shutil.copytree(whole.folder, folder)
    (folder / running.JOURNAL).mkdir()
    marked = opened(folder)
    with pytest.raises((HwgenError, OSError), match=running.JOURNAL):
        scanned(marked, [next(whole.folder.parent.glob("*.pdf"))], 1, lambda done, total: None)
