"""The commands that criticise a course: check and explain."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hwgen.commands.shared import (
    complete_exam,
    course_option,
    progress,
    proving_progress,
    reported,
    show_diagnostic,
)


def complete_flaw(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    from hwgen.flaws.catalogue import FLAWS

    return [id for id in FLAWS if id.startswith(incomplete)]


@click.command()
@click.option("--exam", default="", help="Only this exam and the items on its paper.", shell_complete=complete_exam)
@click.option("--seed", type=click.IntRange(0, 10**12), default=1, show_default=True, help="Of the papers looked at.")
@click.option(
    "--only",
    multiple=True,
    metavar="FLAW",
    help="Tell this flaw alone; may be repeated.",
    shell_complete=complete_flaw,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="FLAW",
    help="Leave this flaw out; may be repeated.",
    shell_complete=complete_flaw,
)
@click.option("--no-proofs", is_flag=True, help="Prove no generator.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
@course_option
def check(
    exam: str,
    seed: int,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    no_proofs: bool,
    strict: bool,
    form: str,
    folder: Path | None,
) -> None:
    """Find errors in a course, and flaws in its questions.

    Proves every generator over its whole domain. `hwgen explain FLAW` tells what is meant and what to do.

    \b
    Examples:
      hwgen check
      hwgen check --no-proofs --strict --format github
      hwgen check --exam hw2 --seed 7
    """
    with reported():
        from hwgen.bank.files import find_course
        from hwgen.flaws.checking import CheckOptions
        from hwgen.flaws.checking import check as look
        from hwgen.flaws.report import as_github, as_json, as_sarif, summary

        options = CheckOptions(exam, seed, not no_proofs, only, ignore)
        report = look(find_course(folder), options, proving_progress)
        progress("")
        match form:
            case "json":
                click.echo(as_json(report))
            case "sarif":
                click.echo(as_sarif(report))
            case "github":
                for line in as_github(report):
                    click.echo(line)
            case _:
                for finding in report.findings:
                    show_diagnostic(finding.diagnostic())
                for line in (*report.lines, summary(report)):
                    click.echo(line)
        if report.errors or (strict and report.warnings):
            sys.exit(1)


@click.command()
@click.argument("flaws", nargs=-1, metavar="[FLAW]...", shell_complete=complete_flaw)
@click.option("--markdown", is_flag=True, help="All of them, as docs/flaws.md.")
def explain(flaws: tuple[str, ...], markdown: bool) -> None:
    """Explain the flaws that `hwgen check` finds.

    \b
    Examples:
      hwgen explain
      hwgen explain key-longest clang
    """
    with reported():
        from hwgen.errors import Diagnostic, UsageError, did_you_mean
        from hwgen.flaws.catalogue import FLAWS, as_markdown, explained

        for id in flaws:
            if id not in FLAWS:
                raise UsageError(Diagnostic(f"no flaw is called `{id}`", None, did_you_mean(id, FLAWS)))
        if markdown:
            click.echo(as_markdown(), nl=False)
        elif flaws:
            click.echo("\n\n".join(explained(FLAWS[id]) for id in flaws))
        else:
            for flaw in FLAWS.values():
                click.echo(f"{flaw.id:20} {flaw.title}")
