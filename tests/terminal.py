"""The command line as `python -m hwgen` runs it, wherever its modules lie: in this process, or in one of its own."""

from __future__ import annotations

import contextlib
import io
import runpy
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


def run(*words: str | Path, folder: Path) -> Ran:
    """Runs `hwgen WORDS` in `folder`; a bug comes through as the exception that it is, with HWGEN_TRACEBACK."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True) for _ in range(2))
    argv, sys.argv = sys.argv, ["hwgen", *map(str, words)]
    code = 0
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            runpy.run_module("hwgen", run_name="__main__", alter_sys=True)
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else 1 if e.code else 0
    finally:
        sys.argv = argv
    told = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))  # type: ignore[attr-defined]
    return Ran(code, *(text.replace("python -m hwgen", "hwgen") for text in told))


def hear_ctrl_c() -> None:
    """For `preexec_fn`: a process that a shell runs in the background ignores Ctrl-C from the start, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_apart(*words: str | Path, folder: Path) -> Ran:
    """The same in a process of its own, as a class needs: workers that are forked where Typst has run would wait for its threads."""
    command = [sys.executable, "-m", "hwgen", *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)
