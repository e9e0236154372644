"""Characters that nobody sees and that come with pasted text: they are typeset, searched for and compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.texts import texts
from hwgen.errors import Diagnostic
from hwgen.flaws.finding import Finding
from hwgen.words.words import script_of

# An emoji is joined by others.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


# Signs that Unicode has for old files and for formulas, and radicals, which copying from a PDF gives for the characters that they look like;
# and those of single fonts.
LIKE_OTHERS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0001d400-\U0001d7ff\U0002f800-\U0002fa1f]")
OF_ONE_FONT = re.compile("[\ue000-\uf8ff]")


def looking_alike(text: str) -> Iterator[Finding]:
    """Signs that are not the ones that they look like: they are found by no search, and many fonts lack them."""
    if (match := LIKE_OTHERS.search(text)) and (usual := unicodedata.normalize("NFKC", match[0])) != match[0]:
        yield Finding(
            f"`{match[0]}` (U+{ord(match[0]):04X}) only looks like `{usual}`: write `{usual}`", text, match.start()
        )
    if match := OF_ONE_FONT.search(text):
        yield Finding(f"a single font has the character U+{ord(match[0]):04X}: type it again", text, match.start())


def invisible(text: str) -> Iterator[Finding]:
    """A sign for each text: they come in crowds."""
    if match := INVISIBLE.search(text):
        before = text[max(0, match.start() - 4) : match.start()]
        yield Finding(
            f"a character behind “{before}” cannot be seen, U+{ord(match[0]):04X}; delete it", text, match.start()
        )


def unseen(course: Course, asked: Collection[str]) -> Iterator[Diagnostic]:
    """What `hwgen check` says of such characters in the items that are asked, for whoever prints them before checking."""
    for item in map(course.items.get, asked):
        if isinstance(item, BankItem):
            for text in texts(item.problem):
                for language in (at for at in course.languages if at in item.languages):
                    rule = "chinese-typography" if script_of(language).ideographic else "local-typography"
                    for finding in invisible(text[language]):
                        yield Diagnostic(rule, finding.message, finding.span(item.span))
