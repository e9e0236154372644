"""Packages of Anki: what cards show, ids that stay, the same bytes, and what the check of a file finds."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples import drawing, exam, group, para, question
from terminal import Ran

from hwgen.content.tree import Figure, Math, Para
from hwgen.exam.model import Exam, Section
from hwgen.kinds import TrueFalseAnswer
from hwgen.lms.adapter import Category, Piece
from hwgen.lms.anki.package import COLLECTION, MEDIA, PART, pack
from hwgen.lms.anki.reading import read_back
from hwgen.lms.archives import opened, packed
from hwgen.lms.asked import Asked
from hwgen.lms.export import exam_file
from hwgen.lms.platforms import PLATFORMS, recognised

Terminal = Callable[..., Ran]
ROW = PLATFORMS["anki"]


def rows(data: bytes, columns: str, table: str = "notes") -> list[tuple[Any, ...]]:
    database = sqlite3.connect(":memory:")
    database.deserialize(opened(data).read(COLLECTION))
    return database.execute(f"select {columns} from {table} order by rowid").fetchall()


def notes(data: bytes) -> dict[str, tuple[str, str]]:
    """Front and back of each note, by its id."""
    return {id: tuple(fields.split(PART)) for id, fields in rows(data, "guid, flds")}


def one(stem: Any) -> Exam:
    asked = group("one", question("one", 1, TrueFalseAnswer(True), stem))
    return replace(exam(), sections=(Section("I", (), (asked,)),))


def package(exam: Exam) -> bytes:
    return exam_file(ROW, exam)[0]


def faults(data: bytes) -> list[str]:
    asked: list[Asked] = []
    whole = read_back(data, asked.append)
    return [d.rule for d in (*whole, *(d for one in asked for d in one.diagnostics))]


def test_hostile_texts_make_a_sound_package_with_the_same_bytes() -> None:
    data = package(exam())
    assert data == package(exam())
    assert faults(data) == []
    assert len(notes(data)) == len(exam().questions) == len(rows(data, "*", "cards"))


def test_linked_questions_show_what_they_share() -> None:
    front, _ = notes(package(exam()))["conv-shape@en"]
    assert 'alt="context' in front
    front, back = notes(package(exam()))["conv-why@en"]
    assert "Part (1)" in front or "part (1)" in front
    assert "<table" in back


def test_pictures_are_files_of_the_package() -> None:
    data = package(one((Figure(drawing("a")), *para("x"))))
    (name,) = json.loads(opened(data).read(MEDIA)).values()
    assert f'src="{name}"' in notes(data)["one@en"][0]
    assert opened(data).read("0").startswith(b"<svg")


@pytest.mark.parametrize(
    "text", ["[sound:a.mp3]", "[anki:tts]x[/anki:tts]", "[latex]x[/latex]", "[$]x[/$]", r"\(x\)", "<b>"]
)
def test_text_is_played_by_nobody(text: str) -> None:
    front, _ = notes(package(one(para(text))))["one@en"]
    assert text not in front
    assert front.replace("<bdi></bdi>", "").count("&lt;b&gt;") == (text == "<b>")


def test_formulas_are_for_mathjax() -> None:
    assert r"\(a &lt; b\)" in notes(package(one((Para((Math("a < b"),)),))))["one@en"][0]


@pytest.mark.parametrize("language", ["zh", "en", "all"])
def test_every_kind_has_its_answer_on_the_back(language: str, terminal: Terminal, small_course: Path) -> None:
    out = small_course / "named.apkg"
    ran = terminal("export", "anki", "named", "--seed", "7", "--lang", language, "-o", out, folder=small_course)
    assert ran.code == 0, ran.err
    assert recognised(out).name == "anki"
    assert terminal("check-export", out, folder=small_course).code == 0
    shown = notes(out.read_bytes())
    tags = ["zh", "en"] if language == "all" else [language]
    assert {id.partition("@")[2] for id in shown} == {"@".join(tags)}
    assert all(back.strip() and back != front for front, back in shown.values())


def test_variants_are_notes_of_their_own(terminal: Terminal, small_course: Path) -> None:
    out = small_course / "pool.apkg"
    ran = terminal(
        "export", "anki", "--item", "max-pool", "--variants", "3", "--seed", "7", "-o", out, folder=small_course
    )
    assert ran.code == 0, ran.err
    assert len(notes(out.read_bytes())) == 3
    assert len(set(notes(out.read_bytes()).values())) == 3


def test_ids_stay_where_texts_change() -> None:
    old, new = (rows(package(one(para(text))), "id, guid, flds, mod") for text in ("old", "new"))
    assert old[0][:2] == new[0][:2]
    assert old[0][2] != new[0][2]
    # Anki replaces a note only by one of another time.
    assert old[0][3] != new[0][3]


def piece(**note: Any) -> bytes:
    whole = {"id": "one", "front": "question", "back": "answer", "tags": [], **note}
    made = Piece(str(whole["id"]), json.dumps(whole).encode(), (), "note")
    return pack(
        [
            (Category(("Course", "Exam")), made),
            *((Category(("Course", "Exam")), made) for _ in range(note.get("again", 0))),
        ]
    )


def test_faults_are_found() -> None:
    assert faults(piece()) == []
    assert faults(piece(front=" ")) == ["anki-empty-front"]
    assert faults(piece(back='<img src="lost.png"/>')) == ["anki-missing-file"]
    assert faults(piece(back='<img src="https://example.org/a.png"/>')) == []


def test_one_id_twice_is_found() -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(opened(piece()).read(COLLECTION))
    database.execute(
        "insert into notes select id + 1, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data from notes"
    )
    database.commit()
    assert faults(packed({COLLECTION: database.serialize()})) == ["anki-same-id"] * 2


@pytest.mark.parametrize(
    "files",
    [
        {COLLECTION: b"no database"},
        {COLLECTION: b""},
        {"collection.anki21b": b"", COLLECTION: b""},
        {"media": b"{}"},
        {COLLECTION: "view"},
    ],
)
def test_packages_that_cannot_be_read_are_refused(files: dict[str, Any]) -> None:
    if files.get(COLLECTION) == "view":
        database = sqlite3.connect(":memory:")
        endless = (
            "with recursive n(guid) as (select 1 union all select guid + 1 from n) select guid, guid as flds from n"
        )
        database.execute(f"create view notes as {endless}")
        files = {COLLECTION: database.serialize()}
    assert faults(packed(files)) == ["anki-unreadable"]
    assert not re.search(
        "sqlite|database disk|malformed|not a database",
        "".join(d.message for d in read_back(packed(files), lambda _: None)),
    )
    assert faults(b"no zip file") != []


def test_broken_lists_of_files_are_refused() -> None:
    collection = opened(piece()).read(COLLECTION)
    for media in (b"[]", b"{", b"\xff"):
        assert faults(packed({COLLECTION: collection, MEDIA: media})) == ["anki-unreadable"]
