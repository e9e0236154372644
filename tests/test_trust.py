"""A course is a program: whose is run, and what can be done without running it."""

from __future__ import annotations

import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

from hwgen.bank import files
from hwgen.bank.loading import load_course
from hwgen.bank.parcel import opened, parcel
from hwgen.workers import START_METHOD

Run = Callable[..., subprocess.CompletedProcess[str]]
Terminal = Callable[..., Ran]


@pytest.fixture
def hostile(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course, with code that leaves a trace when it is run."""
    monkeypatch.setenv("HWGEN_CACHE", str(small_course.parent / "cache"))
    # What is refused when it is proven has been run by then.
    monkeypatch.setattr("hwgen.proof.prove.refuse_impure", lambda generator: None)
    monkeypatch.setenv(START_METHOD, "fork")
    path = small_course / "generators/max_pool.py"
    trace = f"import os; os.makedirs({str(small_course.parent / 'ran')!r}, exist_ok=True)"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{trace}\n", encoding="utf-8")
    return small_course


COMMANDS = {
    "list": 0,
    "show max-pool": 1,
    "show {item}": 0,
    "check": 0,
    "variants max-pool": 1,
    "verify": 1,
    "report": 0,
    "schema items": 0,
    "format --check": 0,
    "new item an-item --topic basics": 0,
    "build named --seed 7 --formats json": 1,
    "build conceptual --seed 7 --formats json": 0,
    "export moodle conceptual --seed 7 -o quiz.xml": 0,
}
EXAM = """\
title: {{zh: 小测, en: Quiz}}
minutes: 30
sections:
  - title: {{zh: 题, en: Questions}}
    points: 5
    questions:
      - item: {item}
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_no_code_of_a_course_is_run(hostile: Path, hwgen: Run, tmp_path: Path, command: str) -> None:
    item = next(id for id in load_course(hostile, run=False).items if id != "max-pool")
    exam = hostile / "bank/exams/conceptual.yaml"
    exam.write_text(EXAM.format(item=item), encoding="utf-8")
    words = [*command.format(item=item).split(), "--course", str(hostile)]
    done = hwgen(*words, "--no-generators")
    assert done.returncode == COMMANDS[command], done.stderr
    if COMMANDS[command]:
        assert "max_pool.py:21" in done.stderr
        assert "--no-generators keeps it from running [generator-not-run]" in done.stderr
    assert not (tmp_path / "ran").exists()
    hwgen(*words, HWGEN_NO_GENERATORS="1")
    assert not (tmp_path / "ran").exists()


def test_the_trace_is_left_by_a_run(hostile: Path, hwgen: Run, tmp_path: Path) -> None:
    assert "generators were not run: 1 file" in hwgen("list", "--course", hostile, "--no-generators").stderr
    assert "not run" not in hwgen("list", "--course", hostile).stderr
    assert (tmp_path / "ran").exists()


def test_workers_run_no_code_either(hostile: Path, tmp_path: Path) -> None:
    sent = pickle.loads(pickle.dumps(parcel(load_course(hostile, run=False))))
    opened.cache_clear()
    assert not opened(sent).runs
    assert not (tmp_path / "ran").exists()


def test_the_course_of_another_user_is_refused_where_it_is_only_found(
    hostile: Path, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = files._owner(hostile) + 1
    monkeypatch.setattr(files.os, "geteuid", lambda: mine)
    monkeypatch.setattr(files, "_owner", lambda path: mine + 1 if path.name == "generators" else mine)
    below = hostile / "bank" / "items"
    for folder in (hostile, below):
        for words in (("list",), ("check", "--no-proofs"), ("build", "named", "--seed", "7")):
            told = terminal(*words, folder=folder)
            assert told.code == 2
            assert "this course belongs to another user" in told.err
            assert f"--course {hostile}" in told.err
    assert not (tmp_path / "ran").exists()
    assert terminal("list", "--course", hostile, folder=below).code == 0
    monkeypatch.setattr(files, "_owner", lambda path: mine)
    assert terminal("list", folder=below).code == 0
