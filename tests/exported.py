"""Pools and nodes of an export for Moodle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree
from moodle_files import export_pools
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import slots_of
from hwgen.lms.writing import Exported

Terminal = Callable[..., Ran]


def nodes(path: Path) -> list[etree._Element]:
    return [q for q in etree.parse(str(path)).getroot() if q.get("type") != "category"]


def pool(
    course: Course,
    out: Path,
    *ids: str,
    count: int = 5,
    languages: tuple = ("en",),
    manner: str | None = None,
    points: int = 10,
    **options: object,
) -> Exported:
    slots = slots_of(course, ids, manner, points)  # type: ignore[arg-type]
    return export_pools(course, slots, (), count, 7, languages, out, ExportOptions(**options))  # type: ignore[arg-type]
