"""A paper composed from the bank: a new exam, and the items that are collected for one while somebody looks through the cards."""

from __future__ import annotations

import shlex

from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.editing import rearranging, skeleton
from hwgen.editing.holdings import holdings
from hwgen.errors import CourseError
from hwgen.serve.desk import EDITOR
from hwgen.serve.held import readable_blueprint
from hwgen.serve.pages import course_language, desk_of, page
from hwgen.serve.posted import Fields, posted


@posted(10)
def new_exam(request: Request, fields: Fields) -> Response:
    """Writes an exam that picks from the bank, as `hwgen new exam` does, and draws it."""
    desk, name = desk_of(request), fields.get("name", "").strip()
    desk.refuse_read_only()
    skeleton.sound_name(name)
    with desk.alone():
        loaded = desk.look()
        if loaded.errors:
            raise CourseError(*loaded.errors)
        with desk.change(
            shlex.join(("hwgen", "new", "exam", name)), desk.root / "bank" / "exams" / f"{name}.yaml", back="/papers"
        ):
            skeleton.new_exam(desk.root, holdings(loaded.course), name)
    return Response(status_code=204, headers={"HX-Redirect": f"/paper/{name}?seed=1"})


@posted(10)
def collect(request: Request, fields: Fields) -> Response:
    """Adds an item to an exam that names its items, at the end of the part that has its kind. Raises UsageError for any other exam."""
    desk, exam = desk_of(request), request.path_params["exam"]
    with desk.alone():
        loaded = desk.look()
        course, blueprint = loaded.course, readable_blueprint(loaded, exam)
        with desk.change(f"{EDITOR}bank/exams/{blueprint.path.name}", *rearranging.files_of(course, blueprint)):
            id = fields.get("item", "").strip()
            part = _part_of(course, blueprint, course.item(id).kind)
            rearranging.added(course, blueprint, part, id)
    title = blueprint.plan.sections[part].title[course_language(request, course)]
    return page(request, "collected.html", exam=exam, part=title)


def _part_of(course: Course, blueprint: Blueprint, kind: str) -> int:
    """The last part that asks a question of a kind, else the last of all."""
    asked = ((i, entry, course.items.get(entry.item or "")) for i, _, entry in blueprint.plan.entries())
    parts = (i for i, entry, item in asked if item and (entry.manner or item.kind) == kind)
    return max(parts, default=len(blueprint.plan.sections) - 1)
