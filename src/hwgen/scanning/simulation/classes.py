"""A class whose sheets are filled in and scanned, and what is really marked on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from hwgen import workers
from hwgen.errors import Diagnostic, UsageError, did_you_mean
from hwgen.output import as_json, replace_own
from hwgen.scanning.arrays import Floats
from hwgen.scanning.printed import SHEETS, printed
from hwgen.scanning.sheet_pages import sheet_page
from hwgen.scanning.simulation.chance import between, generator
from hwgen.scanning.simulation.handwriting import Stroke, handwriting
from hwgen.scanning.simulation.marks import Habit, Mark, draw_mark, draw_writing
from hwgen.scanning.simulation.scanners import KINDS, Kind, as_jpeg, inked, scanned
from hwgen.scanning.simulation.seats import Seat, seating_plan, seats
from hwgen.scanning.simulation.students import Answers, absent, answers, crossed_out, numbered, student
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.layout import Box

MIXED = "mixed"
# Sheets are drawn with this many pixels a mm, 300 dpi, before they are scanned.
SCALE = 300 / 25.4
ERASED = 0.03
# What a good and a bad eraser leave of a mark.
LEFT = (0.04, 0.18)
LEFT_BADLY = (0.22, 0.46)
NOTHING: Answers = {}
HABITS: tuple[Habit, ...] = ("fill", "cross", "tick", "circle", "dash")


@dataclass(frozen=True)
class Scan:
    """A page of a simulated pile: its JPEG, and what is marked on its sheet by the values of each group."""

    seat: Seat
    page: int
    kind: str
    jpeg: bytes
    marked: Mapping[str, tuple[str, ...]]


def simulate_class(folder: Path, seed: int, kind: str, out: Path, jobs: int = 1) -> None:
    """Writes the scans of a class as a PDF, in an order like that of a pile, which is that of the seats where there is a seating plan, and beside it what is marked on them as JSON."""
    if kind != MIXED and kind not in KINDS:
        message = f"`{kind}` is not a kind of scan"
        raise UsageError(Diagnostic("unknown-scan-kind", message, None, did_you_mean(kind, (*KINDS, MIXED))))
    work = partial(seat_scans, folder, seed, kind)
    handed_out = seats(folder, printed(folder).keys)
    done = map(work, handed_out) if jobs == 1 else workers.run(work, handed_out, "local", jobs)
    scans = sorted((scan for part in done for scan in part), key=lambda scan: (scan.seat.place, scan.page))
    pile = scans if seating_plan(folder) else _pile(scans, seed)
    truth = {scan.seat.name: scan.marked for scan in scans}
    beside = as_json({"seed": seed, "kind": kind, "marked": truth})
    replace_own({out: as_pdf([scan.jpeg for scan in pile]), out.with_suffix(".json"): beside})


def _pile(scans: Sequence[Scan], seed: int) -> list[Scan]:
    """Pages in any order; those of a sheet that is nobody's stay together, as they have to."""
    leaves: dict[tuple[int, int], list[Scan]] = {}
    for scan in scans:
        leaves.setdefault((scan.seat.place, 0 if scan.seat.number else scan.page), []).append(scan)
    together = list(leaves.values())
    return [scan for i in generator("pile", seed).permutation(len(together)) for scan in together[i]]


def seat_scans(folder: Path, seed: int, kind: str, seat: Seat) -> list[Scan]:
    """The pages of one sheet."""
    known = printed(folder)
    copy = next(copy for copy in known.keys.copies if copy.serial == seat.serial)
    layout = known.layouts.layouts[copy.layout]
    name = list(KINDS)[seat.place % len(KINDS)] if kind == MIXED else kind
    key: tuple[str | int, ...] = (copy.code, copy.serial, *([seat.number] if seat.number else []))
    chance = generator("sheet", seed, *key)
    # A stream of its own: a class with everybody present is what it was.
    gone = absent(layout, generator("absent", seed, *key))
    marked: Answers = {ABSENT: (ABSENT,)} if gone else answers(copy, layout, student(known.keys, seed, key), chance)
    if seat.number:
        marked |= numbered(layout, seat.number, chance)
    # A stream of its own: where nothing is crossed out, a class is what it was.
    cancelled = crossed_out(copy, marked, generator("crossed", name, *key))
    cancelled = cancelled if known.keys.policy.cancelled == "crossed" else {}
    written = {} if gone else handwriting(copy, layout, marked, generator("written", seed, *key))
    guess = known.keys.copies.index(copy) * (layout.pages + layout.pages % 2)
    pages = []
    for page in range(1, layout.pages + 1):
        wanted = (copy.code, copy.serial, page)
        grey = sheet_page(
            known.folder / SHEETS,
            lambda stamp, wanted=wanted: (stamp.code, stamp.serial, stamp.page) == wanted,  # type: ignore[misc]
            guess + page,
            round(layout.height * SCALE),
        )
        boxes = [box for box in layout.boxes if box.page == page]
        lines = written.get(page, [])
        jpeg = filled(grey / np.float32(255), boxes, marked, KINDS[name], chance, cancelled, lines)
        pages.append(Scan(seat, page, name, jpeg, marked))
    return pages


def filled(
    light: Floats,
    boxes: Sequence[Box],
    marked: Answers,
    kind: Kind,
    chance: np.random.Generator,
    cancelled: Answers = NOTHING,
    written: Sequence[Stroke] = (),
) -> bytes:
    """A page on which somebody has marked these values and `written` something, as a scanner gives it; marks in the `cancelled` ones were crossed out."""
    added = np.zeros(light.shape, np.float32)
    ink = str(chance.choice(kind.inks))
    if written:
        draw_writing(added, SCALE, written, ink)
    habit = str(chance.choice((*HABITS, MIXED))) if kind.messy else "fill"
    for box in boxes:
        place = (box.x, box.y, box.width, box.height)
        if box.value in marked.get(box.group, ()):
            manner: Any = chance.choice(HABITS) if habit == MIXED else habit
            draw_mark(added, SCALE, place, Mark(manner, ink), chance)
        elif box.value in cancelled.get(box.group, ()):
            draw_mark(added, SCALE, place, Mark("cancelled", ink), chance)
        elif box.group in marked and chance.random() < ERASED / 4:
            left = between(chance, LEFT_BADLY if chance.random() < kind.badly_erased else LEFT)
            draw_mark(added, SCALE, place, Mark("fill", "HB" if ink == "pen" else ink, left), chance)
    page = inked(light, added, kind, chance)
    del light, added
    return as_jpeg(scanned(page, SCALE, kind, chance), kind, chance)


def as_pdf(jpegs: Sequence[bytes]) -> bytes:
    """A PDF with a picture on each page, as scanners write them."""
    import pikepdf
    from PIL import Image

    pdf = pikepdf.new()
    for data in jpegs:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
        image = pdf.make_stream(
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        scale = 842 / max(width, height)
        page = pdf.add_blank_page(page_size=(round(width * scale, 2), round(height * scale, 2)))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pdf.make_stream(f"q {width * scale:.2f} 0 0 {height * scale:.2f} 0 0 cm /Im0 Do Q".encode())
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
