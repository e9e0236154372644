"""A review as a browser sees it: what is sent to the server, and what comes back."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from paper_class import PaperClass
from terminal import Ran

from hwgen.marks.folder import opened
from hwgen.marks.response import Response
from hwgen.review.server import Server, served
from hwgen.review.session import Session

Terminal = Callable[..., Ran]
STUDENTS = [("2026001", "Li Lei"), ("2026002", "<b>Han</b>"), ("2026003", "Wang Fang")]


def marked(terminal: Terminal, printed: PaperClass, tmp_path: Path, *scans: bytes) -> Ran:
    pile = printed.pile(tmp_path / "pile.pdf", *scans)
    return terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)


@contextmanager
def serving(folder: Path, marker: str = "") -> Iterator[Browser]:
    session = Session.of(opened(folder), marker)
    with served(session, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Browser(server, session)
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Browser:
    """What a browser sends, and what a page elsewhere might."""

    server: Server
    session: Session

    def ask(
        self, method: str, path: str, body: bytes | None = None, **changed: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """`changed` are headers in place of those that are right; None leaves one out."""
        host = f"127.0.0.1:{self.server.server_port}"
        headers: dict[str, str | None] = {"Host": host, "Cookie": f"{self.server.cookie}={self.server.key}"}
        if method == "POST":
            headers |= {"Origin": f"http://{host}", "X-Token": self.server.token, "Content-Type": "application/json"}
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=20)
        sent = {name: value for name, value in headers.items() if value is not None}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), data

    def post(self, path: str, **data: Any) -> int:
        return self.ask("POST", path, json.dumps(data).encode())[0]

    def row(self, kind: type, place: int = 0) -> str:
        return [key for key, row in self.session.known.items() if isinstance(row, kind)][place]

    @property
    def waiting(self) -> int:
        """How many written answers this marker has left."""
        session = self.session
        return sum(pile.left(session.ratings, session.marker) for pile in session.piles)

    def rating(self, row: str) -> tuple[str, bool]:
        _, _, data = self.ask("POST", "/state", b"{}")
        state = json.loads(data)["rows"][row]
        return state["points"], state["open"]

    def state(self, row: str) -> tuple[str, bool]:
        _, _, data = self.ask("POST", "/state", b"{}")
        state = json.loads(data)["rows"][row]
        return state["state"], state["open"]


class Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            given = dict(attrs)
            assert given["alt"]
            self.addresses.append(str(given["src"]))


def responses(folder: Path) -> tuple[Response, ...]:
    return opened(folder).responses
