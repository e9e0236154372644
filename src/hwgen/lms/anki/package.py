"""Notes as a package of Anki: a collection in SQLite, as all its versions read it, and the files that it shows."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import blake2b, sha1
from html import unescape
from typing import Any

from hwgen.lms.adapter import Category, Piece
from hwgen.lms.archives import packed

COLLECTION, MEDIA = "collection.anki2", "media"
# Anki names what it has by the millisecond in which it was made; ours begin with one that is long past, and say nothing of the clock.
BEGINNING = 1_000_000_000
KIND, DEFAULT = BEGINNING * 1000, 1
MANY, SECONDS = 10**11, 10**8
# Between the fields of a note; and before each language in its id.
PART, LANGUAGE = "\x1f", "@"
CSS = """.card { font-family: "Times New Roman", "Songti SC", SimSun, serif; font-size: 20px; text-align: left; }
img { max-width: 100%; } .nightMode img { background: white; } ol[type="A"] { list-style-type: upper-alpha; }
table { border-collapse: collapse; } th, td { border: 1px solid; padding: 0.2em 0.6em; } pre { font-size: 85%; }"""
TABLES = """
create table col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null,
  dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null,
  tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null,
  usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null,
  factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null,
  lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
"""


def pack(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    """The same notes give the same bytes. Anki numbers files, and says in `media` what each is called."""
    files = {name: data for _, piece in placed for name, data in piece.files.items()}
    names = json.dumps({str(i): name for i, name in enumerate(files)}, ensure_ascii=False)
    numbered = {str(i): data for i, data in enumerate(files.values())}
    return packed({COLLECTION: _collection(placed), **numbered, MEDIA: names.encode()})


def _collection(placed: Sequence[tuple[Category, Piece]]) -> bytes:
    decks = {_deck(category): _number(_deck(category)) for category, _ in placed}
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(TABLES)
        database.execute(
            "insert into col values (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (BEGINNING, KIND, KIND, *map(_json, ({}, {KIND: _kind()}, _decks(decks), {DEFAULT: _settings()}))),
        )
        for place, (category, piece) in enumerate(placed, 1):
            note = json.loads(piece.data)
            number = _number(note["id"])
            fields = PART.join(str(note[name]).replace(PART, "") for name in ("front", "back"))
            first = unescape(re.sub(r"<[^>]*>", "", note["front"]))
            digest = int(sha1(first.encode()).hexdigest()[:8], 16)
            tags = f" {' '.join(note['tags'])} "
            # Anki replaces a note only by one of another time.
            changed = BEGINNING + _digest(piece.data) % SECONDS
            row = (number, note["id"], KIND, changed, -1, tags, fields, first, digest, 0, "")
            database.execute("insert into notes values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            card = (number, number, decks[_deck(category)], 0, BEGINNING, -1, 0, 0, place)
            database.execute("insert into cards values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", card)
        database.commit()
        return database.serialize()
    finally:
        database.close()


def _deck(category: Category) -> str:
    """The deck of a course and an exam, or of a topic: parts of a name are parted by colons."""
    return "::".join(name.replace("::", ": ") for name in category.names[:2]) or "hwgen"


def _number(name: str) -> int:
    """A number that depends on nothing but the name."""
    return KIND + 1 + _digest(name.encode()) % MANY


def _digest(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest())


def _json(data: Mapping[int, Any] | Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _kind() -> dict[str, Any]:
    look = {"font": "Times New Roman", "media": [], "rtl": False, "size": 20, "sticky": False}
    card = {
        "name": "Question", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}\n<hr id=answer>\n{{Back}}",
        "bafmt": "", "bqfmt": "", "did": None,
    }  # fmt: skip
    return {
        "id": KIND, "name": "hwgen question", "type": 0, "mod": BEGINNING, "usn": -1, "sortf": 0, "did": None, "css": CSS, "vers": [], "tags": [],
        "flds": [{"name": name, "ord": i, **look} for i, name in enumerate(("Front", "Back"))], "tmpls": [card], "req": [[0, "any", [0]]],
        "latexPre": "", "latexPost": "",
    }  # fmt: skip


def _decks(decks: Mapping[str, int]) -> dict[int, dict[str, Any]]:
    return {number: _deck_of(name, number) for name, number in {"Default": DEFAULT, **decks}.items()}


def _deck_of(name: str, number: int) -> dict[str, Any]:
    return {
        "id": number, "name": name, "mod": BEGINNING, "usn": -1, "conf": DEFAULT, "desc": "", "dyn": 0, "collapsed": False,
        "browserCollapsed": False, "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0], "extendNew": 0, "extendRev": 0,
    }  # fmt: skip


def _settings() -> dict[str, Any]:
    return {
        "id": DEFAULT, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0, "replayq": True, "dyn": False,
        "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
    }  # fmt: skip
