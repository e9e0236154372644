"""A file that was changed elsewhere: its difference is shown, and either text can be kept once it was seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from httpx2 import Response
from test_serve import HERE, KEY, Seen
from test_serve_blueprints import given as blueprint_given
from test_serve_forms import given as item_given
from test_serve_papers import NAMED, Page

from hwgen.edited import digest
from hwgen.serve.guard import HEADER

ITEMS, EXAM = "bank/items/basics.yaml", "bank/exams/mine.yaml"


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / EXAM).write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def in_editor(page: Page, known: str) -> Response:
    text = (ROOT / "tests" / "course" / ITEMS).read_text(encoding="utf-8").replace("150 units", "150 neurons")
    draft = {"file": ITEMS, "text": text, "line": 1, "column": 1, "digest": known}
    return page.client.post("/save", json=draft, headers={"Origin": HERE, HEADER: KEY.header})


def in_form(page: Page, known: str) -> Response:
    return page.post("/form/kept-units", **item_given("kept-units") | {"source": "Mine", "digest": known})


def in_blueprint(page: Page, known: str) -> Response:
    return page.post("/blueprint/mine", **blueprint_given(NAMED) | {"minutes": "35", "digest": known})


def shown(answer: Response) -> str:
    assert answer.status_code == 409
    return str(answer.json()["message"]) if answer.headers["content-type"] == "application/json" else answer.text


def over(answer: Response) -> str:
    """The digest of the file that a conflict shows, which its button sends to save over it."""
    return str(next(about["value"] for _, about in Seen(shown(answer)).elements if about.get("class") == "over"))


@pytest.mark.parametrize(
    ("save", "file", "mine"),
    [(in_editor, ITEMS, "150 neurons"), (in_form, ITEMS, "source: Mine"), (in_blueprint, EXAM, "minutes: 35")],
)
def test_what_was_seen_is_saved_over_and_nothing_newer(
    save: Callable[[Page, str], Response], file: str, mine: str, page: Page
) -> None:
    path = page.desk.root / file
    opened = digest(path.read_bytes())
    texts = [f"{path.read_text(encoding='utf-8')}# Somebody else, {time}.\n" for time in ("once", "twice")]
    path.write_text(texts[0], encoding="utf-8")
    first = save(page, opened)
    path.write_text(texts[1], encoding="utf-8")
    second = save(page, over(first))
    assert mine in shown(second)
    assert path.read_text(encoding="utf-8") == texts[1]
    assert save(page, over(second)).status_code < 300
    assert mine in path.read_text(encoding="utf-8")
    # What was saved over is not lost.
    page.press("undo")
    assert path.read_text(encoding="utf-8") == texts[1]


@pytest.mark.parametrize(("save", "file"), [(in_editor, ITEMS), (in_form, ITEMS), (in_blueprint, EXAM)])
def test_whoever_wrote_the_same_has_no_conflict(save: Callable[[Page, str], Response], file: str, page: Page) -> None:
    path = page.desk.root / file
    opened = digest(path.read_bytes())
    assert save(page, opened).status_code < 300
    before = path.read_bytes()
    assert save(page, opened).status_code < 300
    assert path.read_bytes() == before


def test_a_difference_has_the_number_of_its_first_line(page: Page) -> None:
    path = page.desk.root / ITEMS
    opened = digest(path.read_bytes())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("150 units", "150 nodes"), encoding="utf-8")
    number = text[: text.index("150 units")].count("\n") + 1
    told = shown(in_editor(page, opened))
    assert f"From line {number - 3}<" in told
    assert "<del>-        text: {zh: 150 个, en: 150 nodes}</del>" in told
    assert "<ins>+        text: {zh: 150 个, en: 150 neurons}</ins>" in told
