"""Where in a file of generators something stands that is wrong."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType

from hwgen.errors import Span
from hwgen.lines import line_of
from hwgen.paired import BlockError
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.generator import NoPicture

# How many pieces of a text are looked for, and how long they are at least.
PIECES, SHORTEST = 5, 4


def raised(error: BaseException, span: Span) -> Span:
    """The innermost line of a generator's file, of a helper beside it, or of any file of a folder, that an error comes of; `span` where none is."""
    trace, path = error.__traceback__, span.file
    folder = next((parent for parent in path.parents if parent.name == "generators"), path.parent)
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(path) or (file.is_relative_to(folder) and file.name.startswith("_")):
            span = Span(file, trace.tb_lineno, _column(trace))
        trace = trace.tb_next
    # It returned, so that no line of it is in the trace.
    return error.span if isinstance(error, NoPicture) else span


def defined(function: object, span: Span) -> Span:
    """Where a function of the file of `span` begins; `span` where it is none of that file."""
    code = getattr(function, "__code__", None)
    if code is None or Path(code.co_filename) != span.file:
        return span
    return Span(span.file, code.co_firstlineno)


def _column(trace: TracebackType) -> int:
    """Where in its line the expression begins that was computed, counted from 1; 0 where Python does not know or begins it further up."""
    positions = next(islice(trace.tb_frame.f_code.co_positions(), trace.tb_lasti // 2, None), (None,) * 4)
    if positions[0] != trace.tb_lineno or positions[2] is None:
        return 0
    try:
        line = line_of(Path(trace.tb_frame.f_code.co_filename), trace.tb_lineno)
    except (OSError, UnicodeError, IndexError):
        return 0
    # Python counts bytes.
    return len(line.encode()[: positions[2]].decode(errors="ignore")) + 1


def closer(error: BaseException, span: Span) -> Span:
    """The place of the expression, or of the line of a block, that an error names; `span` where it is not found."""
    match error:
        case ExpressionError(expression=wanted) | BlockError(line=wanted):
            return written(wanted.removeprefix("="), span)
        case _:
            return span


def written(text: str, span: Span) -> Span:
    """Where an expression stands that what begins at `span` uses: in it, else nearest above, where formulas stand, else below."""
    source = _source(span)
    below = source.split("\n")
    start = max(0, span.line - 1)
    function = next(filter(lambda node: _first(node) == span.line, _functions(source)), None)
    end = (function.end_lineno or len(below)) if function else len(below)
    whole = re.compile(rf"(?<![\w.]){re.escape(text)}(?!\w)")
    for i in (*range(start, end), *reversed(range(min(start, len(below)))), *range(end, len(below))):
        if match := whole.search(below[i]):
            return replace(span, line=i + 1, column=match.start() + 1)
    return span


def passage(text: str, near: str, span: Span) -> Span:
    """Where a text stands whose holes are filled: at what is wrong in it, else at its longest piece without numbers and places for them; `span` where neither is
    there as it stands.
    """
    below = _source(span).split("\n")
    pieces = sorted(map(str.strip, re.split(r"[-\d\n{}]+", text)), key=len, reverse=True)
    for piece in (near, *pieces[:PIECES]):
        if len(piece) >= SHORTEST:
            for i in range(max(0, span.line - 1), len(below)):
                if (at := below[i].find(piece)) >= 0:
                    return replace(span, line=i + 1, column=at + 1)
    return span


def check_of(name: str, span: Span) -> Span:
    """The line on which the check of the generator at `span` begins, whose function has this name; `span` where it is not found."""
    for node in _functions(_source(span)):
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if f"{name}.check" in decorators:
            return replace(span, line=node.lineno, column=0)
    return span


def _source(span: Span) -> str:
    try:
        return span.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return ""


# Where one variant fails, many do.
@lru_cache(maxsize=8)
def _functions(source: str) -> tuple[ast.FunctionDef, ...]:
    try:
        return tuple(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    except (SyntaxError, ValueError):
        return ()


def _first(node: ast.FunctionDef) -> int:
    """Its first line, which Python takes for that of a function: of its first decorator, where it has one."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
