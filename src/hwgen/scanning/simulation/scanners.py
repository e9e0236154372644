"""What printers, desks, scanners and phones do to a marked sheet, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hwgen.scanning.arrays import Floats, Grey
from hwgen.scanning.simulation.chance import between

Range = tuple[float, float]
NONE: Range = (0.0, 0.0)
MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Kind:
    """A kind of scan. Lengths are in mm, angles in degrees; a range is drawn from for each page."""

    brutal: bool = False
    dpi: int = 200
    printed: Range = (0.996, 1.004)
    turn: Range = (-1.0, 1.0)
    upside_down: float = 0.0
    quarter_turn: float = 0.0
    wobble: Range = (0.05, 0.3)
    curl: Range = NONE
    perspective: Range = NONE
    desk: bool = False
    shadow: Range = NONE
    paper: Range = (0.93, 1.0)
    print_ink: Range = (0.85, 1.0)
    contrast: Range = (1.0, 1.0)
    blur: Range = (0.3, 0.7)
    noise: Range = (0.005, 0.02)
    jpeg: Range = (75, 92)
    bilevel: bool = False
    stains: int = 0
    torn: float = 0.0
    fold: float = 0.0
    inks: tuple[str, ...] = ("2B", "2B", "HB", "pen")
    messy: bool = False
    badly_erased: float = 0.0


KINDS = {
    "clean-150": Kind(dpi=150),
    "clean-200": Kind(),
    "clean-300": Kind(dpi=300),
    "scaled": Kind(printed=(0.90, 1.05)),
    "skew": Kind(turn=(-5, 5), upside_down=0.5, quarter_turn=0.2),
    "low-contrast": Kind(paper=(0.72, 0.88), contrast=(0.35, 0.5)),
    "blur": Kind(blur=(1.2, 2.4), jpeg=(25, 50)),
    "faint": Kind(inks=("faint",)),
    # What is paler than the threshold is not on the scan at all: a soft pencil or a pen is.
    "fax": Kind(bilevel=True, inks=("2B", "2B", "pen")),
    "phone": Kind(
        turn=(-8, 8),
        wobble=NONE,
        curl=(0.3, 2.0),
        perspective=(0.02, 0.09),
        desk=True,
        shadow=(0.1, 0.45),
        blur=(0.5, 1.2),
        jpeg=(60, 92),
    ),
    "damaged": Kind(brutal=True, stains=3, torn=0.6, fold=0.6),
    "messy": Kind(brutal=True, messy=True, badly_erased=0.12),
    "worst": Kind(
        brutal=True,
        messy=True,
        badly_erased=0.12,
        stains=3,
        torn=0.6,
        fold=0.6,
        turn=(-8, 8),
        wobble=NONE,
        curl=(0.3, 2.0),
        perspective=(0.02, 0.09),
        desk=True,
        shadow=(0.1, 0.45),
        blur=(0.5, 1.2),
        jpeg=(60, 92),
    ),
}


# A page of 300 dpi takes 35 MB: it is changed where it lies, and what is not needed any more goes.


def inked(light: Floats, added: Floats, kind: Kind, chance: np.random.Generator) -> Floats:
    """How dark a sheet of this `light` is, printed, and with the marks that were `added`, which are used up; all from 0 to 1."""
    page = 1 - light
    page *= between(chance, kind.print_ink)
    page = _inverted(page)
    page *= _inverted(added)
    return _inverted(page)


def _inverted(page: Floats) -> Floats:
    return np.subtract(1, page, out=page)


def scanned(page: Floats, scale: float, kind: Kind, chance: np.random.Generator) -> Grey:
    """A scan of a sheet, whose darkness from 0 to 1 has `scale` pixels to the millimetre; the array is overwritten."""
    page *= between(chance, kind.contrast)
    light = _inverted(page)
    light *= between(chance, kind.paper)
    _damage(light, scale, kind, chance)
    turns = int(chance.random() < kind.upside_down) * 2 + int(chance.random() < kind.quarter_turn)
    picture = _placed(np.ascontiguousarray(np.rot90(light, turns)), scale, kind, chance)
    del light, page
    picture = _lit(picture, kind, chance)
    picture = cv2.GaussianBlur(picture, (0, 0), between(chance, kind.blur) * kind.dpi / 200)
    grain = chance.integers(0, 256, (2, *picture.shape), np.uint8).sum(0, dtype=np.float32)
    grain /= 255
    grain -= 1
    grain *= 2.45
    grain *= between(chance, kind.noise)
    picture += grain
    del grain
    if kind.bilevel:
        return (picture > between(chance, (0.5, 0.72))).astype(np.uint8) * np.uint8(255)
    picture *= 255
    return np.clip(picture, 0, 255, out=picture).astype(np.uint8)


def as_jpeg(picture: Grey, kind: Kind, chance: np.random.Generator) -> bytes:
    quality = 95 if kind.bilevel else round(between(chance, kind.jpeg))
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def _damage(light: Floats, scale: float, kind: Kind, chance: np.random.Generator) -> None:
    for _ in range(int(chance.integers(1, kind.stains + 1)) if kind.stains else 0):
        _stain(light, scale, chance)
    if chance.random() < kind.torn:
        _tear(light, scale, chance)
    if chance.random() < kind.fold:
        _fold(light, scale, chance)


def _stain(light: Floats, scale: float, chance: np.random.Generator) -> None:
    height, width = light.shape
    stain = np.zeros((height // 4, width // 4), np.float32)
    centre = int(chance.integers(width // 4)), int(chance.integers(height // 4))
    axes = round(between(chance, (4, 25)) * scale / 4), round(between(chance, (4, 25)) * scale / 4)
    cv2.ellipse(stain, centre, axes, between(chance, (0, 180)), 0, 360, between(chance, (0.08, 0.35)), -1)
    if chance.random() < 0.5:
        cv2.ellipse(stain, centre, axes, 0, 0, 360, between(chance, (0.2, 0.45)), max(1, round(scale / 4)))
    stain = cv2.GaussianBlur(stain, (0, 0), between(chance, (0.3, 2)) * scale / 4)
    light *= _inverted(cv2.resize(stain, (width, height)))


def _tear(light: Floats, scale: float, chance: np.random.Generator) -> None:
    """A corner is gone; what lies below shows."""
    height, width = light.shape
    a, b = between(chance, (12, 40)) * scale, between(chance, (12, 40)) * scale
    x, y = int(chance.integers(2)) * width, int(chance.integers(2)) * height
    corner = np.array([(x, y), (abs(x - a), y), (abs(x - a * 0.6), abs(y - b * 0.5)), (x, abs(y - b))])
    cv2.fillPoly(light, [corner.astype(np.int32)], between(chance, (0.05, 1)))


def _fold(light: Floats, scale: float, chance: np.random.Generator) -> None:
    height, width = light.shape
    ends = [(int(chance.integers(width)), 0), (int(chance.integers(width)), height)]
    if chance.random() < 0.5:
        ends = [(0, int(chance.integers(height))), (width, int(chance.integers(height)))]
    fold = np.zeros((height, width), np.float32)
    thickness = max(1, round(between(chance, (0.2, 0.8)) * scale))
    cv2.line(fold, ends[0], ends[1], between(chance, (0.15, 0.5)), thickness, cv2.LINE_AA)
    light *= _inverted(cv2.GaussianBlur(fold, (0, 0), 0.15 * scale, dst=fold))


def _placed(light: Floats, scale: float, kind: Kind, chance: np.random.Generator) -> Floats:
    """The sheet on the glass or the desk; `light` is blurred. A coarse map of where each pixel of the picture comes from is enough: all bends are gentle."""
    height, width = (side / scale for side in light.shape)
    room = 1.08 if kind.desk else 1.0
    per_mm = kind.dpi / MM_PER_INCH
    shape = round(height * room * per_mm), round(width * room * per_mm)
    step = 16
    rows, columns = shape[0] // step + 2, shape[1] // step + 2
    v, u = np.mgrid[0:rows, 0:columns].astype(np.float64) * step / per_mm
    x, y = u - width * room / 2, v - height * room / 2
    tilt_x, tilt_y = (between(chance, kind.perspective) * chance.choice((-1, 1)) for _ in range(2))
    depth = 1 + tilt_x * x / width * 2 + tilt_y * y / height * 2
    x, y = x / depth, y / depth
    angle = np.deg2rad(between(chance, kind.turn))
    x, y = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    size = between(chance, kind.printed)
    x, y = x / size + width / 2 + between(chance, (-1.5, 1.5)), y / size + height / 2 + between(chance, (-1.5, 1.5))
    waves, phase = between(chance, (1, 3)), between(chance, (0, 6))
    y = y + between(chance, kind.wobble) * np.sin(2 * np.pi * waves * y / height + phase)
    bend = between(chance, kind.curl)
    x, y = x + 0.4 * bend * np.sin(np.pi * y / height + phase), y + bend * np.sin(np.pi * x / width + phase)
    maps = [
        cv2.resize((at * scale).astype(np.float32), None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
        for at in (x, y)
    ]
    # A pixel of the small map stands for the middle of its block in the large one.
    maps = [at[step // 2 : step // 2 + shape[0], step // 2 : step // 2 + shape[1]] for at in maps]
    soft = cv2.GaussianBlur(light, (0, 0), max(0.3, 0.35 * scale / per_mm), dst=light)
    around = between(chance, (0.1, 0.5)) if kind.desk else float(chance.choice((0.15, 0.97)))
    return cv2.remap(soft, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=around)


def _lit(picture: Floats, kind: Kind, chance: np.random.Generator) -> Floats:
    depth = between(chance, kind.shadow)
    if not depth:
        return picture
    small = chance.uniform(0, 1, (4, 3)).astype(np.float32)
    small = (small - small.min()) / (small.max() - small.min())
    return np.asarray(picture * (1 - depth * cv2.resize(small, picture.shape[::-1], interpolation=cv2.INTER_CUBIC)))
