"""A text alone where an entry with keys belongs: one mistake, of which a schema says as many as it has keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hwgen.errors import Diagnostic
from hwgen.text import Language
from hwgen.yamlsrc import Document, Place

Located = tuple[Place, Diagnostic]


def as_one(
    faults: Iterable[Located], document: Document, entries: Place, languages: Sequence[Language]
) -> list[Located]:
    """The faults, those of an entry below `entries` that is a bare text `{en: …}` gathered into one."""
    data: object = document.data
    for step in entries:
        data = data.get(step) if isinstance(data, Mapping) else None
    bare = {
        (*entries, name)
        for name, value in (data.items() if isinstance(data, Mapping) else ())
        if isinstance(value, Mapping) and value and set(value) <= set(languages)
    }
    gathered: dict[Place, list[Located]] = {}
    for place, fault in faults:
        depth = len(entries) + 1
        gathered.setdefault(place[:depth] if place[:depth] in bare else (*place, len(gathered)), []).append(
            (place, fault)
        )
    return [
        one for place, group in gathered.items() for one in ([_one(document, place, group)] if place in bare else group)
    ]


def _one(document: Document, place: Place, group: Sequence[Located]) -> Located:
    missing = " and ".join(f"`{fault_place[-1]}`" for fault_place, fault in group if fault.rule == "missing-key")
    hint = f"an entry has the keys {missing}: write the text below the one that it belongs to"
    message = f"a text stands where the entry `{place[-1]}` belongs"
    return place, Diagnostic("wrong-value", message, document.span(*place), hint)
