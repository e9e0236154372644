"""Lines and questions so long that nobody wrote them as one: each is refused, since to read it would take minutes."""

from __future__ import annotations

from hwgen.errors import Diagnostic
from hwgen.limits import QUESTION_CHARACTERS
from hwgen.lms.places import Unreadable, on_line


def bound_lines(lines: list[str]) -> list[str]:
    """The lines as they are. Raises Unreadable."""
    for number, line in enumerate(lines, 1):
        _bound(number, len(line), "the line", "break it, so that each question, option and answer begins a line")
    return lines


def bound_question(line: int, characters: int) -> None:
    """Raises Unreadable for a question that begins on a line and has so many characters."""
    hint = "number the questions below it, or put empty lines between them, and take out what is no question"
    _bound(line, characters, "the question that begins here", hint)


def _bound(line: int, characters: int, what: str, hint: str) -> None:
    if characters > QUESTION_CHARACTERS:
        message = f"{what} has more than {QUESTION_CHARACTERS:,} characters"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(line), hint))
