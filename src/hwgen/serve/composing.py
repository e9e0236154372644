"""A paper composed from the bank: a new exam, and the items that are collected for one while somebody looks through the cards."""

from __future__ import annotations

import shlex

from starlette.requests import Request
from starlette.responses import Response

from hwgen.editing import rearranging, skeleton
from hwgen.editing.holdings import holdings
from hwgen.errors import CourseError
from hwgen.serve.desk import EDITOR
from hwgen.serve.held import readable_blueprint
from hwgen.serve.pages import desk_of, page
from hwgen.serve.posted import Fields, posted

LAST_PART = 10**6


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
    """Adds an item at the end of an exam that names its items. Raises UsageError for any other exam."""
    desk, exam = desk_of(request), request.path_params["exam"]
    with desk.alone():
        loaded = desk.look()
        course, blueprint = loaded.course, readable_blueprint(loaded, exam)
        with desk.change(f"{EDITOR}bank/exams/{blueprint.path.name}", *rearranging.files_of(course, blueprint)):
            rearranging.added(course, blueprint, LAST_PART, fields.get("item", "").strip())
    return page(request, "collected.html", exam=exam)
