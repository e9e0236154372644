"""The table of addresses, and the server behind them."""

from __future__ import annotations

import importlib
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from hwgen.errors import HwgenError
from hwgen.serve.bank_review import BankReview
from hwgen.serve.desk import Desk
from hwgen.serve.events import watch
from hwgen.serve.guard import Guard
from hwgen.serve.jobs import Jobs
from hwgen.serve.key import Key
from hwgen.serve.reviews import Reviews

STATIC = Path(__file__).parent / "static"
SECONDS_TO_THE_FIRST_PAGE = 1.0
# How long what is at work has to end by itself.
SECONDS_TO_END = 1
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_THREADS = 0.001
GET, POST = ("GET",), ("POST",)
# Tells a page whether its buttons still take back, and make again, the newest change.
NEWEST = "X-Hwgen-Newest"
# Each address with the module and the function that answer it: they are imported when somebody asks for the first time.
ROUTES = (
    ("/bank", "opening.bank_page", GET),
    ("/item/{id}", "bank.item_page", GET),
    ("/card/{id}", "bank.card_part", GET),
    ("/variants/{id}", "programs.variants_part", GET),
    ("/remarks/{id}", "remarks.remarks_part", GET),
    ("/silence/{id}", "remarks.silence", POST),
    ("/rename/{id}", "forms.rename_item", POST),
    ("/prove/{id}", "programs.prove", POST),
    ("/collect/{exam}", "composing.collect", POST),
    ("/new-exam", "composing.new_exam", POST),
    ("/faults", "bank.faults_page", GET),
    ("/papers", "paper.papers_page", GET),
    ("/paper/{exam}", "paper.paper_page", GET),
    ("/paper/{exam}/{seed:int}/prove", "paper.prove", POST),
    ("/paper/{exam}/{seed:int}/offers/{number:int}", "paper.offers_part", GET),
    ("/paper/{exam}/{seed:int}/build", "paper.build_paper", POST),
    ("/paper/{exam}/{seed:int}/{action}", "paper.change_paper", POST),
    ("/sheet/{exam}/{seed:int}/{language}/{page:int}.svg", "paper.sheet_page", GET),
    ("/files", "editor.files_page", GET),
    ("/edit", "editor.edit_page", GET),
    ("/form/{id}", "forms.form_page", GET),
    ("/form/{id}", "forms.save_form", POST),
    ("/form/{id}/preview", "forms.preview_item", GET),
    ("/form/{id}/preview", "forms.preview_form", POST),
    ("/blueprint/{exam}", "blueprints.blueprint_page", GET),
    ("/blueprint/{exam}", "blueprints.save_blueprint", POST),
    ("/text", "editor.file_text", GET),
    ("/check", "editor.check_draft", POST),
    ("/complete", "editor.complete_draft", POST),
    ("/save", "editor.save_draft", POST),
    ("/new", "editor.new_item", POST),
    ("/misconception", "misconceptions.new_misconception", POST),
    ("/picture", "pictures.new_picture", POST),
    ("/undo", "history.undo", POST),
    ("/redo", "history.redo", POST),
    ("/history", "history.history_part", GET),
    ("/class/{exam}/{seed:int}", "classes.class_page", GET),
    ("/class/{exam}/{seed:int}/list", "classes.list_part", GET),
    ("/class/{exam}/{seed:int}/list", "classes.new_list", POST),
    ("/class/{exam}/{seed:int}/build", "classes.build_papers", POST),
    ("/export/{exam}/{seed:int}", "exports.export_page", GET),
    ("/export/{exam}/{seed:int}", "exports.export", POST),
    ("/marks/{exam}/{folder}", "marks.marks_page", GET),
    ("/marks/{exam}/{folder}/review", "marks.review", POST),
    ("/marks/{exam}/{folder}/enter", "marks.enter_marks", POST),
    ("/marks/{exam}/{folder}/{name}", "marks.marks_file", GET),
    ("/job", "results.job_part", GET),
    ("/result/{name}", "results.result_file", GET),
    ("/events", "events.events", GET),
    ("/language/{language}", "pages.choose_language", GET),
    ("/font/chinese", "pages.chinese_font", GET),
)


def application(desk: Desk, key: Key, reviews: Reviews | None = None, jobs: Jobs | None = None) -> Guard:
    app = Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/bank")),
            *(Route(path, _lazily(name), methods=list(methods)) for path, name, methods in ROUTES),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={HwgenError: _refused, HTTPException: _missing, Exception: _unexpected},
    )
    app.state.desk, app.state.key, app.state.jobs, app.state.reviews = (
        desk,
        key,
        jobs or Jobs(desk.news),
        reviews or Reviews(),
    )
    app.state.bank_review = BankReview(desk)
    return Guard(app, key)


def _refused(request: Request, error: Exception) -> Response:
    from hwgen.serve.pages import refused

    assert isinstance(error, HwgenError)
    return refused(request, error)


def _missing(request: Request, error: Exception) -> Response:
    from hwgen.serve.pages import is_part, page

    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.method == "GET" and not is_part(request):
        return page(request, "missing.html", 404)
    return PlainTextResponse(error.detail, error.status_code)


def _unexpected(request: Request, error: Exception) -> Response:
    from hwgen.serve.pages import refused
    from hwgen.unexpected import diagnostic

    return refused(request, HwgenError(diagnostic(error)), 500)


def _lazily(name: str) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request, by the name of its module in this room and of its function there."""

    async def answer(request: Request) -> Response:
        desk: Desk = request.app.state.desk
        handler = _known[name] if name in _known else await run_in_threadpool(_handler, name)
        with desk.glance():
            response: Response = await (
                handler(request) if iscoroutinefunction(handler) else run_in_threadpool(handler, request)
            )
            if request.method == "POST":
                response.headers[NEWEST] = desk.newest
            return response

    return answer


def _handler(name: str) -> Callable[[Request], Any]:
    module, _, function = name.partition(".")
    handler: Callable[[Request], Any] = getattr(importlib.import_module(f"hwgen.serve.{module}"), function)
    return _known.setdefault(name, handler)


# What was imported before.
_known: dict[str, Callable[[Request], Any]] = {}


def serve(desk: Desk, bound: socket.socket, key: Key) -> None:
    """Answers at a port until it is interrupted. Threads in which pages are made may still be at work then."""
    import uvicorn

    from hwgen.workers import START_METHOD, method_apart

    # Who waits for a page does not wait long for what is made beside it.
    sys.setswitchinterval(SECONDS_BETWEEN_THREADS)
    # Before anything is written here: a lock of this process does not keep its own threads out.
    desk.tidy()
    # A fork of a process with threads may wait for ever for what another thread held.
    os.environ.setdefault(START_METHOD, method_apart())
    # What a job that is broken off leaves of its workers' semaphores, Python cleans up, and would complain of.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    reviews, jobs = Reviews(), Jobs(desk.news)
    config = uvicorn.Config(
        application(desk, key, reviews, jobs),
        log_level="critical",
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_END,
        ws="none",
    )
    # The first page waits for nothing else; the first of each other kind then waits for nothing.
    later = threading.Timer(SECONDS_TO_THE_FIRST_PAGE, _prepare, (desk,))
    later.daemon = True
    later.start()
    watching = watch(desk)
    server = uvicorn.Server(config)
    # The main thread hears signals: from there, uvicorn would keep them from jobs, and then wait for every page.
    answering = threading.Thread(target=server.run, args=([bound],), daemon=True)
    answering.start()
    try:
        while answering.is_alive():
            answering.join(SECONDS_BETWEEN_LOOKS)
    finally:
        server.should_exit = True
        watching.set()
        reviews.end()
        answering.join(SECONDS_TO_END)
        jobs.end(SECONDS_TO_END)
        desk.leave(SECONDS_TO_END)


def _prepare(desk: Desk) -> None:
    desk.index()
    for _, name, _ in ROUTES:
        _handler(name)
