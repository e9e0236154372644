"""GIFT among the platforms: read as Moodle reads it, so that its questions are checked, marked and imported as Moodle's are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hwgen.errors import Diagnostic
from hwgen.lms.adapter import Adapter
from hwgen.lms.asked import Asked
from hwgen.lms.blackboard.reading import recognises as is_blackboard
from hwgen.lms.gift.reading import read
from hwgen.lms.gift.slips import slips
from hwgen.lms.gift.writing import pack, pieces
from hwgen.lms.imported import Imported
from hwgen.lms.moodle.importing.items import Importer
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.reading_back import asked
from hwgen.lms.moodle.rules.file import Rules
from hwgen.lms.places import Unreadable
from hwgen.text import Language

# What no other file begins with: a category, a question's name, or answers in braces.
SIGNS = re.compile(rb"^[ \t]*(?:\$CATEGORY:|::.*::)|\{\s*(?:[~=#]|T(?:RUE)?\b|F(?:ALSE)?\b)", re.MULTILINE)


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    rules = Rules()
    diagnostics: list[Diagnostic] = []
    try:
        read(data, lambda node: take(asked(node, tuple(rules.check(node)), points=False)), diagnostics.append)
    except Unreadable as e:
        diagnostics += e.diagnostics
    return diagnostics


def read_items(
    data: bytes,
    name: str,
    taken: set[str],
    folder: str,
    course: tuple[Language, ...],
    language: Language | None = None,
) -> Imported:
    importer = Importer("GIFT", name, taken, folder, course, language)

    def take(question: Node) -> None:
        for message in slips(question):
            importer.doubt("import-key-doubtful", question, message)
        importer.take(question)

    read(data, take, importer.imported.doubts.append, lenient=True)
    return importer.finish()


def recognises(head: bytes) -> bool:
    if b"\0" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{")):
        return False
    # A formula between tabs may look like answers in braces.
    if is_blackboard(head):
        return False
    return bool(SIGNS.search(head))


GIFT = Adapter(pieces, pack, read_back, read_items, recognises)
