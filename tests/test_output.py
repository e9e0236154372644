"""Results: plain data, and an interrupt or a full disk leaves the old ones as they were."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest
from terminal import Ran, hear_ctrl_c

from hwgen import locks
from hwgen.bank.ledger import load_ledger, record
from hwgen.edited import digest
from hwgen.errors import HwgenError
from hwgen.interrupts import SIGNALS, Interrupted, asked, heard, heed
from hwgen.output import alone, as_json, replace_folder
from hwgen.scratch import LOCK, PREFIX, scratch

BUILD = [sys.executable, "-m", "hwgen", "build", "--seed", "7"]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_ends_a_run_is_not_lost(old: Path, number: signal.Signals) -> None:
    with handled(number, signal.SIG_DFL):
        with heard():
            with pytest.raises(Interrupted):
                signal.raise_signal(number)
            assert asked() == number
            with pytest.raises(KeyboardInterrupt):
                replace_folder(old, {"exam.tex": b"new"})
        assert signal.getsignal(number) is signal.SIG_DFL
    assert unchanged(old)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As nohup has it."""
    with handled(signal.SIGHUP, signal.SIG_IGN), heard():
        signal.raise_signal(signal.SIGHUP)
        heed()


@contextmanager
def handled(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Whatever the tests were started with, such as nohup or a shell's `&`."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Results of an earlier build."""
    folder = tmp_path / "output" / "hw2" / "seed-7-zh"
    folder.mkdir(parents=True)
    (folder / "exam.tex").write_text("old")
    return folder


def unchanged(old: Path) -> bool:
    return [p.name for p in old.parent.iterdir()] == [old.name] and (old / "exam.tex").read_text() == "old"


def test_ctrl_c_while_tex_runs(old: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    fake = programs / "xelatex"
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexec sleep 60\n")
    fake.chmod(0o755)
    env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        BUILD, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=hear_ctrl_c
    )
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert "interrupted" in told
    assert unchanged(old)


@pytest.mark.parametrize("words", [(), ("--copies", "2")])
def test_a_place_where_nothing_can_be_written_is_refused_before_anything_is_drawn(
    words: tuple[str, ...], small_course: Path, terminal: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*given: object) -> None:
        raise AssertionError("a paper was planned in vain")

    monkeypatch.setattr("hwgen.classes.paper.assemble", late)
    monkeypatch.setattr("hwgen.classes.making.forms", late)
    (small_course / "full").write_text("a file")
    done = terminal("build", "named", "--seed", "7", *words, "--out", "full", folder=small_course)
    assert done.code == 1
    assert "cannot write the results: " in done.err
    assert "nothing was changed" in done.err
    assert (small_course / "full").read_text() == "a file"


def test_a_disk_that_fills(old: Path, tmp_path: Path) -> None:
    def small_files() -> None:
        # What is typeset has room in a file, the results have not.
        resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, 80_000))

    env = {**os.environ, "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        BUILD, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, preexec_fn=small_files
    )
    assert done.returncode == 1, done.stderr
    assert "cannot write the results: File too large" in done.stderr
    assert unchanged(old)


def test_a_failure_between_the_two_renames_puts_the_old_folder_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == old and not self.name.endswith(".old"):
            raise OSError("no luck")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(HwgenError, match="no luck"):
        replace_folder(old, {"exam.tex": b"new"})
    assert unchanged(old)


def test_params_that_json_does_not_know_are_written_as_plain_data() -> None:
    data = as_json({"rate": Fraction(1, 4), "shape": (3, 8, 8)})
    assert json.loads(data) == {"rate": 0.25, "shape": [3, 8, 8]}


def results(**files: bytes) -> dict[str, bytes]:
    """Files with a manifest that knows them: `results(key_tex=b"...")`."""
    named = {name.replace("_", "."): data for name, data in files.items()}
    return {**named, "manifest.json": as_json({"files": {name: digest(data) for name, data in named.items()}})}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_results_replace_all_of_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    replace_folder(folder, results(exam_tex=b"old", notes_tex=b"old"))
    assert replace_folder(folder, results(exam_tex=b"new")) == ()
    assert names(folder) == ["exam.tex", "manifest.json"]
    assert (folder / "exam.tex").read_bytes() == b"new"
    assert names(tmp_path) == ["results"]


def test_what_a_user_wrote_into_results_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    replace_folder(folder, results(answers_csv=b"keys", exam_tex=b"old"))
    (folder / "answers.csv").write_text("marks")
    (folder / "exam.tex").write_text("new")
    (folder / "scans" / "empty").mkdir(parents=True)
    (folder / "scans" / "1.png").write_text("a scan")
    (folder / "link").symlink_to("nowhere")
    (warning,) = replace_folder(folder, results(answers_csv=b"other keys", exam_tex=b"new"))
    assert warning.rule == "edited-result"
    assert "kept as answers-edited-1.csv" in warning.message
    everything = ["answers-edited-1.csv", "answers.csv", "exam.tex", "link", "manifest.json", "scans"]
    assert names(folder) == everything
    assert (folder / "answers-edited-1.csv").read_text() == "marks"
    assert (folder / "answers.csv").read_text() == "other keys"
    assert names(folder / "scans") == ["1.png", "empty"]
    assert replace_folder(folder, results(answers_csv=b"other keys", exam_tex=b"new")) == ()
    assert names(folder) == everything
    (folder / "answers.csv").write_text("more marks")
    replace_folder(folder, results(answers_csv=b"keys"))
    assert names(folder)[:3] == ["answers-edited-1.csv", "answers-edited-2.csv", "answers.csv"]


def test_a_file_in_the_place_of_the_results_is_kept(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("notes")
    (warning,) = replace_folder(tmp_path / "results", results(exam_tex=b"new"))
    assert "kept as results-edited-1" in warning.message
    assert (tmp_path / "results-edited-1").read_text() == "notes"
    assert names(tmp_path) == ["results", "results-edited-1"]


def test_a_link_in_the_place_of_the_results_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").symlink_to("elsewhere")
    replace_folder(tmp_path / "results", results(exam_tex=b"new"))
    assert (tmp_path / "results").is_symlink()
    assert names(tmp_path / "elsewhere") == ["exam.tex", "manifest.json"]
    assert names(tmp_path) == ["elsewhere", "results"]


def test_what_a_killed_run_moved_away_is_put_back(old: Path) -> None:
    """It was killed between the two renames."""
    old.rename(old.with_name(f".{old.name}.123.old"))
    old.with_name(f".{old.name}.abc.new").mkdir()
    with alone(old):
        assert (old / "exam.tex").read_text() == "old"
    assert unchanged(old)


def test_what_a_killed_run_did_not_finish_is_removed(old: Path) -> None:
    for left in (f".{old.name}.123.old", f".{old.name}.abc.new"):
        old.with_name(left).mkdir()
        (old.with_name(left) / "exam.tex").write_text("half")
    with alone(old):
        pass
    assert unchanged(old)


HOLD = """
import sys
from pathlib import Path
from hwgen.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(lock: Path) -> Iterator[None]:
    """By another process."""
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_a_second_run_in_the_same_place_is_refused(old: Path) -> None:
    with (
        held(old.with_name(f".{old.name}.lock")),
        pytest.raises(HwgenError, match="another build is running here"),
        alone(old, wait=False),
    ):
        pass
    with alone(old, wait=False):
        assert names(old.parent) == [f".{old.name}.lock", old.name]
    assert unchanged(old)


def test_folders_for_a_moment_are_removed_after_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("dead", "busy", "foreign"):
        (tmp_path / f"{PREFIX}{name}").mkdir()
    for name in ("dead", "busy"):
        (tmp_path / f"{PREFIX}{name}" / LOCK).touch()
    with held(tmp_path / f"{PREFIX}busy" / LOCK), scratch() as folder:
        assert names(tmp_path) == sorted([folder.name, f"{PREFIX}busy", f"{PREFIX}foreign"])
    assert names(tmp_path) == [f"{PREFIX}busy", f"{PREFIX}foreign"]


def test_a_folder_that_another_run_removes_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that begin at the same time remove what nobody holds, and for a moment nobody holds a new folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lock, removed = locks._lock, []

    def late(file: int, wait: bool) -> None:
        if wait and not removed:
            removed.extend(tmp_path.glob(f"{PREFIX}*"))
            shutil.rmtree(removed[0])
        lock(file, wait)

    monkeypatch.setattr(locks, "_lock", late)
    with scratch() as folder:
        assert folder.is_dir()
        assert folder not in removed
    assert len(removed) == 1
    assert names(tmp_path) == []


def enter(number: int) -> None:
    record(Path.cwd(), "quiz", number, f"QUIZ-{number}", {"A": ("a", "b@2")}, "2026-11-26")


def test_the_ledger_has_every_exam_that_was_entered_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bank").mkdir()
    monkeypatch.chdir(tmp_path)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.map(enter, range(40), chunksize=1)
    assert sorted(sitting.seed or 0 for sitting in load_ledger(tmp_path)) == list(range(40))
    assert names(tmp_path / "bank") == ["ledger.yaml"]


def test_a_full_disk_for_what_is_needed_for_a_moment_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OSError, match="No space left on device") as caught, scratch():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.filename == str(tmp_path)


def test_what_fails_leaves_no_empty_folders(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(ZeroDivisionError), alone(tmp_path / "mine" / "output" / "quiz" / "seed-7"):
        raise ZeroDivisionError
    assert not [*(tmp_path / "mine").iterdir()]
