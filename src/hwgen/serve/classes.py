"""The pages of a class: a list dropped in, what was understood of it, and its papers, built as the command line builds them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.course import Course
from hwgen.classes.copies import ClassOptions, Copy, copies_of, forms_of, unlike_their_forms
from hwgen.classes.making import Progress, build_class
from hwgen.classes.roster import Roster, Student, read_roster
from hwgen.classes.seating import forms_for, shared_seats
from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.exam.model import Looks
from hwgen.output import replace_file
from hwgen.papercode import FORMS
from hwgen.pdf.engines import AUTO, choose
from hwgen.plan.plan import Plan
from hwgen.plan.swapping import was_given
from hwgen.serve import drawn
from hwgen.serve.bank import number
from hwgen.serve.desk import Desk
from hwgen.serve.guard import MOST_OF_A_FILE
from hwgen.serve.jobs import Outcome, Says
from hwgen.serve.pages import course_language, desk_of, page, placed, plain_name
from hwgen.serve.paper import language_seen, unproven_page
from hwgen.serve.posted import Fields, posted
from hwgen.serve.results import job_values, jobs_of, page_of, started
from hwgen.sheets.number import number_grid
from hwgen.text import Language
from hwgen.workers import processors

# Lists that are dropped in lie among the results, which nobody publishes.
LISTS = Path("output", "rosters")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
MOST_COPIES = 100_000
TICKS = ("sheets", "seat_order", "booklet", "large", "contrast", "replaces")


@dataclass(frozen=True)
class Wishes:
    """What the form asks for: a class list or a number of copies, forms or personal papers, and how they look."""

    listed: str
    count: int
    forms: int
    language: Language
    ticks: frozenset[str]


def class_page(request: Request) -> Response:
    desk, exam, seed = desk_of(request), request.path_params["exam"], request.path_params["seed"]
    desk.refuse_read_only()
    if waiting := unproven_page(request, exam, seed):
        return waiting
    plan = drawn.plan_of(desk, exam, seed)
    own = course_language(request, plan.course)
    wishes = _wishes(desk, plan, {"language": language_seen(request, plan.course), **request.query_params})
    title = plan.blueprint.plan.title[own]
    return page(
        request,
        "class.html",
        heading=title,
        most_forms=len(FORMS),
        given=was_given(plan),
        **_list_values(request, plan, wishes),
        **job_values(request),
    )


def list_part(request: Request) -> Response:
    """What was understood of a class list, with the form that each student gets."""
    desk = desk_of(request)
    desk.refuse_read_only()
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    wishes = _wishes(desk, plan, request.query_params)
    return page(request, "roster.html", **_list_values(request, plan, wishes))


async def new_list(request: Request) -> Response:
    async with request.form(max_files=1, max_fields=20, max_part_size=MOST_OF_A_FILE) as form:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise HTTPException(400, "this is not a class list")
        data = await upload.read()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_new_list, request, upload.filename or "", data, fields)


def _new_list(request: Request, given: str, data: bytes, fields: Fields) -> Response:
    """Puts a class list among the results, readable for its owner alone, and shows it. One that cannot be read is not kept."""
    desk = desk_of(request)
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    name = plain_name(given, "class.csv")
    path = desk.root / LISTS / name
    if path.suffix not in SUFFIXES:
        hint = f"save it as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        raise UsageError(Diagnostic("roster-format", f"`{name}` is not a class list", None, hint))
    with desk.change(f"cp {shlex.quote(name)} {LISTS.as_posix()}/", path):
        before = path.read_bytes() if path.is_file() else None
        _put(path, data)
        wishes = replace(_wishes(desk, plan, fields), listed=(LISTS / name).as_posix())
        values = _list_values(request, plan, wishes)
        if not values["roster"].students:
            _put(path, before)
            values |= {"wishes": replace(wishes, listed=""), "lists": lists_of(desk)}
    return page(request, "roster.html", **values)


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink()
    else:
        replace_file(path, data)
        path.chmod(0o600)


def lists_of(desk: Desk) -> list[str]:
    """The class lists in the folder of the course, and those that were dropped in."""
    places = (path for folder in (desk.root / LISTS, desk.root) for path in sorted(folder.glob("*")))
    return [
        path.relative_to(desk.root).as_posix()
        for path in places
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    ]


def _wishes(desk: Desk, plan: Plan, fields: Fields) -> Wishes:
    listed = fields.get("list", "")
    language = fields.get("language", "")
    sheets = {"sheets"} if plan.blueprint.plan.answer_sheet else set()
    return Wishes(
        listed if listed in lists_of(desk) else "",
        number(fields.get("count", ""), 1, MOST_COPIES),
        number(fields.get("forms", ""), 0, len(FORMS)),
        language if language in plan.course.languages else plan.course.languages[0],
        frozenset(sheets | {name for name in TICKS if name in fields}),
    )


def _list_values(request: Request, plan: Plan, wishes: Wishes) -> dict[str, Any]:
    desk = desk_of(request)
    roster, dealt = Roster(()), list[int]()
    faults: tuple[Diagnostic, ...] = ()
    unfit: tuple[Diagnostic, ...] = ()
    try:
        if wishes.listed:
            roster = read_roster(desk.root / wishes.listed, languages=plan.course.languages)
            looks = Looks("large" in wishes.ticks, "contrast" in wishes.ticks)
            # Where forms are dealt by the seats, two students on one are an error.
            unfit = (
                unlike_their_forms(roster.students, wishes.language, looks)
                if wishes.forms > 1
                else shared_seats(roster.students)
            )
            dealt = forms_for(roster.students, wishes.forms, plan.seed) if wishes.forms > 1 else []
    except HwgenError as e:
        faults = e.diagnostics
    return {
        "exam": plan.blueprint.name,
        "seed": plan.seed,
        "wishes": wishes,
        "lists": lists_of(desk),
        "roster": roster,
        "columns": _columns(roster, [FORMS[form] for form in dealt]),
        "list_faults": [placed(request, fault) for fault in (*faults, *roster.warnings, *unfit)],
    }


def _columns(roster: Roster, forms: Sequence[str]) -> dict[str, list[str]]:
    """What is known of each student, by the column that says it; columns in which nothing stands are left out."""
    held = roster.students
    columns = {
        "id": [student.holder.id for student in held],
        "name": [student.holder.name for student in held],
        "group": [student.holder.group for student in held],
        "room": [student.holder.room for student in held],
        "seat": [student.holder.seat for student in held],
        "language": [student.language or "" for student in held],
        "large": ["✓" if student.looks.large else "" for student in held],
        "contrast": ["✓" if student.looks.contrast else "" for student in held],
        "form": list(forms),
    }
    return {name: values for name, values in columns.items() if any(values)}


@posted(40)
def build_papers(request: Request, fields: Fields) -> Response:
    desk = desk_of(request)
    desk.refuse_read_only()
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    wishes = _wishes(desk, plan, fields)
    languages = plan.course.languages
    students = list(read_roster(desk.root / wishes.listed, languages=languages).students) if wishes.listed else []
    copies, options = _copies(plan, wishes, students), _options(wishes, students)
    course, out = plan.course, desk.root / "output"

    def work(say: Says) -> Outcome:
        return _built(course, copies, options, students, out, say)

    jobs_of(request).start(command_of(plan, wishes), work, page_of(request))
    return started()


def _built(
    course: Course, copies: list[Copy], options: ClassOptions, students: list[Student], out: Path, say: Says
) -> Outcome:
    def copied(now: Progress) -> None:
        say("copies", now.kept + now.failed, now.total)

    done = build_class(course, copies, options, students, out=out, progress=copied)
    failed = [
        replace(error, message=f"copy {stem} could not be built: {error.message}")
        for stem, errors in done.failed.items()
        for error in errors
    ]
    # What is printed comes first.
    names = sorted(
        (name for name in done.files if "/" not in name),
        key=lambda name: (name != "print.pdf", not name.endswith(".pdf"), name),
    )
    files = [done.folder / name for name in names]
    return Outcome(files, (*failed, *done.warnings))


def _copies(plan: Plan, wishes: Wishes, students: list[Student]) -> list[Copy]:
    name, seed, ticks = plan.blueprint.name, plan.seed, wishes.ticks
    looks = Looks("large" in ticks, "contrast" in ticks, wishes.forms < 2, "sheets" in ticks)
    if wishes.forms > 1:
        return forms_of(name, seed, wishes.language, "a4", wishes.forms, looks)
    return copies_of(name, seed, wishes.language, "a4", students, wishes.count, looks)


def _options(wishes: Wishes, students: list[Student]) -> ClassOptions:
    layout: Literal["booklet", "duplex"] = "booklet" if "booklet" in wishes.ticks else "duplex"
    return ClassOptions(
        choose(AUTO).name,
        wishes.language,
        layout=layout,
        order="seat" if "seat_order" in wishes.ticks and students else "roster",
        jobs=processors(),
        resume=True,
        replaces="replaces" in wishes.ticks,
        edited="stop",
        number=number_grid(student.holder.id for student in students),
    )


def command_of(plan: Plan, wishes: Wishes) -> str:
    """What would build the same in a terminal."""
    parts = ["hwgen build", shlex.quote(plan.blueprint.name), f"--seed {plan.seed}", f"--lang {wishes.language}"]
    if wishes.listed:
        parts.append(f"--roster {shlex.quote(wishes.listed)}")
    if wishes.forms > 1:
        parts.append(f"--forms {wishes.forms}")
    elif not wishes.listed:
        parts.append(f"--copies {wishes.count}")
    asked = {
        "--sheets": "sheets" in wishes.ticks and not plan.blueprint.plan.answer_sheet,
        "--order seat": "seat_order" in wishes.ticks and bool(wishes.listed),
        "--booklet": "booklet" in wishes.ticks,
        "--large-print": "large" in wishes.ticks,
        "--high-contrast": "contrast" in wishes.ticks,
        "--replace": "replaces" in wishes.ticks,
    }
    return " ".join([*parts, *(option for option, wanted in asked.items() if wanted), "--resume"])
