"""Pictures for items: chosen, pasted or dropped on a page, and put into the bank if they are sound."""

from __future__ import annotations

import re
from itertools import chain, count
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hwgen.content.image import UnusablePicture, check_file
from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.output import replace_file
from hwgen.serve.editor import message
from hwgen.serve.guard import MOST
from hwgen.serve.pages import desk_of, plain_name

# Those that mean something in a text.
SIGNS = re.compile(r"[\\`*_\[\]<>$&~]")


async def new_picture(request: Request) -> Response:
    async with request.form(max_files=1, max_fields=2, max_part_size=MOST) as form:
        upload = form.get("picture")
        if not isinstance(upload, UploadFile):
            raise HTTPException(400, "this is not a picture")
        data, alt = await upload.read(), form.get("alt", "")
    return await run_in_threadpool(_new_picture, request, upload.filename or "", data, _plain(str(alt)))


def _free(path: Path, data: bytes) -> Path:
    """A name that no other picture has: what is pasted has always the same."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain((path,), numbered) if not one.exists() or one.read_bytes() == data)


def _plain(alt: str) -> str:
    """An alternative text on one line, of which no sign means anything."""
    return SIGNS.sub(r"\\\g<0>", " ".join(alt.split()))


def _new_picture(request: Request, given: str, data: bytes, alt: str) -> Response:
    """Puts a sound picture into bank/files/ under a plain name, and answers with the markup that shows it."""
    desk = desk_of(request)
    name = plain_name(given, "picture")
    path = desk.root / "bank" / "files" / name
    try:
        desk.refuse_read_only()
        if not alt:
            hint = "write in a few words what it shows"
            raise UsageError(Diagnostic("picture-unusable", "the picture has no alternative text", None, hint))
        with desk.alone():
            path = _free(path, data)
            name = path.name
            try:
                check_file(name, data)
            except UnusablePicture as e:
                raise UsageError(Diagnostic("picture-unusable", f"`{name}` cannot be used: {e}", None, e.hint)) from e
            with desk.change(f"cp {name} bank/files/", path):
                replace_file(path, data)
    except HwgenError as e:
        return JSONResponse({"message": message(request, e)}, 409)
    return JSONResponse({"markup": f"![{alt}](files/{name})"})
