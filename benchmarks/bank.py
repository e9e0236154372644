"""A course of 20,000 items, made by repeating the bank: loading and checking it, from nothing and from the cache.

On one core, in a process of its own, beside what PyYAML's C loader alone takes for the same files. Generators are the
course's own, neither repeated nor proven here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
ITEMS = 20_000
WORK = """
import time
from pathlib import Path
start = time.perf_counter()
from hwgen.bank.loading import load_course
from hwgen.flaws.editor import of_bank
course = load_course(Path({root!r}))
loaded = time.perf_counter()
found = of_bank(course)
print(len(course.items), len(found), loaded - start, time.perf_counter() - loaded)
"""


def repeated(root: Path, count: int) -> int:
    """Copies the starter course to `root` with its bank repeated under new ids, to at least `count` items."""
    for part in ("bank", "generators", "templates"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    files = {path: path.read_text(encoding="utf-8") for path in sorted((root / "bank" / "items").glob("*.yaml"))}
    ids = re.compile(r"^(  - id: )(\S+)", re.MULTILINE)
    once = sum(len(ids.findall(text)) for text in files.values())
    rounds = -(-count // once)
    for i in range(1, rounds):
        for path, text in files.items():
            topic, _, items = text.partition("\n")
            if items := items.partition("\nitems:\n")[2]:
                new = ids.sub(lambda found, i=i: f"{found[1]}{found[2]}-{i}", items)  # type: ignore[misc]
                path.with_stem(f"{path.stem}-{i}").write_text(f"{topic}\nitems:\n{new}", encoding="utf-8")
    return once * rounds


def run(root: Path, cache: Path) -> tuple[float, float, int]:
    """Seconds for loading and for checking, and the number of findings."""
    words = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    command = [*words, sys.executable, "-c", WORK.format(root=str(root))]
    environment = os.environ | {"HWGEN_CACHE": str(cache)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    _, found, loading, checking = done.stdout.split()
    return float(loading), float(checking), int(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        root, cache = Path(temporary) / "course", Path(temporary) / "cache"
        count = repeated(root, ITEMS)
        files = sorted((root / "bank" / "items").glob("*.yaml"))
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"{count} items in {len(files)} files, {size:.0f} MB, one core")
        start = time.perf_counter()
        for path in files:
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        alone = time.perf_counter() - start
        for name, aim in (("from nothing", 60), ("from the cache", 3)):
            loading, checking, found = run(root, cache)
            total = loading + checking
            print(
                f"{name}: loading {loading:.1f} s, checking {checking:.1f} s, {found} findings; together {total:.1f} s "
                f"(aim: {aim} s); PyYAML alone: {alone:.1f} s; ratio {total / alone:.2f}"
            )


if __name__ == "__main__":
    main()
