"""New values in a file of the bank: what stays keeps its words and its comments, and the file is in the one style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from hwgen.editing.begin import styled
from hwgen.editing.comments import Entry, Value, read_comments
from hwgen.editing.layout import file_lines
from hwgen.errors import CourseError, Diagnostic, UsageError
from hwgen.fields import Record
from hwgen.text import Language


class Unwritten(CourseError):
    """What is wrong with a text that was not written; `within` leads to the record that was to be changed."""

    def __init__(self, text: str, within: Sequence[str], *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.text = text
        self.within = tuple(within)


def with_item(text: str, id: str, data: Mapping[str, Any], languages: tuple[Language, ...]) -> str:
    """The text of a file of items, in which the item of that id has the values of `data`; None takes a key away.

    In a list of records, `data` has them by their places. Raises Unwritten where that would be no item, UsageError where the file has none of that id.
    """
    whole = read_comments(text)
    within, item = _item(whole, id)
    merge(item, data)
    return _written(whole, Path("bank", "items", "form.yaml"), languages, within)


def place_of(text: str, id: str) -> tuple[str, ...]:
    """The path of an item in the text of its file. Raises UsageError where the file has none of that id."""
    return _item(read_comments(text), id)[0]


def _item(whole: Value, id: str) -> tuple[tuple[str, ...], Value]:
    items = next((entry.value.entries for entry in whole.entries if entry.key == "items"), [])
    for i, entry in enumerate(items):
        if _says(entry.value, "id") == id:
            return ("items", str(i)), entry.value
    raise UsageError(Diagnostic("unknown-item", f"the file has no item `{id}` any more"))


def with_exam(text: str, name: str, data: Mapping[str, Any], languages: tuple[Language, ...]) -> str:
    """The text of the blueprint in the file of that name with the values of `data`, as with_item has them."""
    whole = read_comments(text)
    merge(whole, data)
    return _written(whole, Path("bank", "exams", name), languages, ())


def with_misconception(text: str, id: str, data: Mapping[str, Any], languages: tuple[Language, ...]) -> str:
    """The text of a file of misconceptions, none of which has that id, with one more. Raises Unwritten where the result could not be read."""
    whole = read_comments(text)
    if not whole.entries:
        # Comments alone, or `{}`.
        comments = [line for line in text.split("\n") if line.startswith("#")]
        whole = read_comments("\n".join([*comments, f"{id}:"]))
    merge(whole, {id: data})
    return _written(whole, Path("bank", "misconceptions.yaml"), languages, (id,))


def _written(whole: Value, place: Path, languages: tuple[Language, ...], within: Sequence[str]) -> str:
    text = "\n".join([*file_lines(whole, Record()), ""])
    try:
        return styled(text, place, languages)
    except CourseError as e:
        raise Unwritten(text, within, *e.diagnostics) from e


def merge(value: Value, data: Mapping[str, Any]) -> None:
    """Changes the entries of a mapping, and no others."""
    for key, new in data.items():
        entry = next((entry for entry in value.entries if entry.key == key), None)
        if new is None:
            value.entries = [entry for entry in value.entries if entry.key != key]
        elif entry is None:
            value.entries.append(Entry(value, key, 0, built(new)))
        else:
            _change(entry, new)


def _change(entry: Entry, new: Any) -> None:
    old = entry.value
    match new:
        case dict() if isinstance(old.node, yaml.SequenceNode):
            # The entries of a list by their places: those that are None go, and new ones come after all others.
            kept = [(place, one) for place, one in enumerate(old.entries) if new.get(place, one) is not None]
            for place, one in kept:
                if isinstance(new.get(place), dict):
                    _change(one, new[place])
            added = [
                Entry(old, "", 0, built(value)) for place, value in new.items() if place >= len(old.entries) and value
            ]
            old.entries = [*(one for _, one in kept), *added]
        case dict() if isinstance(old.node, yaml.MappingNode):
            merge(old, new)
        case dict() if isinstance(old.node, yaml.ScalarNode) and [text for text in new.values() if text] == [
            old.node.value
        ]:
            # A text in its only language stands by itself.
            pass
        case [only] if isinstance(old.node, yaml.ScalarNode):
            # One of which a list may be given stands by itself.
            _change(entry, only)
        case str() if isinstance(old.node, yaml.ScalarNode):
            # A text over several lines ends in a line end, which a form does not show.
            text = f"{new}\n" if old.node.value.endswith("\n") else new
            if text != old.node.value:
                entry.value = built(text)
        case _ if old.data() != new:
            entry.value = built(new, flow=old.flow)


def built(data: Any, *, flow: bool = False) -> Value:
    """Plain data as values of a file: lists of records are given by their places."""
    match data:
        case dict() if all(isinstance(key, int) for key in data):
            return built([value for _, value in sorted(data.items()) if value])
        case dict():
            value = Value(yaml.MappingNode("tag:yaml.org,2002:map", [], flow_style=flow))
            value.entries = [Entry(value, key, 0, built(new)) for key, new in data.items() if new is not None]
        case list():
            value = Value(yaml.SequenceNode("tag:yaml.org,2002:seq", [], flow_style=flow))
            value.entries = [Entry(value, "", 0, built(new)) for new in data]
        case _:
            return Value(yaml.ScalarNode("tag:yaml.org,2002:str", str(data)))
    return value


def _says(value: Value, key: str) -> str:
    entry = next((entry for entry in value.entries if entry.key == key), None)
    return entry.value.node.value if entry and isinstance(entry.value.node, yaml.ScalarNode) else ""
