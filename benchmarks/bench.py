"""Side-by-side figures, measured in one run and told as ratios: `make bench`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hwgen.course import load_course
from hwgen.draw import walk
from hwgen.recipe import Generator
from hwgen.verify import draw_problem, prove, prove_all

ROOT = Path(__file__).parents[1]
ROUNDS = 3


def seconds(run: Callable[[], object]) -> float:
    """The best of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def command(*words: str | Path, cwd: Path | None = None) -> Callable[[], object]:
    return lambda: subprocess.run(words, cwd=cwd, check=True, capture_output=True)


def compare(name: str, ours: float, other_name: str, other: float, aim: str) -> None:
    print(f"{name}: {ours:.2f} s; {other_name}: {other:.2f} s; ratio {ours / other:.2f} (aim: {aim})")


def main() -> None:
    python = sys.executable
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fresh = iter(range(ROUNDS))

        def build(out: str) -> None:
            command(python, "-m", "hwgen", "build", "--seed", "7", "--out", folder / out, cwd=ROOT)()

        first = seconds(lambda: build(f"fresh-{next(fresh)}"))
        build("out")
        later = seconds(lambda: build("out"))
        papers = folder / "out" / "hw2" / "seed-7-zh"

        def bare(passes: int) -> None:
            for stem in ("exam", "key"):
                for auxiliary in papers.glob("*.aux"):
                    auxiliary.unlink()
                for _ in range(passes):
                    command("xelatex", "-interaction=batchmode", f"{stem}.tex", cwd=papers)()

        two = seconds(lambda: bare(2))
        one = seconds(lambda: bare(1))
    for name, ours in (("the first hwgen build of an exam", first), ("a later hwgen build", later)):
        compare(name, ours, "bare xelatex on both .tex files, until the page totals stand", two, "at most 1.5")
        compare(name, ours, "bare xelatex on both .tex files, one pass, page totals missing", one, "at most 1.5")

    help_ = seconds(command(python, "-m", "hwgen", "--help"))
    compare("hwgen --help", help_, "import click", seconds(command(python, "-c", "import click")), "at most 2")

    conv = load_course(ROOT).items["conv-layer"]
    assert isinstance(conv, Generator)
    count = prove_all(conv).variants
    quick = seconds(lambda: prove_all(conv)) / count
    some = 50

    def exactly() -> None:
        for _, (problem, params) in zip(range(some), walk(lambda draw: draw_problem(conv, draw)), strict=False):
            prove(conv, problem, params)

    exact = seconds(exactly) / some
    print(f"proving conv-layer: {1 / quick:.0f} variants/s; by sympy alone: {1 / exact:.0f}; ratio {exact / quick:.1f}")


if __name__ == "__main__":
    main()
