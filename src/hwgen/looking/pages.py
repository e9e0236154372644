"""The templates of pages about a course."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hwgen.bank.course import Course
from hwgen.bank.files import starter


def environment(course: Course) -> Environment:
    """The course's own templates before those of the starter."""
    folders = [folder / "templates" for folder in (course.root, starter())]
    return Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
