"""The pages of marks: what a class of this course got, what waits for a person, and the files to hand on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from hwgen.errors import Diagnostic, UsageError
from hwgen.marks.entering import enter
from hwgen.marks.folder import FOLDER, MARKS, RETURNS, Marked, opened
from hwgen.marks.response import State
from hwgen.marks.roll import Row
from hwgen.marks.tables import shown
from hwgen.serve.desk import Desk
from hwgen.serve.pages import course_language, desk_of, language_of, page
from hwgen.serve.reviews import Reviews
from hwgen.sheets.keys import FILE

# A report brings its own style, and nothing in it may run.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
PASSED_ON = (*MARKS, "items.csv")


@dataclass(frozen=True)
class Line:
    """What the page shows of a student; `total` is empty where nothing came back, or where it `lacks` a page, and why."""

    id: str
    name: str
    group: str
    total: str
    grade: str
    doubts: int
    waits: bool
    lacks: tuple[State, ...] = ()


def classes_of(desk: Desk, exam: str) -> list[str]:
    """The names of the folders of an exam's classes that have answer sheets; none where the course is only shown."""
    if desk.read_only:
        return []
    return sorted(path.parent.name for path in (desk.root / "output" / exam).glob(f"*/{FILE}"))


def marks_page(request: Request) -> Response:
    folder, exam, course = _folder(request), request.path_params["exam"], desk_of(request).course
    marked = opened(folder)
    lines = [_line(row) for row in marked.rows]
    return page(
        request,
        "marks.html",
        exam=exam,
        heading=course.blueprint(exam).plan.title[course_language(request, course)],
        paper=urlencode({"seed": marked.printed.seed, "lang": marked.printed.language}),
        name=folder.name,
        lines=lines,
        most=_most(marked),
        back=sum(row.result is not None and not row.absent and not row.result.response.unknown for row in marked.rows),
        doubts=sum(line.doubts for line in lines),
        waiting=sum(line.waits for line in lines),
        files=[name for name in PASSED_ON if (folder / FOLDER / name).is_file()],
        returned=[path.name for path in _returns(folder)],
        at=folder.relative_to(desk_of(request).root).as_posix(),
    )


def marks_file(request: Request) -> Response:
    """A file of the marks of a class that is there to be passed on, or a sheet to hand back; no other."""
    folder, name = _folder(request), request.path_params["name"]
    known = {path.name: path for path in _returns(folder)}
    known |= {name: path for name in PASSED_ON if (path := folder / FOLDER / name).is_file()}
    if name not in known:
        raise HTTPException(404, "there is no such file")
    if name.endswith(".html"):
        return FileResponse(known[name], headers={"Content-Security-Policy": REPORT_POLICY})
    return FileResponse(known[name], filename=None if name.endswith(".pdf") else name)


def review(request: Request) -> Response:
    """Leads to the review of a class, which leads back to its marks."""
    reviews: Reviews = request.app.state.reviews
    back = str(request.url).removesuffix("/review")
    return Response(
        status_code=204, headers={"HX-Redirect": reviews.open(_folder(request), language_of(request), back)}
    )


def enter_marks(request: Request) -> Response:
    """Enters what the class made of each item into the bank, as `hwgen mark --enter` does."""
    desk, folder = desk_of(request), _folder(request)
    at = folder.relative_to(desk.root).as_posix()
    with desk.change(f"hwgen mark --class {shlex.quote(at)} --enter", desk.root / "bank" / "results.yaml"):
        enter(opened(folder), desk.root, date.today().isoformat())
    return Response(status_code=204, headers={"HX-Refresh": "true"})


def _folder(request: Request) -> Path:
    """The folder of a class. Raises UsageError where the workbench is for others to look at: marks have names."""
    desk, about = desk_of(request), request.path_params
    if desk.read_only:
        message = "a workbench that is read-only shows no marks"
        raise UsageError(Diagnostic("served-read-only", message))
    if about["exam"] not in desk.course.blueprints or about["folder"] not in classes_of(desk, about["exam"]):
        raise HTTPException(404, "there is no such class")
    folder: Path = desk.root / "output" / about["exam"] / about["folder"]
    return folder


def _returns(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / FOLDER / RETURNS).glob("*.pdf"))


def _most(marked: Marked) -> str:
    result = next((row.result for row in marked.rows if row.result), None)
    return shown(result.most) if result else ""


def _line(row: Row) -> Line:
    result = row.result
    if result is None or row.absent:
        return Line(row.id, row.name, row.group, "", "", 0, False)
    lacks = tuple(dict.fromkeys(page.state for page in result.unscanned))
    total, grade = ("", "") if lacks else (shown(result.total), result.grade)
    return Line(row.id, row.name, row.group, total, grade, len(result.doubts), result.waits, lacks)
