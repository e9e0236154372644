"""One term for one concept: what the course's table of terms (`bank/terms.yaml`) says is not written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from hwgen.bank.course import Course
from hwgen.bank.tables import Term
from hwgen.errors import Diagnostic
from hwgen.flaws.finding import Finding
from hwgen.flaws.reading import Reading, prose
from hwgen.flaws.rules import rule
from hwgen.text import Language, Text, place
from hwgen.words.script import Script
from hwgen.words.words import script_of


@rule
def term_varies(item: Reading) -> Iterator[Finding]:
    for language, text in item.texts:
        yield from _avoided(text, language, item.terms)


def of_tables(course: Course) -> Iterator[Diagnostic]:
    """The same in the texts that stand in tables of the bank and are printed with items: conventions, misconceptions."""
    texts: list[Text] = [convention.clause for convention in course.conventions.values()]
    for misconception in course.misconceptions.values():
        texts += (misconception.name, misconception.why)
    for text in texts:
        for language, string in text.items():
            for avoided in _avoided(string, language, course.terms):
                yield Diagnostic("term-varies", avoided.message, place(avoided.text, avoided.offset))


def _avoided(text: str, language: Language, terms: tuple[Term, ...]) -> Iterator[Finding]:
    known = _table(terms, language)
    if not known:
        return
    visible = prose(text).visible
    for match in _pattern(tuple(known), language).finditer(visible):
        instead = known[_plain(match[0], known)]
        yield Finding(f"“{match[0]}” where the course says “{instead}”", text, prose(text).offset(match.start()))


@lru_cache(maxsize=16)
def _table(terms: tuple[Term, ...], language: Language) -> Mapping[str, str]:
    """What is not written, in small letters, with what is."""
    return {word.lower(): term.term[language] for term in terms for at, word in term.avoid if at == language}


def _plain(entry: str, known: Mapping[str, str]) -> str:
    """The entry that was found: on one line, in small letters, in the singular."""
    word = " ".join(entry.lower().split())
    return word if word in known else word.removesuffix("s")


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...], language: Language) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(_one(word, script_of(language)) for word in longest_first), re.IGNORECASE)


def _one(word: str, script: Script) -> str:
    """A word as it may stand in a text: whole where words have ends, broken over lines, and in the plural."""
    inside = r"\s+".join(map(re.escape, word.split()))
    if not (word[0] + word[-1]).isascii():
        return inside
    # Beside Chinese, which is made of \w, too, a Latin word ends all the same.
    letter, ending = ("A-Za-z-", "") if script.ideographic else (r"\w-", "s?")
    return rf"(?<![{letter}]){inside}{ending}(?![{letter}])"
