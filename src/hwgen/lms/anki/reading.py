"""A package of Anki read back: its notes, and whether all that they show is in it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from hwgen.errors import Diagnostic
from hwgen.lms.anki.package import COLLECTION, LANGUAGE, MEDIA, PART
from hwgen.lms.archives import Archive, opened
from hwgen.lms.asked import Asked, Field, SelfMarked
from hwgen.lms.places import Unreadable, on_line

SHOWN = re.compile(r'<img\b[^>]*\bsrc="([^"]*)"')
SQLITE = b"SQLite format 3\0"
NEWER = ("collection.anki21", "collection.anki21b")


def is_package(head: bytes) -> bool:
    try:
        return any(name in opened(head) for name in (COLLECTION, *NEWER))
    except Unreadable:
        return False


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    try:
        archive = opened(data)
        notes = _notes(archive)
        media = _media(archive)
    except Unreadable as e:
        return list(e.diagnostics)
    often = Counter(id for id, _ in notes)
    for place, (id, fields) in enumerate(notes, 1):
        name = re.sub(r"<[^>]*>", "", fields[0])[:60]
        faults = tuple(_faults(id, fields, media, place, often[id]))
        take(Asked(id.partition(LANGUAGE)[0], name, "note", place, (Field(SelfMarked()),), diagnostics=faults))
    return []


def _notes(archive: Archive) -> list[tuple[str, list[str]]]:
    """The ids of notes with their fields. Raises Unreadable."""
    if COLLECTION not in archive or any(name in archive for name in NEWER):
        raise _unreadable(
            "this package is of a newer form of Anki", "export it from Anki with “Support older Anki versions”"
        )
    collection = archive.read(COLLECTION)
    if not collection.startswith(SQLITE):
        raise _unreadable("its collection is no database", "export it again")
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(collection)
        if database.execute("select type from sqlite_master where name = 'notes'").fetchall() != [("table",)]:
            raise _unreadable("its collection has no table of notes", "export it again")
        rows = database.execute("select guid, flds from notes order by rowid").fetchall()
        return [(str(id), str(fields).split(PART)) for id, fields in rows]
    except sqlite3.Error as e:
        raise _unreadable("its collection is damaged, or none of Anki’s", "export it again") from e
    finally:
        database.close()


def _media(archive: Archive) -> set[str]:
    """The names of the files that are there."""
    try:
        names = json.loads(archive.read(MEDIA)) if MEDIA in archive else {}
        return {str(name) for number, name in names.items() if number in archive}
    except (ValueError, AttributeError) as e:
        raise _unreadable("its list of pictures and sounds is damaged", "export it again") from e


def _unreadable(message: str, hint: str) -> Unreadable:
    return Unreadable(Diagnostic("anki-unreadable", message, on_line(0), hint))


def _faults(id: str, fields: Sequence[str], media: set[str], place: int, often: int) -> Iterator[Diagnostic]:
    if not fields[0].strip():
        yield Diagnostic("anki-empty-front", f"note `{id}` has nothing on its front", on_line(place))
    if often > 1:
        yield Diagnostic("anki-same-id", f"several notes have the id `{id}`", on_line(place))
    for name in dict.fromkeys(name for field in fields for name in SHOWN.findall(field)):
        if name not in media and "://" not in name:
            yield Diagnostic(
                "anki-missing-file", f"note `{id}` shows `{name}`, which is not in the package", on_line(place)
            )
