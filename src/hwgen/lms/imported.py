"""What an import brings: items, entries of an exam, pictures, and a list of doubts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hwgen.content.image import Cleaned
from hwgen.errors import Diagnostic, Span, counted
from hwgen.lms.places import inside
from hwgen.text import USUAL, Language

Data = dict[str, Any]


LONGEST_NAME = 80
# The rule of what is said of a question that was left out.
LOST = "import-question-lost"


@dataclass
class Imported:
    """Items by topic, as the data of bank/items files; entries of an exam that asks them as they stood; files; the place of
    each item in what was imported; doubts. `texts` has what texts became that left no doubt: many questions share them. `file`
    is the one in a package whose lines are being read; empty where they are those of the file itself.
    """

    items: dict[str, list[Data]] = field(default_factory=dict)
    entries: list[Data] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    doubts: list[Diagnostic] = field(default_factory=list)
    texts: dict[tuple[object, ...], dict[Language, str]] = field(default_factory=dict)
    file: str = ""

    def doubt(self, rule: str, line: int, question: str, message: str) -> None:
        """What could not be carried over as it was, or looks wrong."""
        self._doubt(rule, self.at(line), question, message)

    def at(self, line: int) -> Span:
        """A line of the file that is being read."""
        return inside(self.file, line)

    def doubt_item(self, rule: str, id: str, message: str) -> None:
        """What is said of an item that is there already, at its place."""
        self._doubt(rule, self.places.get(id, self.at(0)), id, message)

    def _doubt(self, rule: str, place: Span, question: str, message: str) -> None:
        self.doubts.append(Diagnostic(rule, message, place, subject=question[:LONGEST_NAME]))

    def spoken(self, course: Sequence[Language]) -> dict[tuple[str, str], Sequence[Language]]:
        """The languages of each item by its id, and of items to pick from by their tag, as entries of an exam name them."""
        languages: dict[tuple[str, str], Sequence[Language]] = {}
        for item in (item for items in self.items.values() for item in items):
            own = item.get("languages") or ([item["language"]] if "language" in item else course)
            languages["item", item["id"]] = own
            languages |= {("tag", tag): own for tag in item["tags"]}
        return languages

    def sort_into(self, topics: Mapping[str, str], rest: str) -> None:
        """Puts items into topics that the course has: `topics` are their ids by the slugs of their names.

        Items of `rest`, for which the file names no chapter, go where a tag of theirs says.
        """
        sorted_items: dict[str, list[Data]] = {}
        for topic, items in self.items.items():
            for item in items:
                tagged = [topics[tag] for tag in map(slug, item["tags"]) if tag in topics] if topic == rest else []
                sorted_items.setdefault(next(iter(tagged), topics.get(topic, topic)), []).append(item)
        self.items = sorted_items

    def drop(self, id: str, message: str) -> None:
        """Takes an item out again."""
        self.doubt_item("import-question-lost", id, message)
        for topic, items in list(self.items.items()):
            self.items[topic] = [item for item in items if item["id"] != id]
            for item in items:
                if id in item.get("enemies", ()):
                    item["enemies"] = [other for other in item["enemies"] if other != id]
            if not self.items[topic]:
                del self.items[topic]
        left = self.spoken(USUAL)
        self.entries = [entry for entry in self.entries if asked(entry) in left]

    def grouped(self) -> list[Diagnostic]:
        """What was said, in the order of the file: what was said of several questions alike once, at the first, with their number.

        Each question that was lost is named.
        """
        groups: dict[tuple[object, ...], list[Diagnostic]] = {}
        for doubt in self.doubts:
            lost = (doubt.span, doubt.subject) if doubt.rule == LOST else ()
            groups.setdefault((doubt.rule, doubt.message, *lost), []).append(doubt)
        return [_counted(alike) for alike in groups.values()]

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


def asked(entry: Data) -> tuple[str, str]:
    """What an entry of an exam asks: an item, or one that has a tag."""
    return ("item", entry["item"]) if "item" in entry else ("tag", entry["tag"])


def _counted(alike: Sequence[Diagnostic]) -> Diagnostic:
    first, questions = alike[0], dict.fromkeys((doubt.span, doubt.subject) for doubt in alike)
    if len(questions) == 1:
        return first
    return replace(first, message=f"{first.message} ({counted(len(questions), 'question')}, this is the first)")


def slug(text: str) -> str:
    """The text as a name in which only letters, figures and dashes stand."""
    return re.sub(r"[^\w-]+", "-", text).strip("-_").lower()[:60].strip("-_")
