"""Papers in the workbench: what its pages do to files is what commands do, and can be taken back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from conftest import ROOT
from httpx2 import Response
from starlette.testclient import TestClient
from terminal import Ran
from test_serve import HERE, HOSTILE, KEY, Seen, bank, browser

from hwgen.bank.loading import load
from hwgen.bank.swaps import read_swaps
from hwgen.plan import swapping
from hwgen.plan.uses import levels
from hwgen.proof.certificates import certificate
from hwgen.serve import drawn
from hwgen.serve.app import application
from hwgen.serve.bank import names_of
from hwgen.serve.desk import Desk
from hwgen.serve.guard import HEADER
from hwgen.serve.pages import page_words

Terminal = Callable[..., Ran]
NAMED = """# Kept for ever.
title: {zh: 小测, en: Quiz}
minutes: 20
sections:
  - title: {zh: 一, en: One}
    points: 4
    questions:
      # The easiest first.
      - item: relu-values # They know it.
      - item: kept-units
        points: 3
  - title: {zh: 二, en: Two}
    points: 6
    questions:
      - {item: squared-error}
"""


class Page:
    """The workbench on a course, as a page of it acts."""

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        self.desk = Desk(root, read_only=read_only)
        certificate(self.desk.course, self.desk.course.items["max-pool"])  # type: ignore[arg-type]
        self.app = application(self.desk, KEY)
        self.client = TestClient(self.app, base_url=HERE, headers={"Accept-Language": "en"})
        self.client.get("/", params={"token": KEY.token})

    def post(self, path: str, **fields: str | int) -> Response:
        headers = {"Origin": HERE, HEADER: KEY.header, "HX-Request": "true"}
        return self.client.post(path, data={name: str(value) for name, value in fields.items()}, headers=headers)

    def press(self, change: str) -> Response:
        """Takes back, or makes again, the change that the buttons stand for now."""
        steps = dict(zip(("undo", "redo"), self.desk.newest.split("-"), strict=True))
        return self.post(f"/{change}", step=steps[change])


@pytest.fixture
def page(small_course: Path) -> Page:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    return Page(small_course)


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def asked(page: Page, exam: str = "mine") -> list[str | None]:
    elements = Seen(page.client.get(f"/paper/{exam}?seed=7").text).elements
    return [about["data-item"] for _, about in elements if about.get("class") == "line"]


@pytest.mark.parametrize(
    ("action", "fields", "command"),
    [
        ("swap", {"number": 3}, "swap picked --seed 7 3"),
        ("swap", {"number": 3, "item": "squared-error"}, "swap picked --seed 7 3 --with squared-error"),
        ("swap", {"number": 1, "variant": 2}, "swap named --seed 7 1 --variant 2"),
        ("lock", {"number": 2}, "lock named --seed 7 2"),
        ("freeze", {"name": "frozen-1"}, "freeze picked --seed 7 frozen-1"),
    ],
)
def test_a_change_is_the_one_of_its_command(
    action: str, fields: dict[str, str | int], command: str, page: Page, terminal: Terminal, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(page.desk.root, tmp_path / "other"))
    exam = command.split()[1]
    before = tree(page.desk.root)
    answer = page.post(f"/paper/{exam}/7/{action}", **fields)
    assert answer.status_code in (200, 204)
    assert page.desk.steps[-1].command == f"hwgen {command}"
    done = terminal(*command.split(), folder=other)
    # A swap may break the plan, which is said and no failure.
    assert done.code == 0, done.err
    assert tree(page.desk.root) == tree(other) != before
    led = page.press("undo").headers
    # The paper of a blueprint that is gone is there no more.
    assert led.get("HX-Redirect", "") == ("/paper/picked?seed=7" if action == "freeze" else "")
    assert tree(page.desk.root) == before


def test_unlocking_leaves_the_seed_alone_again(page: Page) -> None:
    before = tree(page.desk.root)
    page.post("/paper/named/7/lock", number=1)
    assert "locked" in page.post("/paper/named/7/swap", number=1).text
    page.post("/paper/named/7/unlock", number=1)
    assert tree(page.desk.root) == before


def test_what_is_offered_fits_the_plan(page: Page) -> None:
    offers = page.client.get("/paper/picked/7/offers/3").text
    first = asked(page, "picked")
    assert "precision-and-recall" in first[2:]  # type: ignore[operator]
    assert "squared-error" in offers
    assert "kept-units" not in offers
    page.post("/paper/picked/7/swap", number=3, item="squared-error")
    assert asked(page, "picked") == [*first[:2], "squared-error"]


def test_what_changes_least_is_offered_first() -> None:
    """Each offer says its topic, and one of the same topic comes before one of another that is as difficult."""
    desk = Desk(ROOT)
    client, plan = browser(desk), drawn.plan_of(desk, "midterm", 7)
    names, seen = names_of(plan.course, "en"), set()
    for number in (6, 7, 8, 9, 10):
        old = plan.slots[swapping.place_of(plan, number)]
        text = client.get(f"/paper/midterm/7/offers/{number}").text
        offers = re.findall(r'<span class="meta">.+? · (.+?) · difficulty (\d) · <a href="/item/', text)
        others = [topic != names("topic", old.item.topic) for topic, _ in offers]
        level = old.difficulty or levels(plan.course, old.item)[0]
        changes = [(abs(int(n) - level) + other, other) for (_, n), other in zip(offers, others, strict=True)]
        assert changes == sorted(changes)
        seen.update(others)
    assert seen == {False, True}


def test_a_swap_leaves_the_paper_in_its_language_and_with_its_key(page: Page) -> None:
    elements = Seen(page.client.get("/paper/picked/7/offers/3?lang=zh&key=on").text).elements
    posts = [str(about["hx-post"]) for _, about in elements if "hx-post" in about]
    assert posts
    for path, item in zip(posts, cycle(("small-network", "squared-error"))):
        answer = page.post(path, number=3, item=item).text
        assert "&key=on" in answer
        assert 'class="opening" lang="zh' in answer


def test_an_offer_has_the_kind_that_is_asked_in_its_place() -> None:
    client = browser(Desk(ROOT))
    plan = drawn.plan_of(Desk(ROOT), "quiz", 7)
    number, slot = next((i, slot) for i, slot in enumerate(plan.slots, 1) if slot.manner == "table")
    assert slot.item.kind == "choice"
    offers = client.get(f"/paper/quiz/7/offers/{number}").text
    kinds = re.findall(r'<span class="meta">(.+?) ·', offers)
    assert kinds
    assert set(kinds) == {"table"}


def test_the_outline_has_the_totals_and_says_what_the_plan_lacks(page: Page) -> None:
    text = page.client.get("/paper/picked?seed=7").text
    assert "14 points" in text
    assert "All 6 demands of the plan are met" in text
    assert page.post("/paper/picked/7/swap", number=3, item="small-network").status_code == 200
    assert "not met" in page.client.get("/paper/picked?seed=7").text


@pytest.mark.parametrize(
    ("action", "fields", "order"),
    [
        ("move", {"number": 2, "by": "up"}, ["kept-units", "relu-values", "squared-error"]),
        ("move", {"number": 1, "by": "down"}, ["kept-units", "relu-values", "squared-error"]),
        ("move", {"number": 2, "by": "down"}, ["relu-values", "kept-units", "squared-error"]),
        ("move", {"number": 1, "by": "up"}, ["relu-values", "kept-units", "squared-error"]),
        ("move", {"number": 1, "onto": 2}, ["kept-units", "relu-values", "squared-error"]),
        ("move", {"number": 2, "onto": 1}, ["kept-units", "relu-values", "squared-error"]),
        ("move", {"number": 1, "onto": 3}, ["kept-units", "squared-error", "relu-values"]),
        # As the mouse sends it.
        ("move", {"number": 1, "by": "up", "onto": 3}, ["kept-units", "squared-error", "relu-values"]),
        (
            "add",
            {"part": 0, "item": "layers-by-parameters"},
            ["relu-values", "kept-units", "layers-by-parameters", "squared-error"],
        ),
        ("remove", {"number": 1}, ["kept-units", "squared-error"]),
        ("points", {"number": 1, "points": 9}, ["relu-values", "kept-units", "squared-error"]),
        ("points", {"number": 2, "points": 9}, ["relu-values", "kept-units", "squared-error"]),
        ("points", {"number": 3, "points": 9}, ["relu-values", "kept-units", "squared-error"]),
    ],
)
def test_a_blueprint_that_names_its_items_is_rearranged(
    action: str, fields: dict[str, str | int], order: list[str], page: Page
) -> None:
    path = page.desk.root / "bank" / "exams" / "mine.yaml"
    # What is locked stays with its question.
    page.post("/paper/mine/7/lock", number=2)
    before = tree(page.desk.root)
    answer = page.post(f"/paper/mine/7/{action}", **fields)
    assert answer.status_code == 200
    assert asked(page) == order
    text = path.read_text(encoding="utf-8")
    comments = ["# Kept for ever.", *([] if action == "remove" else ["# The easiest first.", "# They know it."])]
    assert all(comment in text for comment in comments)
    course = load(page.desk.root).course
    swaps = read_swaps(course.root, "mine", 7)
    assert swaps is not None
    assert {swaps.chosen[place] for place in swaps.locked} == {"kept-units"}
    if action == "points":
        each = [entry.points for *_, entry in course.blueprint("mine").plan.entries()]
        assert each[int(fields["number"]) - 1] == 9
    if tree(page.desk.root) != before:
        page.press("undo")
    assert tree(page.desk.root) == before


def test_a_question_moves_into_the_next_part(page: Page) -> None:
    page.post("/paper/mine/7/move", number=2, by="down")
    sections = load(page.desk.root).course.blueprint("mine").plan.sections
    assert [[str(entry.item) for entry in section.questions] for section in sections] == [
        ["relu-values"],
        ["kept-units", "squared-error"],
    ]
    page.post("/paper/mine/7/move", number=2, by="up")
    assert asked(page) == ["relu-values", "kept-units", "squared-error"]


@pytest.mark.parametrize(
    ("exam", "action", "fields", "said"),
    [
        ("picked", "move", {"number": 1, "by": "up"}, "picks its questions"),
        ("mine", "remove", {"number": 3}, "at least one question"),
        ("mine", "move", {"number": 3, "by": "up"}, "at least one question"),
        ("mine", "add", {"part": 0, "item": "kept-units"}, "already on the paper"),
        ("mine", "add", {"part": 0, "item": HOSTILE}, "there is no item"),
        ("mine", "swap", {"number": 99}, "no question 99"),
        ("mine", "freeze", {"name": "../../../evil"}, "not a valid name"),
        ("mine", "freeze", {"name": "named"}, "already exists"),
        ("nothing", "lock", {"number": 1}, "there is no exam"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    exam: str, action: str, fields: dict[str, str], said: str, page: Page
) -> None:
    before = tree(page.desk.root.parent)
    answer = page.post(f"/paper/{exam}/7/{action}", **fields)
    assert answer.status_code == 409
    assert said in answer.text
    assert "<script>" not in answer.text
    assert tree(page.desk.root.parent) == before
    assert not page.desk.steps


@pytest.mark.parametrize(
    "path",
    [
        "/paper/mine/7/lock",
        "/paper/mine/7/move",
        "/paper/mine/7/freeze",
        "/paper/mine/7/build",
        "/paper/mine/7/prove",
        "/blueprint/mine",
        "/collect/mine",
        "/new-exam",
        "/undo",
    ],
)
def test_a_workbench_that_is_read_only_changes_nothing(path: str, small_course: Path) -> None:
    (small_course / "bank" / "exams" / "mine.yaml").write_text(NAMED, encoding="utf-8")
    page, before = Page(small_course, read_only=True), tree(small_course)
    assert page.post(path, number=1, by="down", name="another", step=1).status_code == 409
    assert tree(small_course) == before
    assert "button" not in [
        tag for tag, about in Seen(page.client.get("/paper/mine").text).elements if about.get("hx-post")
    ]


def test_what_somebody_else_changed_is_not_taken_back(page: Page) -> None:
    page.post("/paper/mine/7/points", number=1, points=9)
    path = page.desk.root / "bank" / "exams" / "mine.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# Mine.\n", encoding="utf-8")
    answer = page.press("undo")
    assert answer.status_code == 409
    assert "changed on disk" in answer.text
    assert path.read_text(encoding="utf-8").endswith("# Mine.\n")


def test_items_are_collected_for_an_exam_while_one_looks_through_the_bank(page: Page) -> None:
    """By the mouse alone: a new exam, one of its papers kept, and an item of the bank added to that."""
    assert page.post("/new-exam", name="midterm").headers["HX-Redirect"] == "/paper/midterm?seed=1"
    assert page.desk.steps[-1].command == "hwgen new exam midterm"
    page.post("/paper/midterm/1/freeze", name="midterm-1")
    first = asked(page, "midterm-1")
    fresh = next(id for id in page.desk.course.items if id not in first)
    shown = bank(page.client, **{"for": "midterm-1"})
    assert shown.count("Add to midterm-1") == len(page.desk.course.items) - len(first)
    assert "Add to" not in page.client.get("/bank", params={"for": "midterm"}).text
    assert "✓" in page.post("/collect/midterm-1", item=fresh).text
    assert sorted(asked(page, "midterm-1")) == sorted([*first, fresh])
    for exam, item in (("midterm-1", fresh), ("midterm", fresh), ("nothing", fresh), ("midterm-1", HOSTILE)):
        assert page.post(f"/collect/{exam}", item=item).status_code == 409
    assert page.post("/new-exam", name="midterm").status_code == page.post("/new-exam", name="../x").status_code == 409


def test_an_item_that_is_collected_comes_to_those_of_its_kind(page: Page) -> None:
    path = page.desk.root / "bank" / "exams" / "mine.yaml"
    plan = """title: {zh: 小测, en: Quiz}
minutes: 20
sections:
  - title: {zh: 选择题, en: Multiple choice}
    points: 4
    questions:
      - item: kept-units
  - title: {zh: 其他, en: Others}
    points: 4
    questions:
      - item: small-network
"""
    path.write_text(plan, encoding="utf-8")
    assert ": Multiple choice</span>" in page.post("/collect/mine", item="max-pool").text
    assert ": Others</span>" in page.post("/collect/mine", item="squared-error").text
    assert asked(page, "mine") == ["kept-units", "max-pool", "small-network", "squared-error"]


def test_the_kind_of_a_part_is_the_way_in_which_it_asks_a_computed_question(page: Page) -> None:
    plan = """title: {zh: 小测, en: Quiz}
minutes: 20
sections:
  - title: {zh: 填空题, en: Fill in}
    points: 4
    questions:
      - item: max-pool
        as: numeric
  - title: {zh: 其他, en: Others}
    points: 4
    questions:
      - item: relu-values
"""
    (page.desk.root / "bank" / "exams" / "mine.yaml").write_text(plan, encoding="utf-8")
    assert ": Fill in</span>" in page.post("/collect/mine", item="squared-error").text
    assert ": Others</span>" in page.post("/collect/mine", item="kept-units").text


def test_an_exam_that_was_given_says_why_it_stays_as_it_is(page: Page) -> None:
    assert "Move up 2" in page.client.get("/paper/mine?seed=7").text
    assert 'href="/bank?for=mine&amp;for-seed=7"' in page.client.get("/paper/mine?seed=7").text
    assert page_words("en").say("papers.picks") in page.client.get("/paper/picked?seed=7").text
    ledger = "- {exam: mine, on: 2026-01-05, items: [relu-values, kept-units, squared-error]}\n"
    (page.desk.root / "bank" / "ledger.yaml").write_text(ledger, encoding="utf-8")
    text = page.client.get("/paper/mine?seed=7").text
    assert "has been given and stays as it is" in text
    assert "Move up 2" not in text


@pytest.mark.parametrize(("name", "free"), [("midterm", "midterm"), ("named", "named-2"), ("mine-9", "mine-10")])
def test_a_new_paper_has_a_name_that_is_free(name: str, free: str, page: Page) -> None:
    exams = page.desk.root / "bank" / "exams"
    (exams / "mine-9.yaml").write_text(NAMED, encoding="utf-8")
    address = "/papers" if name == "midterm" else f"/paper/{name}?seed=7"
    fields = [about for tag, about in Seen(page.client.get(address).text).elements if about.get("name") == "name"]
    assert [about["value"] for about in fields] == [free]


def test_each_question_has_a_place_on_its_page(page: Page) -> None:
    for key in ("", "&key=on"):
        elements = Seen(page.client.get(f"/paper/mine?seed=7&lang=en{key}").text).elements
        lines = [about for _, about in elements if about.get("class") == "line"]
        spans = [(float(about["data-top"] or 0), float(about["data-end"] or 0)) for about in lines]
        assert {about["data-page"] for about in lines} == {"1"}
        assert spans == sorted(spans)
        assert all(0.1 < top < end < 0.95 for top, end in spans)


def test_the_pages_of_a_paper_are_pictures(page: Page) -> None:
    first = page.client.get("/sheet/mine/7/en/1.svg")
    assert first.headers["content-type"] == "image/svg+xml"
    assert first.content.startswith(b"<svg")
    assert first.content != page.client.get("/sheet/mine/7/en/1.svg?key=on").content
    for path in ("/sheet/mine/7/en/99.svg", "/sheet/mine/7/fr/1.svg", "/sheet/mine/7/en/0.svg"):
        assert page.client.get(path).status_code == 404
