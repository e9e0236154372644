"""What somebody at the workbench waits for, in Chromium: beside limits, and beside what the same takes without a browser.

    PLAYERS=FOLDER CHROMIUM=PROGRAM python benchmarks/workbench.py [RUNS]

FOLDER has playwright-core, as `make players` installs it. Figures are seconds on the clock, the least of several runs: other work on the machine adds, and
never takes away. The cache is warm: the course was read and proven before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import bank

ROOT = Path(__file__).parents[1]
RUNS = 5
MANY = 10_000
EXAM = "hw2"


@dataclass(frozen=True)
class Row:
    """`most` is a limit in seconds."""

    work: str
    seconds: float
    most: float

    def __str__(self) -> str:
        reached = "reached" if self.seconds <= self.most else "missed"
        return (
            f"| {self.work} | {self.seconds:.3f} s | {self.most:.2f} s | {self.seconds / self.most:.2f} | {reached} |"
        )


@contextmanager
def served(course: Path) -> Iterator[tuple[str, float]]:
    """The address of a workbench, and the seconds from its start to its first page."""
    command = [sys.executable, "-u", "-m", "hwgen", "serve", "--no-open", "--course", course]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            _opened(address)
            yield address, time.perf_counter() - start
        finally:
            server.terminate()


def _opened(address: str) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=120)
    connection.request("GET", f"/?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    cookie = SimpleCookie(answer.headers["Set-Cookie"])
    name, value = next((name, morsel.value) for name, morsel in cookie.items())
    connection.request("GET", "/bank", headers={"Cookie": f"{name}={value}"})
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"<article" in answer.read()
    connection.close()


def watched(address: str, course: Path, runs: int, *names: str) -> dict[str, float]:
    """What a browser sees: the least seconds of each of `names`."""
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run(
        ["node", script, address, course, EXAM, str(runs), *names],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def proven(course: Path, out: Path) -> None:
    command = ("build", EXAM, "--seed", "7", "--formats", "json", "--out", out, "--course", course)
    subprocess.run([sys.executable, "-m", "hwgen", *command], check=True, capture_output=True)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print("| at the workbench | seconds | limit | ratio | aim |\n|---|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        count = bank.repeated(course, 1)
        proven(course, Path(folder, "proven"))
        starts = []
        for _ in range(runs):
            with served(course) as (address, seconds):
                starts.append(seconds)
        print(Row(f"the first page, {count} items", min(starts), 1.0))
        with served(course) as (address, _):
            seen = watched(address, course, runs, "search", "item", "sheet")
        print(Row("a file saved to the item changed", seen["item"], 0.15))
        print(Row("a file saved to the page of the paper changed", seen["sheet"], 0.4))
        many = Path(folder, "many")
        count = bank.repeated(many, MANY)
        with served(many) as (address, _):
            seen = watched(address, many, runs, "search")
        print(Row(f"a search among {count} items answered", seen["search"], 0.05))


if __name__ == "__main__":
    main()
