"""Where in a file of generators something stands that is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hwgen.errors import Span
from hwgen.lines import lines
from hwgen.paired import BlockError
from hwgen.problem.evaluating import ExpressionError


def raised(error: BaseException, span: Span) -> Span:
    """The innermost line of a generator's file, or of a helper beside it, that an error comes of; `span` where none is."""
    trace, path = error.__traceback__, span.file
    folder = next((parent for parent in path.parents if parent.name == "generators"), path.parent)
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file == path or (file.is_relative_to(folder) and file.name.startswith("_")):
            span = Span(file, trace.tb_lineno)
        trace = trace.tb_next
    return span


def closer(error: BaseException, span: Span) -> Span:
    """The place of the expression, or of the line of a block, that an error names: the first one from `span` on."""
    match error:
        case ExpressionError(expression=wanted) | BlockError(line=wanted):
            pass
        case _:
            return span
    try:
        below = lines(span.file.read_text(encoding="utf-8-sig"))[max(0, span.line - 1) :]
    except (OSError, UnicodeError):
        return span
    for i, line in enumerate(below):
        column = line.find(wanted.removeprefix("="))
        if column >= 0:
            return replace(span, line=max(1, span.line) + i, column=column + 1)
    return span
