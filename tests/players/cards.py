"""Packages in the real engine of Anki, run as a program apart: notes, cards, pictures, a second import. `make players` runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.exam.instantiate import make_group
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.anki.package import pack
from hwgen.lms.anki.writing import pieces
from hwgen.lms.export import Target, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator

# Anki is under the AGPL: nothing here imports it.
ENGINE = """
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS as ALWAYS
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER as NEWER
collection = Collection(sys.argv[1])
logs = []
for way, path in zip((NEWER, NEWER, ALWAYS), sys.argv[2:]):
    options = ImportAnkiPackageOptions(update_notes=way, update_notetypes=way)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
    logs.append({name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")})
check = collection.media.check()
cards = [collection.get_card(id) for id in collection.find_cards("")]
print(json.dumps({
    "logs": logs, "notes": collection.note_count(), "cards": collection.card_count(), "missing": list(check.missing), "unused": list(check.unused),
    "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
    "empty": [card.id for card in cards if not card.question().strip() or card.question().strip() == card.answer().strip()],
    "fronts": [card.question() for card in cards],
}))
collection.close()
"""


def imported(folder: Path, *packages: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", ENGINE, str(folder / "collection.anki2"), *map(str, packages)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")], ids=["zh", "en", "both"])
def test_every_item_of_the_starter_course(languages: tuple[str, ...], course: Course, tmp_path: Path) -> None:
    out = tmp_path / "all.apkg"
    target = Target(PLATFORMS["anki"], languages, out)
    done = export_pools(course, slots_of(course, list(course.items), None, 10), (), 1, 7, target)
    read = imported(tmp_path, out, out)
    assert read["logs"][0] == {"new": done.questions, "updated": 0, "duplicate": 0, "conflicting": 0}
    assert read["logs"][1] == {"new": 0, "updated": 0, "duplicate": done.questions, "conflicting": 0}
    assert read["notes"] == read["cards"] == done.questions > 300
    assert (read["missing"], read["unused"], read["empty"]) == ([], [], [])
    print(f"{done.questions} notes, {out.stat().st_size / 2**20:.1f} MB")


def test_a_changed_question_replaces_the_old_one(course: Course, tmp_path: Path) -> None:
    old, new = tmp_path / "old.apkg", tmp_path / "new.apkg"
    for seed, out in ((7, old), (8, new)):
        slots = slots_of(course, ["conv-layer"], None, 10)
        export_pools(course, slots, (), 3, seed, Target(PLATFORMS["anki"], ("en",), out))
    assert old.read_bytes() != new.read_bytes()
    before, after = imported(tmp_path, old), imported(tmp_path, old, old, new)
    assert after["notes"] == before["notes"]
    assert after["logs"][2]["updated"] == before["notes"]
    assert after["fronts"] != before["fronts"]


def cards_of(course: Course, item: BankItem | Generator) -> list[Piece]:
    group = make_group(course, Slot(item, Pin(), 1, item.span), 7, "en", 1, 0)
    return list(pieces([group], [course.wording["en"]], set(), 0, ExportOptions()))


def shows_files(cards: list[Piece]) -> bool:
    return any(piece.files for piece in cards)


def test_a_lost_picture_is_noticed(course: Course, tmp_path: Path) -> None:
    made = next(filter(shows_files, (cards_of(course, item) for item in course.items.values())))
    made = [replace(piece, files={}) for piece in made]
    out = tmp_path / "lost.apkg"
    out.write_bytes(pack([(Category(("a", "b")), piece) for piece in made]))
    assert imported(tmp_path, out)["missing"]
