"""A message for what nobody expected: a bug of hwgen, or a machine that refuses."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from hwgen.errors import Diagnostic, HwgenError, Span
from hwgen.refusals import way_out

HERE = Path(__file__).parent
# Set by whoever wants to see where in the program something failed.
TRACEBACK = "HWGEN_TRACEBACK"


def diagnostic(error: Exception) -> Diagnostic:
    match error:
        case MemoryError():
            return Diagnostic("out-of-memory", "out of memory", None, "is a file larger than it should be?")
        case OSError() if error.strerror:
            place = Span(Path(error.filename)) if isinstance(error.filename, str) else None
            return Diagnostic("system-error", error.strerror, place, way_out(error))
    where = traceback.extract_tb(error.__traceback__)
    frame = next((f for f in reversed(where) if Path(f.filename).is_relative_to(HERE)), where[-1])
    reason = " ".join(str(error).split())[:200]
    message = (
        f"this is a bug in hwgen: {type(error).__name__}: {reason} ({Path(frame.filename).name}, line {frame.lineno})"
    )
    hint = (
        "please report it to whoever gave you hwgen, with this message, the command and its files; "
        f"HWGEN_TRACEBACK=1 shows more (Python {sys.version.split()[0]})"
    )
    return Diagnostic("unexpected", message, None, hint)


def left_undone(rule: str, what: str, error: Exception, span: Span | None = None) -> Diagnostic:
    """Why one of many things could not be done, where the others go on. Raises the error for whoever wants its traceback."""
    if os.environ.get(TRACEBACK):
        raise error
    cause = error.diagnostics[0] if isinstance(error, HwgenError) and error.diagnostics else diagnostic(error)
    return Diagnostic(rule, f"{what}: {cause.message}", span, cause.remedy)
