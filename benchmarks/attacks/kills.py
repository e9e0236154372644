"""Kills: a build that is ended at any moment leaves old or new results, no process, and nothing that the next run does not remove."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from attack import HWGEN, Place, Tally, place

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
SECONDS_TO_END = 2.0
COPIES = "24"


def attack(count: int) -> Iterator[Tally]:
    with place(1) as at:
        whole = at.copies("whole", "--copies", COPIES)
        start = time.monotonic()
        assert at.run(*whole).returncode == 0
        seconds = time.monotonic() - start
        expected = digests(at.course / "whole")
        for number in SIGNALS:
            for target in ("the main process", "the process group"):
                yield kills(at, number, target, count, seconds, expected)
        yield between_renames(at, count)


def kills(
    at: Place, number: signal.Signals, target: str, count: int, seconds: float, expected: dict[str, str]
) -> Tally:
    tally = Tally(
        f"{number.name} to {target}, class build of {COPIES} copies, at a random moment",
        "no process left after 2 seconds; `--resume` gives the same bytes; nothing left in TMPDIR",
    )
    for i in range(count):
        out = f"{number.name}-{target.split()[1]}-{i}"
        words = at.copies(out, "--copies", COPIES)
        process = subprocess.Popen(
            [*HWGEN, *words],
            cwd=at.course,
            env=at.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=hear_ctrl_c,
        )
        # Before hwgen is loaded, Python ends in its own way.
        time.sleep(at.random.uniform(min(1, seconds / 2), seconds))
        (os.kill if target == "the main process" else os.killpg)(process.pid, number)
        process.wait()
        why = judged(at, process, words, out, number, expected)
        tally.count(out, held=not why, why=why)
    return tally


def hear_ctrl_c() -> None:
    """A process that a shell runs in the background ignores Ctrl-C from the start, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def judged(
    at: Place,
    process: subprocess.Popen[bytes],
    words: list[str],
    out: str,
    number: signal.Signals,
    expected: dict[str, str],
) -> str:
    left = members_after(process.pid, SECONDS_TO_END)
    if left:
        return f"{left} processes are left"
    told = process.stderr.read() if process.stderr else b""
    if b"Traceback" in told or process.returncode not in (0, -number, 128 + number):
        return f"exit code {process.returncode}: {told.decode(errors='replace')[-200:]}"
    again = at.run(*words, "--resume")
    if again.returncode:
        return f"--resume: {again.stderr.decode(errors='replace')[-200:]}"
    if digests(at.course / out) != expected:
        return "--resume gave other bytes"
    if stray := [path.name for path in (at.root / "tmp").iterdir()]:
        return f"left in TMPDIR: {stray}"
    return ""


def members_after(group: int, seconds: float) -> int:
    """How many processes of a session are there at the end of this time, or sooner if none is."""
    end = time.monotonic() + seconds
    while True:
        found = subprocess.run(["ps", "-o", "stat=", "-s", str(group)], capture_output=True, text=True, check=False)
        alive = [line for line in found.stdout.split("\n") if line.strip() and not line.startswith("Z")]
        if not alive or time.monotonic() > end:
            return len(alive)
        time.sleep(0.05)


def between_renames(at: Place, count: int) -> Tally:
    """Kills at the one moment at which neither folder has its name."""
    tally = Tally(
        "kill -9 between the two renames of a build", "the next run restores what was there; no hidden folder is left"
    )
    program = (
        "import os, signal, sys; from pathlib import Path; rename = Path.rename\n"
        "def killing(self, to):\n    rename(self, to)\n    if to.suffix == '.old': os.kill(os.getpid(), signal.SIGKILL)\n"
        "Path.rename = killing; sys.argv[0] = 'hwgen'; from hwgen.commands.app import main; main()"
    )
    for i in range(count):
        words = ["build", "named", "--seed", str(i), "--formats", "json", "--out", "renames"]
        at.run(*words)
        folder = at.course / "renames/named" / f"seed-{i}-zh"
        before = digests(folder)
        subprocess.run(
            [HWGEN[0], "-c", program, *words], cwd=at.course, env=at.environment(), capture_output=True, check=False
        )
        gone = not folder.exists()
        again = at.run(*words)
        hidden = [path.name for path in folder.parent.iterdir() if path.name.startswith(".")]
        held = gone and not again.returncode and digests(folder) == before and not hidden
        tally.count(f"seed {i}", held=held, why=f"gone: {gone}, hidden: {hidden}, {again.stderr[-200:]!r}")
    return tally


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
