"""Two windows of the workbench on one paper: what one of them shows may be changed by the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_serve import Seen
from test_serve_papers import NAMED, Page, tree


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def sent(element: dict[str, str | None]) -> dict[str, str]:
    """What a button of a page sends, as it came with the page."""
    return {name: str(value) for name, value in json.loads(element.get("hx-vals") or "{}").items()}


@pytest.mark.parametrize("action", ["lock", "remove", "move", "swap"])
def test_a_window_that_is_behind_changes_no_other_question(action: str, page: Page) -> None:
    """Another window has moved the questions: the button of question 2 is one of the item that it stood at."""
    elements = Seen(page.client.get("/paper/mine?seed=7").text).elements
    button = next(
        about
        for tag, about in elements
        if tag == "button"
        and str(about.get("hx-post")).split("?")[0].endswith("/lock")
        and sent(about)["number"] == "2"
    )
    offers = Seen(page.client.get("/paper/mine/7/offers/2?seen=kept-units").text).elements
    swap = next(about for tag, about in offers if tag == "button" and "variant" in sent(about))
    fields = sent(swap if action == "swap" else button)
    page.post("/paper/mine/7/move", number=1, by="down")
    before = tree(page.desk.root)
    answer = page.post(f"/paper/mine/7/{action}", **fields)
    assert answer.status_code == 409
    assert "question 2 is <code>relu-values</code> by now, and no longer <code>kept-units</code>" in answer.text
    assert page.client.get("/paper/mine/7/offers/2?seen=kept-units").status_code == 409
    assert tree(page.desk.root) == before
    assert page.post(f"/paper/mine/7/{action}", **fields | {"number": "1", "by": "down"}).status_code == 200


def test_every_change_of_a_question_names_what_was_seen(page: Page) -> None:
    """Its number alone may be that of another one by now."""
    shown = page.client.get("/paper/mine?seed=7").text + page.client.get("/paper/mine/7/offers/2").text
    numbered = [sent(about) for _, about in Seen(shown).elements if "number" in sent(about)]
    assert numbered
    assert all(fields["number-seen"] for fields in numbered)
    hidden = [str(about.get("name")) for tag, about in Seen(shown).elements if tag == "input"]
    assert hidden.count("number") == hidden.count("number-seen") > 0
    assert hidden.count("part") == hidden.count("part-seen") > 0
    assert hidden.count("points") == hidden.count("points-seen") > 0


def test_points_and_parts_of_another_window_stay(page: Page) -> None:
    page.post("/paper/mine/7/points", number=1, points=9, **{"points-seen": 4})
    before = tree(page.desk.root)
    assert "has 9 points by now" in page.post("/paper/mine/7/points", number=1, points=5, **{"points-seen": 4}).text
    assert (
        "is not in its place any more"
        in page.post("/paper/mine/7/add", part=1, item="true-relu", **{"part-seen": "One"}).text
    )
    moved = page.post("/paper/mine/7/move", number=1, onto=2, **{"onto-seen": "squared-error"})
    assert "question 2 is <code>kept-units</code> by now" in moved.text
    assert tree(page.desk.root) == before


@pytest.mark.parametrize(
    ("path", "fields", "key"),
    [
        ("/undo", {}, "step"),
        ("/redo", {}, "step"),
        ("/paper/mine/7/lock", {}, "number"),
        ("/paper/mine/7/points", {"number": 1}, "points"),
        ("/paper/mine/7/add", {"item": "layers-by-parameters"}, "part"),
    ],
)
def test_a_change_without_its_number_is_refused(path: str, fields: dict[str, str], key: str, page: Page) -> None:
    """Nobody has seen what it would change: no button sends that."""
    page.post("/paper/mine/7/points", number=1, points=9)
    page.post("/paper/mine/7/points", number=2, points=8)
    steps = dict(zip(("/undo", "/redo"), page.desk.newest.split("-"), strict=True))
    if path == "/redo":
        steps["/redo"] = steps["/undo"]
        page.press("undo")
    before = tree(page.desk.root)
    for given in ({}, {key: ""}, {key: "-1"}, {key: "一"}):
        answer = page.post(path, **fields, **given)
        assert (answer.status_code, answer.text) == (400, f"this change needs a number: {key}")
        assert tree(page.desk.root) == before
    sound = {"number": "3", "points": "7", "part": "0", "step": steps.get(path, "")}
    assert page.post(path, **fields, **{key: sound[key]}).status_code < 300
    assert tree(page.desk.root) != before
