"""Takes the pictures of the workbench that the documentation shows, and makes its tour, of a copy of the starter course: `make workbench-pictures` runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
PICTURES = (
    "workbench-en=en:/paper/hw2?seed=7&lang=en",
    "workbench-bank=en:/bank?words=dropout",
    "workbench-class=en:/class/hw2/7?list=students.csv&forms=4",
    "workbench-form=en:/form/relu-network-from-its-graph",
    "workbench-editor=en:/edit?file=bank/items/mlp.yaml&line=30",
    "workbench-generator=en:/item/conv-layer",
    "workbench-marks=en:/marks/quiz/seed-7-en-class",
)
# A step of the tour is read in this time; all of them take a minute.
STEP_MILLISECONDS = 4300
STUDENTS = (
    "Ada Lovelace,1",
    "Alan Turing,1",
    "Grace Hopper,1",
    "华罗庚,1",
    "Emmy Noether,2",
    "Sofia Kovalevskaya,2",
    "祖冲之,2",
    "Srinivasa Ramanujan,2",
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
        _marked(course, Path(folder))
        with served(course) as address:
            _driven("picture.mjs", address, ROOT / "docs", *PICTURES)
            frames = Path(folder, "tour")
            frames.mkdir()
            _driven("tour.mjs", address, frames)
            _moving(sorted(frames.glob("*.png")), ROOT / "docs" / "workbench-tour.webp")


def _marked(course: Path, folder: Path) -> None:
    """A class that was marked: its sheets are filled in and scanned by the simulator."""
    hwgen = (sys.executable, "-m", "hwgen")
    roster = folder / "class.csv"
    rows = [f"{2026001 + i},{student}" for i, student in enumerate(STUDENTS)]
    roster.write_text("\n".join(["id,name,group", *rows, ""]), encoding="utf-8")
    made = course / "output" / "quiz" / "seed-7-en-class"
    options = ("--seed", "7", "--lang", "en", "--roster", roster, "--sheets", "--out", course / "output")
    subprocess.run([*hwgen, "build", "quiz", *options, "--course", course], check=True)
    subprocess.run([*hwgen, "simulate", "--class", made, "--seed", "1"], check=True)
    # It ends with 1 where doubts are left, which the picture shows.
    subprocess.run([*hwgen, "mark", made / "simulated-1.pdf", "--class", made, "--returns"], check=False)


def _moving(frames: list[Path], to: Path) -> None:
    """Shows pictures one after the other, without end."""
    first, *others = [Image.open(frame).convert("RGB") for frame in frames]
    first.save(to, save_all=True, append_images=others, duration=STEP_MILLISECONDS, loop=0, quality=70, method=6)


def _driven(script: str, *words: str | Path) -> None:
    subprocess.run(["node", Path(__file__).with_name(script), *words], check=True, env=os.environ)


if __name__ == "__main__":
    main()
