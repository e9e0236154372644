"""The command that proves generators: verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hwgen.commands.shared import (
    course_option,
    load,
    progress,
    proving_progress,
    reported,
)

# What is left out of a domain is mentioned from this share on.
LEFT_OUT = 0.03
# What the last line says of it; the page docs/explanation/verified.md has the whole.
MEANS = (
    "formula and check agree, options differ, texts and steps hold.\n"
    "Not verified: that formula and check do not share a mistake, that the wording asks for what they compute (docs/explanation/verified.md)."
)


@click.command()
@click.argument("generators", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the certificates, one JSON object a line.")
@course_option
def verify(generators: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Prove every variant of the generators.

    The formula and the check agree, wrong options differ, conventions are stated, and all languages have the same
    numbers. What was proven before and has not changed is not proven again.

    \b
    Examples:
      hwgen verify
      hwgen verify ohm-series --json
    """
    with reported():
        from hwgen.errors import counted
        from hwgen.flaws.editor import of_variants
        from hwgen.looking.tables import generators as named
        from hwgen.looking.tables import proven
        from hwgen.proof.certificates import doubts

        count = 0
        course = load(folder)
        known = {generator.id: generator for generator in named(course, generators)}
        for certificate in proven(course, generators, proving_progress):
            progress("")
            count += certificate.variants
            if as_json:
                click.echo(json.dumps(certificate.as_data()))
                continue
            levels = ", ".join(f"{n} of level {level}" for level, n in certificate.by_difficulty.items())
            domain = " (a sample)" if certificate.sampled else ""
            click.echo(
                f"{certificate.generator}: all {counted(certificate.variants, 'variant')} proven{domain}: {levels}"
            )
            total = certificate.variants + sum(certificate.left_out.values())
            for reason, many in certificate.left_out.items():
                if many > LEFT_OUT * total:
                    click.echo(f"  left out: {many} of {total} combinations of draws ({reason})")
            for diagnostic in doubts(course, known[certificate.generator], certificate):
                click.echo(diagnostic, err=True)
        flaws = of_variants(course, tuple(known.values()))
        for diagnostic in flaws:
            click.echo(diagnostic, err=True)
        click.echo(f"{counted(count, 'variant')} proven: {MEANS}", err=True)
        if any(diagnostic.severity == "error" for diagnostic in flaws):
            sys.exit(1)
