"""The commands that criticise a course: check and explain."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.courses import course_folder, course_option, generators_run, warn_of_cache
from hwgen.commands.options import EXAM, SEED, format_option
from hwgen.commands.progress import progress
from hwgen.commands.showing import reported, show_report

if TYPE_CHECKING:
    from hwgen.reporting import Format


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.catalogue import rules

    return [id for id in rules() if id.startswith(incomplete)]


@click.command()
@click.option("--exam", default="", help="Check only this exam and the items on its paper.", type=EXAM)
@click.option(
    "--seed",
    type=SEED,
    default=1,
    show_default=True,
    help="The seed of the papers that are checked.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="RULE",
    help="Report only this rule. May be repeated.",
    shell_complete=complete_rule,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    help="Do not report this rule. May be repeated.",
    shell_complete=complete_rule,
)
@click.option(
    "--no-proofs",
    is_flag=True,
    help="Do not prove generators; leave the texts of those that are not proven, and then all papers, unread.",
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@format_option
@course_option
def check(
    exam: str,
    seed: int,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    no_proofs: bool,
    strict: bool,
    form: Format,
    folder: Path | None,
) -> None:
    """Find errors in a course, and flaws in its questions.

    Also proves every variant of every generator. `hwgen explain RULE` explains a message and says what to do.

    \b
    Examples:
      hwgen check
      hwgen check --no-proofs --strict --format github
      hwgen check --exam quiz --seed 7
    """
    with reported():
        from hwgen.flaws.checking import CheckOptions
        from hwgen.flaws.checking import check as look

        warn_of_cache()
        run = generators_run()
        options = CheckOptions(exam, seed, not no_proofs and run, only, ignore, run)
        report = look(course_folder(folder), options)
        progress("")
        show_report(report, form)
        if report.errors or (strict and report.warnings):
            sys.exit(1)


@click.command()
@click.argument("rules", nargs=-1, metavar="[RULE]...", shell_complete=complete_rule)
@click.option("--markdown", is_flag=True, help="All of them, as Markdown.")
def explain(rules: tuple[str, ...], markdown: bool) -> None:
    """Explain a message by its rule, the word in brackets.

    Says why it matters, and what to do.

    \b
    Examples:
      hwgen explain
      hwgen explain key-longest clang
    """
    with reported():
        from hwgen.errors import known_rule
        from hwgen.explaining import as_markdown, explained, listed

        asked = [known_rule(id) for id in rules]
        if markdown:
            click.echo(as_markdown(), nl=False)
        elif asked:
            click.echo("\n\n".join(map(explained, asked)))
        else:
            for line in listed():
                click.echo(line)
