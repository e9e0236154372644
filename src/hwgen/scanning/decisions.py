"""From ink to answers: which boxes are marked, how sure that is, and what a person has to look at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hwgen.scanning.arrays import Flags, Floats
from hwgen.scanning.ink import Ink

# All of these are in parts of the usual mark on the same page. Less than this is no mark, more than this is one; between them a
# person decides.
NOTHING = 0.2
MARK = 0.45
# Less ink than this is never more than a doubt, however dark it is: a fold, the tail of a tick.
SMALL = 0.3
# Nor is a mark more than a doubt that has less than this part of what nearly all marks of its page have: so many per cent of them have less, where there are so many.
AS_OTHERS, FEWER, LEAST_MARKS = 0.6, 10, 5
# Ink on two sides of a box that is nearly empty, in parts of the usual darkness: its letter may have been circled.
CIRCLED = 0.05
BESIDE = 0.02
# Ink on the lightest side of a box in which something is as dark as strokes, in parts of the usual darkness: a circle that runs along the box covers hardly more of one side than its line.
ALONG = 0.02
# Where one box is circled in so many groups and in this part of them at least, and in no more than that one filled, circles are this student's marks. One that has less
# than this part of the usual ring on its lightest side is a doubt, as is a second one with half as much of it.
LEAST_CIRCLES, CIRCLES, FILLED = 6, 0.5, 0.1
RING, SECOND_RING = 0.4, 0.2
# How sure a circle is.
BY_CIRCLE = 0.6
# A mark that goes on beyond two opposite sides of its box by this much of its ink is a fold, or a line that was drawn through.
THROUGH = 0.6
# Where several may be marked, one more mark is no double mark about which somebody would be asked: there it is a line by less.
THROUGH_ONE_OF_SEVERAL = 0.3
# A mark that is less than a usual one may be part of a mark nearby: the less it is, the less of its ink has to be beside the box for that.
STRAY = 0.7
# Nor is a mark in its box that has so much more ink on one side than inside: it is the arc of a large circle around the next one, which may be empty itself.
ARC = 1.2
# A mark so much darker than the usual one was made by another pen: by somebody who writes beside the rows.
OTHER_PEN = 2.0
# Of several marks, one that is this much darker than the usual one, beside a box of another question with so much more ink, may be a stroke from there.
DARKER, MORE_BESIDE = 1.3, 1.5
# A box with as much ink on its lightest side as inside, but for this part, has a mark or is under one nearby.
COVERED = 0.1
# A cross over a box has this much ink beyond each corner, in parts of the usual darkness; a mark that was made in haste less than half of it.
CROSSED = 0.06
# A second mark that is paler and less than this is what an eraser left of it.
ERASED = 0.40
# One that has this much of a usual mark may have been meant, beside whatever darker one: a pen that gave out on a page of several.
TRACE = 0.35
# Where fewer groups than this share are marked, nobody knows what is usual; a mark then has to be a plain one, in parts of black.
FEW = 0.2
PLAIN_AMOUNT = 0.20
PLAIN_DARKNESS = 0.30
# Nor where the usual mark would be paler than any pencil: that is dirt.
PALEST_AMOUNT = 0.07
PALEST_DARKNESS = 0.12
# Amounts below this are never marks: a fly's dirt, a crease. They are a doubt where there is some of it, and dark enough for a thin stroke
# that a bad photo made pale: a hair line.
LEAST = 0.025
HAIR_AMOUNT, HAIR_DARKNESS = 0.006, 0.4

# A box whose print can be seen less than this, in parts of what is usual, is covered or torn off.
HIDDEN = 0.3
# Where print is this pale everywhere, or differs so much from box to box as on a fax, one that lacks it says nothing.
PALE = 0.15
SPREAD = 6
# What is less sure than this is for a person to look at.
DOUBT = 0.5

Reason = Literal["", "faint", "double", "circled", "hidden", "line"]


@dataclass(frozen=True)
class Signs:
    """What is strange about each box of a page, worked out for all of them at once.

    A mark is `strange` that was made by another pen, may come from elsewhere or is a line through its box; one of several in its group is by less: `strange_beside`.
    Over one that is `over` a cross may have been drawn, over one that is `crossed` it was. What is `unseen` is covered or torn off; `maybe` are
    boxes that may be circled, or of which a mark may have been taken off as a stain.
    """

    strange: list[bool]
    strange_beside: list[bool]
    over: list[bool]
    crossed: list[bool]
    unseen: list[bool]
    maybe: list[bool]


@dataclass(frozen=True)
class Usual:
    """The amount and the darkness of the usual mark on a page, if they are `known`; of a box with less print than `hidden` nothing is seen.

    `likeness` is how much of the usual mark each box of the page has; `circled` are boxes that may be, `covered` those of which a mark may have been taken off as a stain. `ring` is the usual ink on the lightest side of a circled box, where boxes are circled instead of
    filled, else 0. A mark is one without a doubt from `plain` on.
    """

    amount: float
    darkness: float
    known: bool
    hidden: float
    likeness: Floats
    circled: Flags
    covered: Flags
    ring: float = 0.0
    plain: float = MARK


@dataclass(frozen=True)
class Decision:
    """What a group says: the places of its marks, and how sure that is, from 0 to 1; below 0.5 a person has to look."""

    marked: tuple[int, ...]
    confidence: float
    reason: Reason = ""

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBT


def usual(ink: Ink, groups: Sequence[Sequence[int]]) -> Usual:
    """The usual mark: the middle of what stands out in each group."""
    page = _filled(ink, groups)
    return replace(page, ring=_ring(ink, groups, page), plain=_plain(groups, page))


def _filled(ink: Ink, groups: Sequence[Sequence[int]]) -> Usual:
    inside: list[float] = ink.inside.tolist()
    tops = [max(places, key=inside.__getitem__) for places in groups]
    amounts = np.array([ink.inside[top] - ink.ground[top] for top in tops])
    hidden = _hidden(ink.print[ink.inside < LEAST])
    floor = max(LEAST, 6 * float(np.median(ink.inside)) if len(ink.inside) else 0)
    plain = [(amount, ink.dark[top]) for amount, top in zip(amounts, tops, strict=True) if amount > floor]
    if not plain:
        amount, darkness, known = PLAIN_AMOUNT, PLAIN_DARKNESS, False
    else:
        amount, darkness = (float(np.median(values)) for values in zip(*plain, strict=True))
        known = len(plain) >= FEW * len(groups) and amount > PALEST_AMOUNT and darkness > PALEST_DARKNESS
    likeness = _likeness(ink, amount, darkness, known=known)
    covered = _covered(ink, amount, darkness, likeness, known=known)
    return Usual(amount, darkness, known, hidden, likeness, _circled(ink, darkness), covered)


def _likeness(ink: Ink, amount: float, darkness: float, *, known: bool) -> Floats:
    """How much of a usual mark is in each box: its darkness or, where it is smaller than others, the middle of darkness and amount."""
    ground = ink.ground.astype(float)
    amounts, dark = np.maximum(ink.inside - ground, 0), np.maximum(ink.dark - ground, 0)
    parts = amounts / amount, dark / darkness
    if not known:
        parts = np.minimum(parts[0], amounts / PLAIN_AMOUNT), np.minimum(parts[1], dark / PLAIN_DARKNESS)
    like = np.minimum(np.sqrt(parts[0] * parts[1]), parts[1])
    like = np.where(parts[0] < SMALL, np.minimum(like, 0.98 * MARK), like)
    hair = (amounts > HAIR_AMOUNT) & (dark / darkness > HAIR_DARKNESS)
    return np.where(amounts < LEAST, np.where(hair, (NOTHING + MARK) / 2, 0), like)


def _ring(ink: Ink, groups: Sequence[Sequence[int]], usual: Usual) -> float:
    rings, filled = [], 0
    likeness, flags = usual.likeness.tolist(), usual.circled.tolist()
    for places in groups:
        circled = [place for place in places if flags[place]]
        if max(likeness[place] for place in places) >= MARK:
            filled += 1
        elif len(circled) == 1:
            rings.append(ink.ground[circled[0]])
    by_circles = len(rings) >= max(LEAST_CIRCLES, CIRCLES * len(groups)) and filled <= FILLED * len(groups)
    return float(np.median(rings)) if by_circles else 0.0


def _plain(groups: Sequence[Sequence[int]], usual: Usual) -> float:
    """Where one student fills all boxes alike, half a mark may be no mark; where another crosses and ticks, it is one."""
    likeness = usual.likeness[[place for places in groups for place in places]]
    marks = likeness[likeness >= MARK]
    return max(MARK, AS_OTHERS * float(np.percentile(marks, FEWER))) if len(marks) >= LEAST_MARKS else MARK


def _hidden(printed: Floats) -> float:
    """How little print an empty box may show, by what is `printed` in the other empty ones."""
    if not len(printed):
        return -math.inf
    middle = float(np.median(printed))
    spread = float(np.median(np.abs(printed - middle)))
    return min(HIDDEN * middle, middle - SPREAD * spread) if middle > PALE else -math.inf


def signs(ink: Ink, usual: Usual) -> Signs:
    inside, like, darkness = ink.inside, usual.likeness, usual.darkness
    # A large cross runs through two opposite sides as well, and beyond all corners, which no line does.
    over, crossed = (ink.corners > part * darkness for part in (CROSSED / 2, CROSSED))
    line, line_beside = (
        (ink.through > part * inside) & (ink.corners <= CROSSED * darkness)
        for part in (THROUGH, THROUGH_ONE_OF_SEVERAL)
    )
    # A stroke may come from the box of another question that has more ink: the tail of a tick, an arm of a cross.
    stray = (like < 1) & (ink.beyond > STRAY * like * inside) & (ink.beside > inside)
    strange = stray | (ink.beyond > ARC * inside) | (ink.dark > OTHER_PEN * darkness)
    from_beside = (ink.dark > DARKER * darkness) & (ink.beside > MORE_BESIDE * inside)
    flags = (
        strange | line,
        strange | line_beside | from_beside,
        over,
        crossed,
        ink.print < usual.hidden,
        usual.circled | usual.covered,
    )
    return Signs(*(flag.tolist() for flag in flags))


def decided(ink: Ink, places: Sequence[int], usual: Usual, seen: Signs, *, several: bool) -> Decision:
    """The decision on the group whose boxes are at these places."""
    likeness: list[float] = usual.likeness[list(places)].tolist()
    marks = tuple(i for i, like in enumerate(likeness) if like >= MARK)
    unclear = [i for i, like in enumerate(likeness) if NOTHING <= like < MARK]
    circled = [i for i, place in enumerate(places) if seen.maybe[place] and i not in marks]
    if len(marks) == 1 and not several:
        unclear = [i for i in unclear if likeness[i] >= TRACE or not _erased(ink, places[i], places[marks[0]])]
    if len(marks) > 1 and not several:
        return Decision(marks, 0.4, "double")
    if any(seen.unseen[place] for i, place in enumerate(places) if i not in (*marks, *circled)):
        return Decision(marks, 0.1, "hidden")
    strange = seen.strange_beside if len(marks) > 1 else seen.strange
    # Beside others without one, a cross over a mark takes it back.
    if any(strange[places[i]] for i in marks) or 0 < sum(seen.over[places[i]] for i in marks) < len(marks):
        return Decision(marks, 0.3, "line")
    if (
        usual.ring
        and not marks
        and not several
        and set(unclear) <= set(circled)
        and _only_ring(ink, places, circled, usual)
    ):
        return Decision(tuple(circled), BY_CIRCLE)
    if unclear:
        likely = tuple(i for i in unclear if likeness[i] >= (NOTHING + MARK) / 2)
        return Decision(tuple(sorted((*marks, *(likely if several or not marks else ())))), 0.3, "faint")
    if circled:
        return Decision(marks or tuple(circled), 0.2, "circled")
    if any(likeness[i] < usual.plain for i in marks):
        return Decision(marks, 0.3, "faint")
    return Decision(marks, _confidence(likeness, marks))


def _covered(ink: Ink, amount: float, darkness: float, likeness: Floats, *, known: bool) -> Flags:
    """What is on all sides of a box is taken off its ink, as a stain is, and nothing may be left of a mark."""
    inside, dark, ground = ink.inside, ink.dark / darkness, ink.ground
    like = np.sqrt(inside / amount * dark)
    covered = (inside > LEAST) & (like >= MARK) & (inside - ground < COVERED * inside) & known
    # What is as dark as strokes are is no stain: a mark that spilled over, a circle that runs along the box.
    strokes = (inside > HAIR_AMOUNT) & (dark > HAIR_DARKNESS) & (ground > ALONG * darkness)
    return np.asarray(covered | (strokes & (likeness < NOTHING)))


def crossed(places: Sequence[int], seen: Signs) -> tuple[int, ...]:
    """The boxes over which a cross was drawn; none where it is not plain which they are."""
    if any(seen.over[place] and not seen.crossed[place] for place in places):
        return ()
    return tuple(i for i, place in enumerate(places) if seen.crossed[place])


def _circled(ink: Ink, darkness: float) -> Flags:
    """A stain is inside the box as well, a circle is not."""
    two, all_four = (side - ink.inside for side in (ink.around, ink.ground))
    return np.asarray((two > max(BESIDE, CIRCLED * darkness)) | (all_four > BESIDE / 2))


def _only_ring(ink: Ink, places: Sequence[int], circled: Sequence[int], usual: Usual) -> bool:
    """Whether one box of a group is circled as boxes on this page are, and no other one nearly so."""
    rings = sorted((ink.ground[place] for place in places), reverse=True)
    second = rings[1] if len(rings) > 1 else 0.0
    return len(circled) == 1 and rings[0] > RING * usual.ring and second < SECOND_RING * usual.ring


def _erased(ink: Ink, place: int, mark: int) -> bool:
    return bool(ink.dark[place] < 0.6 * ink.dark[mark] and ink.inside[place] < ERASED * ink.inside[mark])


def _confidence(likeness: Sequence[float], marks: tuple[int, ...]) -> float:
    """From 0.5 at the edge of doubt to 1."""
    sure = [
        min(1.0, (like - MARK) / (1 - MARK)) if i in marks else 1 - like / NOTHING for i, like in enumerate(likeness)
    ]
    return round(0.5 + 0.5 * max(0.0, float(min(sure, default=1))), 3)
