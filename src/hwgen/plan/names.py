"""What a blueprint names and the course does not have, read from its file as it stands: other errors hide none of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from hwgen.bank.course import Course
from hwgen.bank.items import Bloom
from hwgen.bank.loading import Loaded
from hwgen.errors import CourseError, Diagnostic, Span, did_you_mean
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.kinds.renamed import rename_blueprint
from hwgen.meantnumbers import level_meant
from hwgen.plan.demands import FAMILIES, OTHERS
from hwgen.plan.phrases import LEVELS
from hwgen.text import Source
from hwgen.yamlsrc import Document, Place

# The keys of an entry that pick, by the family of their words.
PICKING = {"topics": "topic", "kinds": "kind", "objectives": "objective", "bloom": "bloom", "tags": "tag"}


def unknown_names(course: Course, document: Document) -> list[Diagnostic]:
    """Every item and every word of a family that the course does not have."""
    known = _known(course)
    faults = []
    for place, entry in _entries(document.data):
        item = entry.get("item")
        if isinstance(item, Source) and item.strip() and item not in course.items:
            faults.append(_no_item(course, item, document.span(*place, "item")))
        for family, key in PICKING.items():
            faults += (
                _unknown(course, family, word, word.span, known[family])
                for word in _words(entry.get(key))
                if word not in known[family]
            )
    plan = _mapping(_mapping(document.data).get("plan"))
    for family in FAMILIES:
        for word in _mapping(plan.get(family)):
            if word not in known[family] and word != OTHERS:
                span = document.span("plan", family, word, "#key")
                faults.append(_unknown(course, family, word, span, {*known[family], OTHERS}))
    for word in _words(plan.get("exclude")):
        if word not in course.items:
            hint = _word_hint(course, "items", word, course.items)
            faults.append(Diagnostic("unknown-item", f"there is no item `{word}`", word.span, hint))
    return faults


def of_unread(loaded: Loaded, exam: str = "") -> list[Diagnostic]:
    """The unknown names in exams that could not be read for other errors: all of them, or `exam` alone. None while an item may be one that could not be read."""
    course, faults = loaded.course, list[Diagnostic]()
    for path in sorted((course.root / "bank" / "exams").glob("*.yaml")):
        if path.stem in course.blueprints or path.stem != (exam or path.stem) or not loaded.all_items:
            continue
        try:
            document = Document(path)
        except CourseError:
            continue
        rename_blueprint(document, old=False)
        faults += unknown_names(course, document)
    return faults


def _entries(data: object) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The entries of all parts; one that lacks its `-` is one all the same."""
    for at, section in _listed(_mapping(data).get("sections"), ("sections",)):
        yield from _listed(section.get("questions"), (*at, "questions"))


def _listed(data: object, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if isinstance(data, Mapping):
        yield place, data
    elif isinstance(data, list):
        yield from (((*place, i), entry) for i, entry in enumerate(data) if isinstance(entry, Mapping))


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _words(data: object) -> list[Source]:
    return [word for word in (data if isinstance(data, list) else [data]) if isinstance(word, Source) and word.strip()]


def _known(course: Course) -> dict[str, set[str]]:
    """The words that a blueprint may use of each family."""
    return {
        **course.words,
        "bloom": set(get_args(Bloom)),
        "kinds": set(ITEM_KINDS),
        "levels": {str(level) for level in range(1, len(LEVELS) + 1)},
    }


def _no_item(course: Course, item: str, span: Span) -> Diagnostic:
    several = re.split(r"\s*[,，、;；]\s*|\s+", item.strip())
    hint = (
        f"write each as an entry of its own: `- item: {several[0]}`"
        if len(several) > 1
        else did_you_mean(item, course.items)
    )
    return Diagnostic("unknown-item", f"there is no item `{item}`", span, hint)


def _unknown(course: Course, family: str, word: str, span: Span | None, known: Collection[str]) -> Diagnostic:
    return Diagnostic("unknown-word", _strange(family, word), span, _word_hint(course, family, word, known))


def _word_hint(course: Course, family: str, word: str, known: Collection[str]) -> str:
    """The word that is meant, or the list of several words that are written as one."""
    several = [part for part in re.split(r"\s*[,，、;；]\s*", word) if part]
    if len(several) > 1 and set(several) & set(known):
        return f"write `[{', '.join(several)}]`"
    titles = course.topics.items() if family == "topics" else ()
    if titled := [topic for topic, title in titles if any(word.lower() in text.lower() for text in title.values())]:
        return f"did you mean `{titled[0]}`?" if len(titled) == 1 else did_you_mean(word, known)
    if family == "levels":
        return level_meant(word) or "write a number from 1 to 5, of which 1 is very easy and 5 very hard"
    return did_you_mean(word, known)


def _strange(family: str, word: str) -> str:
    match family:
        case "topics" | "tags":
            return f"no item has the {family[:-1]} `{word}`"
        case "levels":
            return f"`{word}` is not a difficulty"
        case "bloom":
            return f"there is no Bloom level `{word}`"
        case _:
            return f"there is no {family[:-1]} `{word}`"
