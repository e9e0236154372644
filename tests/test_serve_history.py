"""What is undone at the workbench and done again: files, the pages that it leads to, and the buttons."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from pathlib import Path

import pytest
from test_serve import Seen
from test_serve_forms import given
from test_serve_papers import Page, tree
from test_serve_windows import sent

from hwgen.serve.events import changes
from hwgen.serve.pages import page_words


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


def buttons(page: Page, path: str = "/history") -> dict[str, str]:
    """The change that each button would undo or do again."""
    elements = Seen(page.client.get(path).text).elements
    return {str(about["id"]): str(about["title"]) for tag, about in elements if tag == "button" and "id" in about}


def test_what_is_undone_is_done_again_until_something_else_is_changed(page: Page) -> None:
    trees = [tree(page.desk.root)]
    for number in (1, 2):
        page.post("/paper/named/7/lock", number=number)
        trees.append(tree(page.desk.root))
    for state in (1, 0):
        assert page.press("undo").headers["HX-Refresh"] == "true"
        assert tree(page.desk.root) == trees[state]
    assert page.press("undo").status_code == 409
    assert page.press("redo").headers["HX-Refresh"] == "true"
    assert tree(page.desk.root) == trees[1]
    assert buttons(page) == {"undo": "hwgen lock named --seed 7 1", "redo": "hwgen lock named --seed 7 2"}
    assert buttons(page, "/faults") == buttons(page)
    page.post("/paper/named/7/lock", number=3)
    assert buttons(page) == {"undo": "hwgen lock named --seed 7 3"}
    assert "nothing was undone here" in page.press("redo").text


def test_what_somebody_else_changed_is_not_done_again(page: Page) -> None:
    page.post("/paper/named/7/lock", number=1)
    path = next(path for path, *_ in page.desk.steps[-1].files)
    page.press("undo")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# Mine.\n", encoding="utf-8")
    answer = page.press("redo")
    assert answer.status_code == 409
    assert "changed on disk" in answer.text
    assert path.read_text(encoding="utf-8") == "# Mine.\n"


@pytest.mark.parametrize("by", ["rename", "form"])
def test_what_leads_to_a_page_leads_from_it_and_to_it_again(by: str, page: Page) -> None:
    """The page of an id is there no more when the item has another one."""
    if by == "rename":
        page.post("/rename/kept-units", name="units-that-stay")
        at = "/item"
    else:
        elements = Seen(page.client.get("/form/kept-units").text).elements
        digest = next(str(about["value"]) for _, about in elements if about.get("name") == "digest")
        answer = page.post("/form/kept-units", **given("kept-units") | {"digest": digest, "id": "units-that-stay"})
        assert answer.status_code == 204
        at = "/form"
    for change, id in (("undo", "kept-units"), ("redo", "units-that-stay"), ("undo", "kept-units")):
        assert page.press(change).headers["HX-Redirect"] == f"{at}/{id}"
        assert page.client.get(f"{at}/{id}").status_code == 200


def test_a_workbench_that_is_read_only_has_no_buttons(small_course: Path) -> None:
    page = Page(small_course, read_only=True)
    assert page.press("redo").status_code == page.press("undo").status_code == 409
    assert "history" not in [about.get("id") for _, about in Seen(page.client.get("/bank").text).elements]


@pytest.mark.parametrize(
    "path",
    [
        "/bank",
        "/item/kept-units",
        "/form/kept-units",
        "/edit?file=bank/items/basics.yaml",
        "/papers",
        "/paper/named?seed=7",
        "/blueprint/named",
    ],
)
def test_a_workbench_that_is_read_only_offers_no_change(path: str, small_course: Path) -> None:
    """Nor does it say that something was saved."""
    words = page_words("en")
    offered = [words[name] for name in ("form.edit", "form.yaml", "papers.plan", "edit.save", "edit.new", "page.undo")]
    shown = Page(small_course, read_only=True).client.get(path).text
    texts = {text.strip() for text in re.findall(r">([^<>]+)<", shown)}
    assert texts.isdisjoint(offered)
    assert f'data-saved="{words["edit.saved"]}"' not in shown


def test_a_window_that_is_behind_takes_back_no_other_change(page: Page) -> None:
    """Its button still says what it would have taken back before another window changed something."""

    def steps() -> dict[str, dict[str, str]]:
        elements = Seen(page.client.get("/history").text).elements
        return {str(about["id"]): sent(about) for tag, about in elements if tag == "button"}

    page.post("/paper/named/7/lock", number=1)
    behind = steps()["undo"]
    page.post("/paper/named/7/lock", number=2)
    before = tree(page.desk.root)
    answer = page.post("/undo", **behind)
    assert answer.status_code == 409
    assert "hwgen lock named --seed 7 2" in re.sub("<[^>]*>", "", answer.text)
    assert tree(page.desk.root) == before
    assert page.post("/undo", **steps()["undo"]).status_code == 204
    behind = steps()["redo"]
    page.post("/undo", **steps()["undo"])
    assert page.post("/redo", **behind).status_code == 409
    assert page.post("/redo", **steps()["redo"]).status_code == 204


def test_each_answer_and_each_piece_of_news_tells_what_the_buttons_stand_for(page: Page) -> None:
    def newest() -> str:
        stream = changes(page.desk.news, "", lambda: page.desk.newest)

        async def first() -> str:
            async with aclosing(stream):
                return [await anext(stream), await anext(stream)][1]

        told = re.findall(r"^data: (.*)$", asyncio.run(first()), re.M)
        values = {
            str(about["id"]): str(about["value"])
            for tag, about in Seen(page.client.get("/history").text).elements
            if tag == "button"
        }
        assert told == ["-".join(values.get(name, "0") for name in ("undo", "redo"))]
        return told[0]

    assert newest() == "0-0"
    answer = page.post("/paper/named/7/lock", number=1)
    for change in ("undo", "redo", "undo"):
        assert answer.headers["X-Hwgen-Newest"] == newest() != "0-0"
        answer = page.press(change)
