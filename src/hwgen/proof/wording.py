"""What is read of a variant: options that do not read the same, and the same numbers in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from hwgen.errors import CourseError, Diagnostic, counted
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.failures import params_in_words
from hwgen.text import Language, Text
from hwgen.words.words import name_of, script_of

# Where a claim takes the value that it states.
SLOT = "{}"
# The texts that a student reads before answering, by the last word of their names.
READ = frozenset(["context", "ask", "stem", "statement", "right", "wrong", "entry", "label"])
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def options_read_differently(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Writes out every option that may be offered. Raises CourseError where two read the same."""
    for part in problem.parts:
        if isinstance(part, Computed):
            seen: dict[str, str] = {}
            for id, raw in (("the key", part.key), *part.wrong.items()):
                shown = part.value(raw).tex()
                if shown in seen:
                    message = f"`{generator.id}`, part `{part.id}`: {id} reads like {seen[shown]}, for {params_in_words(params)}"
                    raise CourseError(
                        Diagnostic(
                            "proof-same-options", message, generator.span, "change the misconception, or show more"
                        )
                    )
                seen[shown] = id


def same_in_all_languages(
    generator: Generator, texts: Iterable[tuple[str, Text]], params: Mapping[str, Any], languages: Sequence[Language]
) -> None:
    """Raises CourseError where one of `languages` has no text of a variant's, or two do not show the same numbers."""
    for name, text in texts:
        if missing := [at for at in languages if text and at not in text]:
            message = f"`{generator.id}`, {name}: no {name_of(missing[0])} text, for {params_in_words(params)}"
            raise CourseError(Diagnostic("missing-text", message, generator.span, f"write Text(..., {missing[0]}=...)"))
        shown = [(name_of(at), Counter(NUMBER.findall(script_of(at).pointed(text[at])))) for at in languages]
        for (one, mine), (other, theirs) in combinations(shown, 2):
            if mine != theirs:
                only = [f"{n} in {at}" for at, more in ((one, mine - theirs), (other, theirs - mine)) for n in more]
                message = f"`{generator.id}`, {name}: the languages show other numbers: {', '.join(only)}, for {params_in_words(params)}"
                hint = f"write the same numbers in {'both' if len(languages) == 2 else 'all'}"
                raise CourseError(Diagnostic("proof-languages", message, generator.span, hint))


def sound_texts(generator: Generator, texts: Iterable[tuple[str, Text]], params: Mapping[str, Any]) -> None:
    """Raises CourseError for a text that says nothing, and for a claim that has no place for a value, or several."""
    for name, text in texts:
        if not text or not all(string.strip() for string in text.values()):
            message = f"`{generator.id}`, {name}: the text is empty, for {params_in_words(params)}"
            raise CourseError(Diagnostic("missing-text", message, generator.span, "write it in each language"))
        for at, claim in text.items() if name.endswith("claim") else ():
            if claim.count(SLOT) != 1:
                message = f"`{generator.id}`, {name}: {counted(claim.count(SLOT), 'place')} for a value in the {name_of(at)} text"
                hint = "write `$[value]$` once, where a true/false question states a value"
                raise CourseError(Diagnostic("proof-claim", message, generator.span, hint))


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
