"""Items of QTI 3.0 in two players in Chromium: every response gets what the key says. `make players` runs it.

Without ALL_ITEMS in the environment, the items of the small course and a few of each kind from the starter course are driven.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from lxml import etree
from rare import rare
from responses import responses

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.content.markup import parse
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.pools import variants
from hwgen.lms.qti.package import pack
from hwgen.lms.qti.writing import identifier, pieces
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator
from hwgen.text import Language
from hwgen.words.words import words
from hwgen.writers import native
from hwgen.writers.dialect import PACKAGE
from hwgen.writers.html import blocks

HERE = Path(__file__).parent
PLAYERS = ("amp-up", "citolab")
EVERY_ITEM = bool(os.environ.get("ALL_ITEMS"))
OF_A_KIND = 2
POINTS = 12
# One of the players rounds scores to three decimals.
NEAR = 2e-3
Given = dict[str, Any]


@pytest.fixture(scope="module")
def small() -> Course:
    return load_course(ROOT / "tests" / "course")


def written(
    course: Course, items: Iterable[BankItem | Generator], language: Language
) -> list[tuple[Piece, list[Mapping[str, Any]]]]:
    """A variant of each item, and the keys of what it asks."""
    wording, taken = course.wording[language], set[str]()
    done = []
    for item in items:
        for groups in variants(course, Slot(item, Pin(), POINTS, item.span), 1, 7, (language,)):
            for piece in pieces(groups, (wording,), taken, 0, ExportOptions(linked="together")):
                done.append((piece, [native.key(wording, groups[0], question) for question in piece.asked]))
    return done


def some(course: Course) -> Iterator[BankItem | Generator]:
    """The first few items of each kind, and the first few generators."""
    seen: Counter[str] = Counter()
    for item in course.items.values():
        kind = item.kind if isinstance(item, BankItem) else "computed"
        seen[kind] += 1
        if EVERY_ITEM or seen[kind] <= OF_A_KIND:
            yield item


def cases(root: etree._Element, keys: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Given, float | None]]:
    """Responses to an item with the score that the keys give; None where it is only known not to be full."""
    declared = list(root.iter("{*}qti-response-declaration"))
    place = 0
    for key in keys:
        count = len(key["answer"]["cells"]) if "cells" in key["answer"] else 1
        fields = declared[place : place + count]
        place += count
        for values, share in responses(key):
            given = _given(root, key, fields, values)
            if given is not None and share == share:
                yield given, None if share is None else share * key["points"]


def _given(
    root: etree._Element, key: Mapping[str, Any], fields: Sequence[etree._Element], values: Sequence[Any]
) -> Given | None:
    """The values as those of responses; None where the interaction cannot be answered so."""
    ids = [str(field.get("identifier")) for field in fields]
    (inside,) = root.xpath("//*[@response-identifier=$id]", id=ids[0])
    match key["kind"]:
        case "true-false" | "choice" | "multiple-choice":
            options = [e.get("identifier") for e in inside.iter("{*}qti-simple-choice")]
            ticked = [option for option, tick in zip(options, values, strict=True) if tick]
            return {ids[0]: ticked if fields[0].get("cardinality") == "multiple" else ticked[0]}
        case "numeric" | "table":
            return dict(zip(ids, values, strict=True))
        case "short-answer":
            # Players differ in what they leave of spaces at the ends.
            return {ids[0]: values[0]} if values[0].strip() == values[0] else None
        case "matching" | "ordering" if inside.tag.endswith("match-interaction"):
            return {ids[0]: [f"L{i} R{int(right) + 1}" for i, right in enumerate(values, 1)]}
        case "ordering":
            order = [values.index(str(place)) for place in range(len(values)) if str(place) in values]
            return {ids[0]: [f"E{i + 1}" for i in order]} if len(order) == len(values) else None
        case "essay" | "definition":
            return {ids[0]: values[0]}
        case other:
            raise AssertionError(f"drive {other}, too")


def driven(player: str, items: Sequence[tuple[Piece, list[Mapping[str, Any]]]], folder: Path) -> int:
    """Asserts that a player gives each response its score, and shows all of each item; how many responses there were."""
    with zipfile.ZipFile(io.BytesIO(pack([(Category(("c", "i")), piece) for piece, _ in items]))) as archive:
        archive.extractall(folder)
    roots = {piece.id: etree.fromstring(piece.data) for piece, _ in items}
    wanted = {piece.id: list(cases(roots[piece.id], keys)) for piece, keys in items}
    asked = [
        {
            "id": identifier(piece.id),
            "declared": {
                str(e.get("identifier")): e.get("cardinality")
                for e in roots[piece.id].iter("{*}qti-response-declaration")
            },
            "responses": [given for given, _ in wanted[piece.id]],
        }
        for piece, _ in items
    ]
    (folder / "cases.json").write_text(json.dumps(asked), encoding="utf-8")
    command = ["node", HERE / "qti.mjs", player, folder, folder / "cases.json", folder / "result.json"]
    subprocess.run(command, check=True, env=os.environ, timeout=3600)
    done = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert not done["errors"]
    assert not done["missing"]
    for (piece, keys), given in zip(items, done["given"], strict=True):
        most = sum(key["points"] for key in keys)
        for (response, share), score in zip(wanted[piece.id], given["scores"], strict=True):
            right = score < most - NEAR if share is None else score == pytest.approx(share, abs=NEAR)
            assert right, (piece.id, response, score, share)
        if player == "amp-up":
            shown = roots[piece.id].find("{*}qti-item-body")
            assert shown is not None
            # A table of pairs repeats entries as labels.
            repeats = shown.find(".//{*}qti-match-interaction") is not None
            missed = _count(shown, "{http://www.w3.org/1998/Math/MathML}math") - given["seen"]["formulas"]
            assert missed <= 0 if repeats else missed == 0, piece.id
            assert given["seen"]["broken"] == 0, piece.id
    return sum(map(len, wanted.values()))


def _count(body: etree._Element, tag: str) -> int:
    """How often an element stands in what a candidate sees."""
    return sum(1 for e in body.iter(tag) if not any(True for _ in e.iterancestors("{*}qti-rubric-block")))


@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind(player: str, language: Language, small: Course, tmp_path: Path) -> None:
    assert driven(player, written(small, small.items.values(), language), tmp_path) > 40


@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_items_of_the_starter_course(player: str, language: Language, course: Course, tmp_path: Path) -> None:
    items = written(course, some(course), language)
    count = driven(player, items, tmp_path)
    print(f"{player}, {language}: {len(items)} items, {count} responses")
    assert count > (2000 if EVERY_ITEM else 40)


@pytest.mark.parametrize("player", PLAYERS)
def test_what_no_item_of_the_starter_course_asks(player: str, tmp_path: Path) -> None:
    english, taken = words("en"), set[str]()
    items = [
        (piece, [native.key(english, group, question) for question in piece.asked])
        for group in rare()
        for piece in pieces([group], (english,), taken, 0, ExportOptions(linked="together"))
    ]
    assert driven(player, items, tmp_path) > 20


TEMPLATE = "Is `{{ 1+1 }}` or {{ 2+2 }} or $\\text{{{ 3+3 }}}$ shown?\n\n```python\nx = {{ 4+4 }}\n```"


def test_braces_are_text(small: Course, tmp_path: Path) -> None:
    """A player takes an item for a template of its own."""
    (piece, _), *_ = written(small, [next(iter(small.items.values()))], "en")
    body = blocks(parse(TEMPLATE), small.wording["en"], {}, PACKAGE)
    data = piece.data.replace(b"<qti-item-body>", f"<qti-item-body><div>{body}</div>".encode())
    name = f"{identifier(piece.id)}.xml"
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / name).write_bytes(data)
    (tmp_path / "cases.json").write_text(json.dumps([{"id": identifier(piece.id), "declared": {}, "responses": []}]))
    command = ["node", HERE / "qti.mjs", "amp-up", tmp_path, tmp_path / "cases.json", tmp_path / "result.json"]
    subprocess.run(command, check=True, env=os.environ, timeout=300)
    done = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    text = done["given"][0]["seen"]["text"].replace("\u2060", "")
    assert not done["errors"]
    for shown in ("{{ 1+1 }}", "{{ 2+2 }}", "{{ 4+4 }}"):
        assert shown in text
