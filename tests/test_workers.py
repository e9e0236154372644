"""A course in other processes: it travels as bytes, and what is said of it comes home with its own places."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from squares import GENERATORS, squares

from hwgen.bank.loading import load_course
from hwgen.bank.parcel import Parcel, opened, parcel
from hwgen.errors import CourseError, Span, UsageError
from hwgen.looking.tables import generators
from hwgen.proof.certificates import Certificate, verified
from hwgen.waiting import AT_EACH_STEP
from hwgen.workers import START_METHOD, apart, run, start_method

Run = Callable[..., subprocess.CompletedProcess[str]]


def steps_and_results(folder: Path) -> tuple[list[tuple[str, int, int]], list[Certificate | CourseError]]:
    """What is heard of proving a course, and what comes of it."""
    heard: list[tuple[str, int, int]] = []
    AT_EACH_STEP.set(lambda *step: heard.append(step))
    course = load_course(folder)
    return heard, list(verified(course, generators(course)))


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_proofs_by_workers_come_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv(START_METHOD, method)
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    folder = squares(tmp_path)
    # A fork of this process, which has threads of its own by now, would be none that hwgen makes.
    heard, (right, wrong) = apart(steps_and_results, folder)
    # Each step names the generator that is being proven.
    proving = [step for step in heard if step[0].startswith("proving")]
    assert [step[1:] for step in proving] == [(i, 2) for i in range(3)]
    first, second, last = (step[0] for step in proving)
    assert (first, last) == ("proving square", "proving")
    assert second in ("proving square", "proving wrong-square")
    assert isinstance(right, Certificate)
    assert right.variants == 8
    assert isinstance(wrong, CourseError)
    (fault,) = wrong.diagnostics
    assert "the formula gives 4, the check 5" in fault.message
    # At the formula, which the generator has in its body, and at the check.
    span, file = load_course(folder).items["wrong-square"].span, folder / "generators" / "squares.py"
    lines = file.read_text(encoding="utf-8").split("\n")
    formula = next(i for i, line in enumerate(lines, 1) if i > span.line and "n**2" in line)
    assert fault.span == Span(file, formula, lines[formula - 1].index("n**2") + 1)
    assert fault.related == (Span(file, lines.index("def too_much(n):") + 1),)
    assert not list((tmp_path / "temporary").iterdir())


def test_a_parcel_is_the_course_again(tmp_path: Path) -> None:
    course = load_course(squares(tmp_path))
    sent = parcel(course)
    assert opened(sent) is course
    arrived = pickle.loads(pickle.dumps(sent))
    assert arrived == sent
    opened.cache_clear()
    other = opened(arrived)
    assert other.root != course.root
    assert other.digest == course.digest
    assert list(other.items) == list(course.items)
    changed = tmp_path / "generators/squares.py"
    changed.write_text(GENERATORS + "\n", encoding="utf-8")
    assert parcel(course) != sent


def variable(name: str) -> str | None:
    return os.environ.get(name)


def test_a_process_apart_has_the_environment_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that it is forked from may be older."""
    apart(variable, "HWGEN_NEW")
    monkeypatch.setenv("HWGEN_NEW", "here")
    assert apart(variable, "HWGEN_NEW") == "here"


def files_of(sent: Parcel) -> list[str]:
    return sorted(path.name for path in opened(sent).root.rglob("*.py"))


def files_after_a_fork(sent: Parcel) -> tuple[list[str], list[str]]:
    opened(sent)
    os.environ[START_METHOD] = "fork"
    return next(run(files_of, [sent], "local", 1)), files_of(sent)


def test_a_workers_own_workers_leave_its_course_where_it_is(tmp_path: Path) -> None:
    inner, outer = apart(files_after_a_fork, parcel(load_course(squares(tmp_path))))
    assert inner == outer == ["squares.py"]


def test_workers_without_fork_make_the_same_papers(small_course: Path, hwgen_apart: Run, tmp_path: Path) -> None:
    """As on macOS and Windows: nothing reaches a worker but its batch."""
    made = []
    for method in ("fork", "spawn"):
        words = (
            "build",
            "named",
            "--seed",
            "7",
            "--copies",
            "4",
            "--jobs",
            "2",
            "--engine",
            "typst",
        )
        done = hwgen_apart(*words, "--course", small_course, "--out", method, "--json", HWGEN_START_METHOD=method)
        assert done.returncode == 0, done.stderr
        made.append(
            {
                path.relative_to(tmp_path / method): path.read_bytes()
                for path in (tmp_path / method).rglob("*")
                if path.is_file()
            }
        )
    forked, spawned = made
    assert len(forked) > 12
    assert spawned == forked


def test_a_fork_is_no_way_where_threads_would_be_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(START_METHOD, raising=False)
    monkeypatch.delitem(sys.modules, "typst", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert start_method() == "fork"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start_method() == "spawn"
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setitem(sys.modules, "typst", sys)
    assert start_method() == "forkserver"


LEAVES_WORKERS = """
import os, signal, time
from hwgen.workers import run
def endless(n):
    while n: time.sleep(60)
if __name__ == "__main__":
    next(run(endless, range(5), "local", 2))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_no_worker_outlives_the_main_process(tmp_path: Path, method: str) -> None:
    """The output that they share with it is at its end when the last of them is gone."""
    program = tmp_path / "program.py"
    program.write_text(LEAVES_WORKERS)
    env = {**os.environ, START_METHOD: method, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, program], env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_way_to_start_workers_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(START_METHOD, "spwan")
    with pytest.raises(UsageError, match="cannot be started by `spwan`") as caught:
        list(run(len, [""], "local", 1))
    assert "did you mean `spawn`?" in str(caught.value)
