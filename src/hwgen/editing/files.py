"""The files of a course that editors know: which is which by its place, and where its schema stands."""

from __future__ import annotations

from pathlib import Path

FOLDER = ".hwgen"


def kind_of(path: Path) -> str | None:
    """Which of the kinds of files the file at `path` is, by where it stands in a course; None for any other."""
    folders = [folder.name for folder in path.absolute().parents]
    if path.suffix != ".yaml" or "bank" not in folders:
        return None
    below = folders[: folders.index("bank")]
    if below:
        return {"items": "items", "exams": "exam"}.get(below[-1])
    if path.stem in ("course", "conventions", "terms"):
        return path.stem
    return "misconceptions" if path.stem.startswith("misconceptions") else None


def place(name: str) -> str:
    """The path of a file's schema in a course."""
    return f"{FOLDER}/{name}.schema.json"


def modeline(path: Path) -> str:
    """The line that tells an editor the schema of the file at `path`, which has one."""
    folders = [folder.name for folder in path.absolute().parents]
    up = "../" * (folders.index("bank") + 1)
    return f"# yaml-language-server: $schema={up}{place(kind_of(path) or '')}"
