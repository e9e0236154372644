"""Auto Multiple Choice and hwgen read sheets with about as many boxes, one after the other: `python amc_reading.py [PAGES]`.

AMC draws its own answer sheets; they are filled in and scanned by the same simulator at 200 dpi. What is measured is the processor time from the pictures to
the decisions, each program on one processor. AMC's box is marked where its share of black is over its default threshold.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import bench
import cv2
import numpy as np

from hwgen.scanning.batch import class_pages
from hwgen.scanning.pictures import pictures, rendered
from hwgen.scanning.printed import printed
from hwgen.scanning.reading import read_page
from hwgen.scanning.simulation.chance import generator
from hwgen.scanning.simulation.classes import SCALE, as_pdf, filled
from hwgen.scanning.simulation.scanners import KINDS
from hwgen.sheets.layout import Box, Group, Layout

PACKAGES = "auto-multiple-choice lmodern"
KIND = "clean-200"
QUESTIONS = 38
ANSWER_ROLE = 1
# AMC's threshold for boxes with letters in them beside the questions.
DARKNESS = 0.5
EXAM = r"""\documentclass[a4paper,11pt]{article}
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{lmodern,multicol}
\usepackage[lang=EN,box,separateanswersheet]{automultiplechoice}
\begin{document}
%s
\onecopy{%d}{
Paper \insertgroup{all}
\AMCcleardoublepage
\AMCformBegin
{\large Answer sheet}\hfill\namefield{\fbox{Name: \hbox to 6cm{\dotfill}}}\par
\AMCcodeGridInt[h]{id}{10}
\begin{multicols}{2}\AMCform\end{multicols}
\AMCcleardoublepage}
\end{document}
"""
Page = tuple[int, int]


def prepare(folder: Path, copies: int) -> None:
    elements = []
    for i in range(1, QUESTIONS + 1):
        options = "".join(rf"\{'wrong' if j else 'correct'}choice{{{j}}}" for j in range(4 + i % 2))
        question = rf"\begin{{question}}{{q{i}}}Row {i}\begin{{choices}}{options}\end{{choices}}\end{{question}}"
        elements.append(rf"\element{{all}}{{{question}}}")
    (folder / "exam.tex").write_text(EXAM % ("\n".join(elements), copies), encoding="utf-8")
    (folder / "data").mkdir()
    run(folder, "prepare", "--mode", "s", "--with", "pdflatex", "--prefix", f"{folder}/", "--data", "data",
        "--out-sujet", folder / "sheets.pdf", "--out-calage", folder / "layout.xy", folder / "exam.tex")  # fmt: skip
    run(folder, "meptex", "--src", folder / "layout.xy", "--data", "data")


def run(folder: Path, *words: str | Path) -> None:
    done = subprocess.run(
        ("auto-multiple-choice", *words), cwd=folder, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise RuntimeError(f"auto-multiple-choice {words[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def sheets(folder: Path) -> dict[Page, tuple[int, Layout]]:
    """The answer sheets by copy and page: their numbers in the PDF, and their boxes in millimetres."""
    with sqlite3.connect(folder / "data" / "layout.sqlite") as data:
        rows = data.execute(
            "SELECT student, page, subjectpage, dpi, width, height, question, answer, xmin, ymin, xmax, ymax"
            " FROM layout_box JOIN layout_page USING (student, page) WHERE role = ?",
            (ANSWER_ROLE,),
        ).fetchall()
    boxes: dict[Page, list[Box]] = defaultdict(list)
    sizes: dict[Page, tuple[int, float, float]] = {}
    for copy, page, number, dpi, width, height, question, answer, left, top, right, bottom in rows:
        mm = 25.4 / dpi
        box = Box(1, str(question), str(answer), left * mm, top * mm, (right - left) * mm, (bottom - top) * mm)
        boxes[copy, page].append(box)
        sizes[copy, page] = number, width * mm, height * mm
    return {
        place: (number, Layout("a4", width, height, 1, (), (), groups(boxes[place]), tuple(boxes[place])))
        for place, (number, width, height) in sizes.items()
    }


def groups(boxes: Sequence[Box]) -> tuple[Group, ...]:
    return tuple(Group(id) for id in dict.fromkeys(box.group for box in boxes))


def amc(pages: int) -> float:
    """Pages a second of processor time, after a line about how they were read."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder, pages)
        truth: dict[Page, dict[str, tuple[str, ...]]] = {}
        scans = []
        for (copy, page), (number, layout) in sheets(folder).items():
            chance = generator("amc", copy)
            truth[copy, page] = bench.marks(layout, 1, chance)
            light = rendered(folder / "sheets.pdf", number, round(layout.height * SCALE)) / np.float32(255)
            scan = folder / f"scan-{copy}-{page}.jpg"
            scan.write_bytes(filled(light, layout.boxes, truth[copy, page], KINDS[KIND], chance))
            scans.append(scan)
        (folder / "list.txt").write_text("\n".join(map(str, scans)), encoding="utf-8")
        (folder / "cr").mkdir()
        before = children()
        run(folder, "analyse", "--data", folder / "data", "--cr", folder / "cr", "--projet", folder, "--prop", "0.8",
            "--bw-threshold", "0.6", "--tol-marque", "0.2,0.2", "--n-procs", "1",
            "--liste-fichiers", folder / "list.txt")  # fmt: skip
        seconds = children() - before
        print_accuracy(folder, truth)
        return len(scans) / seconds


def print_accuracy(folder: Path, truth: dict[Page, dict[str, tuple[str, ...]]]) -> None:
    """How many answers AMC reads as they were marked, without anything being set."""
    with sqlite3.connect(folder / "data" / "capture.sqlite") as data:
        rows = data.execute(
            "SELECT student, page, id_a, id_b, black, total FROM capture_zone WHERE type = 4"
        ).fetchall()
    read: dict[Page, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for copy, page, question, answer, black, total in rows:
        read[copy, page][str(question)] |= {str(answer)} if total > 0 and black / total > DARKNESS else set()
    wrong = sum(
        set(truth[place].get(question, ())) != values
        for place, questions in read.items()
        for question, values in questions.items()
    )
    answers = sum(map(len, read.values()))
    print(f"AMC: {len(read)} pages captured, {wrong} of {answers} answers read otherwise at its defaults")


def hwgen(pages: int) -> float:
    """Pages a second of processor time."""
    with tempfile.TemporaryDirectory() as place:
        folder = bench.build(Path(place))
        known, printed_pages = printed(folder), class_pages(folder)
        jpegs = []
        for i in range(pages):
            copy = known.keys.copies[i % len(known.keys.copies)]
            layout = known.layouts.layouts[copy.layout]
            number = known.keys.copies.index(copy) * (layout.pages + layout.pages % 2) + 1
            chance = generator("amc", i)
            boxes = [box for box in layout.boxes if box.page == 1]
            marked = bench.marks(layout, 1, chance)
            jpegs.append(filled(bench.light(folder, number, layout.height), boxes, marked, KINDS[KIND], chance))
        pile = folder / "pile.pdf"
        pile.write_bytes(as_pdf(jpegs))
        # As in the workers of `hwgen mark`.
        cv2.setNumThreads(1)
        start = time.process_time()
        readings = [read_page(picture, printed_pages) for picture in pictures(pile, range(1, pages + 1))]  # type: ignore[arg-type]
        assert not any(reading.problem for reading in readings)
        return pages / (time.process_time() - start)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(pages: int) -> None:
    if shutil.which("auto-multiple-choice") is None:
        raise SystemExit(f"auto-multiple-choice: apt-get install --no-install-recommends {PACKAGES}")
    theirs, ours = amc(pages), hwgen(pages)
    print(f"AMC {theirs:.1f} pages/s, hwgen {ours:.1f} pages/s: {ours / theirs:.1f} times as many")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
