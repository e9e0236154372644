"""Parentheses that look like a tuple and are none: `Problem((side), context)`, where `(side,)` is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.generator import Generator
from hwgen.proof.sources import Source, with_helpers

PROBLEM = "hwgen.Problem"


def refuse_parentheses(generator: Generator) -> None:
    """Raises CourseError, with the line, where the parts of a problem stand in parentheses without a comma."""
    for source in with_helpers(generator.span.file):
        lines = source.file.read_bytes().splitlines(keepends=True)
        for parts in _parts(source):
            if _before(lines, parts).endswith(b"((") or _before(lines, parts).endswith(b"=("):
                written = ast.unparse(parts)
                short = written if len(written) < 30 else "..."
                message = f"`{generator.id}`: the parts of the problem are `({short})`, which is no tuple"
                hint = f"write `({short},)` with a comma, or `{short}` without parentheses"
                span = Span(source.file, parts.lineno, parts.col_offset + 1)
                raise CourseError(Diagnostic("proof-no-tuple", message, span, hint))


def _parts(source: Source) -> Iterator[ast.expr]:
    """The parts that problems are made of, where a single thing stands for them."""
    for call in ast.walk(source.tree):
        if isinstance(call, ast.Call) and source.dotted(call.func) == PROBLEM:
            named = [keyword.value for keyword in call.keywords if keyword.arg == "parts"]
            yield from (parts for parts in (*call.args[:1], *named) if isinstance(parts, ast.Name | ast.Call))


def _before(lines: list[bytes], node: ast.expr) -> bytes:
    """The code right before an expression, without spaces and line ends."""
    before = b"".join((*lines[: node.lineno - 1][-3:], lines[node.lineno - 1][: node.col_offset]))
    return b"".join(before.split())
