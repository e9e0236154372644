"""The command that prints items to look them over: sheet."""

from __future__ import annotations

from pathlib import Path

import click

from hwgen.commands.courses import chosen_language, course_option, load
from hwgen.commands.options import chosen_engine, engine_option, language_option, out_option
from hwgen.commands.showing import reported, show_diagnostic


@click.command()
@click.argument("items", nargs=-1, required=True)
@click.option(
    "--count",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="The number of variants of each item, if it has so many.",
)
@engine_option
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The number that decides every draw."
)
@language_option
@out_option
@course_option
def sheet(
    items: tuple[str, ...], count: int, engine: str, seed: int, language: str | None, out: Path, folder: Path | None
) -> None:
    """Typeset variants of items, with keys, for review.

    \b
    Example:
      hwgen sheet ohm-series --count 10 --lang en
    """
    with reported():
        from hwgen.classes.paper import sheet as make

        chosen = chosen_engine(engine)
        course = load(folder, items=items)
        built = make(course, items, count, seed, chosen_language(course, language), engine=chosen, out=out)
        for warning in built.warnings:
            show_diagnostic(warning)
        for name in built.files:
            click.echo(built.folder / name)
