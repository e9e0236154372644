"""Marked sheets to hand back: the student's own scan with what is right and wrong drawn over it, and a page of reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import assert_never

import cv2
import numpy as np
import pikepdf

from hwgen.errors import Diagnostic
from hwgen.marks.scoring import FieldScore, Result
from hwgen.marks.tables import shown
from hwgen.scanning.arrays import Floats
from hwgen.scanning.bookkeeping import Sheet
from hwgen.scanning.corners import project
from hwgen.scanning.feedback import feedback
from hwgen.scanning.pictures import Jpeg, original, pictures
from hwgen.scanning.reading import GroupReading
from hwgen.scanning.records import Record
from hwgen.sheets.keys import Boxes, FieldKey, Keys, Number, Written
from hwgen.sheets.layout import Box, Frame, Layout
from hwgen.sheets.measures import EDGE, MARKER, TOP

POINTS_PER_MM = 72 / 25.4
QUALITY = 85
GREEN, RED = "0 0.55 0.2", "0.85 0.1 0.1"
# Lines around boxes lie this far outside, in millimetres.
OUTSIDE = 0.4
# Points stand so far above the boxes of a grid, and so far from the right and the upper edge of a frame.
ABOVE_GRID = 2.8
IN_FRAME = (9.0, 3.6)
# The total stands below the title of the sheet, where nothing is printed.
TOTAL = (EDGE + MARKER + 3, TOP - 2.0)
Files = Mapping[str, Path]


def returned(sheet: Sheet, result: Result, keys: Keys, name: str, files: Files) -> bytes:
    """The marked sheet of a student as a PDF; pages whose scan is not among `files`, by the digests of their bytes, are left out."""
    pdf = pikepdf.new()
    for number, record in sorted(sheet.pages.items()):
        if record.source in files:
            _add_scan(
                pdf,
                sheet.layout,
                record,
                files[record.source],
                _drawing(sheet.layout, number, result, record.reading.groups),
            )
    reasons = feedback(result, keys, name, (sheet.layout.width, sheet.layout.height))
    with pikepdf.open(BytesIO(reasons)) as pages:
        pdf.pages.extend(pages.pages)
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_scan(
    pdf: pikepdf.Pdf, layout: Layout, record: Record, path: Path, marks: Sequence[tuple[str, Floats]]
) -> None:
    """A page as large as the sheet was, upright, with the scan on it and the marks where its boxes are."""
    jpeg = original(path, record.number) or _as_jpeg(path, record.number)
    if jpeg is None:
        return
    height, width = jpeg.height * jpeg.times, jpeg.width * jpeg.times
    matrix = np.array(record.reading.matrix).reshape(3, 3)
    flat = _flat(matrix, layout)
    page = pdf.add_blank_page(page_size=(layout.width * POINTS_PER_MM, layout.height * POINTS_PER_MM))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=_image(pdf, jpeg)))
    corners = _on_page(flat, np.array([(0, height), (width, height), (0, 0)], np.float64), layout)
    origin, right, up = corners[0], corners[1] - corners[0], corners[2] - corners[0]
    place = " ".join(f"{value:.4f}" for value in (*right, *up, *origin))
    lines = [f"q {place} cm /Scan Do Q"]
    for operators, points in marks:
        spots = _on_page(flat, project(matrix, points), layout)
        lines.append(operators.format(*(f"{x:.2f} {y:.2f}" for x, y in spots)))
    page.Contents = pdf.make_stream("\n".join(lines).encode())
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica-Bold")
    )
    page.Resources.Font = pikepdf.Dictionary(F=font)


def _as_jpeg(path: Path, number: int) -> Jpeg | None:
    """What came as something else; its pixels may be fewer than it had."""
    (picture,) = pictures(path, [number])
    if isinstance(picture, Diagnostic):
        return None
    data = cv2.imencode(".jpg", picture.grey, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
    height, width = picture.grey.shape
    return Jpeg(data, width, height, True, picture.times)


def _image(pdf: pikepdf.Pdf, jpeg: Jpeg) -> pikepdf.Stream:
    return pdf.make_stream(
        jpeg.data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=jpeg.width,
        Height=jpeg.height,
        ColorSpace=pikepdf.Name.DeviceGray if jpeg.is_grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def _flat(matrix: Floats, layout: Layout) -> Floats:
    """From pixels to millimetres as nearly as can be without bending the picture, which a PDF cannot."""
    x, y = np.meshgrid(np.linspace(0, layout.width, 5), np.linspace(0, layout.height, 5))
    sheet = np.stack([x.ravel(), y.ravel()], 1)
    pixels = np.column_stack([project(matrix, sheet), np.ones(len(sheet))])
    return np.asarray(np.linalg.lstsq(pixels, sheet, rcond=None)[0])


def _on_page(flat: Floats, pixels: Floats, layout: Layout) -> Floats:
    """Points of the PDF's page, from its lower left corner."""
    sheet = np.column_stack([pixels, np.ones(len(pixels))]) @ flat
    return np.asarray(np.column_stack([sheet[:, 0], layout.height - sheet[:, 1]]) * POINTS_PER_MM)


def _drawing(
    layout: Layout, page: int, result: Result, readings: Mapping[str, GroupReading]
) -> list[tuple[str, Floats]]:
    """What is drawn over a page: operators of PDF with places for points, and the points in millimetres on the sheet."""
    boxes: dict[str, list[Box]] = {}
    for box in layout.boxes:
        if box.page == page:
            right, down = _off(readings, box.group)
            boxes.setdefault(box.group, []).append(replace(box, x=box.x + right, y=box.y + down))
    drawn = [
        mark
        for score in result.questions
        # Of a question that is void, nothing is right or wrong.
        if score.question.points and not score.question.void
        for mark in _question(score.question.fields, score.fields, boxes)
    ]
    frames = {frame.id: _moved(frame, readings) for frame in layout.frames if frame.page == page}
    for score in result.questions:
        spots = [spot for field in score.question.fields if (spot := _spot(field, boxes, frames))]
        if spots and not score.pending:
            text = f"{shown(score.points)}/{shown(score.question.points)}"
            colour = GREEN if score.share == 1 else RED
            drawn.append((f"BT {colour} rg /F 7 Tf 1 0 0 1 {{}} Tm ({text}) Tj ET", np.array([spots[-1]])))
    if page == 1 and result.final:
        text = f"{shown(result.total)} / {shown(result.most)}"
        drawn.append((f"BT {RED} rg /F 20 Tf 1 0 0 1 {{}} Tm ({text}) Tj ET", np.array([TOTAL])))
    return drawn


def _off(readings: Mapping[str, GroupReading], group: str) -> tuple[float, float]:
    return readings[group].off if group in readings else (0.0, 0.0)


def _moved(frame: Frame, readings: Mapping[str, GroupReading]) -> Frame:
    """Its upper right corner is as far off on a bent page as the box for half a point above it."""
    right, down = _off(readings, f"{frame.id}.half")
    return replace(frame, x=frame.x + right, y=frame.y + down)


def _spot(
    field: FieldKey, boxes: Mapping[str, Sequence[Box]], frames: Mapping[str, Frame]
) -> tuple[float, float] | None:
    """Where the points of a question are written if this is its last field: beside its boxes or the cells of its number, or in its frame."""
    match field:
        case Boxes(group=group):
            row = boxes.get(group, ())
            return (row[-1].x + row[-1].width + 1.2, row[-1].y + row[-1].height - 0.6) if row else None
        case Number(groups=groups):
            columns = [box for group in groups for box in boxes.get(group, ())]
            return (columns[-1].x + columns[-1].width + 1.2, columns[0].y - ABOVE_GRID) if columns else None
        case Written(id=id):
            frame = frames.get(id)
            return (frame.x + frame.width - IN_FRAME[0], frame.y + IN_FRAME[1]) if frame else None
        case _:
            assert_never(field)


def _question(
    fields: Sequence[object], scores: Sequence[FieldScore], boxes: Mapping[str, Sequence[Box]]
) -> Iterator[tuple[str, Floats]]:
    """A ring around each right box, and a stroke through each wrong mark."""
    for field, score in zip(fields, scores, strict=True):
        if not isinstance(field, Boxes):
            continue
        right = {option.value for option in field.options if option.share > 0}
        for box in boxes.get(field.group, ()):
            left, top = box.x - OUTSIDE, box.y - OUTSIDE
            far, low = box.x + box.width + OUTSIDE, box.y + box.height + OUTSIDE
            if box.value in right:
                ring = np.array([(left, top), (far, top), (far, low), (left, low)])
                yield f"{GREEN} RG 1.2 w {{}} m {{}} l {{}} l {{}} l s", ring
            elif box.value in score.chosen:
                yield f"{RED} RG 1.2 w {{}} m {{}} l S", np.array([(left, low), (far, top)])
