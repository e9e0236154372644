"""What people wait for, beside what else could do it: one table, in CPU seconds of all processes.

    python benchmarks/waiting.py [--page FILE]

Each figure is the least of several runs, taken in turn with those that it is compared with: other work on the machine adds, and never takes away.
"""

from __future__ import annotations

import argparse
import os
import platform as machine
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import amc
import door

from hwgen import __version__
from hwgen.bank.loading import load_course
from hwgen.exam.instantiate import instantiate
from hwgen.lms.platforms import PLATFORMS
from hwgen.pdf import latex
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import STEMS
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import for_copies

ROOT = Path(__file__).parents[1]
RUNS = 3
CLASS = 60
POOLS = ("conv2d-output-size", "gd-steps", "confusion-metrics", "rnn-unroll")
# What R/exams is reported to take for a question of a Moodle file.
REXAMS = 1 / 24

Run = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """`ours` and `other` are CPU seconds; `most` is how many times `other` hwgen may take."""

    work: str
    ours: float
    beside: str
    other: float
    most: float

    def __str__(self) -> str:
        reached = "reached" if self.ours <= self.most * self.other else "missed"
        figures = f"{self.ours:.2f} s | {self.beside} | {self.other:.2f} s | {self.ours / self.other:.2f}"
        return f"| {self.work} | {figures} | {self.most:g} | {reached} |"


def costs(*runs: Run, rounds: int = RUNS) -> list[float]:
    """The CPU seconds of each, the least of some rounds in which they take turns."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, mine in zip(runs, taken, strict=True):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            mine.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return [min(mine) for mine in taken]


@dataclass(frozen=True)
class Bench:
    """A folder to work in, with a cache in which everything is proven."""

    folder: Path

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def hwgen(self, *words: str | Path, cache: Path | None = None) -> Run:
        environment = {"HWGEN_CACHE": str(cache or self.cache)}
        return self.program(sys.executable, "-m", "hwgen", *words, environment=environment)

    def program(self, *words: str | Path, at: Path = ROOT, environment: Mapping[str, str] | None = None) -> Run:
        # Modules are compiled once, as they are where hwgen is installed.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env |= environment or {}
        return lambda: subprocess.run(words, cwd=at, check=True, capture_output=True, env=env)

    def xelatex(self, folder: Path, *stems: str) -> Run:
        runs = [self.program("xelatex", "-interaction=batchmode", f"{stem}.tex", at=folder) for stem in stems]
        return lambda: [run() for run in runs]

    def only_proofs(self) -> Path:
        """A cache as an installation has it: with the certificates that come with the package."""
        cache = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(self.cache / "certificates", cache / "certificates")
        return cache


def proofs(bench: Bench) -> Iterator[Row]:
    (whole,) = costs(bench.hwgen("verify"), rounds=1)
    yield Row("`hwgen verify`, all generators from nothing", whole, "limit, two processors for 3 minutes", 360, 1)
    first = [lambda: bench.hwgen("check", cache=bench.only_proofs())()]
    cold, warm = costs(*first, bench.hwgen("check"))
    yield Row("`hwgen check`, nothing read yet", cold, "limit", 40, 1)
    yield Row("`hwgen check`, again", warm, "limit", 1, 1)


def papers(bench: Bench) -> Iterator[Row]:
    out = bench.folder / "papers"
    build = ("build", "midterm", "--seed", "7", "--out")
    bench.hwgen(*build, out, "--formats", "pdf,tex")()
    (exam,) = out.rglob("exam.tex")
    bare = bench.xelatex(shutil.copytree(exam.parent, bench.folder / "bare"), "exam", "key")
    fresh = count()
    first, warm, typst, other = costs(
        lambda: bench.hwgen(*build, bench.folder / f"first-{next(fresh)}", cache=bench.only_proofs())(),
        bench.hwgen(*build, out),
        bench.hwgen(*build, bench.folder / "typst", "--engine", "typst"),
        bare,
    )
    yield Row("`hwgen build midterm`, the first after an installation", first, "limit", 8, 1)
    yield Row("`hwgen build midterm`, again", warm, "bare XeLaTeX on the same two files", other, 1.4)
    yield Row("`hwgen build midterm` by Typst, again", typst, "limit", 1.5, 1)


def commands(bench: Bench) -> Iterator[Row]:
    home, course = bench.folder, bench.folder / "course"
    door.seconds(home, home, (*door.HWGEN, "init", "course"))
    door.seconds(home, course, (*door.HWGEN, "list"))
    for row in door.ROWS:
        numbers = count()
        click, ours = costs(
            lambda: door.seconds(home, course, ("-c", "import click")),
            lambda row=row, numbers=numbers: door.measured(home, course, row, f"{row.most}-{next(numbers)}", forget=False),
            rounds=2 * RUNS,
        )  # fmt: skip
        command, comma, what = row.title.partition(", ")
        yield Row(f"`{command}`{comma}{what}", ours, "`import click`", click, row.most)


def classes(bench: Bench) -> Iterator[Row]:
    """Costs of a copy, exam and key."""
    course = load_course(ROOT)
    plan = for_copies(course, assemble(course, course.blueprint("hw2"), 7))
    exams = [instantiate(course, plan, "zh", "a4", copy) for copy in range(1, CLASS + 1)]
    (bench.folder / "merged").mkdir()
    kit = Kit(course, ENGINES["xelatex"])
    bodies = [latex._body(exam, kit, key=key) for exam in exams for _, key in STEMS]
    (bench.folder / "merged" / "papers.tex").write_text(latex._document(bodies, kit, exams[0].words), "utf-8")
    numbers = count()

    def made(*words: str) -> Run:
        return lambda: bench.hwgen(
            "build", "hw2", "--seed", "7", "--copies", str(CLASS), "--out", bench.folder / f"class-{next(numbers)}", *words
        )()  # fmt: skip

    runs = [made(), made("--engine", "typst"), made("--lang", "en"), bench.xelatex(bench.folder / "merged", "papers")]
    if shutil.which("auto-multiple-choice"):
        runs.append(lambda: amc.seconds(CLASS))
    ours, typst, english, bare, *theirs = (cost / CLASS for cost in costs(*runs, rounds=2))
    yield Row(f"a copy of hw2 with its key, of {CLASS}", ours, "bare XeLaTeX on all papers in one file", bare, 1.2)
    yield Row("the same by Typst", typst, "by XeLaTeX", ours, 1)
    for other in theirs:
        yield Row("the same in English", english, "Auto Multiple Choice, one key for all", other, 1)


def platforms(bench: Bench) -> Iterator[Row]:
    for name, platform in PLATFORMS.items():
        out = bench.folder / f"pools{platform.suffixes[0]}"
        size = ("--max-size", "32M") if platform.max_size else ()
        words = ("--item", *POOLS, "--variants", "250", "--seed", "7", "--lang", "en", *size)
        (ours,) = costs(bench.hwgen("export", name, *words, "-o", out))
        yield Row(f"1,000 questions for {platform.title}", ours, "R/exams, as reported for Moodle", 1000 * REXAMS, 0.02)
    numbers = count()
    (ours,) = costs(
        lambda: bench.hwgen(
            "import", "moodle", bench.folder / "pools.xml", "--into", bench.folder / f"import-{next(numbers)}"
        )()
    )
    yield Row("the same imported from Moodle XML", ours, "limit", 2.5, 1)


PARTS = (proofs, papers, commands, classes, platforms)
INTRODUCTION = """\
# Speed

`make bench` writes this page. Figures are CPU seconds of all processes: the least of several runs, which took turns with the work that they are
compared with. A limit is a number that was set, not measured. The ratio is the time of hwgen divided by the other one; the aim is reached if it is no
more than the column “at most” allows.
"""

FLOORS = """\
## What is missed, and why

**A paper.** XeLaTeX takes 0.9 s for exam and key in one run. Of the 0.9 s beside it, importing hwgen and its libraries takes 0.4 s; planning, reading both PDFs back, and writing and checking the file for Moodle
take 0.1 to 0.2 s each. Bare XeLaTeX does none of this. What SymPy worked out for a paper is kept, so that a paper that is built again does not import it (0.25 s). Typst itself takes 0.5 s for both PDFs.

**A copy in a class.** Of some 90 ms, XeLaTeX takes 50. Most of the rest goes into reading both PDFs back (9 ms), taking the PDF of a run apart into files whose bytes depend on nothing
else (8), drawing (7), writing LaTeX (3), and the data by which a later build compares its paper with this one (3). Auto Multiple Choice typesets the paper alone, with one key for all.
Typesetting what copies share only once would save 5 to 20 % ([decisions](../decisions.md)). Typst lays each PDF out in 70 to 140 ms, tags for screen readers included; two threads of a process take as much as two processes.
For 120 copies, two processes are 1.7 times as quick as one: reading the course, planning, and joining the PDFs, 1.6 s together, are done by one.

**1,000 questions.** Each takes 2 to 3 ms, spread evenly: reading its texts as Markdown, drawing its numbers and options, writing it, reading it back, and working out the marks of five responses. Nothing
takes more than a quarter. R/exams takes 42 ms.

**`hwgen check`, nothing read yet,** also compares the texts of all generators with their formulas and reasons, 0.3 s for each. There are more than twice as many generators as when the limit was set. What it finds is kept.

## Memory

In a course of 20,000 items (`benchmarks/memory.py`):

| work | MB |
|---|---:|
| commands that show or change one item | 220 to 270 |
| a paper | 320 |
| a class | 470 |
| `hwgen check` | 360 to 620 |
| a search | 710 |
| the report | 740 |
| the catalogue, a page of 85 MB | 1,470 |

The report opens in 0.4 s in Chromium; the first items of the catalogue appear after 0.2 s.
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, help="the page to write")
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(part.__name__ for part in PARTS)}")
    options = parser.parse_args(arguments)
    lines = ["| work | hwgen | beside | | ratio | at most | aim |", "|---|---:|---|---:|---:|---:|---|"]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        if options.parts and proofs.__name__ not in options.parts:
            bench.hwgen("verify")()
        for part in PARTS:
            if not options.parts or part.__name__ in options.parts:
                for row in part(bench):
                    lines.append(str(row))
                    print(lines[-1], flush=True)
    versions = f"hwgen {__version__}, Python {machine.python_version()}, {ENGINES['xelatex'].version}, {ENGINES['typst'].version}"
    if options.page:
        table = "\n".join(lines)
        options.page.write_text(
            f"{INTRODUCTION}\nTaken on {date.today()} with {versions}.\n\n{table}\n\n{FLOORS}", encoding="utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
