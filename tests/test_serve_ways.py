"""The ways from one page of the workbench to the next: nobody is left where only YAML leads on."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from re import DOTALL, findall

import pytest
from terminal import run
from test_serve import Seen, browser
from test_serve_forms import given as filled_in
from test_serve_papers import NAMED, Page, asked

from hwgen.serve.desk import Desk
from hwgen.serve.pages import page_words
from hwgen.serve.printed import VIEWS


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def links(page: Page, address: str) -> list[str]:
    return [about.get("href") or "" for tag, about in Seen(page.client.get(address).text).elements if tag == "a"]


def test_a_plan_that_cannot_be_drawn_leads_to_its_form(page: Page) -> None:
    exam = page.desk.root / "bank" / "exams" / "picked.yaml"
    exam.write_text(exam.read_text(encoding="utf-8").replace("pick: ", "pick: 9"), encoding="utf-8")
    for address in ("/paper/picked?seed=7", "/class/picked/7", "/export/picked/7"):
        assert page.client.get(address).status_code == 409
        assert "/blueprint/picked?seed=7" in links(page, address), address
    assert page.client.get("/blueprint/picked?seed=7").status_code == 200
    # An exam that there is not has no form.
    assert not [href for href in links(page, "/paper/none?seed=7") if href.startswith("/blueprint/")]


def test_the_bank_shows_what_a_part_asks_and_leads_back(page: Page) -> None:
    shown = [href for href in links(page, "/paper/mine?seed=7") if href.startswith("/bank?for=mine")]
    assert len(shown) == len(page.desk.course.blueprint("mine").plan.sections)
    for href, section in zip(shown, page.desk.course.blueprint("mine").plan.sections, strict=True):
        kinds = {entry.manner or page.desk.course.item(entry.item or "").kind for entry in section.questions}
        left = {item.kind for item in page.desk.course.items.values() if item.id not in asked(page)}
        assert findall("kind=(.*)", unescape(href)) == ([*kinds & left] if len(kinds) == 1 else [])
        assert "/paper/mine?seed=7" in links(page, unescape(href))
    assert not [href for href in links(page, "/bank") if href.startswith("/paper/mine")]
    # The count alone is read aloud at each search.
    assert findall("<span data-say>([^<]*)</span>", page.client.get("/bank?for=mine&words=relu-values").text) == [
        "1 item"
    ]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("exam", "data:image/svg+xml;base64,"),
        ("key", "data:image/svg+xml;base64,"),
        ("moodle", "<pre"),
        ("", "<article"),
    ],
)
def test_a_form_shows_what_is_filled_in_as_it_is_printed_and_sent(page: Page, view: str, shown: str) -> None:
    fields = filled_in("kept-units")
    text = page.post("/form/kept-units/preview", **fields, view=view).text
    assert shown in text
    changed = page.post("/form/kept-units/preview", **fields | {"stem.en": "Of 200 units?"}, view=view).text
    assert shown in changed
    assert changed != text
    options = [
        about["value"] for _, about in Seen(page.client.get("/form/kept-units").text).elements if "value" in about
    ]
    assert view in options


def test_a_picture_that_is_not_there_is_reported_in_a_form_in_each_view(page: Page) -> None:
    for view in ("exam", "moodle"):
        fields = filled_in("kept-units") | {"stem.en": "![](files/none.png)", "stem.zh": "![](files/none.png)"}
        assert "files/none.png" in page.post("/form/kept-units/preview", **fields, view=view).text


def test_a_form_that_changes_nothing_has_the_same_views(small_course: Path) -> None:
    page, reading = Page(small_course), Page(small_course, read_only=True)
    written, shown = (one.client.get("/form/kept-units").text for one in (page, reading))
    for text in (written, shown):
        (select,) = findall(r'<select id="view".*?</select>', text, DOTALL)
        assert findall(r'<option value="(\w+)">', select) == list(VIEWS)
    previews = {view: reading.client.get(f"/form/kept-units/preview?view={view}").text for view in VIEWS}
    assert len(set(previews.values())) == len(VIEWS)
    assert previews["exam"].count("data:image/svg+xml") >= 2
    assert "<article" in previews["card"]
    assert "kept-units" in previews["card"]


def test_a_bank_without_questions_leads_to_the_first_one(tmp_path: Path) -> None:
    assert run("init", "--empty", "new", folder=tmp_path).code == 0
    client = browser(Desk(tmp_path / "new"))
    (note,) = findall('<p class="note">(.*)</p>', client.get("/bank").text)
    assert note.startswith(page_words("en")["bank.empty"])
    assert '<a href="/files">' in note
