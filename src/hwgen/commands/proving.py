"""The command that proves generators: verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hwgen.commands.courses import course_option, load
from hwgen.commands.progress import progress
from hwgen.commands.showing import reported

if TYPE_CHECKING:
    from hwgen.proof.certificates import Certificate

# What is left out of a domain is mentioned from this share on.
LEFT_OUT = 0.03
# What the last line says of it; the help says more.
MEANS = (
    "formula and check agree, options differ, texts and steps hold.\n"
    "Not verified: that formula and check do not share a mistake, that the wording asks for what they compute; see `hwgen verify --help`."
)


@click.command()
@click.argument("generators", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the certificates, one JSON object per line.")
@course_option
def verify(generators: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Prove every variant of the generators.

    Confirms that formula and check agree, wrong options differ, conventions are stated, and all languages have the same
    numbers. What has been proven and has not changed is not proven again.

    The answer is computed twice, by the formula and by the check, for every variant. That excludes slips in one of
    them, not a mistake that both make, nor a stem that asks for something else: read one variant with `hwgen show`,
    and work it out by hand.

    \b
    Examples:
      hwgen verify
      hwgen verify ohm-series --json
    """
    with reported():
        from hwgen.errors import CourseError, Diagnostic, counted
        from hwgen.flaws.editor import of_variants
        from hwgen.looking.tables import generators as named
        from hwgen.proof.certificates import doubts, verified

        course = load(folder, items=generators)
        wanted = named(course, generators)
        faults: list[Diagnostic] = []
        certificates = []
        for generator, result in zip(wanted, verified(course, wanted), strict=True):
            if isinstance(result, CourseError):
                faults += result.diagnostics
            else:
                certificates.append((generator, result))
        progress("")
        flaws = of_variants(course, [generator for generator, _ in certificates])
        errors = [flaw for flaw in flaws if flaw.severity == "error"]
        wrong = {flaw.subject for flaw in errors}
        count = 0
        for generator, certificate in certificates:
            # Its numbers are right, and its texts are not: nobody should take it for proven.
            if generator.id in wrong:
                continue
            count += certificate.variants
            if as_json:
                click.echo(json.dumps(certificate.as_data()))
            else:
                _say(certificate)
            for diagnostic in doubts(course, generator, certificate):
                click.echo(diagnostic, err=True)
        for flaw in flaws:
            if flaw.severity != "error":
                click.echo(flaw, err=True)
        if count:
            click.echo(f"{counted(count, 'variant')} proven: {MEANS}", err=True)
        if faults or errors:
            raise CourseError(*faults, *errors)


def _say(certificate: Certificate) -> None:
    """What is proven, and what was left out."""
    from hwgen.errors import counted

    levels = ", ".join(f"{n} of level {level}" for level, n in certificate.by_difficulty.items())
    domain = " (a sample)" if certificate.sampled else ""
    click.echo(f"{certificate.generator}: all {counted(certificate.variants, 'variant')} proven{domain}: {levels}")
    total = certificate.variants + sum(certificate.left_out.values())
    for reason, many in certificate.left_out.items():
        if many > LEFT_OUT * total:
            click.echo(f"  left out: {many} of {total} combinations of draws ({reason})")
