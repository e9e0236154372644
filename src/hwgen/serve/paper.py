"""The pages of papers: draw, look, swap, lock, move, build; each change is a command that could be typed, or a change of the blueprint's file."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.course import Course
from hwgen.bank.swaps import papers_of, path_of
from hwgen.classes.handed_out import refuse_marked
from hwgen.classes.paper import build
from hwgen.editing import rearranging
from hwgen.editing.freezing import frozen
from hwgen.editing.skeleton import sound_name
from hwgen.errors import Diagnostic, UsageError, counted
from hwgen.exam.model import Looks
from hwgen.papercode import Code
from hwgen.pdf.engines import AUTO, choose
from hwgen.plan import swapping
from hwgen.plan.plan import Plan
from hwgen.serve import drawn
from hwgen.serve.bank import names_of, needed, seed_asked
from hwgen.serve.desk import EDITOR, Desk
from hwgen.serve.held import broken_exams
from hwgen.serve.jobs import Outcome, Says
from hwgen.serve.lost import lost
from hwgen.serve.marks import classes_of
from hwgen.serve.pages import course_language, desk_of, is_part, language_of, page, placed
from hwgen.serve.posted import Fields, posted
from hwgen.serve.proofs import start_proof
from hwgen.serve.results import job_values, jobs_of, page_of, started
from hwgen.serve.standing import fixed, unlike_given
from hwgen.serve.views import viewed
from hwgen.text import Language

MOST_OFFERS = 6
# Where a question goes by one button.
WAYS = {"up": -1, "down": 1}


def papers_page(request: Request) -> Response:
    """The exams of the course, each to be drawn with a seed."""
    desk = desk_of(request)
    course = desk.course
    at = course_language(request, course)
    exams = [
        (name, blueprint.plan.title[at], list(papers_of(desk.root, name)), classes_of(desk, name))
        for name, blueprint in course.blueprints.items()
    ]
    broken = broken_exams(desk.look())
    return page(request, "papers.html", exams=exams, broken=broken, free=_free_name(course, "midterm"))


def paper_page(request: Request) -> Response:
    """A drawn paper; or, where its generators are not proven yet, the way to prove them."""
    exam, seed = request.path_params["exam"], seed_asked(request.query_params.get("seed", ""))
    if waiting := unproven_page(request, exam, seed):
        return waiting
    shown = _shown(request, exam, seed, "")
    return (
        page(request, "paper_parts.html", **shown)
        if is_part(request)
        else page(request, "paper.html", **shown, **job_values(request))
    )


def unproven_page(request: Request, exam: str, seed: int) -> Response | None:
    """The way to prove what a paper may ask, where something is not proven yet."""
    waiting = drawn.unproven(desk_of(request), exam, seed)
    if not waiting:
        return None
    course = desk_of(request).course
    title = course.blueprint(exam).plan.title[course_language(request, course)]
    return page(
        request, "unproven.html", exam=exam, seed=seed, heading=title, count=len(waiting), **job_values(request)
    )


def sheet_page(request: Request) -> Response:
    """One page of the paper, or of its key, as a picture."""
    about, key = request.path_params, "key" in request.query_params
    plan = drawn.plan_of(desk_of(request), about["exam"], about["seed"])
    if about["language"] not in plan.course.languages:
        raise HTTPException(404, "the course has no such language")
    sheets = drawn.pages_of(desk_of(request), plan, about["language"], key=key)
    if not 1 <= about["page"] <= len(sheets.pages):
        raise HTTPException(404, "the paper has no such page")
    return Response(sheets.pages[about["page"] - 1], media_type="image/svg+xml")


def offers_part(request: Request) -> Response:
    """What could be asked instead in one place."""
    about = request.path_params
    plan = drawn.plan_of(desk_of(request), about["exam"], about["seed"])
    refuse_marked(plan, desk_of(request).root / "output")
    _asked(plan, {"number": str(about["number"]), "number-seen": request.query_params.get("seen", "")})
    swapping.refuse_fixed(plan, about["number"])
    at = language_seen(request, plan.course)
    offered = islice(swapping.offers(plan, about["number"]), MOST_OFFERS)
    names = names_of(plan.course, at)
    shown = [
        (
            offer.new.item.id,
            names("kind", offer.new.manner or offer.new.item.kind),
            names("topic", offer.new.item.topic),
            offer.new.difficulty or getattr(offer.new.item, "difficulty", 0),
            drawn.opening_of(offer.plan, plan.slots.index(offer.old), at),
        )
        for offer in offered
    ]
    old = plan.slots[swapping.place_of(plan, about["number"])]
    # The paper is answered in the language in which it is looked at, with its key where that was shown.
    return page(
        request,
        "offers.html",
        exam=about["exam"],
        seed=about["seed"],
        number=about["number"],
        asked_so=request.url.query,
        language_of_paper=at,
        offers=shown,
        old=old,
    )


@posted(20)
def change_paper(request: Request, fields: Fields) -> Response:
    """A change of a paper; answered with the paper as it is then."""
    about, desk = request.path_params, desk_of(request)
    exam, seed = about["exam"], about["seed"]
    action = ACTIONS.get(about["action"])
    if action is None:
        raise HTTPException(404, "there is no such change")
    with desk.alone():
        command = action(desk, drawn.plan_of(desk, exam, seed), fields)
    if about["action"] == "freeze":
        return Response(status_code=204, headers={"HX-Redirect": f"/paper/{fields['name']}{viewed(request)}"})
    return page(request, "paper_parts.html", **_shown(request, exam, seed, command))


# The changes


def _asked(plan: Plan, fields: Fields, key: str = "number") -> int:
    """The number of a question. Raises UsageError where another item asks it than whoever pressed had before them."""
    asked, seen = needed(fields, key, 1, 10**6), fields.get(f"{key}-seen", "")
    now = plan.slots[swapping.place_of(plan, asked)].item.id
    if seen not in ("", now):
        raise _changed_since(f"question {asked} is `{now}` by now, and no longer `{seen}`; nothing was changed")
    return asked


def _changed_since(message: str) -> UsageError:
    hint = "the paper was changed in another window or by a command; look at it as it is now, and decide then"
    return UsageError(Diagnostic("changed-on-disk", message, None, hint))


def _swap(desk: Desk, plan: Plan, fields: Fields) -> str:
    asked = _asked(plan, fields)
    refuse_marked(plan, desk.root / "output")
    swapping.refuse_fixed(plan, asked)
    if fields.get("item"):
        swapped, more = swapping.with_item(plan, asked, fields["item"]), f"--with {shlex.quote(fields['item'])}"
    elif fields.get("variant"):
        variant = needed(fields, "variant", 1, 10**6)
        swapped, more = swapping.with_variant(plan, asked, variant), f"--variant {variant}"
    else:
        swapped, more = swapping.with_another(plan, asked, "any"), ""
    command = f"{_command('swap', plan)} {asked} {more}".strip()
    with desk.change(command, _path(plan)):
        swapping.keep(swapped.plan, swapping.locked_places(plan))
    return command


def _lock(desk: Desk, plan: Plan, fields: Fields) -> str:
    asked = _asked(plan, fields)
    command = f"{_command('lock', plan)} {asked}"
    with desk.change(command, _path(plan)):
        swapping.keep(plan, swapping.locked_places(plan) | swapping.places_of(plan, [asked]))
    return command


def _unlock(desk: Desk, plan: Plan, fields: Fields) -> str:
    asked = _asked(plan, fields)
    command = f"{_command('unlock', plan)} {asked}"
    with desk.change(command, _path(plan)):
        swapping.release(plan, swapping.places_of(plan, [asked]))
    return command


def _freeze(desk: Desk, plan: Plan, fields: Fields) -> str:
    name = fields.get("name", "")
    sound_name(name)
    command = f"{_command('freeze', plan)} {name}"
    back = f"/paper/{plan.blueprint.name}?seed={plan.seed}"
    with desk.change(command, plan.course.root / "bank" / "exams" / f"{name}.yaml", back=back):
        frozen(plan, name)
    return command


def _move(desk: Desk, plan: Plan, fields: Fields) -> str:
    place, by = swapping.place_of(plan, _asked(plan, fields)), WAYS.get(fields.get("by", ""))
    with _rearranged(desk, plan) as command:
        # A question that is dragged is sent by its button for one way.
        if "onto" in fields:
            onto = swapping.place_of(plan, _asked(plan, fields, "onto"))
            rearranging.moved_onto(plan.course, plan.blueprint, place, onto)
        elif by:
            rearranging.moved(plan.course, plan.blueprint, place, by)
        else:
            raise HTTPException(400, "a question moves up, down, or onto another")
    return command


def _points(desk: Desk, plan: Plan, fields: Fields) -> str:
    place = swapping.place_of(plan, _asked(plan, fields))
    slot = plan.slots[place]
    if fields.get("points-seen", str(slot.points)) != str(slot.points):
        raise _changed_since(f"`{slot.item.id}` has {counted(slot.points, 'point')} by now; nothing was changed")
    with _rearranged(desk, plan) as command:
        rearranging.pointed(plan.course, plan.blueprint, place, needed(fields, "points", 1, 1000))
    return command


def _add(desk: Desk, plan: Plan, fields: Fields) -> str:
    part, seen = needed(fields, "part"), fields.get("part-seen", "")
    if seen and seen not in (
        title for section in plan.blueprint.plan.sections[part : part + 1] for title in section.title.values()
    ):
        raise _changed_since(f"the part `{seen}` is not in its place any more; nothing was changed")
    with _rearranged(desk, plan) as command:
        rearranging.added(plan.course, plan.blueprint, part, fields.get("item", "").strip())
    return command


def _remove(desk: Desk, plan: Plan, fields: Fields) -> str:
    place = swapping.place_of(plan, _asked(plan, fields))
    with _rearranged(desk, plan) as command:
        rearranging.removed(plan.course, plan.blueprint, place)
    return command


@contextmanager
def _rearranged(desk: Desk, plan: Plan) -> Iterator[str]:
    command = f"{EDITOR}bank/exams/{plan.blueprint.path.name}"
    with desk.change(command, *rearranging.files_of(plan.course, plan.blueprint)):
        yield command


ACTIONS: Mapping[str, Callable[[Desk, Plan, Fields], str]] = {
    "swap": _swap,
    "lock": _lock,
    "unlock": _unlock,
    "freeze": _freeze,
    "move": _move,
    "points": _points,
    "add": _add,
    "remove": _remove,
}


# Jobs


def prove(request: Request) -> Response:
    desk_of(request).refuse_read_only()
    about = request.path_params
    start_proof(request, drawn.unproven(desk_of(request), about["exam"], about["seed"]))
    return started()


@posted(20)
def build_paper(request: Request, fields: Fields) -> Response:
    desk, about = desk_of(request), request.path_params
    asked = fields.get("language", "")
    desk.refuse_read_only()
    plan = drawn.plan_of(desk, about["exam"], about["seed"])
    course = plan.course
    language = asked if asked in course.languages else course.languages[0]
    out = desk.root / "output"
    page_language = language_of(request)
    # What was changed here takes the place of what was built before; what was given, only where that is asked for.
    replaces = "replaces" in fields or not swapping.was_given(plan)
    looks = Looks(sheet=plan.blueprint.plan.answer_sheet)

    def work(say: Says) -> Outcome:
        code = Code(plan.blueprint.name, plan.seed, language)
        engine = choose(AUTO).name
        built = build(
            course,
            code,
            engine=engine,
            looks=looks,
            out=out,
            replaces=replaces,
            edited="stop",
            progress=lambda title: say("writing"),
        )
        losses = [line for title, held in built.losses.items() for line in lost(held, page_language, title)]
        # What is printed comes first.
        names = sorted(built.files, key=lambda name: not name.endswith(".pdf"))
        return Outcome([built.folder / name for name in names], built.warnings, losses)

    command = f"{_command('build', plan)} --lang {language}{' --replace' if replaces else ''}"
    jobs_of(request).start(command, work, page_of(request))
    return started()


def _shown(request: Request, exam: str, seed: int, command: str) -> dict[str, Any]:
    desk = desk_of(request)
    plan = drawn.plan_of(desk, exam, seed)
    course = plan.course
    language = language_seen(request, course)
    paper = drawn.exam_of(desk, plan, language)
    parts = list(drawn.lines(plan, paper))
    names = names_of(course, language)
    key = "key" in request.query_params
    sheets = drawn.pages_of(desk, plan, language, key=key)
    left = _kinds_left(course, exam)
    return {
        "exam": exam,
        "seed": seed,
        "heading": paper.title,
        "language_of_paper": language,
        "key": key,
        "sections": list(zip(paper.sections, parts, strict=True)),
        "more_of": [_more_of({line.kind for line in lines}, left) for lines in parts],
        "totals": drawn.totals(plan, parts),
        "minutes": plan.blueprint.plan.minutes,
        "names": names,
        "pages": len(sheets.pages),
        "spans": drawn.spans_of(sheets),
        "version": drawn.version_of(plan, paper),
        "free": _free_name(course, exam),
        "fixed": fixed(plan, desk.root / "output"),
        "given": swapping.was_given(plan),
        "unlike": [placed(request, fault) for fault in unlike_given(course, paper)],
        "kept": _path(plan).is_file(),
        "command": command,
    }


def language_seen(request: Request, course: Course) -> Language:
    """The language in which a paper is looked at."""
    asked = request.query_params.get("lang", "")
    return asked if asked in course.languages else course_language(request, course)


def _kinds_left(course: Course, exam: str) -> Set[str]:
    """The kinds of which the bank has questions that an exam does not ask yet."""
    asked = {entry.item for *_, entry in course.blueprint(exam).plan.entries()}
    return {item.kind for item in course.items.values() if item.id not in asked}


def _more_of(kinds: Set[str], left: Set[str]) -> str:
    """The one kind that a part asks, where there is more `left` of it; else empty."""
    return next(iter(kinds & left), "") if len(kinds) == 1 else ""


def _free_name(course: Course, name: str) -> str:
    """A name that no exam has, so that nobody needs the keyboard for one."""
    base, _, number = name.rpartition("-")
    base, first = (base, int(number) + 1) if base and number.isdecimal() and len(number) < 4 else (name, 2)
    names = chain((name,), (f"{base}-{i}" for i in count(first)))
    taken = {path.stem for path in (course.root / "bank" / "exams").glob("*.yaml")}
    return next(one for one in names if one not in taken)


def _path(plan: Plan) -> Path:
    return path_of(plan.course.root, plan.blueprint.name, plan.seed)


def _command(name: str, plan: Plan) -> str:
    return f"hwgen {name} {shlex.quote(plan.blueprint.name)} --seed {plan.seed}"
