"""Reasons of wrong options that belong to another question: they speak of what this one has nothing to do with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.needles import needles, those_in
from hwgen.flaws.reading import Reading
from hwgen.flaws.reasons import reasons_of
from hwgen.flaws.words import table
from hwgen.problem.computed import Computed
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

# What a question has in every language: what its words are beside those of the subject.
ALSO = "with"
# What says that there is none of a subject: a reason does not say that it was left out.
ABSENT = "absent"
OMITTED = {
    "zh": re.compile("^(?:漏|忘|没有?[计乘加考])"),
    "en": re.compile(r"^(?:this )?(?:leaves out|omits|forgets|ignores)\b", re.IGNORECASE),
}
# Variants differ in little else than numbers; which one it is tells a subject only behind a letter, and as the base of logarithms.
NUMBER = re.compile(r"(?<![\w.])(?<!base )\d+(?:\.\d+)?(?!\w)")


@cache
def _subjects() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Each subject with the words for it: in each language, and those beside them."""
    file: Mapping[str, Mapping[str, str]] = table("subjects.yaml")
    return {
        name: {
            at: re.compile(
                p if at in (ALSO, ABSENT) or script_of(at).ideographic else rf"\b(?:{p})(?!\w)", re.IGNORECASE
            )
            for at, p in patterns.items()
        }
        for name, patterns in file.items()
    }


@lru_cache(maxsize=4096)
def _named(text: str, language: Language) -> Mapping[str, str]:
    """The subjects that a text speaks of, each with its word."""
    words = shown(text, language)
    return {
        name: match[0]
        for name, patterns in _subjects().items()
        if language in patterns and (match := patterns[language].search(words))
    }


@lru_cache(maxsize=4096)
def _about(text: str, language: Language) -> frozenset[str]:
    """The subjects that a question with this text may speak of."""
    words = shown(text, language)
    there = those_in(words, _needles(language))
    return frozenset(
        name for name, needed, pattern in _patterns(language) if not there.isdisjoint(needed) and pattern.search(words)
    )


@cache
def _patterns(language: Language) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Each subject with what its words cannot do without."""
    return tuple(
        (name, needles(patterns[at].pattern), patterns[at])
        for name, patterns in _subjects().items()
        for at in (language, ALSO)
        if at in patterns
    )


@cache
def _needles(language: Language) -> frozenset[str]:
    return frozenset().union(*(needed for _, needed, _ in _patterns(language)))


def of_foreign_reasons(item: Reading) -> Iterator[Flaw]:
    about = frozenset(
        subject
        for text in _texts(item)
        for at in item.languages
        if text.get(at)
        for subject in _about(NUMBER.sub("3", text[at]), at)
    )
    for part in item.parts:
        for id, why in reasons_of(part, item):
            for language in item.languages:
                for subject, word in _named(why.get(language, ""), language).items():
                    if subject not in about:
                        message = f"the reason of `{id}` speaks of “{word}” in the {name_of(language)} text, the question does not"
                        yield flaw("foreign-reason", message, why[language])
                    elif isinstance(part, Computed) and (
                        says := _absent(subject, item.asked(part, language), why[language], language)
                    ):
                        message = f"the reason of `{id}` says that “{word}” is left out, and the {name_of(language)} question has “{says}”"
                        yield flaw("foreign-reason", message, why[language])


def _absent(subject: str, text: str, reason: str, language: Language) -> str:
    """What a question says of there being none of a subject that a reason says was left out, where it speaks of it nowhere else."""
    patterns = _subjects()[subject]
    if ABSENT not in patterns or language not in OMITTED or not OMITTED[language].search(shown(reason, language)):
        return ""
    words = shown(text, language)
    match = patterns[ABSENT].search(words)
    return match[0] if match and not patterns[language].search(patterns[ABSENT].sub(" ", words)) else ""


def _texts(item: Reading) -> Iterable[Text]:
    """All that a question says but for reasons."""
    yield from (passage.text for passage in item.passages if passage.role != "why")
    yield from item.clauses
    for part in item.parts:
        if isinstance(part, Computed):
            yield from (*part.cells, *part.labels.values())
