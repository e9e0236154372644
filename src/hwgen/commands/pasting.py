"""Commands that a person is to type next, as a shell takes them: quoted, in the course and the languages that were used."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path


def pasted(*words: str | Path, folder: Path | None = None) -> str:
    """A command of hwgen in the course that was named, if one was."""
    course = ("--course", folder) if folder else ()
    return shlex.join(map(str, ("hwgen", *words, *course)))


def building(
    exam: str, seed: int, languages: Sequence[str], *more: str, folder: Path | None = None, built: str = ""
) -> str:
    """How to build a paper in each language in which it, or the one that was `built` before it, lies in the usual folder; else in the first."""
    at = Path("output", built or exam)
    known = [language for language in languages if (at / f"seed-{seed}-{language}").is_dir()]
    return " && ".join(
        pasted(
            "build",
            exam,
            "--seed",
            str(seed),
            *(("--lang", language) if language != languages[0] else ()),
            *more,
            folder=folder,
        )
        for language in known or languages[:1]
    )
