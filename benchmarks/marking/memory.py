"""How much memory `hwgen mark` takes, all of its processes together: `memory.py CLASS SCANS...`.

What processes share counts once: of each, its part is added up (PSS), many times a second. The class stays as it is; it is marked in a copy.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 0.03
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)


def text(pid: int, name: str) -> str:
    """Nothing of a process that has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def processes(first: int) -> list[int]:
    """A process and all that it started, also through others."""
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal() and (found := PARENT.search(text(int(path.name), "status"))):
            parents[int(path.name)] = int(found[1])
    tree = [first]
    for pid in tree:
        tree += [child for child, parent in parents.items() if parent == pid]
    return tree


def main(folder: Path, scans: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "class"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("marks", "copies", "keys", ".marks.*"))
        start = time.monotonic()
        run = subprocess.Popen([sys.executable, "-m", "hwgen", "mark", *scans, "--class", str(copy)])
        most = one = 0
        while run.poll() is None:
            parts = [int(found[1]) for pid in processes(run.pid) if (found := PSS.search(text(pid, "smaps_rollup")))]
            most, one = max(most, sum(parts)), max(one, *parts, 0)
            time.sleep(SECONDS)
        seconds = time.monotonic() - start
        print(f"{most // 1024} MB together, {one // 1024} MB a process, {seconds:.1f} s, exit code {run.returncode}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
