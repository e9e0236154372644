"""The server of a review: for this computer alone, and for the browser that was given its address."""

from __future__ import annotations

import json
import re
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.review.application import JSON, Application, Reply
from hwgen.review.session import Session
from hwgen.unexpected import diagnostic
from hwgen.words.words import shipped

ADDRESS = "127.0.0.1"
# Nothing is loaded from anywhere else, and nothing in a page is a program but the script of ours.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A page of this computer, such as that of the workbench from which the review was opened.
HERE = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d{1,5}/[\w./%~-]*")
MOST_BYTES = 64 * 1024
SECONDS = 30


class Server(ThreadingHTTPServer):
    """A review at `url`, which opens it once for a browser: from then on that has a cookie."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, session: Session, port: int = 0) -> None:
        super().__init__((ADDRESS, port), Handler)
        self.key, self.token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.application = Application(session, self.token, self._stop)
        # Cookies of a host are shared by all of its ports: two markers may review at the same time.
        self.cookie = f"hwgen-review-{self.server_port}"
        self.hosts = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.server_port}/?key={self.key}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is nothing; a bug is reported as any other."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError | TimeoutError):
            print(diagnostic(error), file=sys.stderr)

    def _stop(self) -> None:
        # Serving ends when the reply to this request has gone out.
        threading.Timer(0.2, self.shutdown).start()


@contextmanager
def served(session: Session, port: int) -> Iterator[Server]:
    """A server that does not serve yet. Raises UsageError where there is nothing to show, or the port is taken."""
    if not session.pages:
        message = "no scans of this class were read"
        hint = "mark its scans first: `hwgen mark SCANS --class DIR`"
        raise UsageError(Diagnostic("review-nothing", message, Span(session.marked.folder), hint))
    try:
        server = Server(session, port)
    except OSError as e:
        raise UsageError(Diagnostic("review-port", f"port {port} cannot be used: {e.strerror or e}")) from e
    with server:
        yield server


class Handler(BaseHTTPRequestHandler):
    """Lets nothing through that does not come from the page itself."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "hwgen", ""
    timeout = SECONDS

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if not self._host():
            return
        asked = parse_qs(address.query)
        if address.query and secrets.compare_digest(asked.get("key", [""])[0], self.server.key):
            if (language := asked.get("lang", [""])[0]) in shipped():
                self.server.application.language = language
            if HERE.fullmatch(back := asked.get("back", [""])[0]):
                self.server.application.back = back
            self._send(Reply(status=HTTPStatus.SEE_OTHER), {"Location": "/", "Set-Cookie": self._cookie()})
        elif self._known():
            self._send(self.server.application.get(address.path))

    def do_POST(self) -> None:
        if self._host() and self._known() and self._own():
            data = self._data()
            if data is not None:
                self._reply(lambda: self.server.application.post(urlsplit(self.path).path, data))

    def _reply(self, work: Callable[[], Reply]) -> None:
        try:
            self._send(work())
        except (ValueError, LookupError):
            self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY)
        except UsageError as e:
            # Somebody changed what is kept of the marks meanwhile: the page says that nothing was saved, the terminal why.
            print(e, file=sys.stderr)
            self._refuse(HTTPStatus.CONFLICT)

    def _cookie(self) -> str:
        return f"{self.server.cookie}={self.server.key}; Path=/; HttpOnly; SameSite=Strict"

    def _host(self) -> bool:
        """Against pages elsewhere whose name leads here."""
        return self.headers.get("Host", "") in self.server.hosts or self._refuse(HTTPStatus.MISDIRECTED_REQUEST)

    def _known(self) -> bool:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            cookie = None
        known = cookie is not None and secrets.compare_digest(cookie.value.encode(), self.server.key.encode())
        return known or self._refuse(HTTPStatus.FORBIDDEN)

    def _own(self) -> bool:
        """A decision comes from our page and bears its token, so that no other page can send one."""
        origins = {f"http://{host}" for host in self.server.hosts}
        token = self.headers.get("X-Token", "").encode()
        own = self.headers.get("Origin") in origins and secrets.compare_digest(token, self.server.token.encode())
        return own or self._refuse(HTTPStatus.FORBIDDEN)

    def _data(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or self.headers.get_content_type() != JSON:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif int(length) > MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            try:
                data = json.loads(self.rfile.read(int(length)))
            except (ValueError, RecursionError):
                data = None
            if isinstance(data, dict):
                return data
            self._refuse(HTTPStatus.BAD_REQUEST)
        return None

    def _refuse(self, status: HTTPStatus) -> bool:
        """Whatever else was sent is not read."""
        self.close_connection = True
        self._send(Reply(f"{status.phrase}\n".encode(), "text/plain", status))
        return False

    def _send(self, reply: Reply, more: dict[str, str] | None = None) -> None:
        self.send_response(reply.status)
        kind = f"{reply.kind}; charset=utf-8" if reply.kind.startswith("text/") else reply.kind
        headers = {**HEADERS, **(more or {}), "Content-Type": kind, "Content-Length": str(len(reply.body))}
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """No log names a student."""
