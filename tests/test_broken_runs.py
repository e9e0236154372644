"""Runs for a class that are broken off: interrupted, killed, out of space, without a scheduler."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import hear_ctrl_c

from hwgen import workers
from hwgen.errors import HwgenError, MissingProgram, UsageError
from hwgen.workers import START_METHOD, run


@pytest.fixture(scope="module", autouse=True)
def _forked() -> Iterator[None]:
    """Workers share what these tests put in the place of others. Typst, which could not be forked, runs apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(START_METHOD, "fork")
        yield


def test_a_disk_that_fills_keeps_what_is_made(tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    command = [sys.executable, "-m", "hwgen", "build", "--seed", "7", "--copies", "2", "--engine", "typst"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=small_files)
    assert done.returncode == 1, done.stderr
    assert "cannot write the results: File too large" in done.stderr
    assert "--resume" in done.stderr
    assert not list(tmp_path.rglob("*.pdf"))


def test_ctrl_c_stops_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hwgen", "build", "--seed", "7", "--copies", "200"]
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )
    while not list(tmp_path.glob("tmp/hwgen-*/paper.log")):
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert "no copy of 200 is finished yet" in told
    assert not list(tmp_path.glob("output/hw2/seed-7-zh-class"))
    assert not list((tmp_path / "tmp").iterdir())


SIGNALS = {".killed": signal.SIGKILL, ".ended": signal.SIGTERM}


def die_once(flag: Path) -> str:
    if flag.suffix in SIGNALS and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), SIGNALS[flag.suffix])
    return flag.name


def die(flag: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    tasks = [tmp_path / f"{i}{'.killed' if i == 2 else '.ended' if i == 5 else ''}" for i in range(9)]
    assert sorted(run(die_once, tasks, "local", 2)) == sorted(task.name for task in tasks)


def test_workers_that_go_on_dying_are_reported(tmp_path: Path) -> None:
    with pytest.raises(HwgenError, match="worker processes keep dying"):
        list(run(die, [tmp_path], "local", 1))


BROKEN_OFF = """
from hwgen.workers import START_METHOD, run
def large(n): return bytes(8 << 20)
for _ in range(5):
    results = run(large, range(40), "local", 2)
    next(results)
    results.close()
"""


def test_a_run_that_is_broken_off_ends() -> None:
    """Though workers are just sending results: half of one would be waited for without end."""
    subprocess.run([sys.executable, "-c", BROKEN_OFF], check=True, timeout=60)


@pytest.mark.filterwarnings("default")
def test_a_dask_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ANSWER_SECONDS", 1)
    with pytest.raises(MissingProgram, match=r"no Dask scheduler answers at 127\.0\.0\.1:9"):
        list(run(len, [""], "dask://127.0.0.1:9", 1))
    with pytest.raises(UsageError, match="`slurm` is not an executor"):
        list(run(len, [""], "slurm", 1))
