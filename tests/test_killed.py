"""Changes of a course that are killed at each step that they take on the disk: the next run finds all of it or nothing, and no rest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hwgen.bank.files import CHANGING, find_course
from hwgen.bank.loading import load
from hwgen.bank.swaps import path_of
from hwgen.bank.together import change_together, put_right
from hwgen.editing.renaming import rename, renamed
from hwgen.errors import HwgenError, UsageError

# In a process of its own, whose children are killed at their first step, at their second, and so on until one comes to its end.
PROGRAM = """
import os, signal, sys
from functools import partial
from itertools import count
from pathlib import Path
from shutil import copytree, rmtree

from hwgen.bank.files import find_course
from hwgen.bank.loading import load
from hwgen.bank.together import change_together, put
from hwgen.editing.holdings import holdings
from hwgen.editing.renaming import renamed
from hwgen.editing.skeleton import new_generator
from hwgen.serve.desk import Desk

root, kept = Path(sys.argv[2]).resolve(), Path(sys.argv[3])
course = load(root).course
item = course.items["kept-units"].span.file
known = item.read_bytes()
files = renamed(course, "kept-units", "units-kept")
desk = Desk(root)

def undo():
    with desk.change("hwgen rename", *files):
        change_together(root, files)
    return partial(desk.undo, desk.steps[-1].number)

CHANGES = {
    "save": lambda: lambda: put(item, known, known + b"# more\\n"),
    "rename": lambda: lambda: change_together(root, files),
    "undo": undo,
    "generator": lambda: lambda: new_generator(root, holdings(course), "fresh", "brand-new", new_topic=True),
}
change = CHANGES[sys.argv[1]]

def tree():
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}

def killing(last):
    steps = count(1)
    def heard(event, words):
        writes = event == "open" and isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in ("os.rename", "os.remove", "os.chmod", "os.mkdir"):
            if isinstance(words[0], (str, os.PathLike)) and str(words[0]).startswith(str(root)) and next(steps) == last:
                os.kill(os.getpid(), signal.SIGKILL)
    return heard

def run(last):
    rmtree(root)
    copytree(kept, root)
    if child := os.fork():
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    step = change()
    before = tree()
    if last:
        sys.addaudithook(killing(last))
    else:
        Path(sys.argv[4]).write_text(repr(before))
    step()
    os._exit(0)

assert not run(0)
whole = [eval(Path(sys.argv[4]).read_text()), tree()]
assert whole[0] != whole[1]
for last in count(1):
    killed = run(last)
    Desk(find_course(root)).tidy()
    now = tree()
    assert now in whole, (last, [path for path in now if now[path] not in (one.get(path) for one in whole)])
    if not killed:
        assert now == whole[1]
        print(last - 1)
        break
"""


@pytest.fixture
def locked_course(small_course: Path) -> Path:
    """A course in which two papers name an item, besides an exam."""
    for exam in ("named", "picked"):
        path = path_of(small_course, exam, 7)
        path.parent.mkdir(exist_ok=True)
        path.write_text("- place: 1\n  item: kept-units\n", encoding="utf-8")
    return small_course


@pytest.mark.parametrize(("change", "least"), [("save", 5), ("rename", 20), ("undo", 20), ("generator", 15)])
def test_a_change_that_is_killed_is_whole_or_was_never_begun(
    change: str, least: int, locked_course: Path, tmp_path: Path
) -> None:
    kept = shutil.copytree(locked_course, tmp_path / "kept")
    command = [sys.executable, "-c", PROGRAM, change, locked_course, kept, tmp_path / "before"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= least


def test_files_change_together_or_not_at_all(locked_course: Path) -> None:
    files = renamed(load(locked_course).course, "kept-units", "units-kept")
    other = list(files)[-1]
    other.write_bytes(other.read_bytes() + b"# Somebody else.\n")
    before = {path: path.read_bytes() for path in files}
    with pytest.raises(UsageError, match="changed on disk meanwhile"):
        change_together(locked_course, files)
    assert {path: path.read_bytes() for path in files} == before


def test_what_cannot_be_written_takes_back_what_was(locked_course: Path) -> None:
    first, second = locked_course / "bank" / "items" / "a.yaml", locked_course / "bank" / "course.yaml" / "b.yaml"
    with pytest.raises(HwgenError, match="cannot write"):
        change_together(locked_course, {first: (None, b"topic: a\n"), second: (None, b"b")})
    assert not first.exists()
    assert not (locked_course / CHANGING).exists()


def test_what_was_begun_is_done_by_the_next_run_but_for_what_changed_since(
    locked_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load(locked_course).course
    exam = course.blueprints["named"].path
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        rename(course, "kept-units", "units-kept")
    assert (locked_course / CHANGING).exists()
    exam.write_bytes(own := b"# My own.\n")
    assert find_course(locked_course) == locked_course
    assert not (locked_course / CHANGING).exists()
    assert exam.read_bytes() == own
    put_right(locked_course)
    assert "units-kept" in load(locked_course).course.items
