"""The secret of one run, and the port at which it opens the workbench: there before anything that takes time to load."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hwgen.errors import Diagnostic, UsageError

# The language of the pages is the reader's; a course has its own.
LANGUAGE_COOKIE = "hwgen-language"


@dataclass(frozen=True)
class Key:
    """The secret of one run. The address that opens the workbench has it, then a cookie of the browser."""

    token: str
    port: int

    @property
    def cookie(self) -> str:
        """Cookies of a host are shared by all of its ports."""
        return f"hwgen-{self.port}"

    @property
    def header(self) -> str:
        """What pages send with each POST: it tells nothing of the token."""
        return hmac.new(self.token.encode(), b"post", hashlib.sha256).hexdigest()

    @property
    def hosts(self) -> tuple[str, ...]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/?token={self.token}"


def new_key(port: int) -> Key:
    return Key(secrets.token_urlsafe(24), port)


@contextmanager
def listening(port: int) -> Iterator[tuple[socket.socket, Key]]:
    """A port of this machine, 0 for a free one, with its key. Who connects waits until somebody answers. Raises UsageError for a port that is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(("127.0.0.1", port))
            bound.listen()
        except OSError as e:
            message = f"port {port} cannot be used: {e.strerror}"
            raise UsageError(Diagnostic("port-taken", message, None, "--port 0 takes a free one")) from e
        yield bound, new_key(bound.getsockname()[1])
