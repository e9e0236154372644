"""Server-sent events: a file of the course has changed, and how far a job is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from hwgen.bank.files import PARTS
from hwgen.serve.desk import Desk
from hwgen.serve.jobs import Jobs

SECONDS_BETWEEN_LOOKS = 0.02
# So that a browser that has gone is found out, and one that waits does not give up.
LOOKS_BETWEEN_BEATS = 500
MILLISECONDS_TO_SETTLE = 20


def events(request: Request) -> StreamingResponse:
    stream = changes(request.app.state.desk, request.app.state.jobs)
    return StreamingResponse(stream, media_type="text/event-stream")


async def changes(desk: Desk, jobs: Jobs) -> AsyncIterator[str]:
    """`course` where files have changed, `job` where the job has come further."""
    version, job = desk.version, jobs.job
    yield ": open\n\n"
    for look in range(10**9):
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if desk.version != version:
            version = desk.version
            yield "event: course\ndata: \n\n"
        if jobs.job is not job:
            job = jobs.job
            yield "event: job\ndata: \n\n"
        if not look % LOOKS_BETWEEN_BEATS:
            yield ": beat\n\n"


def watch(desk: Desk) -> threading.Event:
    """Watches the files of the course until the event is set."""
    end = threading.Event()
    threading.Thread(target=_watch, args=(desk, end), daemon=True).start()
    return end


def _watch(desk: Desk, end: threading.Event) -> None:
    from watchfiles import watch

    folders = [desk.root / part for part in PARTS if (desk.root / part).is_dir()]
    for _ in watch(*folders, stop_event=end, debounce=MILLISECONDS_TO_SETTLE * 4, step=MILLISECONDS_TO_SETTLE):
        desk.version += 1
