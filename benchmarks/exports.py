"""Exports of many questions, written and checked against the key: CPU seconds and memory, beside Moodle's.

    python benchmarks/exports.py [FORMAT...]

Without names, those that the aims are set for: QTI and Canvas. `all` are all platforms, and Word. The questions are those of the small course that the tests use, again and again under new ids. Each figure is that of a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hwgen.exam.model import Exam

ROOT = Path(__file__).parents[1]
COUNTS = (1_000, 20_000)
BESIDE, WORD, AIMED = "moodle", "docx", ["qti", "canvas"]
# What is to be reached: seconds for the smaller count, and megabytes for the larger.
SECONDS, MEGABYTES = 3.0, 300


def measured(format: str, count: int) -> None:
    """Prints the seconds that an export takes, the megabytes of memory at its end and before it, and those of its files."""
    from hwgen.bank.loading import load_course
    from hwgen.exam.instantiate import instantiate
    from hwgen.plan.assembly import assemble

    course = load_course(ROOT / "tests" / "course")
    exam = instantiate(course, assemble(course, course.blueprint("named"), 7), "en")
    export = document(exam, count) if format == WORD else questions(format, exam, count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        export(Path(folder))
        seconds = time.process_time() - start
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, before, size)


def questions(platform: str, exam: Exam, count: int) -> Callable[[Path], object]:
    from hwgen.lms.adapter import ExportOptions
    from hwgen.lms.export import exam_entries
    from hwgen.lms.platforms import PLATFORMS
    from hwgen.lms.writing import Entry, write

    row = PLATFORMS[platform]
    options = ExportOptions(linked=next(iter(row.linked)))
    (section, *_), groups = exam.sections, exam.groups

    def entries() -> Iterator[Entry]:
        taken = 0
        while taken < count:
            again = tuple(replace(group, item=f"{group.item}-{taken}") for group in groups)
            one: Exam = replace(exam, sections=(replace(section, groups=again),))
            for entry in exam_entries(row, [one], options):
                if entry.piece.data and taken < count:
                    taken += 1
                    yield entry

    return lambda folder: write(row, folder / f"questions{row.suffixes[0]}", entries(), options, [])


def document(exam: Exam, count: int) -> Callable[[Path], object]:
    """An exam of so many questions and its key, as an office opens them."""
    from hwgen.writers.docx.document import write

    reference = ROOT / "templates" / "docx" / "reference.docx"
    section, groups = exam.sections[0], exam.groups
    asked = sum(len(group.questions) for group in groups)
    many: Exam = replace(exam, sections=(replace(section, groups=groups * (count // asked + 1)),))

    def export(folder: Path) -> None:
        for name, key in (("exam", False), ("key", True)):
            (folder / f"{name}.docx").write_bytes(write(many, reference, "a4", key=key))

    return export


def figures(format: str, count: int) -> tuple[float, float, float, float]:
    command = [sys.executable, __file__, "--measure", format, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory, before, size = map(float, done.stdout.split())
    return seconds, memory, before, size


def main(names: list[str]) -> None:
    beside = {count: figures(BESIDE, count)[0] for count in COUNTS}
    print(f"{BESIDE}: " + ", ".join(f"{count} questions {seconds:.1f} s" for count, seconds in beside.items()))
    from hwgen.lms.platforms import PLATFORMS

    if names == ["all"]:
        names = [*(name for name in PLATFORMS if name != BESIDE), WORD]
    for name in names or AIMED:
        for count in COUNTS:
            seconds, memory, before, size = figures(name, count)
            aim = f"aim: {SECONDS:g} s" if count == COUNTS[0] else f"aim: linear, {MEGABYTES} MB"
            print(
                f"{name}: {count} questions {seconds:.1f} s, ratio {seconds / beside[count]:.2f}, {memory:.0f} MB of memory "
                f"({before:.0f} before it), file {size:.1f} MB ({aim})"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measured(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1:])
