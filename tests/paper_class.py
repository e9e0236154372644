"""A class with answer sheets in no time: layout.json, keys.json and a sheets.pdf that is drawn from rectangles, without any engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf

from hwgen.scanning.pictures import rendered
from hwgen.scanning.simulation.chance import generator
from hwgen.scanning.simulation.classes import SCALE, as_pdf, filled
from hwgen.scanning.simulation.handwriting import Stroke
from hwgen.scanning.simulation.scanners import KINDS, Kind
from hwgen.sheets import aruco, keys, layout, qr
from hwgen.sheets.keys import Boxes, Copy, Criterion, Keys, Option, Policy, Question, Written
from hwgen.sheets.layout import Box, Code, Frame, Group, Layout, Layouts, Marker
from hwgen.sheets.rectangle import Rectangle
from hwgen.sheets.stamp import Stamp

POINTS_PER_MM = 72 / 25.4
MARKERS = tuple(
    Marker(i, x, y, 9.0) for i, (x, y) in enumerate([(9.0, 9.0), (192.0, 9.0), (192.0, 279.0), (9.0, 279.0)])
)
CODES = (Code(97.0, 9.0, 16.0), Code(97.0, 272.0, 16.0))
QUESTIONS, LETTERS = 12, "ABCD"
PLAIN = Policy()
Marks = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class PaperClass:
    """The folder of a class, and how its sheets come back."""

    folder: Path
    layout: Layout
    copies: tuple[Copy, ...]

    def scan(
        self,
        place: int,
        marked: Marks,
        *,
        page: int = 1,
        kind: Kind = KINDS["clean-200"],
        seed: int = 0,
        crossed: Marks | None = None,
        written: Sequence[Stroke] = (),
    ) -> bytes:
        """The JPEG of a page of the copy at a place, on which these values are marked, others `crossed` out, and something `written`."""
        number = place * (self.layout.pages + self.layout.pages % 2) + page
        light = rendered(self.folder / "sheets.pdf", number, round(self.layout.height * SCALE)) / np.float32(255)
        boxes = [box for box in self.layout.boxes if box.page == page]
        quiet = replace(kind, badly_erased=0.0)
        groups = {group: tuple(values) for group, values in marked.items()}
        cancelled = {group: tuple(values) for group, values in (crossed or {}).items()}
        return filled(light, boxes, groups, quiet, generator("test", place, page, seed), cancelled, written)

    def pile(self, path: Path, *scans: bytes) -> Path:
        path.write_bytes(as_pdf(scans))
        return path


def everything(copies: int = 1) -> dict[str, str]:
    """One answer to each question."""
    return {f"q{i + 1}": LETTERS[(i + copies) % 4] for i in range(QUESTIONS)}


def sheet_layout(pages: int = 1, number: int = 0, *, paper_points: bool = False) -> Layout:
    """Rows of four boxes, one half of the questions on each page; a grid for a number with so many columns; a box for absence; `paper_points` beside the frame."""
    boxes, groups = [Box(1, "absent", "absent", 180.0, 30.0, 4.2, 3.0)], [Group("absent", "absent")]
    for i in range(QUESTIONS):
        page, row = i * pages // QUESTIONS + 1, i % (QUESTIONS // pages)
        groups.append(Group(f"q{i + 1}", several=i == 1))
        boxes += [
            Box(page, f"q{i + 1}", letter, 30 + 6.0 * j, 50 + 5.2 * row, 4.2, 3.0) for j, letter in enumerate(LETTERS)
        ]
    for i in range(number):
        groups.append(Group(f"number#{i + 1}", "number"))
        boxes += [Box(1, f"number#{i + 1}", str(j), 100 + 5.2 * i, 50 + 3.9 * j, 4.2, 3.0) for j in range(10)]
    if paper_points:
        groups.append(Group("q99.points", "points"))
        boxes += [Box(1, "q99.points", str(j), 100 + 6.0 * j, 140.0, 4.2, 3.0) for j in range(6)]
    frames = (Frame(1, "q99", 20.0, 150.0, 170.0, 60.0),)
    return Layout("a4", 210.0, 297.0, pages, MARKERS, CODES, tuple(groups), tuple(boxes), frames)


def paper_class(
    folder: Path,
    students: Sequence[tuple[str, str]] = (),
    *,
    pages: int = 1,
    number: int = 0,
    copies: int = 1,
    forms: str = "",
    essay: bool = False,
    paper_points: bool = False,
    policy: Policy = PLAIN,
    pale: bool = False,
) -> PaperClass:
    """A copy for each student; with a `number` grid they are nobody's, as many as there are `copies`, or one for each of the `forms`. With an `essay`, the frame asks for something.

    Where they are `pale`, boxes are printed so lightly that a scan without greys loses them, beside black labels and frames.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = sheet_layout(pages, number, paper_points=paper_points)
    holders = [("", "")] * (len(forms) or copies) if number else list(students)
    made = tuple(_copy(i, plan, id, name, essay=essay) for i, (id, name) in enumerate(holders, 1))
    if forms:
        made = tuple(replace(copy, form=form) for copy, form in zip(made, forms, strict=True))
    known = tuple((id, name, "") for id, name in students) if number else ()
    files = {
        layout.FILE: layout.write(Layouts({plan.digest: plan})),
        keys.FILE: keys.write(Keys("mock", "Mock", "Course", "en", 7, made, policy, students=known)),
        "sheets.pdf": _sheets(plan, made, pale=pale),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    manifest = {"files": {name: sha256(data).hexdigest() for name, data in files.items()}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return PaperClass(folder, plan, made)


ESSAY = Written(
    "q99",
    ("q99.points",),
    "q99.half",
    (Criterion("$x^2$ <i>hostile</i>", Fraction(1)), Criterion("b", Fraction(2)), Criterion("c", Fraction(2))),
    model="Because of $x$, so it is.\n\n(1) First:\n    $$x^2$$\n    code",
)


def _copy(serial: int, plan: Layout, id: str, name: str, *, essay: bool) -> Copy:
    questions: tuple[Question, ...] = tuple(
        Question(i + 1, f"item-{i}", f"item-{i}", "1", "choice", Fraction(2), (_field(plan, i),))
        for i in range(QUESTIONS)
    )
    if essay:
        questions += (Question(99, "essay", "essay", "1", "essay", Fraction(5), (ESSAY,)),)
    return Copy(serial, f"MOCK-7.{serial}-EN-X", plan.digest, questions, id=id, name=name)


def _field(plan: Layout, i: int) -> Boxes:
    right = LETTERS[(i + 1) % 4]
    options = tuple(Option(letter, Fraction(letter == right), letter.lower()) for letter in LETTERS)
    return Boxes(f"q{i + 1}", options, several=i == 1)


def _sheets(plan: Layout, copies: Sequence[Copy], *, pale: bool) -> bytes:
    pdf = pikepdf.new()
    for copy in copies:
        for page in range(1, plan.pages + 1):
            stamp = Stamp(copy.code, copy.serial, page, plan.pages, plan.short)
            leaf = pdf.add_blank_page(page_size=(plan.width * POINTS_PER_MM, plan.height * POINTS_PER_MM))
            leaf.Contents = pdf.make_stream(_drawing(plan, page, str(stamp), pale=pale).encode())
        if plan.pages % 2:
            pdf.add_blank_page(page_size=(plan.width * POINTS_PER_MM, plan.height * POINTS_PER_MM))
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _drawing(plan: Layout, page: int, text: str, *, pale: bool) -> str:
    height, outline, letter = plan.height, *((0.8, 0.9) if pale else (0.3, 0.6))
    scale = f"{POINTS_PER_MM} 0 0 {POINTS_PER_MM} 0 0 cm 0.1 w\n"
    filled_ones = [(aruco.black(marker), 0) for marker in plan.markers]
    filled_ones += [(module, 1) for marker in plan.markers for module in aruco.white(marker)]
    filled_ones += [(module, 0) for code in plan.codes for module in qr.rectangles(text, code)]
    lines = [f"{grey} g {_rectangle(one, height)} f\n" for one, grey in filled_ones]
    for grey, places in ((outline, plan.boxes), (0 if pale else outline, plan.frames)):
        squares = [Rectangle(b.x, b.y, b.width, b.height) for b in places if b.page == page]
        lines += [f"{grey} G {_rectangle(square, height)} S\n" for square in squares]
    # Something like a letter in each box.
    lines += [
        f"{letter} g {_rectangle(Rectangle(b.x + 1.7, b.y + 1, 0.8, 1.0), height)} f\n"
        for b in plan.boxes
        if b.page == page
    ]
    if pale:
        rows = [b for b in plan.boxes if b.page == page and b.value == LETTERS[0]]
        lines += [f"0 g {_rectangle(one, height)} f\n" for i, b in enumerate(rows) for one in _label(i, b)]
    return scale + "".join(lines)


def _label(number: int, box: Box) -> list[Rectangle]:
    """A sign for each row, which has as many strokes as another one has none."""
    strokes = [Rectangle(box.x - 4, box.y, 0.5, box.height)]
    return strokes + [Rectangle(box.x - 4, box.y + 0.9 * i, 2, 0.4) for i in range(4) if number >> i & 1]


def _rectangle(one: Rectangle, height: float) -> str:
    return f"{one.x:.3f} {height - one.y - one.height:.3f} {one.width:.3f} {one.height:.3f} re"
