"""Forms that pages send: read as they come, and answered in a thread, where work keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Fields = Mapping[str, str]


def posted(most: int) -> Callable[[Callable[[Request, Fields], Response]], Callable[[Request], Awaitable[Response]]]:
    """What answers a form of at most so many fields, and no files."""

    def answering(answer: Callable[[Request, Fields], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            form = await request.form(max_files=0, max_fields=most)
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            return await run_in_threadpool(answer, request, fields)

        return answered

    return answering
