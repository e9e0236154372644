"""What can stand at a place of a bank file that is being typed: keys of its records, kinds, and names that the course knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from hwgen.bank.course import Course
from hwgen.editing.models import fields_of, kind_of_record, types_in
from hwgen.editing.records import RECORDS
from hwgen.editing.schema import names
from hwgen.text import Text

KEY = re.compile(r"(?P<dash>- +)?(?P<key>[\w-]+):(?: |$)")
ENTRY = "-"


@dataclass(frozen=True)
class Option:
    """What can be typed, and what it means."""

    label: str
    detail: str = ""


@dataclass(frozen=True)
class _Line:
    """A line with its key; `indent` is the column of the key, or of what stands there."""

    indent: int
    key: str
    value: str
    entry: bool


def completions(course: Course, name: str, text: str, line: int, column: int) -> list[Option]:
    """The options at a place, which counts from 1, of a file of the sort `name`; none where nothing is known."""
    lines = text.split("\n")
    head = lines[line - 1][: column - 1] if line <= len(lines) else ""
    read = [_read(text) for text in lines[: line - 1]]
    here = _read(head + "x" if not head.strip() or head.rstrip().endswith("-") else head)
    value = here is not None and bool(here.key)
    indent = here.indent if here else len(head)
    path = list(reversed(list(_above(read, indent, here.entry if here else False))))
    siblings = {at.key: at.value for at in _siblings(lines, line - 1, indent)}
    types = _walk(RECORDS[name], path, siblings)
    if value and here:
        return list(_values(course, types, here.key))
    # Before its kind is known, an item has what all of them have.
    shared = set.intersection(*(set(fields_of(model)) for model in types)) if types else set()
    fields = {alias: field for model in types[:1] for alias, field in fields_of(model).items() if alias in shared}
    keys = [Option(f"{alias}: ", field.description or "") for alias, field in fields.items() if alias not in siblings]
    listed = map(Option, sorted(names(course).get(path[-2] if path[-1:] == [ENTRY] and len(path) > 1 else "", ())))
    return keys or (
        [Option(f"{at}: ") for at in course.languages if at not in siblings] if Text in types else list(listed)
    )


def _read(text: str) -> _Line | None:
    """None for a line that says nothing."""
    body = text.lstrip(" ")
    if not body or body.startswith("#"):
        return None
    start = len(text) - len(body)
    match = KEY.match(body)
    if match:
        return _Line(start + len(match["dash"] or ""), match["key"], body[match.end() :].strip(), bool(match["dash"]))
    dashed = body.startswith("- ") or body == "-"
    return _Line(start + (len(body) - len(body[1:].lstrip(" ")) if dashed else 0), "", body, dashed)


def _above(lines: Sequence[_Line | None], indent: int, entry: bool) -> Iterator[str]:
    """The keys around a place, from the inside; ENTRY for an entry of a list."""
    for at in reversed([line for line in lines if line]):
        if entry and (at.indent <= indent - 2 or (at.key and not at.entry and at.indent <= indent - 2)):
            yield ENTRY
            entry = False
        if at.indent < indent and not entry:
            yield at.key
            indent, entry = at.indent, at.entry
        elif at.indent == indent and at.entry:
            entry = True
    if entry:
        yield ENTRY


def _siblings(lines: Sequence[str], place: int, indent: int) -> Iterator[_Line]:
    """The keys beside a place, in the same mapping."""
    for step in (-1, 1):
        i = place if step < 0 else place + 1
        while 0 <= i < len(lines):
            at = _read(lines[i])
            i += step
            if at is None:
                continue
            if at.indent < indent or (step > 0 and at.entry and at.indent <= indent):
                break
            if at.indent == indent and at.key:
                yield at
            if step < 0 and at.entry and at.indent == indent:
                break


def _walk(model: Any, path: Sequence[str], siblings: Mapping[str, str]) -> list[Any]:
    """The types of what stands at a path; where that is one of several records, the kind beside it says which."""
    types = list(types_in(model))
    for key in path:
        if key == ENTRY:
            continue
        annotations = [fields_of(each)[key].annotation for each in types if key in fields_of(each)]
        types = [inner for annotation in annotations for inner in types_in(annotation)]
    kind = siblings.get("kind")
    return [each for each in types if kind and kind_of_record(each) == kind] or types


def _values(course: Course, types: Sequence[Any], key: str) -> Iterator[Option]:
    """What can stand behind a key."""
    known = set(names(course).get(key, ()))
    for model in types:
        field = fields_of(model).get(key)
        for inner in types_in(field.annotation) if field else ():
            if get_origin(inner) is Literal:
                known |= set(map(str, get_args(inner)))
            elif inner is bool:
                known |= {"true", "false"}
    if key == "kind":
        known |= {kind for model in types if (kind := kind_of_record(model))}
    yield from (Option(word) for word in sorted(known))
