"""Faults of texts in the languages of a course: one for a file, where all of its texts have the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from hwgen.errors import Diagnostic, counted

Located = tuple[tuple[str | int, ...], Diagnostic]


def once(faults: Sequence[Located], absent: Collection[str]) -> Iterator[Located]:
    """The faults, each with the path of its value. `absent` are languages of the course in which no text of the file is."""
    counts = Counter(_language(one, absent) for one in faults)
    for path, fault in faults:
        if not (language := _language((path, fault), absent)):
            yield path, fault
        elif (texts := counts.pop(language, 0)) and fault.rule == "unknown-language":
            message = (
                f"`{path[-1]}` is not a language of the course, and {counted(texts, 'text')} of this file are in it"
            )
            yield path, replace(fault, message=message) if texts > 1 else fault
        elif texts > 1:
            message = f"`{path[-1]}` is a language of the course, and no text of this file is in it"
            hint = f"write each text under `{path[-1]}`, too, or delete it from `languages` in bank/course.yaml"
            yield path, replace(fault, message=message, hint=hint)
        elif texts:
            yield path, fault


def _language(one: Located, absent: Collection[str]) -> str:
    """The language that all texts of a file may have, or lack, in the same way; "" for a fault of another sort."""
    path, fault = one
    if fault.rule == "unknown-language":
        return fault.message
    return str(path[-1]) if path and fault.rule == "missing-key" and path[-1] in absent else ""
