"""The form that ids have: `free-fall`. Others work, but are hard to type, and look like others on some machines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from hwgen.errors import Diagnostic, Span
from hwgen.problem.generator import Generator
from hwgen.problem.places import written
from hwgen.text import Source
from hwgen.yamlsrc import Document

NAME = re.compile(r"\w[\w.-]*")
FORM = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
ALLOWED = "lowercase letters, digits and hyphens"
EXAMPLE = "free-fall"
RENAMED = "`hwgen rename {} NEW` changes it in all files"


def suggested(id: str) -> str:
    """The id in the usual form, or an example where its letters are none of it."""
    plain = id.strip("“”‘’「」")
    slug = re.sub(r"[^a-z0-9]+", "-", HUMP.sub("-", plain).lower()).strip("-")
    return slug if slug and plain.isascii() else EXAMPLE


def misshapen(document: Document) -> Iterator[Diagnostic]:
    """Ids of a file of items that are written otherwise: the first, with the number of the others. Imported items keep theirs."""
    items = document.data.get("items") if isinstance(document.data, dict) else None
    places: list[tuple[Source, bool]] = []
    for i, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping) and item.get("imported") != "true":
            for id in document.texts("id", "items", i):
                of_item = id is item.get("id")
                # An item whose id is no name at all is an error, which says how to write it.
                if id.strip() and not FORM.fullmatch(id) and (NAME.fullmatch(id) or not of_item):
                    places.append((id, of_item))
    if places:
        places.sort(key=lambda one: one[0].span)
        id, of_item = places[0]
        others = f", and {len(places) - 1} more in this file" if len(places) > 1 else ""
        yield _unusual(id, id.span, others, RENAMED if of_item else "exams that pin it have to name the new one")


def misnamed(generators: Iterable[Generator]) -> Iterator[Diagnostic]:
    """Ids of generators, which are the names of their functions, that are written otherwise than those of items."""
    for generator in generators:
        if not FORM.fullmatch(generator.id):
            yield _unusual(generator.id, written(generator.id.replace("-", "_"), generator.span), "", RENAMED)


def _unusual(id: str, span: Span, others: str, way: str) -> Diagnostic:
    new = suggested(id)
    like = f"something like `{new}`" if new == EXAMPLE else f"`{new}`"
    message = f"`{id}` is not in the form of an id, which has {ALLOWED}{others}"
    return Diagnostic("id-form", message, span, f"write {like}; {way.format(shlex.quote(id))}")
