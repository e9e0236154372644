"""The pool of a choice: its candidates, as they stand in a bank, and whether there are enough of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from hwgen.errors import Diagnostic, counted
from hwgen.fields import CourseText, Name, Record, SourceText
from hwgen.kinds.calculations import check
from hwgen.kinds.kind import LETTERS, Body, Find
from hwgen.kinds.records import text
from hwgen.text import Text

MOST_OPTIONS = len(LETTERS)


class CandidateRecord(Record):
    """One option of a pool."""

    id: SourceText = Field(description="Its name within the item, in kebab-case; papers pin it by this name.")
    text: CourseText = Field(description="The option as it is printed, parallel to the others in form and length.")
    why: CourseText | None = Field(None, description="Why it is right or wrong, for the key.")
    misconception: Name | None = Field(
        None, description="The misconception that leads to it, by its id in bank/misconceptions*.yaml."
    )
    check: SourceText | None = check()

    def candidate(self) -> Candidate:
        return Candidate(self.id, self.text, text(self.why), self.misconception or "", self.check or "")


@dataclass(frozen=True)
class Candidate:
    """A possible option. `body` is what is shown, `why` tells why it is right or wrong.

    `misconception` is the entry of bank/misconceptions.yaml that a wrong one comes of, if it has one.
    """

    id: str
    body: Body
    why: Text
    misconception: str = ""
    check: str = ""


def candidates(records: Sequence[CandidateRecord]) -> tuple[Candidate, ...]:
    return tuple(record.candidate() for record in records)


def too_few(wrong: Sequence[object], options: int | None, right: int, find: Find) -> Iterator[Diagnostic]:
    """That a pool has not enough wrong options for the `options` of a paper, of which `right` are right."""
    needed = max(1, options - right) if options else 1
    if len(wrong) < needed or (options and options <= right):
        of = f" of {counted(options, 'option')}" if options else ""
        message = f"expected at least {counted(needed, 'wrong option')}{of}, found {len(wrong)}"
        yield Diagnostic("too-few-options", message, find("wrong"), "write more, or lower `options`")
