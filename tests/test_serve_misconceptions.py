"""A misconception that the course does not have is written down in the form of an item."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_serve_papers import Page, tree


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


MISCONCEPTION = {"name.zh": "当作新的", "name.en": "Taken as new", "why.zh": "它不新。", "why.en": "It is not new: $x$.", "topics": "basics"}  # fmt: skip


@pytest.mark.parametrize("text", [None, "# Ours.\n{}\n", "# Ours.\nold: {name: {zh: 旧, en: Old}, why: {zh: 旧。, en: Old.}, topics: [basics]} # Kept.\n# Foot.\n"])  # fmt: skip
def test_a_misconception_that_the_course_does_not_have_is_written_down(page: Page, text: str | None) -> None:
    file = page.desk.root / "bank" / "misconceptions.yaml"
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    before = tree(page.desk.root)
    answer = page.post("/misconception", misconception="taken-as-new", **MISCONCEPTION)
    assert (answer.status_code, json.loads(answer.headers["HX-Trigger"])) == (204, {"misconception": "taken-as-new"})
    written = file.read_text(encoding="utf-8")
    assert page.desk.course.misconceptions["taken-as-new"].topics == ("basics",)
    assert all(comment in written for comment in re.findall("# .*", text or ""))
    assert "old" not in (text or "") or "old" in page.desk.course.misconceptions
    assert '<option value="taken-as-new">' in page.client.get("/form/kept-units").text
    page.press("undo")
    assert tree(page.desk.root) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"misconception": "no-bias"}, "<code>no-bias</code> already exists"),
        ({"misconception": "无"}, "lowercase letters"),
        ({"why.en": ""}, 'data-field="why.en"'),
        ({"why.en": "Open $x"}, "unclosed"),
        ({"topics": ""}, "topics"),
    ],
)
def test_a_misconception_that_is_none_is_not_written(page: Page, wrong: dict[str, str], said: str) -> None:
    before = tree(page.desk.root)
    answer = page.post("/misconception", **{"misconception": "taken-as-new"} | MISCONCEPTION | wrong)
    assert answer.status_code == 409
    assert said in answer.text
    assert tree(page.desk.root) == before


def test_a_misconception_is_not_written_into_a_file_that_cannot_be_read(page: Page) -> None:
    file = page.desk.root / "bank" / "misconceptions.yaml"
    for text in ("a: [\n", "taken-as-new: {name: {zh: 一, en: One}}\n"):
        file.write_text(text, encoding="utf-8")
        assert page.post("/misconception", misconception="taken-as-new", **MISCONCEPTION).status_code == 409
        assert file.read_text(encoding="utf-8") == text
