"""The cards of the bank in the workbench."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from test_serve import Seen, browser, cards, read_only

from hwgen.serve.desk import Desk


@pytest.fixture(scope="module")
def client() -> TestClient:
    return browser(read_only())


@pytest.mark.parametrize(
    ("facet", "value", "some", "none"),
    [
        ("kind", "table", "precision-and-recall", "kept-units"),
        ("level", "1", "kept-units", "relu-values"),
        ("made", "computed", "max-pool", "kept-units"),
        ("made", "written", "kept-units", "max-pool"),
        ("tag", "losses", "squared-error", "kept-units"),
        ("bloom", "understand", "learned-quantities", "kept-units"),
        ("objective", "basics-training", "learned-quantities", "kept-units"),
        ("exam", "named", "kept-units", ""),
    ],
)
def test_a_filter_leaves_what_it_names(facet: str, value: str, some: str, none: str, client: TestClient) -> None:
    shown = cards(client, **{facet: value})
    assert some in shown
    assert none not in shown


def test_a_card_shows_both_languages_or_one(client: TestClient) -> None:
    def sides(**asked: str) -> list[str | None]:
        elements = Seen(client.get("/card/kept-units", params=asked).text).elements
        return [about["lang"] for tag, about in elements if about.get("class") == "side"]

    assert sides() == ["zh-CN", "en"]
    assert sides(show="en") == ["en"]
    assert sides(show="fr") == ["zh-CN", "en"]


def test_a_generator_shows_other_variants_and_ways_to_ask(client: TestClient) -> None:
    first, second = (client.get("/card/max-pool", params={"seed": seed}).text for seed in ("1", "2"))
    assert first != second
    assert "all of them proven" in first
    assert "☐" not in client.get("/card/max-pool", params={"as": "numeric"}).text
    assert client.get("/card/max-pool", params={"as": "nonsense"}).status_code == 200


def test_a_card_that_is_drawn_again_stays_what_it_is(client: TestClient, small_course: Path) -> None:
    """Of whatever page it is: what it shows of its item, and the exam for which items are collected."""
    (small_course / "bank" / "exams" / "mine.yaml").write_text(
        "title: {zh: 一, en: One}\nminutes: 20\nsections: "
        "[{title: {zh: 一, en: One}, points: 4, questions: [{item: kept-units}]}]\n",
        encoding="utf-8",
    )
    collecting = browser(Desk(small_course))
    for here, path, kept in (
        (client, "/item/max-pool", "<details open><summary>About"),
        (collecting, "/bank?words=relu-values&for=mine", "Add to mine"),
    ):
        text = here.get(path).text
        drawn = {at for _, element in Seen(text).elements if (at := element.get("hx-get") or "").startswith("/card/")}
        assert drawn
        assert kept in text
        assert all(kept in here.get(at).text for at in drawn)
