"""Marks, damage and scanners that the simulator of `hwgen simulate` does not have: the reader was not tuned on them.

`python benchmarks/marking/odd.py PAGES SEED [KIND...]` reads that many pages of each kind, as `bench.py` does. Each page mixes what is usual in
classes: pens and pencils of all sorts, dashes, crosses that touch the next box, circles around a box, dots, correction fluid, notes beside the rows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import bench
import cv2
import numpy as np
from hands import HABITS, INKS, SCALE, Chance, Picture, between, cover, draw, strokes, wide

from hwgen.sheets.layout import Box

# Shares of the boxes that were marked by mistake.
COVERED, SMEARED = 0.01, 0.03


@dataclass(frozen=True)
class Kind:
    """How pages of a kind are marked, and what then happens to them in turn."""

    spoilers: tuple[Callable[[Picture, Chance], Picture], ...] = ()
    habits: tuple[str, ...] = ("hatch", "spiral")
    inks: tuple[str, ...] = ("pencil", "ballpoint", "gel pen")
    dpi: int = 200
    quality: tuple[int, int] = (60, 92)
    colour: bool = False
    crossed_out: bool = False
    brutal: bool = False
    fluid: bool = False


def marked_page(
    light: Picture, boxes: Sequence[Box], marked: Mapping[str, tuple[str, ...]], kind: Kind, chance: Chance
) -> Picture:
    light = cv2.resize(light, None, fx=SCALE / bench.SCALE, fy=SCALE / bench.SCALE, interpolation=cv2.INTER_AREA)
    page = np.asarray(0.96 - 0.9 * (1 - light), np.float32)
    page = np.repeat(page[..., None], 3, 2) if kind.colour else page
    ink = str(chance.choice(kind.inks))
    thin = INKS[ink][1][0]
    for box in boxes:
        at = box.x, box.y
        if box.value in marked.get(box.group, ()):
            draw(page, strokes(str(chance.choice(kind.habits)), box.width, box.height, thin, chance), at, ink, chance)
        elif box.group in marked and kind.crossed_out and chance.random() < COVERED:
            draw(page, strokes("hatch", box.width, box.height, thin, chance), at, ink, chance)
            draw(page, strokes("large cross", box.width, box.height, thin, chance), at, ink, chance)
        elif box.group in marked and kind.fluid and chance.random() < COVERED:
            draw(page, strokes("hatch", box.width, box.height, thin, chance), at, ink, chance)
            cover(page, box, chance)
        elif box.group in marked and ink.startswith("pencil") and chance.random() < SMEARED:
            left = between(chance, 0.05, 0.2)
            draw(page, strokes("hatch", box.width, box.height, thin, chance), at, ink, chance, left)
    return page


def notes(page: Picture, chance: Chance) -> Picture:
    """Letters and sums that somebody wrote between and beside the rows."""
    for _ in range(int(chance.integers(3, 12))):
        x, y = between(chance, 10, 180), between(chance, 60, 280)
        line = [(x + 0.9 * i, y + between(chance, -1.3, 1.3)) for i in range(int(chance.integers(4, 16)))]
        draw(page, [line], (0, 0), "gel pen", chance)
    return page


# What happens to the sheet before it is scanned, with SCALE pixels a mm


def specks(page: Picture, chance: Chance) -> Picture:
    for _ in range(int(chance.integers(20, 120))):
        middle = int(chance.integers(page.shape[1])), int(chance.integers(page.shape[0]))
        cv2.circle(page, middle, int(chance.integers(1, 4)), (0.2, 0.2, 0.2), -1, cv2.LINE_AA)
    return page


def photocopied(page: Picture, chance: Chance) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), between(chance, -0.8, 0.8), between(chance, 0.985, 1.01))
    grey = cv2.GaussianBlur(
        cv2.warpAffine(page, turn, (width, height), borderValue=1), (0, 0), between(chance, 0.8, 1.5)
    )
    steep = between(chance, 6, 14)
    grey = 1 / (1 + np.exp(-steep * (grey - between(chance, 0.5, 0.7))))
    return specks(np.asarray(grey, np.float32), chance)


def photocopied_twice(page: Picture, chance: Chance) -> Picture:
    return photocopied(photocopied(page, chance), chance)


def copied_smaller(page: Picture, chance: Chance) -> Picture:
    """By a copier that was set to 97 %, or that makes everything fit."""
    height, width = page.shape[:2]
    size = between(chance, 0.965, 0.975)
    move = np.array([[size, 0, (1 - size) * width * chance.random()], [0, size, (1 - size) * height * chance.random()]])
    return photocopied(cv2.warpAffine(page, move, (width, height), borderValue=1), chance)


def folded_book(page: Picture, chance: Chance) -> Picture:
    """The sheet bends down into the fold of a book at its left edge: it becomes narrow and dark there."""
    height, width = page.shape[:2]
    x = np.arange(width, dtype=np.float32)
    reach = between(chance, 20, 45) * SCALE
    near = np.exp(-x / reach)
    from_x = x - between(chance, 1, 3) * SCALE * near
    maps = [
        np.ascontiguousarray(np.broadcast_to(at, (height, width)))
        for at in (from_x, np.arange(height, dtype=np.float32)[:, None])
    ]
    bent = cv2.remap(page, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    bent *= wide((1 - between(chance, 0.3, 0.7) * near)[None, :], page)
    return bent


def wrinkled(page: Picture, chance: Chance) -> Picture:
    """Paper that was wet: short waves."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
    waves = []
    for _ in range(2):
        length, phase = between(chance, 45, 80) * SCALE, between(chance, 0, 6)
        turn = between(chance, 0, 3.14)
        waves.append(
            between(chance, 0.15, 0.35) * SCALE * np.sin(6.28 * (x * np.cos(turn) + y * np.sin(turn)) / length + phase)
        )
    maps = [cv2.resize(at.astype(np.float32), (width, height)) for at in (x + waves[0], y + waves[1])]
    shade = cv2.resize(1 - 0.06 * (1 + np.sin(waves[0])), (width, height)).astype(np.float32)
    return cv2.remap(page, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * wide(shade, page)


def shown_through(page: Picture, chance: Chance) -> Picture:
    """The print of the back can be seen."""
    back = cv2.GaussianBlur(page[:, ::-1], (0, 0), 3)
    return page * (1 - (1 - back) * between(chance, 0.1, 0.25))


def tinted(page: Picture, chance: Chance) -> Picture:
    return page * chance.uniform(0.72, 1, 3).astype(np.float32)


def little_toner(page: Picture, chance: Chance) -> Picture:
    """Stripes of the print are pale, down the page; what was marked is as well, which makes it only harder."""
    width = page.shape[1]
    pale = np.interp(np.arange(width), np.linspace(0, width, 9), chance.uniform(0.35, 1, 9)).astype(np.float32)
    return 1 - (1 - page) * pale[None, :]


def punched(page: Picture, chance: Chance) -> Picture:
    for y in (109, 189):
        cv2.circle(page, (round(12 * SCALE), round(y * SCALE)), round(3 * SCALE), (0.1, 0.1, 0.1), -1, cv2.LINE_AA)
    return page


def stapled(page: Picture, chance: Chance) -> Picture:
    """A staple in the upper left corner, the crease beside it, and the corner of the sheet below."""
    x, y = between(chance, 5, 20) * SCALE, between(chance, 5, 20) * SCALE
    turn = between(chance, 0.5, 1.1)
    along = np.array([np.cos(turn), -np.sin(turn)])
    ends = [tuple(np.round((x, y) + side * 5 * SCALE * along).astype(int).tolist()) for side in (-1, 1)]
    cv2.line(page, *ends, (0.25, 0.25, 0.25), max(1, round(0.6 * SCALE)), cv2.LINE_AA)
    reach = (x + y) * between(chance, 1.2, 1.6)
    v, u = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    page *= wide(1 - between(chance, 0.15, 0.5) * np.exp(-((u + v - reach) ** 2) / (0.8 * SCALE) ** 2), page)
    return page


def coffee(page: Picture, chance: Chance) -> Picture:
    """Rings of a cup: one over a code, perhaps more of them anywhere."""
    height, width = page.shape[:2]
    middles = [(width / 2, (between(chance, 8, 28) if chance.random() < 0.5 else between(chance, 269, 289)) * SCALE)]
    middles += [(between(chance, 0, width), between(chance, 0, height)) for _ in range(int(chance.integers(0, 3)))]
    for middle in middles:
        ring = np.zeros((height, width), np.float32)
        at = (np.array(middle) + chance.uniform(-12, 12, 2) * SCALE).astype(int).tolist()
        radius, thick = round(between(chance, 25, 42) * SCALE), round(between(chance, 1.5, 5) * SCALE)
        cv2.circle(ring, at, radius, between(chance, 0.2, 0.65), thick, cv2.LINE_AA)
        cv2.circle(ring, at, radius - thick, between(chance, 0.02, 0.15), -1, cv2.LINE_AA)
        page *= 1 - wide(cv2.GaussianBlur(ring, (0, 0), 0.5 * SCALE), page) * np.float32(
            (1, 0.9, 0.8)[: 1 if page.ndim == 2 else 3]
        )
    return page


def dog_eared(page: Picture, chance: Chance) -> Picture:
    """A corner is folded over; its back hides what is below."""
    height, width = page.shape[:2]
    side = between(chance, 14, 30) * SCALE
    x, y = int(chance.integers(2)) * width, int(chance.integers(2)) * height
    corners = np.array([(x, abs(y - side)), (abs(x - side), y), (abs(x - side), abs(y - side))])
    cv2.fillPoly(page, [corners.astype(np.int32)], (0.9, 0.9, 0.9))
    cv2.fillPoly(page, [np.array([(x, y), (abs(x - side), y), (x, abs(y - side))]).astype(np.int32)], (0.3, 0.3, 0.3))
    return page


# Scanners and cameras


def stretched(page: Picture, chance: Chance) -> Picture:
    return cv2.resize(page, None, fx=between(chance, 0.985, 1.015), fy=between(chance, 0.985, 1.015))


def jumped(page: Picture, chance: Chance) -> Picture:
    """The feeder slipped."""
    y = int(between(chance, 0.2, 0.8) * page.shape[0])
    by = round(between(chance, 0.2, 0.9) * SCALE)
    aside = round(between(chance, -0.5, 0.5) * SCALE)
    lower = np.roll(page[y + by :], aside, 1)
    return np.concatenate([page[:y], lower, page[-by:]])


def lines_lost(page: Picture, chance: Chance) -> Picture:
    """The feeder held the sheet, or pulled it: lines are missing, or there several times."""
    y = int(between(chance, 0.2, 0.8) * page.shape[0])
    by = round(between(chance, 2, 25) * SCALE)
    if chance.random() < 0.5:
        return np.concatenate([page[:y], page[y + by :]])
    return np.concatenate([page[:y], np.repeat(page[y : y + 1], by, 0), page[y:]])


def streaked(page: Picture, chance: Chance) -> Picture:
    """Dust on the glass of a feeder draws lines down the whole page."""
    for _ in range(int(chance.integers(1, 5))):
        x, wide = int(chance.integers(page.shape[1])), max(1, round(between(chance, 0.1, 0.5) * SCALE))
        page[:, x : x + wide] *= between(chance, 0.15, 0.8)
    return page


def turned(page: Picture, chance: Chance) -> Picture:
    return np.ascontiguousarray(np.rot90(page, int(chance.integers(1, 4))))


def askew(page: Picture, chance: Chance) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), between(chance, -1.5, 1.5), 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=(0.97, 0.97, 0.97))


def far_askew(page: Picture, chance: Chance) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((0, 0), between(chance, -3.5, 3.5), 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=(0.97, 0.97, 0.97))


def photographed(page: Picture, chance: Chance) -> Picture:
    """From the side, through a cheap lens, in uneven light, perhaps with a reflection of the lamp."""
    height, width = page.shape[:2]
    room = between(chance, 1.05, 1.25)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array((width, height)) * (room - 1) / 2
    seen += chance.uniform(-0.045, 0.045, (4, 2)).astype(np.float32) * height
    size = round(width * room), round(height * room)
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    desk = tuple(chance.uniform(0.1, 0.7, 3).tolist())
    picture = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA, borderValue=desk)
    picture = barrel(picture, between(chance, -0.012, 0.012))
    light = cv2.resize(chance.uniform(0.55, 1, (3, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    picture *= light[..., None] * chance.uniform(0.85, 1, 3).astype(np.float32)
    if chance.random() < 0.3:
        glare = np.zeros(picture.shape[:2], np.float32)
        middle = int(chance.integers(size[0])), int(chance.integers(size[1]))
        cv2.circle(glare, middle, round(between(chance, 8, 20) * SCALE), between(chance, 0.3, 0.7), -1)
        small = cv2.GaussianBlur(cv2.resize(glare, None, fx=0.1, fy=0.1), (0, 0), 8)
        picture += cv2.resize(small, size)[..., None] * (1 - picture)
    if chance.random() < 0.3:
        picture = cv2.blur(picture, (int(chance.integers(2, 7)), int(chance.integers(2, 7))))
    return picture


def barrel(picture: Picture, amount: float) -> Picture:
    height, width = picture.shape[:2]
    y, x = np.mgrid[0 : height + 32 : 16, 0 : width + 32 : 16].astype(np.float32)
    u, v = x / width * 2 - 1, y / height * 2 - 1
    times = 1 + amount * (u * u + v * v)
    maps = [(u * times + 1) * width / 2, (v * times + 1) * height / 2]
    maps = [
        cv2.resize(at.astype(np.float32), (at.shape[1] * 16, at.shape[0] * 16))[8 : 8 + height, 8 : 8 + width]
        for at in maps
    ]
    return cv2.remap(picture, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def dithered(page: Picture, chance: Chance) -> Picture:
    """One bit, with an ordered raster, as some copiers scan."""
    times = 200 / 25.4 / SCALE
    grey = cv2.resize(page, None, fx=times, fy=times, interpolation=cv2.INTER_AREA)
    raster = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 * 0.8 + 0.1
    tiles = np.tile(raster, (grey.shape[0] // 4 + 1, grey.shape[1] // 4 + 1))[: grey.shape[0], : grey.shape[1]]
    return (grey > tiles).astype(np.float32)


MARKS = ("circle", "dash", "upright", "slash", "cross", "large cross", "large circle", "large tick", "half")
KINDS = {
    "plain": Kind((askew,)),
    "30-grey": Kind((askew,), inks=("pencil at 30 %",)),
    "red-colour-300": Kind((askew,), inks=("red pen",), dpi=300, colour=True),
    "felt": Kind((askew,), inks=("felt pen",)),
    "jpeg-30": Kind((askew,), quality=(25, 35)),
    "dpi-150": Kind((askew,), dpi=150),
    "dpi-100": Kind((askew,), dpi=100),
    "quarter-turns": Kind((askew, turned)),
    "copied": Kind((photocopied, askew)),
    "copied-twice": Kind((photocopied_twice, askew), inks=("pencil", "gel pen")),
    "book": Kind((folded_book, askew)),
    "wrinkled": Kind((wrinkled, askew)),
    "through": Kind((shown_through, askew)),
    "tinted-colour": Kind((tinted, askew), colour=True),
    "toner": Kind((little_toner, askew)),
    "punched": Kind((punched, askew)),
    "dog-eared": Kind((dog_eared, askew)),
    "stretched": Kind((stretched, askew)),
    "jumped": Kind((jumped, askew)),
    "lines-lost": Kind((lines_lost, askew)),
    "lines-lost-damaged": Kind((dog_eared, askew, turned, lines_lost)),
    "streaked": Kind((askew, streaked)),
    "dithered": Kind((askew, dithered), inks=("pencil", "gel pen")),
    "photo": Kind((photographed,), colour=True),
    "photo-small": Kind((photographed,), dpi=110, quality=(40, 60), colour=True),
    "copied-smaller": Kind((copied_smaller, askew)),
    "stapled": Kind((stapled, far_askew)),
    "coffee": Kind((coffee, askew)),
    "red-grey": Kind((askew,), inks=("red pen",)),
    "spill": Kind((askew,), habits=("spill",), inks=("pencil", "ballpoint", "gel pen", "felt pen")),
    "notes": Kind((notes, askew)),
    "fluid": Kind((askew,), fluid=True),
    "crossed-out": Kind((askew,), crossed_out=True),
    **{habit.replace(" ", "-"): Kind((askew,), habits=(habit,), brutal=True) for habit in MARKS},
    "any-mark": Kind((notes, askew), brutal=True, habits=HABITS, inks=tuple(INKS)),
    "any-photo": Kind(
        (notes, wrinkled, photographed), habits=HABITS, inks=tuple(INKS), colour=True, fluid=True, brutal=True
    ),
    "any-copied": Kind(
        (photocopied, streaked, askew), brutal=True, habits=HABITS, inks=("pencil", "ballpoint", "gel pen", "felt pen")
    ),
}


def spoilt(
    light: Picture, boxes: Sequence[Box], marked: Mapping[str, tuple[str, ...]], kind: Kind, chance: Chance
) -> bytes:
    """A page on which somebody marked these values, as it comes from a scanner or a camera."""
    page = marked_page(light, boxes, marked, kind, chance)
    for spoiler in kind.spoilers:
        page = spoiler(page, chance)
    if dithered not in kind.spoilers:
        times = kind.dpi / 25.4 / SCALE
        page = cv2.resize(
            page, None, fx=times, fy=times, interpolation=cv2.INTER_AREA if times < 1 else cv2.INTER_CUBIC
        )
        page = cv2.GaussianBlur(page, (0, 0), between(chance, 0.4, 0.8) * max(kind.dpi, 120) / 200)
        grain = chance.integers(-128, 128, page.shape[:2], np.int8).astype(np.float32) / 74
        page += wide(grain * between(chance, 0.005, 0.02), page)
    picture = np.clip(page * 255, 0, 255).astype(np.uint8)
    quality = int(chance.integers(*kind.quality))
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


if __name__ == "__main__":
    pages, seed, *names = sys.argv[1:] or ["20", "1"]
    bench.main(int(pages), int(seed), names, KINDS, spoilt)
