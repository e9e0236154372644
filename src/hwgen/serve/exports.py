"""The page of exports: a paper, or pools of its items, for each platform of the table, or a paper for Word; with what is lost, and of which questions."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.course import Course
from hwgen.classes.paper import exam_of
from hwgen.edited import REPLACE
from hwgen.formats import FORMATS, Format, word
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.export import Target, exam_slots, export_exam, export_pools
from hwgen.lms.platforms import PLATFORMS, Platform
from hwgen.lms.steps import steps
from hwgen.lms.writing import Exported
from hwgen.output import replace_own
from hwgen.papercode import Code
from hwgen.pdf.engines import AUTO, choose
from hwgen.pdf.kit import Kit
from hwgen.plan.plan import Plan
from hwgen.serve import drawn
from hwgen.serve.bank import number
from hwgen.serve.jobs import Outcome, Says
from hwgen.serve.lost import lost
from hwgen.serve.pages import course_language, desk_of, language_of, own_message, page, page_words
from hwgen.serve.paper import language_seen, unproven_page
from hwgen.serve.posted import Fields, posted
from hwgen.serve.results import job_values, jobs_of, page_of, started
from hwgen.text import Language

TOGETHER = "all"
WORD = FORMATS["docx"]
MOST_VARIANTS = 1000
STEP = re.compile(r"^( *(?:\d+\. )?)(.+)$", re.MULTILINE)


def export_page(request: Request) -> Response:
    desk, exam, seed = desk_of(request), request.path_params["exam"], request.path_params["seed"]
    desk.refuse_read_only()
    if waiting := unproven_page(request, exam, seed):
        return waiting
    plan = drawn.plan_of(desk, exam, seed)
    title = plan.blueprint.plan.title[course_language(request, plan.course)]
    words = page_words(language_of(request))
    titles = {name: one.title for name, one in PLATFORMS.items()} | {WORD.name: WORD.title}
    platforms = [(name, words.get(f"export.title.{name}", title)) for name, title in titles.items()]
    return page(
        request,
        "export.html",
        exam=exam,
        seed=seed,
        heading=title,
        platforms=platforms,
        language_of_paper=language_seen(request, plan.course),
        **job_values(request),
    )


@posted(20)
def export(request: Request, fields: Fields) -> Response:
    desk = desk_of(request)
    desk.refuse_read_only()
    if fields.get("platform") == WORD.name:
        return _export_word(request, fields)
    platform = PLATFORMS.get(fields.get("platform", ""))
    if platform is None:
        raise HTTPException(404, "there is no such platform")
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    languages = _languages(plan.course, fields, together=platform.languages)
    variants = number(fields.get("variants", ""), 0, MOST_VARIANTS)
    options = ExportOptions(
        next(iter(platform.linked)),
        ordering=not (platform.ordering and "matched" in fields),
        keys=not (platform.keyless and "keyless" in fields),
        version=platform.versions[0] if platform.versions else "",
    )
    out = Path("output", plan.blueprint.name, _file(platform, plan, languages, variants))
    asked = (
        f"--variants {variants}" if variants else "",
        "" if options.ordering else "--no-ordering",
        "" if options.keys else "--no-keys",
    )
    target = Target(platform, languages, desk.root / out, options)
    language = language_of(request)

    def work(say: Says) -> Outcome:
        say("writing")
        done = _exported(plan, variants, target)
        return _outcome(platform, done, language, pools=bool(variants), several=len(languages) > 1, keys=options.keys)

    jobs_of(request).start(_command(platform, plan, languages, out, *asked), work, page_of(request))
    return started()


def _export_word(request: Request, fields: Fields) -> Response:
    """A paper for Word, with its key beside it, and no pools."""
    desk, language = desk_of(request), language_of(request)
    plan = drawn.plan_of(desk, request.path_params["exam"], request.path_params["seed"])
    languages = _languages(plan.course, fields, together=True)
    out = Path("output", plan.blueprint.name, _file(WORD, plan, languages))

    def work(say: Says) -> Outcome:
        say("writing")
        codes = (Code(plan.blueprint.name, plan.seed, at, "a4") for at in languages)
        first, *others = (exam_of(plan.course, plan, code) for code in codes)
        written = word(first, Kit(plan.course, choose(AUTO), "a4"), others)
        path = desk.root / out
        key = path.with_name(f"{path.stem}-key{path.suffix}")
        data = {path: written.files[f"exam{path.suffix}"], key: written.files[f"key{path.suffix}"]}
        losses = lost(written.losses, language)
        advice = page_words(language).say("export.word")
        return Outcome(replace_own(data, flag=REPLACE), written.warnings, losses, advice)

    jobs_of(request).start(_command(WORD, plan, languages, out), work, page_of(request))
    return started()


def _languages(course: Course, fields: Fields, *, together: bool) -> tuple[Language, ...]:
    """Those of the course together, where the file can hold several."""
    wanted = fields.get("language", "")
    if wanted == TOGETHER and together:
        return tuple(course.languages)
    return (wanted if wanted in course.languages else course.languages[0],)


def _file(written: Platform | Format, plan: Plan, languages: Sequence[Language], variants: int = 0) -> str:
    in_languages = "-".join(languages)
    return f"{written.name}{'-pools' if variants else ''}-{plan.seed}-{in_languages}{written.suffixes[0]}"


def _exported(plan: Plan, variants: int, target: Target) -> Exported:
    course, name, seed = plan.course, plan.blueprint.name, plan.seed
    if not variants:
        return export_exam(course, name, seed, target)
    path = (plan.blueprint.plan.title[target.languages[0]],)
    return export_pools(course, exam_slots(course, name, seed), path, variants, seed, target)


def _outcome(
    platform: Platform, done: Exported, language: Language, *, pools: bool, several: bool, keys: bool
) -> Outcome:
    advice = own_steps(platform, done, language, pools=pools, several=several, keys=keys)
    return Outcome(done.files, done.warnings, lost(done.losses, language, numbered=not pools), advice)


def own_steps(
    platform: Platform, done: Exported, language: Language, *, pools: bool, several: bool, keys: bool = True
) -> str:
    """What to do with the files, in the language of the page, line by line."""

    def own(line: re.Match[str]) -> str:
        return line[1] + (own_message(line[2], language) or line[2])

    return STEP.sub(own, steps(platform, done, pools=pools, several=several, keys=keys))


def _command(written: Platform | Format, plan: Plan, languages: Sequence[Language], out: Path, *asked: str) -> str:
    language = TOGETHER if len(languages) > 1 else languages[0]
    exam = shlex.quote(plan.blueprint.name)
    parts = [f"hwgen export {written.name} {exam} --seed {plan.seed} --lang {language}", *asked]
    return " ".join(filter(None, (*parts, f"-o {shlex.quote(out.as_posix())}")))
