"""Kinds had other names once: an old file is read as it was meant, with a warning, and `hwgen format` writes the new names.

The trap is `short-answer`: it was what is an essay now, and is what was a short-text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.text import Source
from hwgen.yamlsrc import Document

SHORT_TEXT, SHORT_ANSWER, ESSAY = "short-text", "short-answer", "essay"
OF_AN_ESSAY = ("model", "rubric")


@dataclass(frozen=True)
class Renaming:
    """An old name in a file: where it stands, and the name that the kind has now."""

    span: Span
    old: str
    new: str

    @property
    def warning(self) -> Diagnostic:
        message = f"the kind `{self.old}` is called `{self.new}` now"
        return Diagnostic("old-kind-name", message, self.span, "run `hwgen format` on the whole bank")


def rename_items(document: Document) -> tuple[Renaming, ...]:
    """Gives the kinds in a file of items the names that they have now."""
    return tuple(_in_items(document, _child(document.data, "items"), ("items",)))


def rename_blueprint(document: Document, *, old: bool) -> tuple[Renaming, ...]:
    """Gives the kinds in a blueprint the names that they have now. `old` is for one of a bank whose items have old names."""
    names = list(_names(document.data))
    words = {holder[key] for holder, key, _ in names}
    kinds = {SHORT_TEXT: SHORT_ANSWER}
    if SHORT_TEXT in words or (old and ESSAY not in words):
        kinds[SHORT_ANSWER] = ESSAY
    renamings = []
    for holder, key, place in names:
        new = (kinds if place[-1] != "as" else {SHORT_TEXT: SHORT_ANSWER}).get(holder[key])
        if new:
            renamings.append(Renaming(document.span(*place), str(holder[key]), new))
            holder[key] = Source(new, document.span(*place))
    quotas = _child(_child(document.data, "plan"), "kinds")
    if isinstance(quotas, dict):
        for name in [name for name in quotas if name in kinds]:
            renamings.append(Renaming(document.span("plan", "kinds", name, "#key"), name, kinds[name]))
        renamed = {kinds.get(name, name): value for name, value in quotas.items()}
        quotas.clear()
        quotas.update(renamed)
    return tuple(renamings)


def is_old(items: Path) -> bool:
    """Whether a file in the folder `items` of a bank calls a kind by an old name."""
    for path in sorted(items.glob("**/*.yaml")):
        try:
            text = path.read_text(encoding="utf-8-sig")
            if (SHORT_TEXT in text or SHORT_ANSWER in text) and rename_items(Document(path)):
                return True
        except (CourseError, UnicodeDecodeError):
            continue
    return False


def renamed_text(text: str, renamings: tuple[Renaming, ...]) -> str:
    """The text of a file with the new names."""
    lines = text.split("\n")
    for renaming in sorted(renamings, key=lambda r: r.span, reverse=True):
        row, column = renaming.span.line - 1, renaming.span.column - 1
        start = lines[row].index(renaming.old, column)
        lines[row] = lines[row][:start] + renaming.new + lines[row][start + len(renaming.old) :]
    return "\n".join(lines)


def _in_items(document: Document, items: object, place: tuple[str | int, ...]) -> Iterator[Renaming]:
    for i, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            new = _new(item)
            if new:
                yield Renaming(document.span(*place, i, "kind"), str(item["kind"]), new)
                item["kind"] = Source(new, document.span(*place, i, "kind"))
            yield from _in_items(document, item.get("parts"), (*place, i, "parts"))


def _new(item: dict[str, Any]) -> str | None:
    kind = item.get("kind")
    if kind == SHORT_TEXT:
        return SHORT_ANSWER
    essay = kind == SHORT_ANSWER and "accepted" not in item and any(key in item for key in OF_AN_ESSAY)
    return ESSAY if essay else None


def _names(data: object) -> Iterator[tuple[Any, Any, tuple[str | int, ...]]]:
    """Each name of a kind in the entries of a blueprint: what holds it, under which key, and its place."""
    sections = _child(data, "sections")
    for i, section in enumerate(sections if isinstance(sections, list) else ()):
        entries = _child(section, "questions")
        for j, entry in enumerate(entries if isinstance(entries, list) else ()):
            for key in ("kind", "as"):
                place = ("sections", i, "questions", j, key)
                value = _child(entry, key)
                if isinstance(value, list):
                    yield from ((value, k, (*place, k)) for k, name in enumerate(value) if isinstance(name, str))
                elif isinstance(value, str):
                    yield entry, key, place


def _child(data: object, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None
