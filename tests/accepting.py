"""Golden files: what was made is what a person once read and accepted, to the byte."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
MOST_LINES = 40
ADVICE = "read what changed; `pytest --accept` takes it, and `git diff tests` shows it"


class Golden:
    """Compares with the golden files, or rewrites them where `accept` is told."""

    def __init__(self, *, accept: bool) -> None:
        self.accept = accept

    def file(self, name: str, made: bytes) -> None:
        """Fails where `made` is not the golden file `name`."""
        self.files("", {name: made}, whole=False)

    def files(self, folder: str, made: Mapping[str, bytes], *, whole: bool = True) -> None:
        """Fails where a file of the golden `folder` is not as it was `made`; if `whole`, nothing else may lie there."""
        if self.accept:
            for name, data in made.items():
                path = GOLDEN / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        faults = [fault for name, data in made.items() if (fault := _fault(GOLDEN / folder / name, data))]
        if faults:
            pytest.fail("\n".join(faults), pytrace=False)
        if whole:
            self.nothing_but(folder, made)

    def nothing_but(self, folder: str, names: Mapping[str, object] | set[str]) -> None:
        """Fails where the golden `folder` holds files or folders that nothing makes."""
        stray = [path for path in sorted((GOLDEN / folder).iterdir()) if path.name not in names]
        for path in stray if self.accept else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if stray and not self.accept:
            told = ", ".join(map(_told, stray))
            pytest.fail(f"nothing makes {told} any more; `pytest --accept` deletes it", pytrace=False)


def _fault(path: Path, made: bytes) -> str:
    """What is wrong with a golden file, or nothing."""
    if not path.is_file():
        return f"{_told(path)} is missing; {ADVICE}"
    known = path.read_bytes()
    return "" if made == known else differences(_told(path), known.decode(), made.decode())


def _told(path: Path) -> str:
    return path.relative_to(GOLDEN.parents[1]).as_posix()


def differences(name: str, known: str, made: str) -> str:
    """A unified diff, for a person."""
    lines = [
        line if line.endswith("\n") else f"{line}\n\\ no newline at the end\n"
        for line in difflib.unified_diff(_lines(known), _lines(made), name, "what was made")
    ]
    left = [f"... and {len(lines) - MOST_LINES} lines more\n"] if len(lines) > MOST_LINES else []
    return "".join([f"{name} is not what was made; {ADVICE}\n", *lines[:MOST_LINES], *left])


def _lines(text: str) -> list[str]:
    """Only a line feed ends a line; a carriage return before it is shown."""
    *lines, last = text.replace("\r", "\\r").split("\n")
    return [*(f"{line}\n" for line in lines), *filter(None, [last])]
