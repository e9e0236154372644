"""What is kept of marking in a class folder: it is read whole, or refused."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal, marks, problems

from hwgen.classes import identity
from hwgen.errors import UsageError
from hwgen.marks.folder import opened
from hwgen.scanning import decided, rated, records, rubric
from hwgen.scanning.decided import Word
from hwgen.scanning.rated import Rating
from hwgen.scanning.rubric import Revision

# Files in which marks are kept, with something that may stand in them.
KEPT = {
    "readings.jsonl": "",
    "scans.json": "",
    "responses.json": "",
    "decisions.jsonl": '{"content": "0", "group": "q1", "marked": ["A"]}\n',
    "written.jsonl": '{"content": "0", "field": "q99", "points": "3", "comment": "好"}\n',
    "rubrics.jsonl": '{"pile": "0", "line": 0, "points": "1"}\n',
    "errata.json": '[{"item": "item-0", "reason": "both", "accept": ["d"]}]\n',
}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "another name": lambda data: data.replace(b"{", b'{"more": 1, ', 1),
    "a comma": lambda data: data.rstrip() + b",\n",
    "another type": lambda data: b"null\n",
    "something behind": lambda data: data + b"something\n",
    "another encoding": lambda data: re.sub(rb'[:[]\s*"', lambda at: at[0] + b"\xba\xc3", data, count=1),
    "a disk that failed": lambda data: bytes(len(data)),
}
LOSSES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", KEPT)
def test_what_was_kept_is_never_passed_over(
    terminal: Terminal, once: PaperClass, tmp_path: Path, name: str, damage: str
) -> None:
    """A decision that is not read would be one that was not made."""
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    path = folder / "marks" / name
    if KEPT[name]:
        path.write_text(KEPT[name], encoding="utf-8")
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    before = marks(folder)
    scan = once.pile(tmp_path / "again.pdf", once.scan(0, everything()))
    ran = terminal("mark", scan, "--class", folder, "--jobs", "1", folder=tmp_path)
    assert (ran.code, name in ran.err, marks(folder) == before) == (2, True, True), ran.err
    assert "[marks-unreadable]\n" in ran.err or "[marks-lost]\n" in ran.err, ran.err


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", [*KEPT, "manifest.json"])
def test_nothing_that_was_kept_is_lost_in_silence(
    terminal: Terminal, once: PaperClass, tmp_path: Path, name: str, loss: str
) -> None:
    """Whoever wants to go on with what is left has to say so, once."""
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    decided.append(folder / "marks" / "decisions.jsonl", Word("0", "q1", ("A",)), Word("1", "q2", ()))
    rated.append(folder / "marks" / "written.jsonl", Rating("0", "q99"), Rating("1", "q99"))
    rubric.append(folder / "marks" / "rubrics.jsonl", Revision("0", 0))
    scan = once.pile(tmp_path / "again.pdf", once.scan(1, everything()))
    LOSSES[loss](folder / "marks" / name)
    before = marks(folder)
    for words in ([scan], ["--review"], ["--enter"]):
        ran = terminal("mark", *words, "--class", folder, "--jobs", "1", folder=tmp_path)
        assert (ran.code, "[marks-lost]\n" in ran.err, name in ran.err) == (2, True, True), ran.err
    assert marks(folder) == before
    (folder / "marks" / name).unlink(missing_ok=True)
    assert terminal("mark", "--as-is", "--class", folder, folder=tmp_path).code == 6
    assert terminal("mark", scan, "--class", folder, "--jobs", "1", folder=tmp_path).code == 6


def test_what_people_decide_is_known_at_once(once: PaperClass, tmp_path: Path) -> None:
    """A review may end without new marks."""
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    path = folder / "marks" / "decisions.jsonl"
    for number in range(3):
        decided.append(path, Word(str(number), "q1", ("A",)))
        opened(folder)
        first = path.read_bytes()
        path.write_bytes(b"")
        with pytest.raises(UsageError, match=f"it had {number + 1} lines?, and has 0 now"):
            opened(folder)
        path.write_bytes(first)


def test_marks_that_a_killed_run_had_moved_away_are_put_back(once: PaperClass, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    (folder / "marks").rename(folder / ".marks.1.old")
    assert opened(folder).responses == opened(once.folder).responses != ()


def test_a_line_that_a_killed_run_did_not_finish_is_none(once: PaperClass, tmp_path: Path) -> None:
    """Wherever it ends: behind a brace, or within a character."""
    whole = '{"content": "0", "field": "q99", "points": "3", "comment": "好"}'.encode()
    path = tmp_path / "written.jsonl"
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert rated.read(path) == {}
        path.write_bytes(whole[:end] + b"\n" + whole + b"\n")
        assert list(rated.read(path)) == [("0", "q99")]
    reading = (once.folder / "marks" / "readings.jsonl").read_bytes()
    for end in [at for at, sign in enumerate(reading[:-2], 1) if sign == ord("}")]:
        (tmp_path / "readings.jsonl").write_bytes(reading[:end])
        assert len(list(records.read(tmp_path / "readings.jsonl"))) <= 1


@pytest.mark.parametrize("time", ["2026-11-29T18:12:79+00:00", "2026-11-29T18:12:58", "yesterday"])
def test_points_were_given_at_a_time_that_can_be_compared(tmp_path: Path, time: str) -> None:
    path = tmp_path / "written.jsonl"
    path.write_text(json.dumps({"content": "0", "field": "q99", "points": "3", "at": time}) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="marks-unreadable"):
        rated.read(path)


@pytest.mark.parametrize(("name", "code"), [("readings.jsonl", 2), ("scans.json", 2), ("marks.csv", 0)])
def test_a_folder_may_stand_where_a_file_was(
    terminal: Terminal, once: PaperClass, tmp_path: Path, name: str, code: int
) -> None:
    """What is only written is put aside; what is read is missed before anything is written."""
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    (folder / "marks" / name).unlink()
    (folder / "marks" / name).mkdir()
    (folder / "marks" / name / "notes.txt").write_text("mine", encoding="utf-8")
    before = marks(folder)
    erratum = tmp_path / "erratum.yaml"
    erratum.write_text("- {item: item-1, void: give-all, reason: both}\n", encoding="utf-8")
    ran = terminal("regrade", "--class", folder, erratum, folder=tmp_path)
    assert (ran.code, "[marks-lost]" in ran.err) == (code, code == 2), ran.err
    assert (marks(folder) == before) == (code == 2)
    kept = "marks-edited-1.csv" if name == "marks.csv" else name
    assert (folder / "marks" / kept / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("name", [*KEPT, "manifest.json"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    terminal: Terminal, once: PaperClass, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    (folder / "marks" / name).unlink(missing_ok=True)
    os.mkfifo(folder / "marks" / name)
    ran = terminal("mark", "--class", folder, "--enter", folder=tmp_path)
    assert (ran.code, f"marks/{name}: error: " in ran.err) == (2, True), ran.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
def test_a_pipe_in_the_place_of_what_was_printed_is_not_waited_for(
    terminal: Terminal, once: PaperClass, tmp_path: Path
) -> None:
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    ran = terminal("mark", "--class", folder, "--enter", folder=tmp_path)
    assert (ran.code, "it is a pipe or a device" in ran.err) == (2, True), ran.err


def test_a_manifest_without_an_end_says_nothing(terminal: Terminal, once: PaperClass, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    (folder / "marks" / "manifest.json").write_text("[" * 100_000, encoding="utf-8")
    scan = once.pile(tmp_path / "again.pdf", once.scan(1, everything()))
    ran = terminal("mark", scan, "--class", folder, "--jobs", "1", folder=tmp_path)
    assert (ran.code, "`manifest.json` cannot be read" in ran.err) == (2, True), ran.err
    assert list(identity.earlier(folder / "marks")) == []
    assert terminal("mark", "--as-is", scan, "--class", folder, "--jobs", "1", folder=tmp_path).code == 6


def test_a_manifest_of_another_version_is_refused(once: PaperClass, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    shutil.copytree(once.folder, folder)
    path = folder / "marks" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"schema": 1', '"schema": 2'), encoding="utf-8")
    with pytest.raises(UsageError, match=r"`manifest\.json` cannot be read"):
        opened(folder)


@pytest.fixture(scope="module")
def once(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> PaperClass:
    """A class that was marked; read only."""
    folder = tmp_path_factory.mktemp("once")
    printed = paper_class(folder / "class", STUDENTS)
    assert problems(terminal, printed, folder, printed.scan(0, everything())).code == 6
    return printed
