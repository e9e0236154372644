"""How commands find and load the course, and choose an exam and a language of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hwgen.commands.options import Place
from hwgen.commands.progress import progress
from hwgen.commands.showing import show_diagnostic

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.bank.loading import Loaded


def course_option(command: Any) -> Any:
    """The course, and whether its code is run: commands that read it ask `generators_run`."""
    for option in (
        click.option(
            "--no-generators",
            is_flag=True,
            expose_value=False,
            envvar="HWGEN_NO_GENERATORS",
            callback=_no_generators,
            help="Do not run any code of the course, if you do not trust it. Computed questions are left out.",
        ),
        click.option(
            "--course",
            "folder",
            type=Place(),
            # It is read first: the name of an exam is looked up in it.
            is_eager=True,
            help="The folder of the course.  [default: the nearest course above this folder, else the starter course]",
        ),
    ):
        command = option(command)
    return command


_RUN, _STARTER = "hwgen.generators_run", "hwgen.starter_taken"


def _no_generators(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.meta[_RUN] = not value


def generators_run() -> bool:
    run: bool = click.get_current_context().meta.get(_RUN, True)
    return run


def chosen_language(course: Course, language: str | None) -> str:
    """The language asked for, else the first of the course. Raises UsageError for one that it does not have."""
    from hwgen.errors import Diagnostic, UsageError, did_you_mean
    from hwgen.words.words import language_called

    if language is None:
        return course.languages[0]
    if language.lower() in course.languages:
        return language.lower()
    if language not in course.languages:
        message = f"the course is not written in `{language}`"
        hint = did_you_mean(language_called(language, course.languages) or language, course.languages)
        raise UsageError(Diagnostic("unknown-language", message, None, hint))
    return language


def readers_languages() -> tuple[str, ...]:
    """What whoever sits at the screen reads: the language of the system, and English, as messages are."""
    named = (os.environ.get(variable, "") for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, named), "")[:2].lower(), "en"


def read_language(languages: Sequence[str], readers: Sequence[str]) -> str:
    """Of a course's languages, that of its reader, else its first."""
    return next((language for language in readers if language in languages), languages[0])


def chosen_languages(course: Course, language: str | None, *, together: bool = True) -> tuple[str, ...]:
    """As `chosen_language`; `all`, or `both`, are those of the course in one file, where they can stand `together`."""
    return (
        course.languages
        if together and language and language.lower() in ("all", "both")
        else (chosen_language(course, language),)
    )


def chosen_exam(course: Course, exam: str | None) -> str:
    """The exam asked for, else the one that the course names, or its only one. Raises UsageError where there is none, or a choice."""
    from hwgen.bank.about import FILE
    from hwgen.errors import Diagnostic, UsageError

    if exam or course.default_exam:
        return exam or course.default_exam
    if len(course.blueprints) == 1:
        return next(iter(course.blueprints))
    names = ", ".join(sorted(course.blueprints))
    hint = f"the course has {names}" if names else "`hwgen new exam NAME` makes one"
    raise UsageError(Diagnostic("which-exam", f"which EXAM? set a default as `exam:` in {FILE}", None, hint))


def warn_of_cache() -> None:
    from hwgen import cache

    for fault in cache.faults():
        show_diagnostic(fault)


def load(folder: Path | None, *, exam: str | None = None, items: Sequence[str] = ()) -> Course:
    """The course, for what needs all of it to be sound, or what one `exam` ("" for the usual one) or some `items` need of it.

    Says where it is the starter, and where there are errors that do not matter. Raises CourseError with every error that does.
    """
    from hwgen.bank import loading
    from hwgen.bank.needed import needed, needs_all_items
    from hwgen.errors import CourseError, Span, counted
    from hwgen.plan.names import of_unread

    warn_of_cache()
    root = course_folder(folder)
    progress("reading the course")
    loaded = loading.load(root, run=generators_run(), apart=True, patient=True)
    progress("")
    exam = loaded.course.default_exam if exam == "" and not items else exam
    errors = needed(loaded, exam or "", items) if exam or items else loaded.errors
    if errors:
        if exam and needs_all_items(loaded, exam, errors):
            click.get_current_context().find_root().call_on_close(partial(_say_needed, exam))
        every = (*errors, *of_unread(loaded, exam or ""))
        raise CourseError(*sorted(every, key=lambda error: error.span or Span(root)))
    for warning in loaded.course.warnings:
        show_diagnostic(warning)
    if loaded.errors:
        what = f"{exam} does" if exam else "these items do"
        count = counted(len(loaded.errors), "error")
        click.echo(f"the course has {count} in what {what} not need; see `hwgen check`", err=True)
    return loaded.course


def course_folder(folder: Path | None) -> Path:
    """The folder of the course; a command says at its end that it is the starter. Raises UsageError."""
    from hwgen.bank.files import find_course, starter_by_default

    root, context = find_course(folder), click.get_current_context(silent=True)
    if context and starter_by_default(root, folder) and not context.meta.get(_STARTER):
        context.meta[_STARTER] = True
        context.find_root().call_on_close(say_starter)
    return root


def _say_needed(exam: str) -> None:
    click.echo(f"`{exam}` picks from all topics: it needs every file of items, whatever it picks in the end", err=True)


def own_course(folder: Path | None) -> Path:
    """The folder of the course to write into. Raises UsageError where there is none but the one that hwgen brings along."""
    from hwgen.bank.files import find_course, starter_by_default
    from hwgen.errors import Diagnostic, UsageError

    root = find_course(folder)
    if starter_by_default(root, folder):
        raise UsageError(Diagnostic("no-course", "there is no course here", None, _way_to_one("one, or give --course")))
    return root


def say_starter() -> None:
    from hwgen.errors import Diagnostic

    message = "there is no course in this folder: these are questions of the starter course"
    show_diagnostic(Diagnostic("starter-course", message, None, _way_to_one("a course of your own")))


def _way_to_one(kind: str) -> str:
    from shlex import quote

    from hwgen.bank.files import courses_below

    match [path.name for path in courses_below(Path.cwd())]:
        case []:
            return f"`hwgen init DIR` makes {kind}"
        case [name]:
            return f"`{name}` is a course: `cd {quote(name)}` first"
        case names:
            return f"{', '.join(f'`{name}`' for name in names)} are courses: `cd` into one of them first"


def look(folder: Path | None) -> Loaded:
    """What can be understood of the course, for what can be done all the same."""
    from hwgen.bank import loading

    warn_of_cache()
    return loading.load(course_folder(folder), run=generators_run(), apart=True, patient=True)


def note(loaded: Loaded) -> None:
    """Shows what is wrong with the course, though nobody stops for it."""
    from hwgen.errors import counted

    for fault in loaded.faults:
        show_diagnostic(fault)
    if loaded.errors:
        click.echo(f"the course has {counted(len(loaded.errors), 'error')}; everything else is shown", err=True)
