"""What is read of a variant: options that do not read the same, and the same numbers in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from hwgen.errors import CourseError, Diagnostic
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.domain import params_in_words
from hwgen.text import LANGUAGES

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


def same_in_both_languages(generator: Generator, problem: Problem, params: Mapping[str, Any]) -> None:
    """Makes every text of the variant. Raises CourseError where the two languages do not show the same numbers."""
    texts = [("context", problem.context())] if problem.context else []
    for part in problem.parts:
        if isinstance(part, Computed):
            wording = part.say()
            texts += [(f"{part.id}: ask", wording.ask), (f"{part.id}: claim", wording.claim)]
            texts += [(f"{part.id}: solution", wording.solution)]
        else:
            passages = kind_of(part).passages(part)
            texts += [(f"{part.id}: {p.role}", p.text) for p in passages if p.role in ("stem", "solution")]
    for name, text in texts:
        zh, en = (Counter(NUMBER.findall(text[language])) for language in LANGUAGES)
        if zh != en:
            only = [f"{n} in {lang}" for lang, more in (("Chinese", zh - en), ("English", en - zh)) for n in more]
            message = f"`{generator.id}`, {name}: the languages show other numbers: {', '.join(only)}, for {params_in_words(params)}"
            raise CourseError(Diagnostic("proof-languages", message, generator.span, "write the same numbers in both"))
