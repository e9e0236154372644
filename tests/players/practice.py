"""The practice page in Chromium: every response to every item of the starter course gets what the key says. `make players` runs it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from rare import rare
from responses import responses

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.lms.adapter import Category, ExportOptions
from hwgen.lms.html.document import pack
from hwgen.lms.html.writing import pieces
from hwgen.lms.pools import variants
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator
from hwgen.text import Language
from hwgen.words.words import words
from hwgen.writers import native

HERE = Path(__file__).parent
SERIOUS = ("serious", "critical")
Case = dict[str, Any]


@pytest.fixture(scope="module")
def small() -> Course:
    return load_course(ROOT / "tests" / "course")


def page(
    course: Course, items: Iterable[BankItem | Generator], languages: tuple[Language, ...], count: int
) -> tuple[bytes, dict[str, list[Mapping[str, Any]]]]:
    """A page with variants of items, and the keys of what it asks."""
    taken: set[str] = set()
    placed, keys = [], {}
    wording = tuple(course.wording[at] for at in languages)
    for item in items:
        category = Category((course.name[languages[0]], item.id), tuple((at, "") for at in wording), 12)
        for copy, groups in enumerate(variants(course, Slot(item, Pin(), 12, item.span), count, 7, languages), 1):
            for piece in pieces(groups, wording, taken, copy, ExportOptions()):
                placed.append((category, piece))
                keys[piece.id] = [native.key(wording[0], groups[0], question) for question in piece.asked]
    return pack(placed), keys


def cases(keys: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[Case, float | None]]:
    """Responses with the part of the points that the key gives; None where it is only known that it is not full."""
    for id, questions in keys.items():
        for part, key in enumerate(questions):
            for fields, share in responses(key):
                yield {"id": id, "part": part, "fields": fields}, share


def driven(data: bytes, given: list[Case], folder: Path) -> dict[str, Any]:
    page, asked, result = folder / "page.html", folder / "cases.json", folder / "result.json"
    page.write_bytes(data)
    asked.write_text(json.dumps(given), encoding="utf-8")
    subprocess.run(["node", HERE / "practice.mjs", page, asked, result], check=True, env=os.environ, timeout=3600)
    done: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return done


def checked(data: bytes, keys: Mapping[str, list[Mapping[str, Any]]], folder: Path) -> int:
    """Asserts that every response gets what the key says, and that the page is sound; how many responses there were."""
    wanted = list(cases(keys))
    done = driven(data, [case for case, _ in wanted], folder)
    assert not done["errors"]
    assert not done["requests"]
    for (case, share), given in zip(wanted, done["given"], strict=True):
        if share is None:
            assert given["share"] < 0.999, (case, given)
        elif share != share:
            assert given["state"] == "unreadable", (case, given)
        else:
            assert given["share"] == pytest.approx(share, abs=1e-9), (case, given)
            assert given["solution"]
    seen = done["seen"]
    assert (seen["wide"], seen["formulas"], seen["broken"]) == (0, 0, 0), seen
    assert not any(seen["languages"]), seen
    assert done["keyboard"]["state"] in ("right", "wrong")
    assert done["printed"] == 0
    found = {scheme: [v for v in rows if v["impact"] in SERIOUS] for scheme, rows in done["axe"].items()}
    assert found == {"light": [], "dark": []}
    return len(wanted)


@pytest.mark.parametrize("languages", [("zh",), ("en",), ("zh", "en")], ids=["zh", "en", "both"])
def test_every_kind(languages: tuple[Language, ...], small: Course, tmp_path: Path) -> None:
    data, keys = page(small, small.items.values(), languages, 2)
    assert checked(data, keys, tmp_path) > 50


@pytest.mark.parametrize(("written", "least"), [(True, 1000), (False, 600)], ids=["written", "computed"])
def test_every_item_of_the_starter_course(written: bool, least: int, course: Course, tmp_path: Path) -> None:
    items = [item for item in course.items.values() if isinstance(item, BankItem) is written]
    data, keys = page(course, items, ("zh", "en"), 1)
    count = checked(data, keys, tmp_path)
    print(f"{len(keys)} groups, {count} responses, {len(data) / 2**20:.1f} MB")
    assert count > least


def test_what_no_item_of_the_starter_course_asks(tmp_path: Path) -> None:
    english, placed, keys = words("en"), [], {}
    taken: set[str] = set()
    for group in rare():
        for piece in pieces([group], (english,), taken, 1, ExportOptions()):
            placed.append((Category(("c", group.item), ((english, ""),), 4), piece))
            keys[piece.id] = [native.key(english, group, question) for question in piece.asked]
    assert checked(pack(placed), keys, tmp_path) > 20
