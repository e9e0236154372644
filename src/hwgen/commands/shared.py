"""What commands have in common: options, completion, the course, and how errors and progress are shown."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from hwgen import formats
from hwgen.commands.progress import progress, proving_progress
from hwgen.numerals import pointed
from hwgen.papercode import MOST_SEED
from hwgen.pdf import engines

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.bank.loading import Loaded
    from hwgen.errors import Diagnostic
    from hwgen.reporting import Format, Report


def show_in_browser(address: str) -> None:
    """Where there is a screen: without one, `xdg-open` only complains."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        click.launch(address)


class Place(click.Path):
    """The path of a file or a folder. An empty one, such as of a variable that is not set, would mean the current folder."""

    def __init__(self, *, exists: bool = False, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(exists, file_okay, dir_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        return super().convert(value, param, ctx)


class OneOf(click.ParamType):  # type: ignore[type-arg]
    """One of some names, which are looked up when somebody asks for them: they stand in a table that takes time to load."""

    def __init__(self, name: str, names: Callable[[], Sequence[str]]) -> None:
        self.name = name
        self.names = names

    @property
    def choice(self) -> click.Choice[str]:
        return click.Choice(self.names())

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self.choice.convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return self.choice.get_metavar(param, ctx)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:
        return self.choice.get_missing_message(param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self.choice.shell_complete(ctx, param, incomplete)


def _item_kinds() -> Sequence[str]:
    def names() -> list[str]:
        from hwgen.kinds.linked import ITEM_KINDS

        return [*ITEM_KINDS]

    return _kept("hwgen.kinds.linked", names)


def _manners() -> Sequence[str]:
    def names() -> list[str]:
        from hwgen.kinds import MANNERS

        return [*MANNERS]

    return _kept("hwgen.kinds", names)


def _kept(module: str, names: Callable[[], list[str]]) -> Sequence[str]:
    """Names that rest on a module alone, which takes longer to import than they to be read."""
    from hwgen.commands.kept import of_program

    kept: list[str] = of_program(module, names)
    return kept


KIND = OneOf("kind", _item_kinds)
MANNER = OneOf("kind", _manners)


_LARGEST_FILE = 32 * 2**20


class Size(click.ParamType):  # type: ignore[type-arg]
    """A number of bytes: 500k, 2M, 2 MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kKmM]?)[bB]?", str(value).strip())
        if not match:
            meant = pointed(str(value))
            self.fail(f"`{value}` is not a size; write {meant if meant != str(value) else '500k or 2M'}", param, ctx)
        size = int(float(match[1]) * {"": 1, "k": 2**10, "m": 2**20}[match[2].lower()])
        if size > _LARGEST_FILE:
            self.fail("at most 32M: Moodle would read a larger file for minutes", param, ctx)
        return size


SIZE = Size()


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
            help="The folder of the course.  [default: the nearest course above this folder, else the starter course]",
        ),
    ):
        command = option(command)
    return command


_RUN = "hwgen.generators_run"


def _no_generators(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.meta[_RUN] = not value


def generators_run() -> bool:
    run: bool = click.get_current_context().meta.get(_RUN, True)
    return run


def complete_exam(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.bank.files import find_course

    exams = find_course(ctx.params.get("folder")) / "bank" / "exams"
    return [p.stem for p in sorted(exams.glob("*.yaml")) if p.stem.startswith(incomplete)]


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="The format of the report.",
)


engine_option = click.option(
    "--engine",
    type=click.Choice([engines.AUTO, *engines.ENGINES]),
    default=engines.AUTO,
    show_default=True,
    help=engines.help_text(),
)


class FormatNames(click.ParamType):  # type: ignore[type-arg]
    """Names of formats with commas between them."""

    name = "formats"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[formats.Format, ...]:
        if not isinstance(value, str):
            return tuple(value)
        names = [name.strip() for name in value.split(",") if name.strip()]
        unknown = [name for name in names if name not in formats.FORMATS]
        if unknown or not names:
            from hwgen.errors import did_you_mean

            called = {row.title.lower(): name for name, row in formats.FORMATS.items()}
            hints = "; ".join(
                f"there is no format `{n}`; {did_you_mean(called.get(n.lower(), n), formats.FORMATS)}" for n in unknown
            )
            self.fail(hints or f"name formats: {', '.join(formats.FORMATS)}", param, ctx)
        return tuple(row for name, row in formats.FORMATS.items() if name in names)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        named, comma, last = incomplete.rpartition(",")
        known = [name for name in formats.FORMATS if name.startswith(last) and name not in named.split(",")]
        return [CompletionItem(f"{named}{comma}{name}") for name in known]


formats_option = click.option(
    "--formats",
    type=FormatNames(),
    metavar="NAME,...",
    help=formats.help_text(),
)


def chosen_engine(wished: str, chosen: Sequence[formats.Format] | None = None) -> str:
    """The engine's name. Says where `auto` had to take another than its first, if one of the formats prints at all."""
    if chosen and not any(row.prints for row in chosen):
        return next(iter(engines.ENGINES))
    engine = engines.choose(wished)
    remark = engines.second_best(wished, engine)
    if remark:
        click.echo(remark, err=True)
    return engine.name


def complete_topic(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.bank.files import find_course

    items = find_course(ctx.params.get("folder")) / "bank" / "items"
    return [p.stem for p in sorted(items.glob("*.yaml")) if p.stem.startswith(incomplete)]


def complete_language(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.bank.about import languages_of
    from hwgen.bank.files import find_course

    languages = languages_of(find_course(ctx.params.get("folder")))
    several = param.help and "all" in param.help.split()
    known = [*languages, *(("both", "all") if several and len(languages) > 1 else ())]
    return [language for language in known if language.startswith(incomplete)]


SEED = click.IntRange(0, MOST_SEED)
paper_option = click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="The size of the paper."
)
language_option = click.option(
    "--lang",
    "language",
    metavar="LANGUAGE",
    shell_complete=complete_language,
    help="A language of the course.  [default: its first]",
)


def chosen_language(course: Course, language: str | None) -> str:
    """The language asked for, else the first of the course. Raises UsageError for one that it does not have."""
    from hwgen.errors import Diagnostic, UsageError, did_you_mean
    from hwgen.words.words import language_called

    if language is None:
        return course.languages[0]
    if language not in course.languages:
        message = f"the course is not written in `{language}`"
        hint = did_you_mean(language_called(language, course.languages) or language, course.languages)
        raise UsageError(Diagnostic("unknown-language", message, None, hint))
    return language


def chosen_languages(course: Course, language: str | None, *, together: bool = True) -> tuple[str, ...]:
    """As `chosen_language`; `all`, or `both`, are those of the course in one file, where they can stand `together`."""
    return course.languages if together and language in ("all", "both") else (chosen_language(course, language),)


def chosen_exam(course: Course, exam: str | None) -> str:
    """The exam asked for, else the one that the course names. Raises UsageError where it names none."""
    from hwgen.bank.about import FILE
    from hwgen.errors import Diagnostic, UsageError

    if exam or course.default_exam:
        return exam or course.default_exam
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
    from hwgen.bank.files import find_course, is_starter
    from hwgen.bank.needed import needed
    from hwgen.errors import CourseError, counted
    from hwgen.proof.certificates import WAITING

    WAITING.set(proving_progress)
    warn_of_cache()
    root = find_course(folder)
    if folder is None and is_starter(root):
        # Last of all, where it is seen.
        click.get_current_context().find_root().call_on_close(_say_starter)
    loaded = loading.load(root, run=generators_run())
    exam = loaded.course.default_exam if exam == "" and not items else exam
    errors = needed(loaded, exam or "", items) if exam or items else loaded.errors
    if errors:
        raise CourseError(*errors)
    for warning in loaded.course.warnings:
        show_diagnostic(warning)
    if loaded.errors:
        what = f"{exam} does" if exam else "these items do"
        count = counted(len(loaded.errors), "error")
        click.echo(f"the course has {count} in what {what} not need; `hwgen check` shows them", err=True)
    return loaded.course


def _say_starter() -> None:
    from hwgen.errors import Diagnostic

    message = "there is no course in this folder: these are questions of the starter course"
    show_diagnostic(Diagnostic("starter-course", message, None, "`hwgen init DIR` makes a course of your own"))


def look(folder: Path | None) -> Loaded:
    """What can be understood of the course, for what can be done all the same."""
    from hwgen.bank import loading
    from hwgen.bank.files import find_course

    warn_of_cache()
    return loading.load(find_course(folder), run=generators_run())


def note(loaded: Loaded) -> None:
    """Shows what is wrong with the course, though nobody stops for it."""
    from hwgen.errors import counted

    for fault in loaded.faults:
        show_diagnostic(fault)
    if loaded.errors:
        click.echo(f"the course has {counted(len(loaded.errors), 'error')}; everything else is shown", err=True)


@contextmanager
def reported() -> Iterator[None]:
    """Prints the errors that are the user's to mend, and exits with their code; a bug keeps its traceback."""
    from hwgen.errors import HwgenError, counted

    try:
        yield
    except HwgenError as e:
        progress("")
        for diagnostic in e.diagnostics:
            show_diagnostic(diagnostic)
        if len(e.diagnostics) > 1:
            kinds = Counter(d.severity for d in e.diagnostics)
            click.echo(", ".join(counted(kinds[kind], kind) for kind in kinds), err=True)
        sys.exit(e.exit_code)


def show_report(report: Report, form: Format) -> None:
    """On stdout; as text, the diagnostics go to stderr."""
    from hwgen.reporting import abridged, written

    if form != "text":
        click.echo(written(report, form))
        return
    for line in abridged(report.diagnostics):
        if isinstance(line, str):
            click.echo(line, err=True)
        else:
            show_diagnostic(line)
    for line in report.lines:
        click.echo(line)


def show_diagnostic(diagnostic: Diagnostic) -> None:
    text = str(diagnostic)
    if _colour():
        shade = "red" if diagnostic.severity == "error" else "yellow"
        text = text.replace(f"{diagnostic.severity}:", click.style(f"{diagnostic.severity}:", fg=shade, bold=True), 1)
    click.echo(text, err=True, color=_colour())


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
