"""A misconception that the course does not have yet, written down by whoever fills in the form of an item."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.tables import MisconceptionRecord
from hwgen.editing import skeleton
from hwgen.editing.buffer import buffer
from hwgen.editing.files import modeline
from hwgen.editing.form import filled, form_of
from hwgen.editing.merging import with_misconception
from hwgen.errors import CourseError, Diagnostic, UsageError
from hwgen.serve.editor import text_of
from hwgen.serve.forms import write
from hwgen.serve.pages import desk_of
from hwgen.serve.posted import Fields, posted


@posted(50)
def new_misconception(request: Request, given: Fields) -> Response:
    """Adds a misconception to bank/misconceptions.yaml, and tells the page its id. Nothing that stands there is changed."""
    desk, id = desk_of(request), given.get("misconception", "").strip()
    desk.refuse_read_only()
    skeleton.sound_name(id)
    with desk.alone():
        course, path = desk.course, desk.root / "bank" / "misconceptions.yaml"
        text, old = text_of(path) if path.exists() else (f"{modeline(path)}\n", None)
        if id in course.misconceptions:
            raise UsageError(Diagnostic("file-exists", f"`{id}` already exists", None, "choose another name"))
        # An entry that cannot be read would be lost, and may be the one that is meant.
        if wrong := [fault for fault in buffer(course, path, text).faults if fault.severity == "error"]:
            raise CourseError(*wrong)
        data = filled(form_of(MisconceptionRecord, {}, course.languages), given)
        write(desk, path, old, text, with_misconception(text, id, data, course.languages), (id,))
    return Response(status_code=204, headers={"HX-Trigger": json.dumps({"misconception": id})})
