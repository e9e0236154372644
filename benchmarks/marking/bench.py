"""How often reading scans goes wrong in silence, how often it asks, and how fast it is: `make marking`.

Sheets of a course that consists of boxes are filled in at random, spoilt by the simulator, and read. All counts are of answers: a group
of boxes with what was marked on it. A silent error is a group that is not doubtful and not read as it was marked.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import course
import cv2
import numpy as np

from hwgen import workers
from hwgen.scanning.batch import class_pages
from hwgen.scanning.pictures import decoded, rendered
from hwgen.scanning.printed import SHEETS, printed
from hwgen.scanning.reading import PageReading, read_page
from hwgen.scanning.simulation.chance import generator
from hwgen.scanning.simulation.classes import SCALE, filled
from hwgen.scanning.simulation.scanners import KINDS
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.layout import Layout

BLANK, DOUBLE = 0.025, 0.01
COPIES = 3
# How a page is marked and spoilt: its light, its boxes, what is marked, the kind of scan, chance.
Spoiler = Callable[..., bytes]


@dataclass
class Tally:
    pages: int = 0
    unread: int = 0
    misidentified: int = 0
    answers: int = 0
    doubles: int = 0
    silent: int = 0
    doubts: int = 0
    seconds: float = 0.0
    memory: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("pages", "unread", "misidentified", "answers", "doubles", "silent", "doubts", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.memory = max(self.memory, other.memory)
        self.reasons += other.reasons
        self.errors += other.errors


def build(folder: Path) -> Path:
    course.write(folder)
    command = [sys.executable, "-m", "hwgen", "build", "boxes", "--seed", "1", "--copies", str(COPIES), "--sheets"]
    subprocess.run([*command, "--engine", "typst", "--out", "out"], cwd=folder, check=True, capture_output=True)
    return next((folder / "out" / "boxes").glob("*-class"))


@cache
def printed_page(folder: Path, place: int, height: float) -> np.ndarray:
    """Of each page a byte for a pixel is kept; as floats, all of them would be what takes most of the memory."""
    return rendered(folder / SHEETS, place, round(height * SCALE))


def light(folder: Path, place: int, height: float) -> np.ndarray:
    return printed_page(folder, place, height) / np.float32(255)


def one(folder: Path, kinds: Mapping[str, Any], spoil: Spoiler, kind: str, seed: int, number: int) -> Tally:
    """Makes and reads one page."""
    cv2.setNumThreads(1)
    known, pages = printed(folder), class_pages(folder)
    chance = generator("bench", seed, kind, number)
    copy = known.keys.copies[number % COPIES]
    layout = known.layouts.layouts[copy.layout]
    page = 1 + number // COPIES % layout.pages
    marked = marks(layout, page, chance)
    boxes = [box for box in layout.boxes if box.page == page]
    place = known.keys.copies.index(copy) * (layout.pages + layout.pages % 2) + page
    jpeg = spoil(light(folder, place, layout.height), boxes, marked, kinds[kind], chance)
    pages.blank(layout, page).patches(pages.blank(layout, page).darkness, np.zeros((len(boxes), 2)))
    # From here on the most memory counts anew: it was that of drawing and spoiling the page.
    Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    reading = read_page(decoded(jpeg, Path(kind), number), pages)
    tally = judged(reading, marked, f"{kind} {number}")
    tally.seconds = time.process_time() - start
    tally.memory = most_memory()
    stamp = reading.stamp
    tally.misidentified = int(stamp is not None and (stamp.serial, stamp.page) != (copy.serial, page))
    return tally


def most_memory() -> int:
    """In MB, with the pages of the class that this process has drawn."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) // 1024


def marks(layout: Layout, page: int, chance: np.random.Generator) -> dict[str, tuple[str, ...]]:
    marked: dict[str, tuple[str, ...]] = {}
    for group in layout.groups:
        values = [box.value for box in layout.boxes if box.group == group.id and box.page == page]
        if not values or group.role in ("absent", "points") or chance.random() < BLANK:
            continue
        many = int(chance.integers(1, len(values))) if group.several else 2 if chance.random() < DOUBLE else 1
        chosen = set(chance.permutation(len(values))[:many].tolist())
        marked[group.id] = tuple(value for i, value in enumerate(values) if i in chosen)
    return marked


def judged(reading: PageReading, marked: Mapping[str, tuple[str, ...]], name: str) -> Tally:
    tally = Tally(pages=1, unread=int(bool(reading.problem)))
    for id, group in reading.groups.items():
        truth = marked.get(id, ())
        tally.answers += 1
        # Whoever is absent by a mark and has answers is asked about when the sheets are sorted out.
        asked = id == ABSENT and group.marked and len(marked) > len(truth)
        if group.doubtful and group.reason == "double" and len(truth) > 1:
            tally.doubles += 1
        elif group.doubtful or asked:
            tally.doubts += 1
            tally.reasons[group.reason or "absent"] += 1
        elif group.marked != truth:
            tally.silent += 1
            tally.errors.append(f"{name} {id}: {truth} read as {group}")
    return tally


def bound(errors: int, answers: int) -> float:
    """The upper end of a 95 % interval for errors in 10,000, exact where there are none."""
    if not answers:
        return math.nan
    return 10_000 * (3.0 if not errors else errors + 1.96 * math.sqrt(errors) + 2) / answers


def main(
    pages: int, seed: int, names: Sequence[str], kinds: Mapping[str, Any] = KINDS, spoil: Spoiler = filled
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = build(Path(place))
        print(
            f"{'kind':14}{'pages':>6}{'unread':>7}{'other':>6}{'answers':>9}{'silent':>7}{'doubles':>8}{'doubts':>15}{'pages/s':>9}"
        )
        results = {}
        for kind in names or kinds:
            tally = Tally()
            for part in workers.run(
                partial(one, folder, kinds, spoil, kind, seed), range(pages), "local", workers.processors()
            ):
                tally.add(part)
            results[kind] = tally
            share = tally.doubts / max(tally.answers, 1)
            print(
                f"{kind:14}{tally.pages:6}{tally.unread:7}{tally.misidentified:6}{tally.answers:9}{tally.silent:7}{tally.doubles:8}"
                f"{tally.doubts:7} {share:6.2%}{tally.pages / tally.seconds:9.1f}  {dict(tally.reasons)}",
                flush=True,
            )
            for error in tally.errors[:3]:
                print("   ", error, flush=True)
        for name, brutal in (("ordinary", False), ("brutal", True)):
            total = Tally()
            for kind, tally in results.items():
                if kinds[kind].brutal == brutal:
                    total.add(tally)
            print(
                f"{name}: {total.silent} silent in {total.answers}, at most {bound(total.silent, total.answers):.2f} in 10,000 (95 %)"
            )
        print(json.dumps({"seed": seed, "memory_mb": max(tally.memory for tally in results.values())}))


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 130,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
        sys.argv[3:],
    )
