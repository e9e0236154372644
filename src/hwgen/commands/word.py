"""The command that writes an exam, or single items, for Word: export docx."""

from __future__ import annotations

from pathlib import Path

import click

from hwgen.commands.courses import chosen_languages, course_option, load
from hwgen.commands.exporting import (
    LOSSES_SETTINGS,
    REPLACE_SETTINGS,
    SEED_SETTINGS,
    STRICT_SETTINGS,
    check_suffix,
    one_exam,
)
from hwgen.commands.options import EXAM, Place, complete_language, paper_option
from hwgen.commands.showing import reported, show_diagnostic

SUFFIX = ".docx"


@click.command("docx", short_help="Word document")
@click.argument("names", nargs=-1, metavar="[EXAM]", type=EXAM)
@click.option("--item", "items", multiple=True, metavar="ID...", help="Write these items instead of an exam.")
@click.option("--exam", type=EXAM, help="The same as EXAM.")
@click.option(
    "--count", type=click.IntRange(1, 100), help="The number of variants of each item, if it has so many.  [default: 1]"
)
@click.option("--seed", **SEED_SETTINGS)
@click.option(
    "--lang",
    "language",
    metavar="LANGUAGE",
    shell_complete=complete_language,
    help="One of the course's languages, or all of them together.  [default: the first]",
)
@paper_option
@click.option(
    "-o", "--out", type=Place(dir_okay=False), required=True, help="The file, *.docx; the key is written beside it."
)
@click.option("--replace", "may_replace", **REPLACE_SETTINGS)
@click.option("--losses", **LOSSES_SETTINGS)
@click.option("--strict", **STRICT_SETTINGS)
@course_option
def docx(
    names: tuple[str, ...],
    items: tuple[str, ...],
    exam: str | None,
    count: int | None,
    seed: int,
    language: str | None,
    paper: str,
    out: Path,
    may_replace: bool,
    losses: bool,
    strict: bool,
    folder: Path | None,
) -> None:
    """Write an exam for Word, and its key beside it.

    Numbers and letters are Word lists, and formulas can be edited. The styles come from templates/docx/reference.docx.

    \b
    Examples:
      hwgen export docx quiz --seed 7 -o quiz.docx
      hwgen export docx quiz --seed 7 --lang all -o quiz.docx
      hwgen export docx --item ohm-series free-fall --count 3 --seed 7 --lang en -o items.docx
    """
    check_suffix(out, (SUFFIX,), "Word")
    name = one_exam(names, items, exam)
    if count and not items:
        raise click.UsageError("--count goes with --item")
    with reported():
        from hwgen.classes.paper import exam_of, exam_of_items, plan_of
        from hwgen.edited import REPLACE
        from hwgen.formats import FORMATS, word
        from hwgen.output import replace_own
        from hwgen.papercode import Code
        from hwgen.pdf.engines import AUTO, choose
        from hwgen.pdf.kit import Kit
        from hwgen.writers.loss import diagnostics, listed, refusal

        ids = (*items, *names) if items else ()
        course = load(folder, exam=name, items=ids)
        languages = chosen_languages(course, language)
        if ids:
            exams = [exam_of_items(course, ids, count or 1, seed, at) for at in languages]
        else:
            codes = [Code(name, seed, at, paper) for at in languages]  # type: ignore[arg-type]
            plan = plan_of(course, codes[0])
            exams = [exam_of(course, plan, code) for code in codes]
        first, *others = exams
        written = word(first, Kit(course, choose(AUTO), paper), others)  # type: ignore[arg-type]
        title = FORMATS["docx"].title
        if strict and written.losses:
            raise refusal(written.losses, title)
        for warning in (*written.warnings, *(() if losses else diagnostics(written.losses, title))):
            show_diagnostic(warning)
        key = out.with_name(f"{out.stem}-key{out.suffix}")
        files = {out: written.files[f"exam{SUFFIX}"], key: written.files[f"key{SUFFIX}"]}
        for file in replace_own(files, flag=REPLACE, replace=may_replace):
            click.echo(file)
        for line in listed(written.losses if losses else (), numbered=True):
            click.echo(line)
