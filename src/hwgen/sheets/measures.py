"""The measures of answer sheets, in millimetres; type in points."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hwgen.papercode import Paper

SIZES: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
# Markers lie this far from the edges, and so do codes; sheets of any print have the same.
EDGE, MARKER, CODE = 9.0, 9.0, 16.0
SIDE = 14.0
TOP, BOTTOM = 29.0, 28.5
LARGER = 1.4


@dataclass(frozen=True)
class Measures:
    """Boxes, the steps from one to the next, and the type of a sheet; `of` has those of large print."""

    box_width: float = 4.2
    box_height: float = 3.0
    step: float = 6.0
    row: float = 5.2
    column_step: float = 5.2
    column_row: float = 3.9
    cell: float = 6.0
    label: float = 9.5
    part_label: float = 13.0
    gap: float = 4.0
    # From one grid for a number to the next: five of the smaller ones stand in a row.
    apart: float = 6.4
    line: float = 7.0
    short: float = 11.0
    # What stands before the boxes for points: the number, what it is worth, and whose boxes they are.
    heading: float = 40.5
    text_line: float = 3.7
    letter_type: float = 5.5
    label_type: float = 8.5
    text_type: float = 7.5
    title_type: float = 10.5

    @classmethod
    def of(cls, *, large: bool) -> Measures:
        return cls(**{name: round(LARGER * size, 3) for name, size in asdict(cls()).items()}) if large else cls()
