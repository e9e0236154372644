"""What the workbench says of exams, items and files that are broken or gone while somebody works on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_serve import Seen
from test_serve_editor import FILE, sent, text_of
from test_serve_forms import given
from test_serve_papers import NAMED, Page


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


@pytest.mark.parametrize("path", ["/paper/mine", "/blueprint/mine", "/class/mine/7", "/export/mine/7"])
def test_an_exam_with_errors_says_which_wherever_it_is_asked_for(path: str, page: Page) -> None:
    """It is not taken for one that is not there, and none is left out without a word."""
    file = page.desk.root / "bank" / "exams" / "mine.yaml"
    file.write_text(NAMED.replace("minutes: ", "minutes: 1,"), encoding="utf-8")
    shown = page.client.get(path).text
    assert "bank/exams/mine.yaml:" in shown
    assert "there is no exam" not in shown
    elements = Seen(page.client.get("/papers").text).elements
    assert "/paper/mine" in [about.get("href") for _, about in elements]
    assert page.post("/collect/mine", item="kept-units").status_code == 409


@pytest.mark.parametrize("path", ["/item/kept-units", "/form/kept-units", "/remarks/kept-units"])
def test_an_item_with_errors_says_which_wherever_it_is_asked_for(path: str, page: Page) -> None:
    file = page.desk.root / "bank" / "items" / "basics.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: kept-units")
    file.write_text(text[:start] + text[start:].replace("difficulty: ", "difficulty: 9", 1), encoding="utf-8")
    shown = page.client.get(path).text
    assert "bank/items/basics.yaml:" in shown
    assert "there is no item" not in shown


@pytest.mark.parametrize("path", ["/form/kept-units", "/item/kept-units", "/card/kept-units"])
def test_an_item_whose_file_cannot_be_read_says_so(path: str, page: Page) -> None:
    file = page.desk.root / FILE
    file.write_text(text_of(page).replace("items:\n", "items:\n  - id: [\n", 1), encoding="utf-8")
    for shown in (page.client.get(path), page.post("/form/kept-units", **given("kept-units"))):
        assert shown.status_code == 409
        assert f"{FILE}:" in shown.text


@pytest.mark.parametrize("address", ["/check", "/save", "/complete"])
@pytest.mark.parametrize("name", [FILE, "generators/max_pool.py"])
def test_a_file_that_goes_while_it_is_open_is_said_to_be_gone(name: str, address: str, page: Page) -> None:
    """The editor keeps what was typed, and writes it when the file is there again."""
    path = page.desk.root / name
    text = path.read_text(encoding="utf-8")
    known = page.client.get("/text", params={"file": name}).json()["digest"]
    path.unlink()
    answer = sent(page, address, f"{text}# Mine.\n", file=name, digest=known)
    assert answer.status_code == 409
    assert "not there any more" in answer.json()["message"] == answer.json()["preview"]
    assert not path.exists()
    path.write_text(text, encoding="utf-8")
    assert sent(page, "/save", f"{text}# Mine.\n", file=name, digest=known).status_code == 200
    assert path.read_text(encoding="utf-8").endswith("# Mine.\n")


def test_a_name_that_is_too_long_is_refused_as_that(page: Page) -> None:
    answer = page.post("/new-exam", name="x" * 61)
    assert answer.status_code == 409
    assert "too long for a name" in answer.text
    assert page.post("/new-exam", name="x" * 60).status_code == 204
