"""Side-by-side figures, measured in one run and told as ratios: `make bench`."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sympy

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.draw import walk
from hwgen.lms.checking import check
from hwgen.lms.export import Target, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS
from hwgen.looking.tables import generators
from hwgen.looking.variants import questions
from hwgen.problem.generator import Generator
from hwgen.proof.checks import prove
from hwgen.proof.domain import draw_problem, variants
from hwgen.proof.prove import prove_all

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


def main() -> None:
    course = load_course(ROOT)
    moodle(course)
    conv = course.items["conv-layer"]
    assert isinstance(conv, Generator)
    count = prove_all(conv, course.conventions, texts=False).variants
    quick = seconds(lambda: prove_all(conv, course.conventions, texts=False)) / count
    some = 50

    def exactly() -> None:
        for _, (problem, draw) in zip(range(some), walk(lambda draw: draw_problem(conv, draw)), strict=False):
            prove(conv, problem, draw.params)

    rates("proving conv-layer", quick, "the same by sympy for each variant", seconds(exactly) / some, "20,000")

    chosen = generators(course)
    some = 20
    for warm in questions(course, chosen, count=1, seed=0):
        assert warm
    made = len(list(questions(course, chosen, count=some, seed=1)))
    making = seconds(lambda: list(questions(course, chosen, count=some, seed=1))) / made
    simplified = seconds(lambda: simplify(conv, some)) / some
    rates("making verified questions", making, "sympy.simplify of conv-layer's formulas alone", simplified, "1,000")


def moodle(course: Course) -> None:
    """Pools of verified variants with feedback and worked solutions, written and checked; 20,000 to see how cost grows."""
    ids = ("conv2d-output-size", "gd-steps", "confusion-metrics", "rnn-unroll")
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "pool.xml"
        told = []
        for name, items, variants in (
            *((f"1,000 of {id}", (id,), 1000) for id in ids),
            ("2,000 of ten", TEN, 200),
            ("20,000 of ten", TEN, 2000),
        ):
            slots = slots_of(course, items, None, 10)
            target = Target(PLATFORMS["moodle"], ("en",), out)
            export_pools(course, slots, (), 1, 0, target)
            start = time.perf_counter()
            done = export_pools(course, slots, (), variants, 7, target)
            writing = time.perf_counter() - start
            start = time.perf_counter()
            assert all(check(target.platform, file.read_bytes(), file).passes for file in done.files)
            checking = time.perf_counter() - start
            told.append(writing / done.questions)
            size = sum(file.stat().st_size for file in done.files) / 2**20
            print(
                f"Moodle pool, {name}: written and marked against the key in {writing:.2f} s (aim: 2 for 1,000; 24 questions a second "
                f"are reported of R/exams, that is {done.questions / 24:.0f} s), check-export {checking:.2f} s (aim: 5 for 1,000), "
                f"{size:.0f} MB in {len(done.files)} files"
            )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"cost of a question, 20,000 against 2,000: {told[-1] / told[-2]:.2f}; memory at most {memory:.0f} MB (aim: 300)"
        )


TEN = (
    *("conv2d-output-size", "receptive-field", "forward-relu", "linear-collapse", "rnn-unroll", "confusion-metrics"),
    *("least-squares-line", "logistic-gradient", "svm-margin", "naive-bayes-laplace"),
)


def simplify(generator: Generator, count: int) -> None:
    """What a variant costs where every value is put into sympy expressions and simplified."""
    n, k, s, p = sympy.symbols("n k s p")
    side = sympy.floor((n + 2 * p - k) / s) + 1
    for _, (_, draw) in zip(range(count), variants(generator), strict=False):
        d = draw.params
        at = {n: d["size"], k: d["kernel"], s: d["stride"], p: d["padding"]}
        for other in (side, side - 1, sympy.floor((n - k) / s) + 1, n, n + 2 * p - k + 1):
            sympy.simplify(other.subs(at))


def rates(name: str, ours: float, other_name: str, other: float, aim: str) -> None:
    print(f"{name}: {1 / ours:.0f}/s (aim: {aim}); {other_name}: {1 / other:.0f}/s; ratio {other / ours:.1f}")


if __name__ == "__main__":
    main()
