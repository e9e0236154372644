"""The bank as it was shown last, answered before anything of the course is loaded: who opens the workbench waits for the server alone."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hwgen import cache
from hwgen.serve.desk import Desk
from hwgen.serve.key import LANGUAGE_COOKIE, Key

KIND = "pages"
ENGINE = Path(__file__).parents[1]


def bank_page(request: Request) -> Response:
    """The bank; the page on which a workbench opens is kept, and answered again while everything that it shows is as it was."""
    desk, key = request.app.state.desk, request.app.state.key
    if request.query_params or "HX-Request" in request.headers or desk.steps or desk.undone:
        return _loaded(request)
    place, state = _place(request, desk), _state(desk)
    if not desk.loaded and (page := _kept(place, state, key)):
        return HTMLResponse(page)
    response = _loaded(request)
    # Its token is the secret of one run.
    cache.keep(KIND, place, state, tuple(bytes(response.body).decode().split(key.header)))
    return response


def _loaded(request: Request) -> Response:
    from hwgen.serve import bank

    return bank.bank_page(request)


def _kept(place: str, state: str, key: Key) -> str:
    return key.header.join(cache.kept(KIND, place, state) or ())


def _place(request: Request, desk: Desk) -> str:
    """The reader's languages are chosen from these headers."""
    languages = (request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE_COOKIE, ""))
    return cache.digest(str(desk.root), *languages, str(desk.run), str(desk.read_only))


def _state(desk: Desk) -> str:
    """All that the page rests on: the files of the course, what is proven, and hwgen itself."""
    return cache.digest(desk.state(), *_proofs(), *_engine())


def _proofs() -> list[str]:
    folder = cache.folder("certificates")
    return sorted(os.listdir(folder)) if folder.is_dir() else []


@lru_cache(maxsize=1)
def _engine() -> tuple[str, ...]:
    """The files of hwgen as they were when the page was first asked for: this process runs no later ones."""
    paths = sorted(path for path in ENGINE.rglob("*") if path.suffix in (".py", ".yaml", ".html"))
    states = [path.stat() for path in paths]
    return tuple(f"{path} {one.st_mtime_ns} {one.st_size}" for path, one in zip(paths, states, strict=True))
