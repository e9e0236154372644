"""Pictures for items: chosen, pasted or dropped on a page, and put into the bank if they are sound."""

from __future__ import annotations

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


async def new_picture(request: Request) -> Response:
    async with request.form(max_files=1, max_fields=2, max_part_size=MOST) as form:
        upload = form.get("picture")
        if not isinstance(upload, UploadFile):
            raise HTTPException(400, "this is not a picture")
        data = await upload.read()
    return await run_in_threadpool(_new_picture, request, upload.filename or "", data)


def _free(path: Path, data: bytes) -> Path:
    """A name that no other picture has: what is pasted has always the same."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain((path,), numbered) if not one.exists() or one.read_bytes() == data)


def _new_picture(request: Request, given: str, data: bytes) -> Response:
    """Puts a sound picture into bank/files/ under a plain name, and answers with the markup that shows it."""
    desk = desk_of(request)
    name = plain_name(given, "picture")
    path = desk.root / "bank" / "files" / name
    try:
        desk.refuse_read_only()
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
    return JSONResponse({"markup": f"![](files/{name})"})
