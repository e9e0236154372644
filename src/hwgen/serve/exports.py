"""The page of exports: a paper, or pools of its items, for each platform of the table, with what is lost question by question."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import Target, exam_slots, export_exam, export_pools
from hwgen.lms.platforms import PLATFORMS, Platform
from hwgen.lms.steps import steps
from hwgen.lms.writing import Exported
from hwgen.plan.plan import Plan
from hwgen.serve import drawn
from hwgen.serve.bank import number
from hwgen.serve.jobs import Outcome, Says
from hwgen.serve.pages import course_language, desk_of, language_of, own_message, page, page_words
from hwgen.serve.paper import unproven_page
from hwgen.serve.posted import Fields, posted
from hwgen.serve.results import job_values, jobs_of, page_of, started
from hwgen.text import Language

TOGETHER = "all"
MOST_VARIANTS = 1000
STEP = re.compile(r"^( *(?:\d+\. )?)(.+)$", re.MULTILINE)


def export_page(request: Request) -> Response:
    desk, exam, seed = desk_of(request), request.path_params["exam"], request.path_params["seed"]
    if waiting := unproven_page(request, exam, seed):
        return waiting
    plan = drawn.plan_of(desk, exam, seed)
    title = plan.blueprint.plan.title[course_language(request, plan.course)]
    words = page_words(language_of(request))
    platforms = [(name, words.get(f"export.title.{name}", one.title)) for name, one in PLATFORMS.items()]
    return page(request, "export.html", exam=exam, seed=seed, heading=title, platforms=platforms, **job_values(request))


@posted(20)
def export(request: Request, fields: Fields) -> Response:
    desk = desk_of(request)
    desk.refuse_read_only()
    platform = PLATFORMS.get(fields.get("platform", ""))
    if platform is None:
        raise HTTPException(404, "there is no such platform")
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    wanted = fields.get("language", "")
    languages = _languages(platform, plan.course.languages, wanted)
    variants = number(fields.get("variants", ""), 0, MOST_VARIANTS)
    options = ExportOptions(
        next(iter(platform.linked)),
        keys=not (platform.keyless and "keyless" in fields),
        version=platform.versions[0] if platform.versions else "",
    )
    out = Path("output", plan.blueprint.name, _file(platform, plan, languages, variants))
    target = Target(platform, languages, desk.root / out, options)
    language = language_of(request)

    def work(say: Says) -> Outcome:
        say("writing")
        done = _exported(plan, variants, target)
        return _outcome(platform, done, language, pools=bool(variants), several=len(languages) > 1)

    jobs_of(request).start(_command(plan, target, out, variants), work, page_of(request))
    return started()


def _languages(platform: Platform, languages: Sequence[Language], wanted: str) -> tuple[Language, ...]:
    """Those of the course together, where the platform can hold several."""
    if wanted == TOGETHER and platform.languages:
        return tuple(languages)
    return (wanted if wanted in languages else languages[0],)


def _file(platform: Platform, plan: Plan, languages: Sequence[Language], variants: int) -> str:
    in_languages = "-".join(languages)
    return f"{platform.name}{'-pools' if variants else ''}-{plan.seed}-{in_languages}{platform.suffixes[0]}"


def _exported(plan: Plan, variants: int, target: Target) -> Exported:
    course, name, seed = plan.course, plan.blueprint.name, plan.seed
    if not variants:
        return export_exam(course, name, seed, target)
    path = (plan.blueprint.plan.title[target.languages[0]],)
    return export_pools(course, exam_slots(course, name, seed), path, variants, seed, target)


def _outcome(platform: Platform, done: Exported, language: Language, *, pools: bool, several: bool) -> Outcome:
    losses = [loss.placed(language, numbered=not pools) for loss in done.losses]
    return Outcome(done.files, done.warnings, losses, own_steps(platform, done, language, pools=pools, several=several))


def own_steps(platform: Platform, done: Exported, language: Language, *, pools: bool, several: bool) -> str:
    """What to do with the files, in the language of the page, line by line."""

    def own(line: re.Match[str]) -> str:
        return line[1] + (own_message(line[2], language) or line[2])

    return STEP.sub(own, steps(platform, done, pools=pools, several=several))


def _command(plan: Plan, target: Target, out: Path, variants: int) -> str:
    language = TOGETHER if len(target.languages) > 1 else target.languages[0]
    parts = [
        f"hwgen export {target.platform.name} {shlex.quote(plan.blueprint.name)} --seed {plan.seed} --lang {language}",
        f"--variants {variants}" if variants else "",
        "" if target.options.keys else "--no-keys",
        f"--losses -o {shlex.quote(out.as_posix())}",
    ]
    return " ".join(filter(None, parts))
