"""The number that a student marked, and the students that may have been meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from hwgen.scanning.reading import GroupReading
from hwgen.sheets.layout import Layout

OFFERED = 3


def number_of(layout: Layout, groups: Mapping[str, GroupReading]) -> tuple[str, list[str]]:
    """The number in the grid, and the groups of its columns; a column without a mark, or with two, says nothing."""
    columns = [group.id for group in layout.groups if group.role == "number"]
    marked = [groups[id].marked if id in groups else () for id in columns]
    return "".join(values[0] if len(values) == 1 else "" for values in marked), columns


def close(number: str, students: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The students whose numbers are most like this one."""
    order = sorted(students, key=lambda student: (-SequenceMatcher(None, number, student[0]).ratio(), student))
    return order[:OFFERED]


def nearest(number: str, students: Sequence[tuple[str, str, str]]) -> str:
    """A hint that names them."""
    offered = " or ".join(f"{name} ({id})" for id, name, _ in close(number, students))
    return f"is it {offered}?" if offered else ""
