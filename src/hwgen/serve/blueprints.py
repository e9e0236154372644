"""A blueprint as a form, for those who do not want YAML: its title, its time, its parts and what each of them picks."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hwgen.bank.blueprint import ExamFile
from hwgen.bank.course import Course
from hwgen.edited import digest
from hwgen.editing.comments import read_comments
from hwgen.editing.form import Field, filled, form_of
from hwgen.editing.merging import with_exam
from hwgen.editing.rearranging import refuse_given
from hwgen.editing.schema import names
from hwgen.kinds import MANNERS
from hwgen.serve.bank import names_of
from hwgen.serve.editor import conflict, text_of
from hwgen.serve.forms import MOST_FIELDS, write
from hwgen.serve.held import readable_blueprint
from hwgen.serve.pages import about_fields, course_language, desk_of, language_of, page
from hwgen.serve.posted import Fields, posted
from hwgen.serve.views import viewed

# What few exams need, folded away.
RARE = frozenset(
    {"answer-sheet", "deduct", "room", "objective", "bloom", "tag", "generated", "facility", "as", "variant"}
)
LEVELS = ("1", "2", "3", "4", "5")


def blueprint_page(request: Request) -> Response:
    loaded = desk_of(request).look()
    course, blueprint = loaded.course, readable_blueprint(loaded, request.path_params["exam"])
    text, data = text_of(blueprint.path)
    at = course_language(request, course)
    called, known = names_of(course, at), names(course)
    choices: dict[str, list[tuple[str, str]]] = {
        key: [(value, called(key, value)) for value in known[key]] for key in ("topic", "kind", "objective", "bloom")
    }
    return page(
        request,
        "blueprint.html",
        exam=blueprint.name,
        heading=blueprint.plan.title[at],
        file=blueprint.path.relative_to(course.root).as_posix(),
        digest=digest(data),
        fields=_form(course, text),
        named="exam",
        rare=RARE,
        choices=choices | {"difficulty": [(level, level) for level in LEVELS]},
        known={"item": list(course.items), "as": list(MANNERS), "tag": sorted(known["tag"])},
        about_fields=about_fields(language_of(request)),
    )


@posted(MOST_FIELDS)
def save_blueprint(request: Request, given: Fields) -> Response:
    """Writes what was filled in, unless somebody else has changed the file or it would be no exam, and shows its paper."""
    desk = desk_of(request)
    desk.refuse_read_only()
    with desk.alone():
        course = desk.course
        blueprint = readable_blueprint(desk.look(), request.path_params["exam"])
        refuse_given(course, blueprint)
        path = blueprint.path
        text, old = text_of(path)
        new = with_exam(text, path.name, filled(_form(course, text), given), course.languages)
        if digest(old) != given.get("digest") and new != text:
            return HTMLResponse(conflict(request, (text, old), new), 409)
        write(desk, path, old, text, new, ())
    return Response(status_code=204, headers={"HX-Redirect": f"/paper/{blueprint.name}{viewed(request)}"})


def _form(course: Course, text: str) -> tuple[Field, ...]:
    data: Any = read_comments(text).data()
    return form_of(ExamFile, data, course.languages)
