"""What an import brings: items, entries of an exam, pictures, and a list of doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hwgen.content.image import Cleaned
from hwgen.errors import Diagnostic
from hwgen.lms.places import on_line

Data = dict[str, Any]


LONGEST_NAME = 80


@dataclass
class Imported:
    """Items by topic, as the data of bank/items files; entries of an exam that asks them as they stood; files; doubts."""

    items: dict[str, list[Data]] = field(default_factory=dict)
    entries: list[Data] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    doubts: list[Diagnostic] = field(default_factory=list)

    def doubt(self, rule: str, line: int, question: str, message: str) -> None:
        """What could not be carried over as it was, or looks wrong."""
        self.doubts.append(Diagnostic(rule, message, on_line(line), subject=question[:LONGEST_NAME]))

    def keep(self, folder: str, name: str, picture: Cleaned) -> str:
        """Puts a picture into `folder` under a name that is safe, which it returns."""
        kind, data = picture.kind, picture.data
        stem = slug(re.split(r"[\\/]", name)[-1].rpartition(".")[0]) or "picture"
        path, again = f"{folder}/{stem}.{kind}", 1
        while self.files.get(path, data) != data:
            again += 1
            path = f"{folder}/{stem}-{again}.{kind}"
        self.files[path] = data
        return path


def slug(text: str) -> str:
    """The text as a name in which only letters, figures and dashes stand."""
    return re.sub(r"[^\w-]+", "-", text).strip("-_").lower()[:60].strip("-_")
