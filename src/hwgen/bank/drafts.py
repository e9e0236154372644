"""An item whose keys are missing or wrong, looked at as it stands in the file: all that it lacks is reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

from hwgen.errors import Diagnostic
from hwgen.kinds import KIND
from hwgen.kinds.candidates import too_few
from hwgen.validation import misspelt
from hwgen.yamlsrc import Document, Place

# Kinds with a pool of wrong options, of which a paper shows some.
POOLED = ("choice", "multiple-choice")


def lacking(document: Document, place: Place) -> Iterator[Place]:
    """The keys that the item at `place` lacks and that only an imported one may leave out, whatever else is wrong with it."""
    data: Any = document.data
    for step in place:
        data = data[step]
    if not isinstance(data, Mapping) or data.get("imported") == "true":
        return
    if data.get("kind") != "linked":
        yield from _unexplained(data)
        return
    for i, part in enumerate(_entries(data.get("parts"))):
        yield from (("parts", i, *path) for path in _unexplained(part))


def few(document: Document, place: Place) -> Iterator[Diagnostic]:
    """That the item at `place`, which has other faults, has too few wrong options."""
    item: Any = document.data
    for step in place:
        item = item[step]
    if not isinstance(item, Mapping):
        return
    for i, question in enumerate(_entries(item.get("parts")) if item.get("kind") == "linked" else (item,)):
        where = (*place, "parts", i) if question is not item else place
        if isinstance(question, Mapping) and question.get("kind") in POOLED:
            wrong, right = _entries(question.get("wrong")), _entries(question.get("right"))
            usual = KIND[question["kind"]].record.model_fields["options"].default
            given = str(question.get("options", usual))
            options = int(given) if re.fullmatch("[2-9]|1[0-9]", given) else None
            if wrong and right and (options or usual is None):
                shown = 1 if question["kind"] == "choice" else len(right)
                yield from too_few(wrong, options, shown, partial(document.span, *where))


def _unexplained(question: Any) -> Iterator[Place]:
    kind = KIND.get(str(question.get("kind"))) if isinstance(question, Mapping) else None
    if kind is None:
        return
    fields = kind.record.model_fields
    seen = {name: _value(question, name, () if field.is_required() else None) for name, field in fields.items()}
    strange = [str(key) for key in question if key not in fields]
    for path in kind.unexplained(SimpleNamespace(**seen)):
        if len(path) > 1 or not misspelt(path[0], strange):
            yield path


def _value(question: Mapping[str, Any], name: str, otherwise: object) -> object:
    """A value as the record of a kind would have it: of the entries of a list only whether they say why."""
    value = question.get(name, otherwise)
    if not isinstance(value, list):
        return () if otherwise == () else value
    # What is no entry has a fault of its own.
    return tuple(SimpleNamespace(why=each.get("why") if isinstance(each, Mapping) else "") for each in value)


def _entries(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
