"""What every attack has in common: a small course, a run of hwgen, and what is counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - nothing here goes on paper
from subprocess import CompletedProcess

ROOT = Path(__file__).parents[2]
HWGEN = (sys.executable, "-m", "hwgen")
# 1 is what has errors, 2 wrong usage, 3 a missing program, 4 failed typesetting, 5 no paper, 130 and more an interrupt.
MEANT = {0, 1, 2, 3, 4, 5, 129, 130, 143}
MOST_SECONDS = 300

Ran = CompletedProcess[bytes]


@dataclass
class Tally:
    """What was tried in one way, and what did not survive it."""

    what: str
    expected: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, case: str, *, held: bool, why: str = "") -> None:
        self.tried += 1
        if not held:
            self.failures.append(f"{case}: {why}" if why else case)

    def ran(self, case: str, done: Ran, codes: set[int] = MEANT) -> bool:
        """Counts a run: it ended as it should, with a message and without a traceback."""
        wrong = fault(done, codes)
        self.count(case, held=not wrong, why=wrong)
        return not wrong


def fault(done: Ran, codes: set[int] = MEANT) -> str:
    """What is wrong with how a run ended."""
    if b"Traceback" in done.stderr or b"this is a bug in hwgen" in done.stderr:
        return f"an unexpected error: {done.stderr.decode(errors='replace').strip()[-300:]}"
    if done.returncode not in codes:
        return f"exit code {done.returncode}: {done.stderr.decode(errors='replace').strip()[-300:]}"
    if done.returncode and not done.stderr.strip():
        return f"exit code {done.returncode} without a word"
    return ""


@dataclass(frozen=True)
class Place:
    """A folder with a small course in it, and a cache that the runs share."""

    root: Path
    random: Random

    @property
    def course(self) -> Path:
        return self.root / "course"

    def environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "HWGEN_CACHE": str(self.root / "cache"), "TMPDIR": str(self.root / "tmp"), **more}

    def run(self, *words: str | Path, env: Mapping[str, str] | None = None, **options: object) -> Ran:
        """Runs `hwgen WORDS` in the course. A run that takes too long has the exit code -1."""
        command = [*HWGEN, *map(str, words)]
        try:
            return subprocess.run(  # type: ignore[call-overload, no-any-return]
                command,
                **{"cwd": self.course, "env": env or self.environment(), "capture_output": True, **options},
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as e:
            return CompletedProcess(command, -1, b"", f"no end after {MOST_SECONDS} s {e.stderr!r}".encode())

    def copies(self, out: str, *more: str, engine: str = "typst") -> list[str]:
        """The words of a class build of the small course."""
        return [
            "build",
            "named",
            "--seed",
            "7",
            "--engine",
            engine,
            "--jobs",
            "2",
            "--out",
            out,
            *more,
        ]


@contextmanager
def place(seed: int) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        root = Path(folder)
        (root / "tmp").mkdir()
        shutil.copytree(ROOT / "tests/course", root / "course", ignore=shutil.ignore_patterns("__pycache__"))
        yield Place(root, Random(seed))


# Takes how many times each thing is to be tried.
Attack = Callable[[int], Iterator[Tally]]
