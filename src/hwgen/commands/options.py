"""What several commands take as options: their types, their completion, and the options themselves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from hwgen import formats
from hwgen.numerals import pointed
from hwgen.papercode import MOST_SEED
from hwgen.pdf import engines


class Place(click.Path):
    """The path of a file or a folder. An empty one, such as of a variable that is not set, would mean the current folder."""

    def __init__(self, *, exists: bool = False, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(exists, file_okay, dir_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the path is empty", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        # A named pipe waits until somebody writes; those of `<(...)` and of standard input have somebody who does.
        if self.exists and path.is_fifo() and not path.is_relative_to("/dev"):
            self.fail(f"`{path}` is a named pipe, and no file", param, ctx)
        return path


def one_of(*names: str) -> click.Choice[str]:
    """One of these names, in capitals too: `--paper A4`. No two of them differ in their case alone."""
    return click.Choice(names, case_sensitive=False)


class OneOf(click.ParamType):  # type: ignore[type-arg]
    """One of some names, which are looked up when somebody asks for them: they stand in a table that takes time to load."""

    def __init__(self, name: str, names: Callable[[], Sequence[str]]) -> None:
        self.name = name
        self.names = names

    @property
    def choice(self) -> click.Choice[str]:
        return one_of(*self.names())

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


class ExamName(click.ParamType):  # type: ignore[type-arg]
    """The name of an exam, which may differ from that of its file in capitals where no other does."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from hwgen.errors import HwgenError

        try:
            names = _exams(ctx)
        except HwgenError:
            # The command itself says what is wrong with the course.
            return str(value)
        alike = [name for name in names if name.casefold() == str(value).casefold()]
        return alike[0] if len(alike) == 1 else str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in _exams(ctx) if name.startswith(incomplete)]


def _exams(ctx: click.Context | None) -> list[str]:
    """The names of the exams of the course. Raises UsageError where there is none."""
    from hwgen.bank.files import find_course

    # While words are read, what is not given is no None yet.
    given = ctx.params.get("folder") if ctx else None
    exams = find_course(given if isinstance(given, Path) else None) / "bank" / "exams"
    return sorted(path.stem for path in exams.glob("*.yaml"))


EXAM = ExamName()


format_option = click.option(
    "--format",
    "form",
    type=one_of("text", "json", "sarif", "github"),
    default="text",
    show_default=True,
    help="The format of the report.",
)


engine_option = click.option(
    "--engine",
    type=one_of(engines.AUTO, *engines.ENGINES),
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
        names = [name.strip().lower() for name in re.split("[,，、]", value) if name.strip()]
        unknown = [name for name in names if name not in formats.FORMATS]
        if unknown or not names:
            from hwgen.errors import did_you_mean

            called = {row.title.lower(): name for name, row in formats.FORMATS.items()}
            hints = "; ".join(
                f"there is no format `{n}`; {did_you_mean(called.get(n, n), formats.FORMATS)}" for n in unknown
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
    "--paper", type=one_of("a4", "letter"), default="a4", show_default=True, help="The size of the paper."
)


_LANGUAGE: Mapping[str, Any] = {"metavar": "LANGUAGE", "shell_complete": complete_language}
language_option = click.option(
    "--lang", "language", help="A language of the course.  [default: its first]", **_LANGUAGE
)


def results_folder(folder: Path | None) -> Path:
    """Where papers are built without `--out`: in the course, also from within one of its folders."""
    from hwgen.bank.files import OUTPUT, output_here

    return output_here() if folder is None else OUTPUT


def _results(ctx: click.Context, param: click.Parameter, out: Path | None) -> Path:
    # What is given is read before what is not, so that the course is known here.
    return results_folder(ctx.params.get("folder")) if out is None else out


out_option = click.option(
    "--out",
    type=Place(),
    callback=_results,
    help="The folder for results.  [default: output, in the course around here]",
)
# Where the screen is all that is written.
reading_option = click.option(
    "--lang",
    "language",
    help="A language of the course.  [default: yours, if the course has it; else its first]",
    **_LANGUAGE,
)
