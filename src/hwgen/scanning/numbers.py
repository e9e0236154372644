"""The number that a student marked, and the students that may have been meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from hwgen.scanning.reading import GroupReading
from hwgen.sheets.layout import Layout

OFFERED = 3
# In the place of a digit that is not known: nothing is marked between others, or two are.
UNKNOWN = "?"


def number_of(layout: Layout, groups: Mapping[str, GroupReading]) -> tuple[str, list[str]]:
    """The number in the grid, and the groups of its columns; those before the first mark and behind the last one are left out."""
    columns = [group.id for group in layout.groups if group.role == "number"]
    marked = [groups[id].marked if id in groups else () for id in columns]
    signs = [values[0] if len(values) == 1 else UNKNOWN if values else " " for values in marked]
    return "".join(signs).strip().replace(" ", UNKNOWN), columns


def close(number: str, students: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The students whose numbers are most like this one."""
    order = sorted(students, key=lambda student: (-SequenceMatcher(None, number, student[0]).ratio(), student))
    return order[:OFFERED]


def nearest(number: str, students: Sequence[tuple[str, str, str]]) -> str:
    """A hint that names them."""
    offered = " or ".join(f"{name} ({id})" for id, name, _ in close(number, students))
    return f"is it {offered}?" if offered else ""
