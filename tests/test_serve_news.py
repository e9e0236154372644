"""News at the workbench: what changes on disk or in a job reaches every page that is open, and none is missed."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from test_serve import HERE, KEY, OWN, Seen, browser

from hwgen.bank.loading import Loaded
from hwgen.serve import desk as desks
from hwgen.serve.app import application
from hwgen.serve.bank_review import BankReview
from hwgen.serve.desk import Desk
from hwgen.serve.events import changes, watch
from hwgen.serve.jobs import Jobs, Outcome
from hwgen.serve.news import News


async def heard(news: News, since: str, count: int, meanwhile: Callable[[], None] = lambda: None) -> list[str]:
    """So many messages after a mark."""
    stream = changes(news, since)
    assert await anext(stream) == ": open\n\n"
    threading.Timer(0.05, meanwhile).start()
    messages = [await asyncio.wait_for(anext(stream), 10) for _ in range(count)]
    await stream.aclose()  # type: ignore[attr-defined]
    return [line.removeprefix("event: ") for text in messages for line in text.splitlines() if "event" in line]


def test_news_that_came_before_a_page_listens_is_not_missed() -> None:
    news = News()
    since = news.mark
    news.bring("course")
    assert asyncio.run(heard(news, since, 1)) == ["course"]
    news.bring("job")
    assert asyncio.run(heard(news, since, 2)) == ["course", "job"]


@pytest.mark.parametrize("since", ["", "x", "1-2-3-4", "0--"])
def test_a_mark_that_is_none_has_all_read_again(since: str) -> None:
    assert News().since(since) == (["job", "remarks"] if since == "0--" else ["course", "job", "remarks"])


def test_a_job_says_how_far_it_is_while_a_page_listens() -> None:
    news = News()
    jobs = Jobs(news)
    assert asyncio.run(heard(news, news.mark, 1, lambda: jobs.start("sleep", lambda say: Outcome()))) == ["job"]


def test_a_change_of_the_course_is_news_and_another_file_is_none(small_course: Path) -> None:
    desk = Desk(small_course)
    end = watch(desk)
    try:

        def save() -> None:
            (small_course / "notes.txt").write_text("nothing of the course", encoding="utf-8")
            path = small_course / "bank" / "items" / "basics.yaml"
            path.write_text(path.read_text(encoding="utf-8") + "# Changed.\n", encoding="utf-8")

        assert asyncio.run(heard(desk.news, desk.news.mark, 1, save)) == ["course"]
    finally:
        end.set()


def test_a_page_knows_how_much_news_there_was_when_its_course_was_read(small_course: Path) -> None:
    desk = Desk(small_course)
    client = browser(desk)
    desk.news.bring("course")
    body = next(about for tag, about in Seen(client.get("/papers").text).elements if tag == "body")
    assert desk.news.since(body["data-since"] or "") == []
    desk.news.bring("job")
    assert desk.news.since(body["data-since"] or "") == ["job"]


def test_the_panel_of_the_job_stays_and_asks_only_when_there_is_news(small_course: Path) -> None:
    client = TestClient(application(Desk(small_course), KEY), base_url=HERE, headers=OWN)
    client.get("/", params={"token": KEY.token})
    elements = Seen(client.get("/export/named/7").text).elements
    panel = next(about for _, about in elements if about.get("id") == "job")
    assert panel["hx-trigger"] == "job from:body"
    assert "hx-swap" not in panel
    assert 'id="job"' not in client.get("/job").text


def test_the_card_of_a_generator_is_read_again_when_its_proof_has_ended(small_course: Path) -> None:
    elements = Seen(browser(Desk(small_course)).get("/item/max-pool").text).elements
    asking = {about["hx-get"] or "": about["hx-trigger"] or "" for _, about in elements if "hx-trigger" in about}
    for part in ("/card/", "/variants/"):
        assert ["finished" in trigger for address, trigger in asking.items() if address.startswith(part)] == [True]


def test_files_are_looked_at_once_for_a_page(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(small_course)
    client = browser(desk)
    looks: list[Path] = []
    monkeypatch.setattr(desks.Desk, "_stamps", lambda self: iter(looks.append(self.root) or ()))
    for path in ("/card/kept-units", "/papers", "/files"):
        looks.clear()
        assert client.get(path).status_code == 200
        assert len(looks) == 1


def test_of_a_changed_course_only_the_changed_file_is_read(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(small_course)
    before = desk.course
    monkeypatch.setattr("hwgen.cache.kept", lambda *args: None)
    path = small_course / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("150 units", "150 neurons"), encoding="utf-8")
    changed = {item.id for item in before.items.values() if item.span.file == path}
    again = {id for id, item in desk.course.items.items() if item is before.items[id]}
    written = {id for id in before.items if before.items[id].span.file.suffix == ".yaml"}
    assert again >= written - changed
    assert not again & changed


class Ring:
    """Something that holds itself, as what a page makes does."""

    def __init__(self) -> None:
        self.own = self


def test_what_pages_leave_behind_does_not_stay_in_memory(small_course: Path) -> None:
    desk = Desk(small_course)
    desk.look()
    left = weakref.ref(Ring())
    path = small_course / "bank" / "items" / "basics.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# Somebody else.\n", encoding="utf-8")
    desk.look()
    assert left() is None


def test_a_program_is_imported_once_while_other_files_change(small_course: Path) -> None:
    desk = Desk(small_course)
    blueprint, program = small_course / "bank" / "exams" / "named.yaml", small_course / "generators" / "max_pool.py"
    before = desk.course.items["max-pool"]
    blueprint.write_text(f"{blueprint.read_text(encoding='utf-8')}# Changed.\n", encoding="utf-8")
    assert desk.course.items["max-pool"] is before
    program.write_text(f"{program.read_text(encoding='utf-8')}# Changed.\n", encoding="utf-8")
    assert desk.course.items["max-pool"] is not before


def test_a_saved_file_is_read_before_a_page_that_listens_asks_for_it(
    small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(small_course)
    before, reads = desk.course, threading.Event()
    end = watch(desk)
    look = desk.look

    def read() -> Loaded:
        loaded = look()
        reads.set()
        return loaded

    monkeypatch.setattr(desk, "look", read)
    try:

        def save() -> None:
            path = small_course / "bank" / "items" / "basics.yaml"
            path.write_text(path.read_text(encoding="utf-8") + "# Changed.\n", encoding="utf-8")

        asyncio.run(heard(desk.news, desk.news.mark, 1, save))
        assert reads.wait(10)
        assert desk._loaded is not None
        assert desk._loaded.course is not before
    finally:
        end.set()


def test_what_works_in_the_background_waits_for_pages(small_course: Path) -> None:
    desk = Desk(small_course)
    order: list[str] = []

    def work() -> None:
        desk.give_way()
        order.append("work")

    with desk.glance():
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(0.2)
        order.append("page")
    worker.join()
    assert order == ["page", "work"]


def test_what_works_in_the_background_waits_until_no_page_was_made_for_a_while(
    small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, waited = [100.0], list[float]()

    def wait(seconds: float) -> None:
        waited.append(round(seconds, 3))
        clock[0] += seconds

    desk = Desk(small_course)
    monkeypatch.setattr(desks.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(desk._paging, "wait", wait)
    with desk.glance():
        pass
    clock[0] += 0.1
    desk.give_way()
    assert waited == []
    desk.give_way(0.25)
    assert waited == [0.15]
    desk.give_way(0.25)
    assert waited == [0.15]


def test_a_course_that_is_read_for_pages_to_come_goes_before_what_works_in_the_background(
    small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(small_course)
    made, reads = list[int](), threading.Event()
    end = watch(desk)

    def read() -> None:
        made.append(desk._pages)
        reads.set()

    monkeypatch.setattr(desk, "look", read)
    try:

        def save() -> None:
            path = small_course / "bank" / "items" / "basics.yaml"
            path.write_text(path.read_text(encoding="utf-8") + "# Changed.\n", encoding="utf-8")

        asyncio.run(heard(desk.news, desk.news.mark, 1, save))
        assert reads.wait(10)
    finally:
        end.set()
    assert made[0] == 1


def test_the_review_of_the_bank_waits_for_pages_but_not_while_the_course_is_read(
    small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(small_course)
    at: list[str] = []
    look = desk._look

    def reading() -> Loaded:
        at.append("read")
        loaded = look()
        at.append("was read")
        return loaded

    monkeypatch.setattr(desk, "_look", reading)
    monkeypatch.setattr(desk, "give_way", lambda quiet=0: at.append("waits"))
    monkeypatch.setattr("hwgen.flaws.editor.cache.kept", lambda *args: None)
    review = BankReview(desk)
    review.ask()
    review.finish()
    assert at.count("waits") > len(desk.course.items) // 2
    assert all(after == "was read" for one, after in pairwise(at) if one == "read")


def test_a_search_rests_on_what_was_looked_at_lately_until_there_is_news(
    small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(small_course)
    client = browser(desk)
    part = {**OWN, "HX-Request": "true"}
    looks: list[Path] = []
    stamps = desks.Desk._stamps

    def looking(desk: Desk) -> Iterator[desks.Stamp]:
        looks.append(desk.root)
        return stamps(desk)

    monkeypatch.setattr(desks.Desk, "_stamps", looking)
    assert "kept-units" in client.get("/bank?words=kept-units").text
    for news, most in (("", 0), ("course", 1), ("", 0)):
        looks.clear()
        if news:
            desk.news.bring("course")
        assert "kept-units" in client.get("/bank?words=kept-units", headers=part).text
        assert len(looks) == most
    with desk.change("test", small_course / "bank" / "items" / "basics.yaml"):
        pass
    looks.clear()
    client.get("/bank?words=kept-units", headers=part)
    assert len(looks) == 1
    monkeypatch.setattr(desks, "SECONDS_TO_RECALL", 0)
    looks.clear()
    client.get("/bank?words=kept-units", headers=part)
    assert len(looks) == 1
