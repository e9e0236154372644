"""Takes the pictures of the workbench that the documentation shows, of a copy of the starter course: `make workbench-pictures` runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = (
    "workbench-en=en:/paper/hw2?seed=7&lang=en",
    "workbench-bank=en:/bank?words=dropout",
    "workbench-class=en:/class/hw2/7?list=students.csv&forms=4",
    "workbench-form=en:/form/relu-network-from-its-graph",
    "workbench-editor=en:/edit?file=bank/items/mlp.yaml&line=30",
    "workbench-generator=en:/item/conv-layer",
)


@contextmanager
def served(course: Path) -> Iterator[str]:
    command = [sys.executable, "-u", "-m", "hwgen", "serve", "--no-open", "--course", course]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        for part in ("bank", "generators", "templates"):
            shutil.copytree(ROOT / part, course / part, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (ROOT / "examples").glob("students.csv"):
            shutil.copy(path, course)
        # What the pictures show is proven before.
        hwgen = (sys.executable, "-m", "hwgen")
        subprocess.run(
            [*hwgen, "build", "hw2", "--seed", "7", "--formats", "json", "--out", folder, "--course", course],
            check=True,
        )
        subprocess.run([*hwgen, "verify", "conv-layer", "--course", course], check=True)
        with served(course) as address:
            _driven("picture.mjs", address, ROOT / "docs", *PICTURES)


def _driven(script: str, *words: str | Path) -> None:
    subprocess.run(["node", Path(__file__).with_name(script), *words], check=True, env=os.environ)


if __name__ == "__main__":
    main()
