"""The table of addresses, and the server behind them."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.serve import bank, editor, forms, paper
from hwgen.serve.desk import Desk
from hwgen.serve.events import events, watch
from hwgen.serve.guard import Guard, Key, new_key
from hwgen.serve.jobs import Jobs
from hwgen.serve.pages import COOKIE, HERE, page_languages, refused
from hwgen.unexpected import diagnostic

ROUTES = (
    Route("/", lambda request: RedirectResponse("/bank")),
    Route("/bank", bank.bank_page),
    Route("/item/{id}", bank.item_page),
    Route("/card/{id}", bank.card_part),
    Route("/faults", bank.faults_page),
    Route("/papers", paper.papers_page),
    Route("/paper/{exam}", paper.paper_page),
    Route("/paper/{exam}/prove", paper.prove, methods=["POST"]),
    Route("/paper/{exam}/{seed:int}/offers/{number:int}", paper.offers_part),
    Route("/paper/{exam}/{seed:int}/build", paper.build_paper, methods=["POST"]),
    Route("/paper/{exam}/{seed:int}/{action}", paper.change_paper, methods=["POST"]),
    Route("/sheet/{exam}/{seed:int}/{language}/{page:int}.svg", paper.sheet_page),
    Route("/files", editor.files_page),
    Route("/edit", editor.edit_page),
    Route("/form/{id}", forms.form_page),
    Route("/form/{id}", forms.save_form, methods=["POST"]),
    Route("/text", editor.file_text),
    Route("/check", editor.drafted(editor.check), methods=["POST"]),
    Route("/complete", editor.drafted(editor.complete), methods=["POST"]),
    Route("/save", editor.drafted(editor.save), methods=["POST"]),
    Route("/new", editor.new_item, methods=["POST"]),
    Route("/picture", editor.new_picture, methods=["POST"]),
    Route("/undo", paper.undo, methods=["POST"]),
    Route("/job", paper.job_part),
    Route("/result/{name}", paper.result_file),
    Route("/events", events),
)


def application(desk: Desk, key: Key) -> Guard:
    app = Starlette(
        routes=[
            *ROUTES,
            Route("/language/{language}", _language),
            Route("/font/chinese", _chinese),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        exception_handlers={HwgenError: _refused, HTTPException: _missing, Exception: _unexpected},
    )
    app.state.desk, app.state.key, app.state.jobs = desk, key, Jobs()
    return Guard(app, key)


def _language(request: Request) -> Response:
    """Remembers the language of the pages, and goes back to where the reader was."""
    language, back = request.path_params["language"], request.query_params.get("back", "/")
    # `//host` and `/\host` would lead to another site.
    here = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = RedirectResponse(back if here else "/", 303)
    if language in page_languages():
        response.set_cookie(COOKIE, language, samesite="strict", httponly=True, max_age=10**8)
    return response


def _chinese(request: Request) -> Response:
    """The font that papers are printed with, for a machine that has none."""
    import pylopdf_fonts_zh_cn as chinese

    return FileResponse(chinese.serif_path(), headers={"Cache-Control": "max-age=31536000, immutable"})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HwgenError)
    return refused(request, error)


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code)


def _unexpected(request: Request, error: Exception) -> Response:
    return refused(request, HwgenError(diagnostic(error)), 500)


def serve(desk: Desk, port: int, opens: bool, said: Callable[[str], None]) -> None:
    """Runs until it is interrupted. Raises UsageError for a port that is taken."""
    import uvicorn

    with _bound(port) as bound:
        key = new_key(bound.getsockname()[1])
        said(key.address)
        config = uvicorn.Config(
            application(desk, key), log_level="critical", server_header=False, timeout_graceful_shutdown=1, ws="none"
        )
        # The first page then waits for nothing.
        threading.Thread(target=desk.index, daemon=True).start()
        if opens:
            threading.Timer(0.5, webbrowser.open, (key.address,)).start()
        end = watch(desk)
        try:
            uvicorn.Server(config).run(sockets=[bound])
        finally:
            end.set()


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
    except OSError as e:
        bound.close()
        message = f"port {port} cannot be used: {e.strerror}"
        raise UsageError(Diagnostic("port-taken", message, None, "--port 0 takes a free one")) from e
    return bound
