"""What the papers of a course are printed with, whatever the engine: its templates, its words and the size of the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hwgen.bank.course import Course
from hwgen.bank.files import starter
from hwgen.exam.model import Exam
from hwgen.papercode import Paper
from hwgen.pdf.engines import Engine
from hwgen.pdf.printed import Failed, Printed

T = TypeVar("T")


@dataclass(frozen=True)
class Kit:
    """Templates of a course replace those of the starter course, file by file."""

    course: Course
    engine: Engine
    paper: Paper = "a4"
    _last: dict[str, tuple[Exam, Any]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def templates(self, language: str) -> tuple[Path, ...]:
        """The folders to look for templates of `latex`, `typst` or `docx` in, the course's first."""
        return tuple(root / "templates" / language for root in self._roots)

    def print(self, exams: Sequence[Exam]) -> list[Printed | Failed]:
        """Exam and key of each. Raises MissingProgram."""
        return self.engine.print(exams, self)

    def once(self, what: str, exam: Exam, make: Callable[[], T]) -> T:
        """What was made last of that name, if it was of this very exam: sources are printed, and kept as files."""
        last = self._last.get(what)
        if last is None or last[0] is not exam:
            last = self._last[what] = exam, make()
        value: T = last[1]
        return value

    @property
    def _roots(self) -> tuple[Path, Path]:
        return self.course.root, starter()
