"""Each command in a course of 20,000 items: CPU seconds and the most memory that one of its processes takes."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bank import ITEMS, repeated

# In this order: a command may need what one before it made.
COMMANDS = (
    "list",
    "list",
    "list items --search convolution",
    "show attention-vs-lstm",
    "check",
    "check",
    "format --check",
    "build midterm --seed 7",
    "build midterm --seed 7 --copies 20",
    "build midterm --seed 7 --copies 20 --engine typst --jobs 1 --out output/typst",
    "swap midterm --seed 7 1",
    "freeze midterm --seed 7 frozen",
    "export moodle midterm --seed 7 -o output/midterm.xml",
    "export qti midterm --seed 7 -o output/midterm.zip",
    "catalogue",
    "report",
    "new item new-one --topic attention",
    "rename attention-vs-lstm attention-against-lstm",
)


def measured(words: list[str], at: Path, cache: Path) -> tuple[float, float, int]:
    """CPU seconds, megabytes and exit code of a command with all that it starts."""
    process = os.fork()
    if not process:
        os.chdir(at)
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execve(sys.executable, [sys.executable, "-m", "hwgen", *words], os.environ | {"HWGEN_CACHE": str(cache)})
    _, status, used = os.wait4(process, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        work, root = Path(temporary), Path(temporary) / "course"
        count = repeated(root, ITEMS)
        print(f"{count} items\n\n| command | CPU s | MB |\n|---|---:|---:|")
        for command in COMMANDS:
            seconds, memory, code = measured(command.split(), root, work / "cache")
            # The repeated items are errors to `hwgen check`.
            assert code in ((1,) if command == "check" else (0,)), f"hwgen {command}: exit code {code}"
            print(f"| `hwgen {command}` | {seconds:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
