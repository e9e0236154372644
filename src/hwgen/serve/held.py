"""What the course has under a name that a page asks for; what is wrong with it, where it cannot be understood."""

from __future__ import annotations

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.loading import Loaded
from hwgen.errors import CourseError, Diagnostic
from hwgen.looking.browsing import Item


def blueprint_of(loaded: Loaded, exam: str) -> Blueprint:
    """Raises CourseError for the errors of its file, UsageError where there is none."""
    own = loaded.course.root / "bank" / "exams" / f"{exam}.yaml"
    if broken := [error for error in loaded.errors if error.span and error.span.file == own]:
        raise CourseError(*broken)
    return loaded.course.blueprint(exam)


def readable_blueprint(loaded: Loaded, exam: str) -> Blueprint:
    """One of which at least the form is right, so that it can be changed. Raises what `blueprint_of` does."""
    return loaded.course.blueprints.get(exam) or blueprint_of(loaded, exam)


def broken_exams(loaded: Loaded) -> list[str]:
    """The names of exams that cannot be understood."""
    folder = loaded.course.root / "bank" / "exams"
    files = {error.span.file for error in loaded.errors if error.span and error.span.file.parent == folder}
    return sorted({path.stem for path in files} - loaded.course.blueprints.keys())


def item_of(loaded: Loaded, id: str) -> Item:
    """Raises CourseError for the errors of the item, or of the files in which it stands; UsageError where there is none."""
    if id in loaded.broken:
        own = [error for error in loaded.errors if error.subject == id]
        raise CourseError(*(own or [Diagnostic("broken-item", f"`{id}` cannot be shown: it has errors", subject=id)]))
    return loaded.course.item(id)
