"""Server-sent events: a file of the course has changed, how far a job is, and that the bank was reviewed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import StreamingResponse

from hwgen.bank.files import PARTS
from hwgen.serve.desk import Desk
from hwgen.serve.news import News

# What comes in this time after a piece of news is one with the next.
SECONDS_BETWEEN_NEWS = 0.02
# So that a browser that has gone is found out, and one that waits does not give up.
SECONDS_BETWEEN_BEATS = 10
SECONDS_TO_WATCH_AGAIN = 5
MILLISECONDS_TO_SETTLE, MOST_MILLISECONDS_TO_SETTLE = 4, 80


def events(request: Request) -> StreamingResponse:
    """News since the page was made, or since the last of which its browser has heard."""
    since = request.headers.get("last-event-id") or request.query_params.get("since", "")
    desk: Desk = request.app.state.desk
    return StreamingResponse(changes(desk.news, since, lambda: desk.newest), media_type="text/event-stream")


async def changes(news: News, since: str, newest: Callable[[], str] = str) -> AsyncIterator[str]:
    """`course` where files have changed, `job` where the job has come further, `remarks` where the bank was reviewed; each with the `newest` change made here."""
    yield ": open\n\n"
    with news.waiting() as more:
        while True:
            more.clear()
            mark, kinds = news.mark, news.since(since)
            since = mark
            for kind in kinds:
                yield f"event: {kind}\nid: {mark}\ndata: {newest()}\n\n"
            if kinds:
                await asyncio.sleep(SECONDS_BETWEEN_NEWS)
            try:
                await asyncio.wait_for(more.wait(), SECONDS_BETWEEN_BEATS)
            except TimeoutError:
                yield ": beat\n\n"


def watch(desk: Desk) -> threading.Event:
    """Watches the files of the course until the event is set."""
    end = threading.Event()
    threading.Thread(target=_watch, args=(desk, end), daemon=True).start()
    return end


def _watch(desk: Desk, end: threading.Event) -> None:
    from watchfiles import watch

    folders = [desk.root / part for part in PARTS if (desk.root / part).is_dir()]
    while not end.is_set():
        # A file whose name is no text breaks it off.
        with suppress(RuntimeError):
            for _ in watch(*folders, stop_event=end, debounce=MOST_MILLISECONDS_TO_SETTLE, step=MILLISECONDS_TO_SETTLE):
                _bring(desk)
        if not end.wait(SECONDS_TO_WATCH_AGAIN):
            _bring(desk)


def _bring(desk: Desk) -> None:
    awaited = desk.news.awaited
    desk.news.bring("course")
    if awaited:
        # Read while browsers still hear of it and ask, and who works in the background gives way. What is wrong, the page says that they ask for.
        with suppress(Exception), desk.glance():
            desk.look()
