"""Templates of a course: what goes wrong with what they make is reported with their names."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from hwgen.bank.files import starter
from hwgen.errors import CourseError, Diagnostic, HwgenError, Span, counted

if TYPE_CHECKING:
    from hwgen.pdf.kit import Kit


def own_templates(kit: Kit, language: str) -> tuple[Path, ...]:
    """Those of the course that differ from the starter's: `hwgen init` copies them."""
    usual = starter() / "templates" / language
    own = sorted((kit.course.root / "templates" / language).glob("*.j2"))
    return tuple(path for path in own if not _same(path, usual / path.name))


def _same(path: Path, usual: Path) -> bool:
    return path == usual or (usual.is_file() and path.read_bytes() == usual.read_bytes())


@contextmanager
def filled_in(kit: Kit, language: str) -> Iterator[None]:
    """Raises CourseError, at its line, for a template of the course that cannot be filled in."""
    try:
        yield
    except HwgenError:
        raise
    except Exception as e:
        place = _place(e, own_templates(kit, language))
        if place is None:
            raise
        reason = " ".join(str(e).split())[:200]
        raise CourseError(Diagnostic("template-fails", f"the template cannot be filled in: {reason}", place)) from e


def _place(error: Exception, own: tuple[Path, ...]) -> Span | None:
    if isinstance(error, jinja2.TemplateSyntaxError):
        path = Path(error.filename or "")
        return Span(path, error.lineno) if path in own else None
    frames = (Span(Path(f.filename), f.lineno or 0) for f in reversed(traceback.extract_tb(error.__traceback__)))
    return next((span for span in frames if span.file in own), None)


def suspected(diagnostic: Diagnostic, kit: Kit, language: str) -> Diagnostic:
    """An error that belongs to no text of the bank may come from a template of the course, if it has any of its own."""
    own = own_templates(kit, language) if diagnostic.span is None and not diagnostic.hint else ()
    if not own:
        return diagnostic
    return replace(diagnostic, hint=f"is it in a template of the course, which may be of an older hwgen? {_names(own)}")


def causes(errors: Sequence[Diagnostic], kit: Kit, language: str) -> Sequence[Diagnostic]:
    """In a course with templates of its own, the errors that belong to no text, if there are any: others can follow from them.

    What fails in several texts alike is around them, and is said once; else what fails in the first text may be.
    """
    own = own_templates(kit, language)
    if not (own and errors):
        return errors
    subjects = {error.subject for error in errors} - {""}
    alike = {error.message.removeprefix(f"in `{error.subject}`: ") for error in errors}
    if len(subjects) > 1 and len(alike) == 1:
        message = f"in {counted(len(subjects), 'item')}: {alike.pop()}"
        return [suspected(replace(errors[0], message=message, span=None, hint="", subject=""), kit, language)]
    first, *others = errors
    if not first.hint:
        first = replace(
            first,
            hint=f"if the text is right, it is in a template of the course, which may be of an older hwgen: {_names(own)}",
        )
    return [error for error in errors if error.span is None] or [first, *others]


def _names(own: Sequence[Path]) -> str:
    return ", ".join(str(Span(path)) for path in own)
