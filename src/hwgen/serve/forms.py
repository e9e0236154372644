"""An item as a form, for those who do not want YAML: it writes the same file, and keeps its comments."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hwgen.bank.items import BankItem, ItemsFile
from hwgen.bank.tables import MisconceptionRecord
from hwgen.bank.together import Bytes, change_together, put
from hwgen.edited import digest
from hwgen.editing.buffer import buffer
from hwgen.editing.comments import read_comments
from hwgen.editing.form import Field, filled, form_of
from hwgen.editing.merging import Unwritten, place_of, with_item
from hwgen.editing.models import fields_of, kind_of_record, types_in
from hwgen.editing.renaming import renamed
from hwgen.editing.schema import names
from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.kinds.records import About
from hwgen.serve.bank import about_item, names_of
from hwgen.serve.desk import EDITOR, Desk
from hwgen.serve.editor import conflict, text_of
from hwgen.serve.held import item_of
from hwgen.serve.pages import about_fields, course_language, desk_of, language_of, page, placed
from hwgen.serve.posted import Fields, posted
from hwgen.serve.printed import VIEWS, seen

MOST_FIELDS = 2000
RECORDS = {kind_of_record(record): record for record in types_in(fields_of(ItemsFile)["items"].annotation)}
# What every item says of itself, which a form asks for after the question; its name comes first.
ABOUT = frozenset(fields_of(About)) - {"id"}
# Whose values the course knows, to be suggested.
KNOWN = ("objective", "misconception", "misconceptions", "enemies", "tags")


def form_page(request: Request) -> Response:
    desk = desk_of(request)
    item = written_item(desk, request.path_params["id"])
    text, data = text_of(item.span.file)
    values = _shown(request, item, text)
    return page(request, "form.html", digest=digest(data), saved="saved" in request.query_params, **values)


@posted(MOST_FIELDS)
def save_form(request: Request, given: Fields) -> Response:
    """Writes what was filled in, unless somebody else has changed the file or it would be no item."""
    desk = desk_of(request)
    desk.refuse_read_only()
    with desk.alone():
        item = written_item(desk, request.path_params["id"])
        path, course = item.span.file, desk.course
        text, old = text_of(path)
        new = with_item(text, item.id, filled(_form(item, text), given), course.languages)
        if digest(old) != given.get("digest") and new != text:
            return HTMLResponse(conflict(request, (text, old), new), 409)
        id = given.get("id", item.id).strip()
        # The page of a form is that of an id.
        pages = (f"/form/{item.id}", f"/form/{id}") if id != item.id else ("", "")
        write(desk, path, old, text, new, place_of(text, item.id), *pages)
    return Response(status_code=204, headers={"HX-Location": f"/form/{id}?saved=1"})


def preview_item(request: Request) -> Response:
    """The item as its file has it, in one of the views."""
    item, course = written_item(desk_of(request), request.path_params["id"]), desk_of(request).course
    try:
        values, faults = seen(request, course, item, request.query_params.get("view", "")), []
    except HwgenError as e:
        values, faults = seen(request, course, None, ""), [placed(request, fault) for fault in e.diagnostics]
    return page(request, "preview.html", **values, problems=faults)


@posted(MOST_FIELDS)
def preview_form(request: Request, given: Fields) -> Response:
    """The item as what is filled in would make it, and what would be wrong with it. Nothing is written."""
    desk = desk_of(request)
    item, course = written_item(desk, request.path_params["id"]), desk.course
    text, _ = text_of(item.span.file)
    try:
        new = with_item(text, item.id, filled(_form(item, text), given), course.languages)
    except Unwritten as e:
        faults = [placed(request, fault, e) for fault in e.diagnostics]
        return page(request, "preview.html", **seen(request, course, None, ""), problems=faults)
    held = buffer(course, item.span.file, new)
    id = given.get("id", item.id).strip()
    now = next((one for one in held.items if one.id == id), None)
    faults = [
        placed(request, fault, Unwritten(new, place_of(text, item.id)))
        for fault in held.faults
        if fault.subject in (id, "")
    ]
    try:
        values = seen(request, held.course, now, given.get("view", ""))
    except HwgenError as e:
        values, faults = seen(request, course, None, ""), [placed(request, fault) for fault in e.diagnostics]
    return page(request, "preview.html", **values, problems=faults)


def write_item(desk: Desk, item: BankItem, data: Mapping[str, Any]) -> None:
    """Gives keys of an item other values, in its file as it is now. Raises CourseError where there would be new errors."""
    desk.refuse_read_only()
    path = item.span.file
    text, old = text_of(path)
    new = with_item(text, item.id, data, desk.course.languages)
    write(desk, path, old, text, new, place_of(text, item.id))


def write(
    desk: Desk, path: Path, old: Bytes, text: str, new: str, within: Sequence[str], back: str = "", on: str = ""
) -> None:
    """Puts a new text into a file, of which the record at `within` was changed. Raises Unwritten where there would be new errors, and writes nothing then."""
    course, name = desk.course, path.relative_to(desk.root).as_posix()
    errors = [fault for fault in buffer(course, path, new).faults if fault.severity == "error"]
    known = {fault.message for fault in buffer(course, path, text).faults}
    if wrong := [fault for fault in errors if fault.message not in known]:
        raise Unwritten(new, within, *wrong)
    data = (new.replace("\n", "\r\n") if b"\r\n" in (old or b"") else new).encode()
    with desk.change(f"{EDITOR}{name}", path, back=back, on=on):
        put(path, old, data)


@posted(10)
def rename_item(request: Request, fields: Fields) -> Response:
    """Gives an item another id wherever the course names it, as `hwgen rename` does, and shows it."""
    desk, id, name = desk_of(request), request.path_params["id"], fields.get("name", "").strip()
    desk.refuse_read_only()
    with desk.alone():
        files = renamed(desk.course, id, name)
        with desk.change(shlex.join(("hwgen", "rename", id, name)), *files, back=f"/item/{id}", on=f"/item/{name}"):
            change_together(desk.root, files)
    return Response(status_code=204, headers={"HX-Redirect": f"/item/{name}"})


def written_item(desk: Desk, id: str) -> BankItem:
    """The item of that id. Raises UsageError for a generator: it is a program."""
    item = item_of(desk.look(), id)
    if not isinstance(item, BankItem):
        message = f"`{id}` is computed: what it asks is written in Python"
        raise UsageError(Diagnostic("no-form", message, item.span))
    return item


def _form(item: BankItem, text: str) -> tuple[Field, ...]:
    data = read_comments(text).data()
    items = data["items"] if isinstance(data, dict) else []
    held = next(one for one in items if one.get("id") == item.id)
    return form_of(RECORDS[item.kind], held, item.languages)


def _shown(request: Request, item: BankItem, text: str) -> dict[str, Any]:
    course = desk_of(request).course
    called = names_of(course, course_language(request, course))
    known = names(course)
    return {
        "item": item,
        "file": item.span.inside(course.root),
        "kind": called("kind", item.kind),
        "fields": _form(item, text),
        "about_fields": about_fields(language_of(request)),
        "about": ABOUT,
        "named": "field",
        "choices": {},
        "kinds": {kind: called("kind", kind) for kind in ITEM_KINDS},
        "rare": frozenset[str](),
        "views": VIEWS,
        "misconception": form_of(MisconceptionRecord, {"topics": [item.topic]}, course.languages),
        "known": {key: sorted(known.get(key, ())) for key in KNOWN},
        "one": about_item(course, item, called, course.languages, 1),
    }
