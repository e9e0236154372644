"""What an engine makes of an exam: two PDFs, or errors; and what an engine has to be able to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hwgen.errors import Diagnostic, HwgenError, MissingProgram, TypesettingFailed

if TYPE_CHECKING:
    from hwgen.exam.model import Exam
    from hwgen.pdf.kit import Kit

# Each exam is printed without and with its key.
STEMS = (("exam", False), ("key", True))


@dataclass(frozen=True)
class Printed:
    """An exam and its key as PDF, with their numbers of pages, and characters that something else stands for."""

    pdfs: tuple[bytes, bytes]
    pages: tuple[int, int]
    warnings: tuple[Diagnostic, ...]
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Failed:
    """`missing` is the error, if any, that says that a package or font of the engine is not installed."""

    errors: tuple[Diagnostic, ...]
    missing: Diagnostic | None = None

    def as_error(self, remedy: str) -> HwgenError:
        if self.missing:
            return MissingProgram(replace(self.missing, hint=remedy))
        return TypesettingFailed(*self.errors)


@dataclass(frozen=True)
class Backend:
    """The program behind an engine: whether it is `installed`, its `version` (empty where it is not), and its two services.

    `sources` gives exam and key as files that stand on their own, by name. `print` takes exams in one language and gives
    exam and key of each; where one cannot be typeset, the others are.
    """

    installed: Callable[[], bool]
    version: Callable[[], str]
    sources: Callable[[Exam, Kit], dict[str, str]]
    print: Callable[[Sequence[Exam], Kit], list[Printed | Failed]]
