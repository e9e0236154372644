"""What is read of a variant: options that do not read the same, and the same numbers in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from hwgen.errors import CourseError, Diagnostic
from hwgen.kinds import Choice, Ordering, kind_of
from hwgen.kinds.kind import ASKING
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Part, Problem
from hwgen.proof.arithmetic import is_number, value
from hwgen.proof.counting import SIGNED, in_full
from hwgen.proof.failures import params_in_words
from hwgen.proof.grammar import slips
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

# The same by the last word of their names; the stem of a computed question is its `ask`.
READ = ASKING | {"ask"}
# Texts that explain: one language may repeat a number where the other says “it”.
EXPLAINS = re.compile(r"(?:.*: )?(?:solution|why|model|reason of .*)")
# Small numbers in words; an article is none.
SPELT = {
    "en": {
        # A unit is defined as “a kilobyte has”.
        "1": r"\b(?:one|single|once|an? [a-z]+ (?:has|is|holds|contains|equals|costs))\b",
        "2": r"\b(?:two|twice|both|the second|doubl\w+|hal(?:f|ves?|ved|ving))\b",
        "3": r"\b(?:three|tripl\w+|thirds?)\b",
        "4": r"\b(?:four|fourth|quarters?)\b",
        "5": r"\b(?:five|fifths?)\b",
        "6": r"\b(?:six|sixth)\b",
        "7": r"\b(?:seven|seventh)\b",
        "8": r"\b(?:eight|eighth)\b",
        "9": r"\b(?:nine|ninth)\b",
        "10": r"\b(?:ten|tenths?)\b",
    },
    "zh": dict(zip(map(str, range(1, 11)), ["一|单个", "[二两双半倍]", *"三四五六七八九十"], strict=True)),
}


def options_read_differently(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Writes out every option that may be offered. Raises CourseError where two read the same, or come to the same number."""
    for part in problem.parts:
        seen: dict[object, str] = {}
        for id, shown in _options(part):
            if shown in seen:
                message = (
                    f"`{generator.id}`, part `{part.id}`: {id} reads like {seen[shown]}, for {params_in_words(params)}"
                )
                hint = "change the misconception, or show more"
                raise CourseError(Diagnostic("proof-same-options", message, generator.span, hint))
            seen[shown] = id


def _options(part: Part) -> Iterator[tuple[str, object]]:
    """The options of a choice as they are shown, those of an author’s as numbers where they are formulas without letters."""
    if isinstance(part, Computed):
        yield from ((id, part.value(raw).tex()) for id, raw in (("the key", part.key), *part.wrong.items()))
    elif isinstance(part, Choice):
        for option in (*part.right, *part.wrong):
            text = next(iter(option.body.values()), "") if isinstance(option.body, Text) else ""
            if text.count("$") == 2 and text.startswith("$") and text.endswith("$") and is_number(text[1:-1]):
                yield f"`{option.id}`", value(text[1:-1])
    elif isinstance(part, Ordering):
        # $4 \times 12$ weights are as many as $12 \times 4$.
        for entry in part.entries:
            if isinstance(entry.text, Text):
                yield f"`{entry.id}`", _worked_out(next(iter(entry.text.values()), ""))


def _worked_out(text: str) -> tuple[object, ...]:
    """A text with what its formulas come to, where these are numbers."""
    pieces = text.split("$")
    return tuple(value(p) if i % 2 and is_number(p) else p.strip() for i, p in enumerate(pieces))


def same_in_all_languages(
    generator: Generator, texts: Iterable[tuple[str, Text]], params: Mapping[str, Any], languages: Sequence[Language]
) -> None:
    """Raises CourseError where one of `languages` has no text of a variant's, or two do not show the same numbers."""
    for name, text in texts:
        if missing := [at for at in languages if text and at not in text]:
            message = f"`{generator.id}`, {name}: no {name_of(missing[0])} text, for {params_in_words(params)}"
            hint = f"write Text(..., {missing[0]}=...), or `{missing[0]}: ...` in a block"
            raise CourseError(Diagnostic("missing-text", message, generator.span, hint))
        numbers = {at: sorted(_numbers(text[at], at)) for at in languages}
        if all(each == numbers[languages[0]] for each in numbers.values()):
            continue
        once = bool(EXPLAINS.fullmatch(name))
        shown = [(at, Counter(set(each) if once else each)) for at, each in numbers.items()]
        for (one, mine), (other, theirs) in combinations(shown, 2):
            alone = [(at, n) for at, more in ((one, mine - theirs), (other, theirs - mine)) for n in more]
            # What one language writes as a figure, the other may say in a word.
            if any(not _spelt(n, text[other if at == one else one], other if at == one else one) for at, n in alone):
                only = [f"{n} in {name_of(at)}" for at, n in alone]
                message = f"`{generator.id}`, {name}: the languages show other numbers: {', '.join(only)}, for {params_in_words(params)}"
                hint = f"write the same numbers in {'both' if len(languages) == 2 else 'all'}"
                raise CourseError(Diagnostic("proof-languages", message, generator.span, hint))


def _spelt(number: str, text: str, language: Language) -> bool:
    """Whether a text says a small number in a word."""
    return number in SPELT.get(language, {}) and bool(re.search(SPELT[language][number], text, re.IGNORECASE))


def sound_texts(generator: Generator, texts: Iterable[tuple[str, Text]], params: Mapping[str, Any]) -> None:
    """Raises CourseError for a text that says nothing, and for words that do not go with a number."""
    for name, text in texts:
        if not text or not all(string.strip() for string in text.values()):
            message = f"`{generator.id}`, {name}: the text is empty, for {params_in_words(params)}"
            raise CourseError(Diagnostic("missing-text", message, generator.span, "write it in each language"))
        if slip := next(slips(text), ""):
            message = f"`{generator.id}`, {name}: “{slip}”, for {params_in_words(params)}"
            hint = "let the word go by the number, `[n: # layer|# layers]`, or draw another number"
            raise CourseError(Diagnostic("proof-plural", message, generator.span, hint))


def texts_of(problem: Problem) -> Iterator[tuple[str, Text]]:
    """Every text of a variant, with what it is called in messages."""
    if context := problem.situation():
        yield "context", context
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            yield f"{part.id}: ask", wording.ask
            yield f"{part.id}: claim", wording.claim
            yield f"{part.id}: solution", wording.solution
            yield from ((f"{part.id}: reason of `{id}`", why) for id, why in wording.reasons.items())
        else:
            yield from ((f"{part.id}: {p.role}", p.text) for p in kind_of(part).passages(part))


def is_read(name: str) -> bool:
    """Whether a student reads the text of this name before answering."""
    return name.rpartition(": ")[2] in READ


def _numbers(text: str, language: Language) -> list[str]:
    """The numbers of a text, whose decimals begin with a point, whatever does so in its language."""
    return SIGNED.findall(in_full(script_of(language).pointed(text), language).replace("−", "-"))
