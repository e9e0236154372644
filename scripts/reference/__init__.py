"""The reference pages of the site, made from the tables, models and docstrings that the program itself uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from reference import api, commands, keys, tables

PAGES: Mapping[str, Callable[[], str]] = {
    "commands": commands.page,
    "kinds": tables.kinds,
    "formats": tables.formats,
    "platforms": tables.platforms,
    "languages": tables.languages,
    "rules": tables.rules,
    "item-files": keys.items,
    "exam-files": keys.exams,
    "course-files": keys.course,
    "exam-json": keys.exam_json,
    "generators": api.page,
    "exit-codes": tables.exit_codes,
    "environment": tables.environment,
}


def pages() -> dict[str, str]:
    """Every page as Markdown, by its name."""
    return {name: make() for name, make in PAGES.items()}


def write(folder: Path) -> None:
    """Writes the pages that have changed into `folder`, so that Sphinx reads no others again."""
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        path = folder / f"{name}.md"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
