"""The pages of generators: many variants at once, their proof, and their programs, edited as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.course import Course
from hwgen.bank.recipes import syntax_fault
from hwgen.errors import CourseError, Diagnostic, UsageError
from hwgen.kinds import MANNERS
from hwgen.looking.browsing import card
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import kept
from hwgen.serve.bank import number
from hwgen.serve.desk import Desk
from hwgen.serve.held import item_of
from hwgen.serve.jobs import Jobs
from hwgen.serve.pages import course_language, desk_of, page
from hwgen.serve.proofs import start_proof
from hwgen.serve.results import started

FOLDER = "generators"
AT_ONCE = 10


def variants_part(request: Request) -> Response:
    """Ten variants of a generator, no two alike as far as there are ten; a later page shows others."""
    desk = desk_of(request)
    generator = _generator(desk, request.path_params["id"])
    return page(request, "variants.html", **variants_of(request, desk.course, generator))


def variants_of(request: Request, course: Course, generator: Generator) -> Mapping[str, Any]:
    """Variants in one language, for a page. A generator is not proven for it."""
    asked = request.query_params
    proven = kept(course, generator)
    begin = number(asked.get("from", "0"), 0, proven.variants - 1) if proven else 0
    manner = asked.get("as", "")
    language = course_language(request, course)
    copies = range(begin, min(begin + AT_ONCE, proven.variants)) if proven else range(0)
    cards = [card(course, generator, language, 1, manner if manner in MANNERS else None, copy) for copy in copies]
    return {
        "generator": generator,
        "proven": proven,
        "cards": list(zip(copies, cards, strict=True)),
        "tag": course.wording[language].script.tag,
        "manner": manner,
        "more": begin + AT_ONCE if proven and begin + AT_ONCE < proven.variants else 0,
    }


def prove(request: Request) -> Response:
    desk = desk_of(request)
    desk.refuse_read_only()
    start_proof(request, [_generator(desk, request.path_params["id"])])
    return started()


def program_faults(desk: Desk, jobs: Jobs, path: Path, text: str) -> Iterator[Diagnostic]:
    """What is wrong with a program: as it is typed, whether it is Python; as it was saved, what its course and its last proof say."""
    try:
        compile(text, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as e:
        yield syntax_fault(e, path)
        return
    for fault in dict.fromkeys((*desk.look().faults, *jobs.job.faults)):
        if fault.span and fault.span.file == path:
            yield fault


def generators_in(course: Course, path: Path) -> list[Generator]:
    """Those of a file, in its order."""
    held = (item for item in course.items.values() if isinstance(item, Generator) and item.span.file == path)
    return sorted(held, key=lambda generator: generator.span.line)


def _generator(desk: Desk, id: str) -> Generator:
    item = item_of(desk.look(), id)
    if not isinstance(item, Generator):
        message = f"`{id}` is written, not computed"
        raise UsageError(Diagnostic("no-generator", message, item.span))
    if not item.runs:
        message = "this workbench runs no code of the course"
        raise CourseError(Diagnostic("generator-not-run", message, item.span, "start it without --no-generators"))
    return item
