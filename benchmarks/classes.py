"""Papers for a whole class, beside what else could print them; told as ratios: `make bench`."""

from __future__ import annotations

import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import for_copies
from hwgen.workers import processors

ROOT = Path(__file__).parents[1]
CLASS = 300
SHORT = """\
title: {zh: 短测, en: Short quiz}
minutes: 5
sections:
  - title: {zh: 计算题, en: Computed}
    points: 5
    questions:
      - {item: conv2d-output-size, as: numeric}
      - {item: confusion-metrics, as: numeric}
"""


def build(folder: Path, *words: str) -> float:
    """Seconds of a run of the command line."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "hwgen", "build", "--seed", "7", "--out", str(folder), *words]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    taken = time.perf_counter() - start
    shutil.rmtree(folder, ignore_errors=True)
    return taken


def exams(course: Course, count: int) -> list[Exam]:
    plan = for_copies(course, assemble(course, course.blueprint("hw2"), 7))
    return [instantiate(course, plan, "zh", "a4", copy) for copy in range(1, count + 1)]


def bare(folder: Path, sources: list[str]) -> float:
    """Seconds of XeLaTeX on the documents, side by side."""

    def typeset(i: int) -> None:
        place = folder / str(i)
        place.mkdir()
        (place / "paper.tex").write_text(sources[i])
        command = ["xelatex", "-interaction=batchmode", "paper.tex"]
        subprocess.run(command, cwd=place, check=True, capture_output=True)

    start = time.perf_counter()
    with ThreadPoolExecutor(processors()) as pool:
        list(pool.map(typeset, range(len(sources))))
    return time.perf_counter() - start


def main() -> None:
    jobs = processors()
    course = load_course(ROOT)
    engine = ENGINES["xelatex"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        build(folder / "warm", "hw2", "--copies", "1")
        ours = build(folder / "class", "hw2", "--copies", str(CLASS))
        (folder / "single").mkdir()
        singles = [source for exam in exams(course, 4) for source in engine.sources(exam, Kit(course, engine)).values()]
        each = bare(folder / "single", singles) / 4
        print(
            f"a copy: {ours / CLASS * 1000:.0f} ms; a TeX process for each document, {jobs} at a time: {each * 1000:.0f} ms; {each / (ours / CLASS):.0f} times (aim: 100)"
        )
        one = build(folder / "jobs", "hw2", "--copies", str(CLASS), "-j", "1")
        two = build(folder / "jobs", "hw2", "--copies", str(CLASS), "-j", "2")
        print(f"{CLASS} copies: {one:.1f} s in one process, {two:.1f} s in two; {one / two:.2f} times (aim: 1.7)")
        own = folder / "course"
        for part in ("bank", "generators", "templates"):
            shutil.copytree(ROOT / part, own / part, ignore=shutil.ignore_patterns("__pycache__"))
        (own / "bank" / "exams" / "short.yaml").write_text(SHORT, encoding="utf-8")
        counts = [10, 100, 1000, *([10_000] if "--large" in sys.argv else [])]
        taken = []
        for count in counts:
            taken.append(build(folder / "many", "short", "--copies", str(count), "--course", str(own)))
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(
                f"{count} copies of a quiz of two questions: {taken[-1]:.1f} s; the largest process so far took {memory:.0f} MB (aim: 600)"
            )
        exponent = math.log((taken[-1] - taken[0]) / (taken[1] - taken[0])) / math.log(
            (counts[-1] - 10) / (counts[1] - 10)
        )
        print(f"time grows with the number of copies to the power of {exponent:.2f}, start-up subtracted (aim: 1)")


if __name__ == "__main__":
    os.environ.pop("HWGEN_EXECUTOR", None)
    main()
