"""Links between the pages of an exam: each hands on which paper somebody looks at, and how."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from test_serve import Seen, browser
from test_serve_papers import NAMED, Page

from hwgen.serve.desk import Desk
from hwgen.serve.views import FOR_SEED

VIEW = {"seed": "7", "lang": "zh", "key": "on"}
# What each way to name it is in the address of a page: the card of an item has a seed of its own.
LOOKED = re.compile("/(?:bank|(?:item|card|collect|paper|blueprint)/[^/?]+|(?:class|export)/[^/?]+/[^/?]+)([?]|$)")


def links(text: str) -> set[str]:
    """The addresses on a page that lead to another, or fetch a part of one."""
    elements = Seen(text).elements
    return {value for _, about in elements for name in ("href", "hx-get") if (value := about.get(name))} | {
        value for _, about in elements if (value := about.get("hx-post") or "").startswith("/collect/")
    }


def named(address: str, exam: str) -> dict[str, str]:
    """The paper that an address is about, as it says it; empty where it is about none."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if not LOOKED.match(address) or exam not in (asked.get("for"), *parts.path.split("/")[2:3]):
        return {}
    about = parts.path.split("/")[2:]
    seed = about[1] if len(about) > 1 and about[1].isdecimal() else asked.get(FOR_SEED, asked.get("seed", ""))
    return {"seed": seed, "lang": asked.get("lang", ""), "key": asked.get("key", "")}


def walked(desk: Desk, exam: str) -> dict[str, dict[str, str]]:
    """Every address about an exam on the pages that can be reached from its paper, each page being opened once, and one card of all."""
    client, seen, opened = browser(desk), dict[str, dict[str, str]](), set[str]()
    waiting = [f"/paper/{exam}?seed=7&lang=zh&key=on"]
    while waiting:
        address = waiting.pop()
        about = urlsplit(address).path.split("/")
        page = "/".join(about[:2] if about[1] in ("card", "item") else about)
        if page in opened or about[1] == "collect":
            continue
        opened.add(page)
        answer = client.get(address)
        assert answer.status_code == 200, address
        new = {one: view for one in links(answer.text) if one not in seen and (view := named(one, exam))}
        seen |= new
        waiting += new
    return seen


@pytest.mark.parametrize("shown", [True, False])
def test_every_link_of_an_exam_hands_on_how_its_paper_is_looked_at(shown: bool, small_course: Path) -> None:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    seen = walked(Desk(small_course, read_only=shown), "mine")
    pages = {urlsplit(address).path.split("/")[1] for address in seen}
    assert pages >= (
        {"paper", "item"} if shown else {"paper", "item", "bank", "card", "collect", "blueprint", "class", "export"}
    )
    assert {address: about for address, about in seen.items() if about != VIEW} == {}


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def test_what_leads_back_to_a_paper_leads_to_the_one_that_was_left(page: Page) -> None:
    looked = "?seed=7&lang=zh&key=on"
    kept = page.post(f"/paper/mine/7/freeze{looked}", name="kept")
    assert kept.headers["HX-Redirect"] == f"/paper/kept{looked}"
    chosen = page.client.get(f"/class/mine/7{looked}").text
    assert re.search(r'<option value="zh" selected>', chosen)
