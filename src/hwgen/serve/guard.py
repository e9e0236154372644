"""Who may speak to the workbench: the browser that was given its address, from the workbench's own pages, and nobody else."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hwgen.limits import MB, PICTURE_BYTES
from hwgen.serve.key import Key

# Of a form, or of a file in the editor: a topic of a thousand items has 2 MB.
MOST = 4 * MB
MOST_OF_A_FILE = PICTURE_BYTES + MB
FILES = "multipart/form-data"
# What a POST has to bring, which no page of another site can send.
HEADER = "X-Hwgen-Token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Stands before the pages: refuses what does not come from them, and says to browsers what a page may do."""

    def __init__(self, app: ASGIApp, key: Key) -> None:
        self.app = app
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # There are no web sockets here; what starts and ends the server passes.
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["nonce"] = nonce = secrets.token_urlsafe(12)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableHeaders(scope=message), nonce)
            await send(message)

        answer = self._refusal(scope) or self.app
        await answer(scope, _limited(receive, _most(Headers(scope=scope))), sending)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, key = Headers(scope=scope), self.key
        host = headers.get("host", "")
        origins = headers.getlist("origin")
        if host not in key.hosts:
            return PlainTextResponse("this is not the address of the workbench", 403)
        if any(origin != f"http://{host}" for origin in origins):
            return PlainTextResponse("a page of another site may not ask for this", 403)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("there is no such method", 405)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and scope["path"] == "/" and scope["method"] == "GET" and _same(given, key.token):
            opened = RedirectResponse("/", 303)
            opened.set_cookie(key.cookie, key.token, httponly=True, samesite="strict", path="/")
            return opened
        cookies = cookie_parser(headers.get("cookie", ""))
        if not _same(cookies.get(key.cookie, ""), key.token):
            return PlainTextResponse(
                "open the address that `hwgen serve` printed\n请打开 hwgen serve 打印的地址\n", 401
            )
        if scope["method"] == "POST" and not (origins and _same(headers.get(HEADER, ""), key.header)):
            # The page may be that of a server which has ended since.
            return PlainTextResponse(
                "only a page that this workbench has shown may change something: copy what you wrote, and open the page again\n"
                "只有当前工作台打开的页面才能改动内容：请先复制填写的内容，再重新打开页面\n",
                403,
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > _most(headers):
            return PlainTextResponse(_too_much(_most(headers)), 413)
        return None


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def _too_much(most: int) -> str:
    return f"this is more than {most // MB} MB, and was not taken\n超过 {most // MB} MB，没有接收\n"


def _most(headers: Headers) -> int:
    return MOST_OF_A_FILE if headers.get("content-type", "").startswith(FILES) else MOST


def _limited(receive: Receive, most: int) -> Receive:
    """A body without a length is counted as it comes."""
    left = most

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, _too_much(most))
        return message

    return receiving


def _protect(headers: MutableHeaders, nonce: str) -> None:
    # A page that shows what somebody else wrote has a stricter policy of its own.
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
