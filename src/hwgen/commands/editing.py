"""The commands that write into a course: init, new, rename, format and schema."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.courses import course_folder, course_option, look, own_course, read_language, readers_languages
from hwgen.commands.options import KIND, Place, complete_topic, one_of
from hwgen.commands.pasting import pasted
from hwgen.commands.showing import reported, show_diagnostic
from hwgen.commands.titled import Titled

if TYPE_CHECKING:
    from hwgen.bank.loading import Loaded
    from hwgen.commands.kept import Question
    from hwgen.editing.holdings import Holdings


@click.group(cls=Titled)
def new() -> None:
    """Write an example item, generator or exam to change."""


_topic_option = click.option(
    "--topic", required=True, shell_complete=complete_topic, help="The topic, such as mechanics."
)

_new_topic_option = click.option(
    "--new-topic", is_flag=True, help="Begin a topic, although another one is spelled almost alike."
)


@new.command("item")
@click.argument("name")
@click.option("--kind", type=KIND, default="choice", show_default=True, help="The kind of question.")
@_topic_option
@_new_topic_option
@course_option
def new_item(name: str, kind: str, topic: str, new_topic: bool, folder: Path | None) -> None:
    """Add an example item to bank/items.

    It is added at the end of its topic's file.

    \b
    Example:
      hwgen new item free-fall --kind true-false --topic mechanics
    """
    with reported():
        from hwgen.editing.skeleton import new_item as make

        asked, held, whole = _holdings(own_course(folder), topic)
        span = make(asked.root, held, name, kind, topic, new_topic=new_topic)
        if whole and topic in held.files:
            asked.keep_after(span.file, vars(held.with_item(name, kind, span, asked.root)))
        click.echo(span.file)
        click.echo(f"replace the example text, then look at it with `{pasted('show', name, folder=folder)}`", err=True)


@new.command("generator")
@click.argument("name")
@_topic_option
@_new_topic_option
@course_option
def new_generator(name: str, topic: str, new_topic: bool, folder: Path | None) -> None:
    """Add an example generator to generators/.

    Its misconceptions go to bank/misconceptions-NAME.yaml, and a topic that
    is new to bank/items.

    \b
    Example:
      hwgen new generator ohm-series --topic circuits && hwgen verify ohm-series
    """
    with reported():
        from hwgen.editing.skeleton import new_generator as make

        asked, held, _ = _holdings(own_course(folder), topic)
        for path in make(asked.root, held, name, topic, new_topic=new_topic):
            click.echo(path)
        click.echo(f"replace the example text, then prove it with `{pasted('verify', name, folder=folder)}`", err=True)


@new.command("exam")
@click.argument("name")
@course_option
def new_exam(name: str, folder: Path | None) -> None:
    """Add an example exam to bank/exams that picks from the bank.

    \b
    Example:
      hwgen new exam test-1 && hwgen build test-1 --seed 1
    """
    with reported():
        from hwgen.editing.skeleton import new_exam as make

        asked, held, whole = _holdings(own_course(folder))
        path = make(asked.root, held, name)
        if whole:
            asked.keep_after(path, vars(held))
        click.echo(path)
        build = pasted("build", name, "--seed", "1", folder=folder)
        click.echo(f"replace the example text, then build it with `{build}`", err=True)


@click.command()
@click.argument("item")
@click.argument("name")
@course_option
def rename(item: str, name: str, folder: Path | None) -> None:
    """Give an item another id, wherever the course names it.

    Changes the id in its file, its enemies, exams, papers with swaps or locks, the ledger and the results; a generator's function gets the new
    name. Given papers stay in bank/given as they were. Draws depend on the id: from then on, a paper that asks the item has other
    numbers, or options in another order, with the same seed.

    \b
    Example:
      hwgen rename item-17 dropout-at-test-time
    """
    with reported():
        from hwgen.editing.renaming import rename as write

        for path in write(look(own_course(folder)).course, item, name):
            click.echo(path)


def _holdings(root: Path, topic: str = "") -> tuple[Question, Holdings, bool]:
    """What the course holds, as an answer to a question, and whether that is all of it.

    Raises CourseError where something is wrong with what a new question of `topic`, or a new exam, needs.
    """
    from hwgen.bank.needed import needed_beside
    from hwgen.commands.kept import question, reply
    from hwgen.editing.holdings import Holdings, holdings
    from hwgen.errors import CourseError, counted

    whole = True

    def understood() -> Loaded:
        nonlocal whole
        loaded = look(root)
        if errors := needed_beside(loaded, topic):
            raise CourseError(*errors)
        for fault in loaded.faults:
            if fault.severity != "error":
                show_diagnostic(fault)
        if loaded.errors:
            count = counted(len(loaded.errors), "error")
            click.echo(f"the course has {count} in other files; see `hwgen check`", err=True)
            whole = False
        return loaded

    asked = question(root, ("new",), "hwgen.editing.holdings")
    return asked, Holdings(**reply(asked, understood, lambda loaded: vars(holdings(loaded.course)))), whole


@click.command()
@click.argument("directory", type=Place())
@click.option("--empty", is_flag=True, help="Make a course for any subject, without questions.")
@click.option(
    "--languages", metavar="de,en", help="The languages of an --empty course, the default first.  [default: en]"
)
def init(directory: Path, empty: bool, languages: str | None) -> None:
    """Make a course: a copy of the starter, or an empty one.

    \b
    Examples:
      hwgen init mycourse && cd mycourse && hwgen build --seed 7
      hwgen init --empty physics --languages de,en && cd physics && hwgen new item free-fall --topic mechanics
    """
    if languages and not empty:
        raise click.UsageError("--languages goes with --empty")
    with reported():
        import shlex

        from hwgen.editing.begin import whole, write_course, write_ignored, write_starter
        from hwgen.editing.schema import for_editors
        from hwgen.errors import Diagnostic, Span, UsageError
        from hwgen.text import USUAL

        if directory.exists() and any(entry.name != ".git" for entry in directory.iterdir()):
            raise UsageError(
                Diagnostic("folder-not-empty", "the folder is not empty", Span(directory), "name a new folder")
            )
        with whole(directory):
            if empty:
                write_course(directory, tuple(re.findall(r"[^\s,，、;；]+", languages or "en")))
            else:
                write_starter(directory)
            for_editors(directory)
            write_ignored(directory)
        if empty:
            begin = "hwgen new item free-fall --topic mechanics"
        else:
            language = read_language(USUAL, readers_languages())
            begin = "hwgen build --seed 7" + (f" --lang {language}" if language != USUAL[0] else "")
        there = [] if directory.samefile(Path.cwd()) else [shlex.join(("cd", str(directory)))]
        click.echo("\n  ".join((f"{directory.resolve().name}: a course of your own. Next:", *there, begin)))


@click.command()
@click.argument("name", type=one_of("items", "exam", "conventions", "misconceptions", "course"), required=False)
@click.option("--out", type=Place(dir_okay=False), help="Write the schema to this file.")
@click.option("--write", is_flag=True, help="Write all schemas into the course, as .hwgen/*.schema.json.")
@course_option
def schema(name: str | None, out: Path | None, write: bool, folder: Path | None) -> None:
    """Print a JSON Schema of a bank file, for editors.

    It suggests the topics, objectives, misconceptions and items of the course, and allows others. Errors in the course
    are reported, but do not stop the command.

    \b
    Examples:
      hwgen schema --write
      hwgen schema items --out items.schema.json
    """
    if write == bool(name):
        raise click.UsageError("give either the NAME of a schema or --write")
    if out and write:
        raise click.UsageError("--out is for one schema: leave out --write")
    with reported():
        from hwgen.commands.kept import answer
        from hwgen.editing.files import place
        from hwgen.output import replace_file, replace_own

        root = own_course(folder) if write else course_folder(folder)
        schemas = answer(folder, ("schemas",), "hwgen.editing.schema", _schemas)
        if name:
            for path in replace_own({out: schemas[name].encode()}) if out else ():
                click.echo(path)
            if not out:
                click.echo(schemas[name], nl=False)
            return
        for at, data in schemas.items():
            replace_file(root / place(at), data.encode())
            click.echo(root / place(at))


def _schemas(loaded: Loaded) -> dict[str, str]:
    from hwgen.editing.schema import schemas

    return {name: data.decode() for name, data in schemas(loaded.course).items()}


@click.command("format")
@click.argument("files", nargs=-1, type=Place(exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@course_option
def format_(files: tuple[Path, ...], check: bool, diff: bool, folder: Path | None) -> None:
    """Put the files of the bank into one style.

    Puts keys in order, folds long texts, and leaves a blank line between items. Comments and contents stay the same. A file
    with errors is left alone, and its errors are reported. Without FILES, formats all files of the course's bank.

    \b
    Examples:
      hwgen format
      hwgen format --check bank/items/mechanics.yaml
    """
    with reported():
        from hwgen.editing.restyling import bank_files, changes, restyled
        from hwgen.errors import CourseError
        from hwgen.output import replace_file

        paths = files or bank_files(course_folder(folder) if check or diff else own_course(folder))
        changed, faults = restyled(paths)
        for path, text in changed.items():
            if diff:
                click.echo(changes(path, text), nl=False)
            elif check:
                click.echo(f"{path} would change")
            else:
                replace_file(path, text.encode())
                click.echo(path)
        click.echo(f"{len(changed)} of {len(paths)} files {'would change' if check or diff else 'changed'}", err=True)
        if faults:
            raise CourseError(*faults)
        if changed and (check or diff):
            sys.exit(1)
