"""What the commands that export have in common: what is exported, and the name of the file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from hwgen.commands.options import SEED

# Of `click.option` and `click.Option`.
SEED_SETTINGS: Mapping[str, Any] = {
    "type": SEED,
    "required": True,
    "help": "The number that decides every draw: the same seed gives the same paper.",
}
REPLACE_SETTINGS: Mapping[str, Any] = {
    "is_flag": True,
    "help": "Replace a file of this name even if hwgen does not know it as its own.",
}
LOSSES_SETTINGS: Mapping[str, Any] = {"is_flag": True, "help": "Print what is lost, question by question."}
STRICT_SETTINGS: Mapping[str, Any] = {"is_flag": True, "help": "Write nothing if anything would be lost."}


def one_exam(names: Sequence[str], items: Sequence[str], exam: str | None = None) -> str:
    """The exam that is exported; "" where items are, to which further `names` belong then. Raises click.UsageError."""
    exams = [*([exam] if exam else []), *(() if items else names)]
    if bool(items) == bool(exams) or len(exams) > 1:
        raise click.UsageError("give either one EXAM or --item ID...")
    return "".join(exams)


def check_suffix(out: Path, suffixes: Sequence[str], reader: str, option: str = "-o") -> None:
    """Raises click.UsageError for a name that the program which reads the file would not take."""
    if not out.name.lower().endswith(tuple(suffixes)):
        ends = " or ".join(suffixes)
        # A name may hold a point of its own: `hw2.v3`.
        bare = out.with_suffix("") if out.suffix[1:].isalpha() else out
        name = shlex.quote(f"{bare}{suffixes[0]}")
        raise click.UsageError(f"{reader} accepts only names that end in {ends}: {option} {name}")
