"""What was changed, taken back and done again, whatever page it was on."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hwgen.serve.bank import needed
from hwgen.serve.pages import desk_of, page
from hwgen.serve.posted import Fields, posted


def history_part(request: Request) -> Response:
    """The buttons that take the last change back, and do the last one that was taken back again."""
    return page(request, "history.html")


@posted(5)
def undo(request: Request, fields: Fields) -> Response:
    """Takes the last change back, and has the page read again, if there still is one."""
    return _read_again(desk_of(request).undo(needed(fields, "step")).back)


@posted(5)
def redo(request: Request, fields: Fields) -> Response:
    """Does again what was taken back last."""
    return _read_again(desk_of(request).redo(needed(fields, "step")).on)


def _read_again(at: str) -> Response:
    return Response(status_code=204, headers={"HX-Redirect": at} if at else {"HX-Refresh": "true"})
