"""Moodle XML among the platforms: written by `writing`, read back by `parsing`, `rules` and `marking`, imported by `importing`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hwgen.errors import Diagnostic
from hwgen.lms.adapter import Adapter
from hwgen.lms.asked import Asked
from hwgen.lms.imported import Imported
from hwgen.lms.moodle.parsing import read
from hwgen.lms.moodle.reading_back import asked
from hwgen.lms.moodle.rules.file import Rules
from hwgen.lms.moodle.writing.document import pack
from hwgen.lms.moodle.writing.questions import pieces
from hwgen.lms.places import Unreadable, on_line
from hwgen.text import Language

UPLOAD = 2 * 2**20


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    rules = Rules()
    diagnostics: list[Diagnostic] = []
    try:
        read(data, lambda question: take(asked(question, tuple(rules.check(question)))))
    except Unreadable as e:
        diagnostics += e.diagnostics
    if len(data) > UPLOAD:
        message = f"the file has {len(data) / 2**20:.1f} MB; where PHP’s limit was not raised, Moodle takes 2 MB"
        diagnostics.append(Diagnostic("moodle-upload-size", message, on_line(0), "export with a smaller --max-size"))
    return diagnostics


def recognises(head: bytes) -> bool:
    return b"<quiz" in head or b"<question" in head


def read_items(
    data: bytes,
    name: str,
    taken: set[str],
    folder: str,
    course: tuple[Language, ...],
    language: Language | None,
) -> Imported:
    # Most commands write files of Moodle and import none.
    from hwgen.lms.moodle.importing.items import import_questions

    return import_questions(data, name, taken, folder, course, language)


MOODLE = Adapter(pieces, pack, read_back, read_items, recognises)
