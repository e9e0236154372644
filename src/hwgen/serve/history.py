"""What was changed, taken back and done again, whatever page it was on."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hwgen.serve.pages import desk_of, page


def history_part(request: Request) -> Response:
    """The buttons that take the last change back, and do the last one that was taken back again."""
    return page(request, "history.html")


def undo(request: Request) -> Response:
    """Takes the last change back, and has the page read again, if there still is one."""
    return _read_again(desk_of(request).undo().back)


def redo(request: Request) -> Response:
    """Does again what was taken back last."""
    return _read_again(desk_of(request).redo().on)


def _read_again(at: str) -> Response:
    return Response(status_code=204, headers={"HX-Redirect": at} if at else {"HX-Refresh": "true"})
