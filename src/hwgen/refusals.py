"""What to say where the operating system refuses to write: its reason, and the way out of just that."""

from __future__ import annotations

import errno
from pathlib import Path

from hwgen.errors import Diagnostic, Span

FORBIDDEN = (errno.EACCES, errno.EPERM)
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
OPEN = (errno.EMFILE, errno.ENFILE)


def cannot_write(error: OSError, place: Path, what: str = "", rest: str = "") -> Diagnostic:
    """That `what` cannot be written at `place`, with the way out; `rest` says how things stand now."""
    message = f"cannot write{what and f' {what}'}: {error.strerror or error}"
    return Diagnostic("cannot-write", message, Span(place), "; ".join(filter(None, (rest, way_out(error, place)))))


def way_out(error: OSError, place: Path | None = None) -> str:
    """What to do, by the number of the error; nothing where only the reason is known."""
    at = Path(error.filename) if isinstance(error.filename, str) else place
    if error.errno in FORBIDDEN:
        if at is None:
            return "check the permissions, or choose another place"
        return f"check the permissions of {Span(at if at.exists() else at.parent)}, or choose another place"
    if error.errno == errno.EROFS:
        return "nothing can be written there: choose another place"
    if error.errno in FULL:
        return "free some space, or choose another place"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        file = next((part for part in (at, *at.parents) if part.is_file()), None) if at else None
        return f"{Span(file) if file else 'a part of the path'} is a file, not a folder: choose another place"
    if error.errno == errno.EISDIR:
        return "a folder has this name: choose another name"
    if error.errno == errno.ENAMETOOLONG:
        return "choose a shorter name"
    if error.errno == errno.ENOENT:
        return "a folder on the way there does not exist: check the path"
    return "fewer processes open fewer files: use --jobs 1" if error.errno in OPEN else ""
